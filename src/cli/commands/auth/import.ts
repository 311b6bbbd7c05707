import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { UsageError } from '../../failures.ts';
import { addPassphraseOption, type PassphraseOptions, readPassphrase } from '../../passphrase.ts';
import { addSignInOptions, printStatus, type SignInOptions, withSignIn } from '../../sign-in.ts';
import type { Terminal } from '../../terminal.ts';

/** `sqluice auth import <file>`: keeps a sign-in that was exported elsewhere. */
export function defineImport(command: Command, terminal: Terminal): void {
  addPassphraseOption(
    addSignInOptions(
      command
        .description('Keep a sign-in that sqluice auth export wrote on another machine.')
        .argument('<file>', 'what was exported'),
    ),
  ).action(async (file: string, options: SignInOptions & PassphraseOptions) => {
    await withSignIn(options, terminal, async (session, signal) => {
      const text = await readFile(file, 'utf8').catch((error: Error) => {
        throw new UsageError(`${file} cannot be read: ${error.message}`);
      });
      const passphrase = await readPassphrase(options, terminal, signal);
      printStatus(await session.importText(text, passphrase), options, terminal);
    });
  });
}
