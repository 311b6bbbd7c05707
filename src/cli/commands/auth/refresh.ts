import type { Command } from 'commander';
import { addSignInOptions, printStatus, type SignInOptions, withSignIn } from '../../sign-in.ts';
import type { Terminal } from '../../terminal.ts';

/** `sqluice auth refresh`: renews the tokens now. */
export function defineRefresh(command: Command, terminal: Terminal): void {
  addSignInOptions(command.description('Renew the tokens now, without a person.')).action(
    async (options: SignInOptions) => {
      await withSignIn(options, terminal, async (session, signal) => {
        printStatus(await session.refresh({ signal }), options, terminal);
      });
    },
  );
}
