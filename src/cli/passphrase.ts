import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { UsageError } from './failures.ts';
import { askSecret } from './secret-prompt.ts';
import type { Terminal } from './terminal.ts';

/** Where a passphrase may come from: never from an argument, which other users of the machine can see. */
export interface PassphraseOptions {
  readonly passphraseFile?: string;
}

/** Adds the option that {@link readPassphrase} reads. */
export function addPassphraseOption(command: Command): Command {
  return command.option(
    '--passphrase-file <file>',
    'file that holds the passphrase; else SQLUICE_PASSPHRASE holds it, else it is asked for and not shown',
  );
}

/** The passphrase of an exported sign-in. Where it is chosen, not known, `twice` asks for it two times. */
export async function readPassphrase(
  { passphraseFile }: PassphraseOptions,
  terminal: Terminal,
  signal: AbortSignal,
  { twice = false } = {},
): Promise<string> {
  if (passphraseFile !== undefined) {
    const text = await readFile(passphraseFile, 'utf8').catch((error: Error) => {
      throw new UsageError(`${passphraseFile} cannot be read: ${error.message}`);
    });
    return text.replace(/\r?\n$/, '');
  }
  if (terminal.env.SQLUICE_PASSPHRASE) return terminal.env.SQLUICE_PASSPHRASE;
  if (!terminal.input.isTTY) {
    throw new UsageError('No passphrase: give --passphrase-file, or set SQLUICE_PASSPHRASE.');
  }
  const passphrase = await askSecret('Passphrase: ', terminal, signal);
  if (twice && passphrase !== (await askSecret('Once more: ', terminal, signal))) {
    throw new UsageError('The two passphrases differ.');
  }
  return passphrase;
}
