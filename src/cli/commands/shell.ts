import type { Command } from 'commander';
import { readsInput } from '../connection-source.ts';
import { UsageError } from '../failures.ts';
import { addFormatOption, type OutputOptions } from '../row-writer.ts';
import { addSessionOptions, type SessionOptions, withSession } from '../session.ts';
import { runShell } from '../shell/shell.ts';
import type { Terminal } from '../terminal.ts';

/** `sqluice shell`: statements typed in, or read from a pipe, where the first that fails ends it. */
export function defineShell(command: Command, terminal: Terminal): void {
  addFormatOption(addSessionOptions(command)).action(
    async (options: SessionOptions & Pick<OutputOptions, 'format'>) => {
      if (options.connection.some(readsInput)) {
        throw new UsageError(
          'Standard input gives the statements of the shell, so it cannot give the connection.',
        );
      }
      await withSession(options, terminal, (session) => runShell(session, options, terminal));
    },
  );
}
