import type { Command } from 'commander';
import { QueryError, type Statistics } from '../../index.ts';
import { readsInput } from '../connection-source.ts';
import { StatementError, UsageError } from '../failures.ts';
import { parseParameters, readSql } from '../input-text.ts';
import { addOutputOptions, type OutputOptions, rowTarget, writeStream } from '../row-writer.ts';
import { addSessionOptions, type Session, type SessionOptions, warn, withSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

interface QueryCommandOptions extends SessionOptions, OutputOptions {
  readonly file?: string;
  readonly params?: string;
  readonly stats?: boolean;
}

/** `sqluice query <sql>`: rows on standard output, all else on standard error. */
export function defineQuery(command: Command, terminal: Terminal): void {
  addOutputOptions(addSessionOptions(command.argument('[sql]', 'the statement, or - to read it')))
    .option('-f, --file <file>', 'read the statement from a file')
    .option('-p, --params <json>', `values of $1, $2 … or ?, as a JSON array such as '["ACTIVE", 5]'`)
    .option('--stats', 'write what it cost as one line of JSON to standard error, last')
    .action(async (argument: string | undefined, options: QueryCommandOptions) => {
      const inputTaken = options.connection.some(readsInput);
      const sql = await readSql({ argument, file: options.file, inputTaken }, terminal);
      const params = parseParameters(options.params);
      await withSession(
        options,
        terminal,
        async (session) => {
          const stats = await runQuery(sql, params, options, session, terminal).catch((error: unknown) => {
            throw queryFailure(sql, error, session);
          });
          session.progress.reset();
          warn(terminal, stats.warnings);
          if (options.stats) terminal.errors.write(`${JSON.stringify(stats)}\n`);
        },
        { optional: true },
      );
    });
}

async function runQuery(
  sql: string,
  params: readonly unknown[],
  options: OutputOptions,
  { connection, signal, progress }: Session,
  terminal: Terminal,
): Promise<Statistics> {
  const target = rowTarget(options, terminal, progress.clear);
  const stream = await connection.stream<unknown[]>(sql, params, { rowMode: 'array', raw: true, signal });
  await writeStream(stream, target);
  return stream.stats;
}

/** SQL without tables needs no connection; a table that is unknown for want of one is a mistake in the command. */
function queryFailure(sql: string, error: unknown, { connected }: Session): Error {
  if (error instanceof UsageError) return error;
  const unknownTable = error instanceof QueryError && error.reason === 'unknown_table';
  return unknownTable && !connected
    ? new UsageError(`${error.message} No connection was given: use --connection or SQLUICE_CONNECTION.`)
    : new StatementError(sql, error);
}
