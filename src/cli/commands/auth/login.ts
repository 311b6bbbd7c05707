import { type Command, Option } from 'commander';
import { addSignInOptions, printStatus, type SignInOptions, withSignIn } from '../../sign-in.ts';
import type { Terminal } from '../../terminal.ts';

interface LoginOptions extends SignInOptions {
  readonly addScope: readonly string[];
  readonly device?: boolean;
  readonly browser: boolean;
}

/** `sqluice auth login`: asks a person to sign in, whatever is kept and whatever InitiateOAuth says. */
export function defineLogin(command: Command, terminal: Terminal): void {
  addSignInOptions(command.description('Ask a person to sign in, and keep the sign-in.'))
    .addOption(
      new Option('--add-scope <scope>', 'ask for this scope besides those granted; may be repeated')
        .default([], 'none')
        .argParser((value: string, before: readonly string[]) => [...before, value]),
    )
    .option('--device', 'show a code to type into a browser on any machine (AuthScheme=OAuthDevice)')
    .option('--no-browser', 'print the address only; the address that the browser ends at can be pasted')
    .action(async (options: LoginOptions) => {
      const { addScope: addScopes, device, browser } = options;
      await withSignIn(
        options,
        terminal,
        async (session, signal) => {
          printStatus(await session.login({ addScopes, signal }), options, terminal);
        },
        { browser, ...(device ? { authScheme: 'OAuthDevice' } : {}) },
      );
    });
}
