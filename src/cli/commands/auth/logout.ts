import type { Command } from 'commander';
import { addSignInOptions, printStatus, type SignInOptions, withSignIn } from '../../sign-in.ts';
import type { Terminal } from '../../terminal.ts';

/** `sqluice auth logout`: forgets the sign-in; that there is none is no failure. */
export function defineLogout(command: Command, terminal: Terminal): void {
  addSignInOptions(
    command.description('Forget the sign-in, here and, where the source offers that, there too.'),
  ).action(async (options: SignInOptions) => {
    await withSignIn(options, terminal, async (session, signal) => {
      await session.logout({ signal });
      printStatus(await session.status(), options, terminal);
    });
  });
}
