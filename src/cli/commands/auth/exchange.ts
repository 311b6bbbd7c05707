import type { Command } from 'commander';
import { readsInput } from '../../connection-source.ts';
import { UsageError } from '../../failures.ts';
import { readInput } from '../../input-text.ts';
import { askSecret } from '../../secret-prompt.ts';
import { addSignInOptions, printStatus, type SignInOptions, withSignIn } from '../../sign-in.ts';
import type { Terminal } from '../../terminal.ts';

/** `sqluice auth exchange`: ends the sign-in that `sqluice auth url` began. */
export function defineExchange(command: Command, terminal: Terminal): void {
  addSignInOptions(
    command
      .description('Exchange what the browser ended at after sqluice auth url, and keep the sign-in.')
      .argument(
        '[answer]',
        'the whole address, or the code in it; - reads it from standard input, and without it it is asked for, so that it is not seen in the list of processes',
      ),
  ).action(async (argument: string | undefined, options: SignInOptions) => {
    refuseUnreadable(argument, options, terminal);
    await withSignIn(options, terminal, async (session, signal) => {
      const answer = await readAnswer(argument, terminal, signal);
      printStatus(await session.exchange(answer.trim(), { signal }), options, terminal);
    });
  });
}

function refuseUnreadable(
  argument: string | undefined,
  { connection }: SignInOptions,
  { input }: Terminal,
): void {
  if (argument === undefined && !input.isTTY) {
    throw new UsageError('Give the address or the code, or - to read it.');
  }
  if (argument === '-' && connection.some(readsInput)) {
    throw new UsageError('Standard input cannot give both the connection and the answer.');
  }
}

async function readAnswer(
  argument: string | undefined,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string> {
  if (argument === undefined) return askSecret('Address or code: ', terminal, signal);
  return argument === '-' ? readInput(terminal) : argument;
}
