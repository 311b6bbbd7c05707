import type { Command } from 'commander';
import { openSignInSession, type SignInSession, type SignInStatus } from '../index.ts';
import { readConnectionSource } from './connection-source.ts';
import { UsageError } from './failures.ts';
import { type AskingSettings, withInteraction } from './interaction.ts';
import { withInterrupt } from './interrupt.ts';
import { addSessionOptions, noConnection, type SessionOptions, warn, withObservers } from './session.ts';
import { statusText } from './sign-in-text.ts';
import { styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';

/** Options of every command that looks after a sign-in. */
export interface SignInOptions extends SessionOptions {
  readonly json?: boolean;
}

/** Adds the options that {@link withSignIn} and {@link printStatus} need. */
export function addSignInOptions(command: Command): Command {
  return addSessionOptions(command).option('--json', 'print JSON');
}

/**
 * Opens the sign-in of the one source that the options name, lends it to `use`, and closes it. Ctrl-C aborts.
 * `authScheme` takes the place of the one in the connection string.
 */
export function withSignIn(
  options: SignInOptions,
  terminal: Terminal,
  use: (session: SignInSession, signal: AbortSignal) => Promise<void>,
  { authScheme, ...asking }: Pick<AskingSettings, 'browser'> & { readonly authScheme?: string } = {},
): Promise<void> {
  return withInterrupt(terminal, async (signal) => {
    const source = await readOneSource(options.connection, terminal);
    await withObservers(
      options,
      terminal,
      () => {},
      (onEvent) =>
        withInteraction(terminal, signal, asking, async (interaction) => {
          const settings = { env: terminal.env, interaction, signal, onEvent };
          const session = await openSignInSession(source, {
            ...settings,
            ...(authScheme === undefined ? {} : { authScheme }),
          });
          try {
            warn(terminal, session.notices);
            await use(session, signal);
          } finally {
            await session.close();
          }
        }),
    );
  });
}

/** Writes what is kept of a sign-in to standard output. */
export function printStatus(status: SignInStatus, { json }: SignInOptions, terminal: Terminal): void {
  const style = styleFor(terminal.output, terminal.env);
  terminal.output.write(
    `${json ? JSON.stringify(status, null, 2) : statusText(status, Date.now(), style)}\n`,
  );
}

async function readOneSource(given: readonly string[], terminal: Terminal): Promise<string> {
  const { sources, warnings } = await readConnectionSource(given, terminal);
  if (sources === undefined) throw noConnection();
  warn(terminal, warnings);
  if (typeof sources === 'string') return sources;
  const [only, ...others] = Object.values(sources);
  if (only === undefined || others.length > 0) {
    throw new UsageError('Look after the sign-in of one source at a time: give --connection once.');
  }
  return only;
}
