import type { Command } from 'commander';
import { addSignInOptions, type SignInOptions, withSignIn } from '../../sign-in.ts';
import type { Terminal } from '../../terminal.ts';

interface UrlOptions extends SignInOptions {
  readonly verifier?: boolean;
}

/** `sqluice auth url`: where a person can sign in on any machine. */
export function defineUrl(command: Command, terminal: Terminal): void {
  addSignInOptions(
    command.description('Print the address at which a person can sign in on any machine. Sends nothing.'),
  )
    .option('--verifier', 'also print the PKCEVerifier, a secret, to exchange the code on another machine')
    .action(async (options: UrlOptions) => {
      await withSignIn(options, terminal, async (session) => {
        const { url, state, pkceVerifier } = await session.authorizationRequest();
        const verifier = options.verifier ? pkceVerifier : undefined;
        const lines = verifier === undefined ? [url] : [url, `PKCEVerifier=${verifier}`];
        terminal.output.write(
          options.json
            ? `${JSON.stringify({ url, state, pkceVerifier: verifier }, null, 2)}\n`
            : `${lines.join('\n')}\n`,
        );
        terminal.errors.write(
          [
            'Open the address in a browser and sign in. The browser ends at the CallbackURL, where no page may load: what',
            'counts is the address that it shows. Within 10 minutes, exchange it on this machine with sqluice auth exchange',
            options.verifier && pkceVerifier !== undefined
              ? 'or on another with the PKCEVerifier in the connection string.\n'
              : 'and the same connection.\n',
          ].join('\n'),
        );
        if (options.verifier && pkceVerifier === undefined) {
          terminal.errors.write('There is no PKCEVerifier: this sign-in goes without one.\n');
        }
      });
    });
}
