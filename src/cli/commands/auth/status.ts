import type { Command } from 'commander';
import { BadFindingError } from '../../failures.ts';
import { addSignInOptions, printStatus, type SignInOptions, withSignIn } from '../../sign-in.ts';
import type { Terminal } from '../../terminal.ts';

/** `sqluice auth status`: what is kept. Sends nothing. */
export function defineStatus(command: Command, terminal: Terminal): void {
  addSignInOptions(
    command.description('Show who is signed in, until when, and where that is kept. Ends with 1 for nobody.'),
  ).action(async (options: SignInOptions) => {
    await withSignIn(options, terminal, async (session) => {
      const status = await session.status();
      printStatus(status, options, terminal);
      if (!status.signedIn) throw new BadFindingError('Nobody is signed in.');
    });
  });
}
