import { type Command, Option } from 'commander';
import { type Connection, type ConnectionEvent, connect } from '../index.ts';
import { readConnectionSource } from './connection-source.ts';
import { UsageError } from './failures.ts';
import { visibleText } from './formats/visible-text.ts';
import { withInteraction } from './interaction.ts';
import { withInterrupt } from './interrupt.ts';
import { logObserver, type Observer, traceObserver } from './observers.ts';
import { noProgress, type Progress, terminalProgress } from './progress.ts';
import { styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';

/** Options of every command that connects. */
export interface SessionOptions {
  readonly connection: readonly string[];
  readonly log?: string;
  readonly trace?: string;
}

/** A connection in use by a command. */
export interface Session {
  readonly connection: Connection;
  /** False when the command was given no source: SQL then has no tables. */
  readonly connected: boolean;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Adds the options that {@link withSession} needs. */
export function addSessionOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-c, --connection <string>',
        'connection string, @name of the connections file, or - for standard input; schema=… names it; may be repeated',
      )
        .default([], '$SQLUICE_CONNECTION')
        .argParser((value: string, before: readonly string[]) => [...before, value]),
    )
    .option('--log <file>', 'add one line per request to a file, or - for standard error')
    .option('--trace <file>', 'write all requests to a HAR file');
}

/**
 * Connects as the options say, lends the connection to `use`, and closes everything. Ctrl-C aborts. Rejects with a
 * UsageError when no connection is given, unless `optional`.
 */
export function withSession(
  options: SessionOptions,
  terminal: Terminal,
  use: (session: Session) => Promise<void>,
  { optional = false } = {},
): Promise<void> {
  return withInterrupt(terminal, async (signal) => {
    const { sources, warnings } = await readConnectionSource(options.connection, terminal);
    if (sources === undefined && !optional) throw noConnection();
    warn(terminal, warnings);
    const progress = terminal.errors.isTTY ? terminalProgress(terminal.errors, Date.now) : noProgress;
    try {
      await withObservers(options, terminal, progress.clear, async (observe) => {
        const onEvent = (event: ConnectionEvent): void => {
          progress.observe(event);
          observe(event);
        };
        const asking = { beforeWrite: progress.clear };
        const connection = await withInteraction(terminal, signal, asking, (interaction) =>
          connect(sources ?? {}, { env: terminal.env, interaction, signal, onEvent }),
        );
        try {
          warn(terminal, connection.notices);
          await use({ connection, connected: sources !== undefined, signal, progress });
        } finally {
          await connection.close();
        }
      });
    } finally {
      progress.close();
    }
  });
}

/** The mistake of a command that needs a connection and was given none. */
export function noConnection(): UsageError {
  return new UsageError('No connection: give --connection or set SQLUICE_CONNECTION.');
}

/** Lends what writes the log and the trace that the options ask for, and closes both. */
export async function withObservers(
  { log, trace }: Pick<SessionOptions, 'log' | 'trace'>,
  terminal: Terminal,
  beforeWrite: () => void,
  use: (observe: (event: ConnectionEvent) => void) => Promise<void>,
): Promise<void> {
  const observers: Observer[] = [];
  try {
    if (log !== undefined) observers.push(await logObserver(log, terminal, beforeWrite));
    if (trace !== undefined) observers.push(await traceObserver(trace));
    await use((event) => {
      for (const observer of observers) observer.observe(event);
    });
  } finally {
    await Promise.all(observers.map((observer) => observer.close()));
  }
}

/** Writes warnings to standard error, a line each. */
export function warn(terminal: Terminal, warnings: readonly string[]): void {
  const style = styleFor(terminal.errors, terminal.env);
  for (const warning of warnings) {
    terminal.errors.write(`${style.yellow('warning:')} ${visibleText(warning)}\n`);
  }
}
