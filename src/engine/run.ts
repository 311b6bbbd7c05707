import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { Batch } from '../catalog/batch.ts';
import type { Value } from '../catalog/data-type.ts';
import { cancellation, DriverError, driverError } from '../errors.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { readStatement } from '../sql/statement.ts';
import type { EngineRun, RunTable, StatementSettings } from './engine.ts';
import { runError } from './failure.ts';
import type { Session } from './instance.ts';
import { TableLoader } from './load.ts';
import { bindParameters } from './parameter.ts';
import type { Permits } from './permits.ts';
import { type ResultReader, resultReader } from './read.ts';
import { qualifiedName } from './sql-type.ts';

/** What a run has from its instance. */
export interface RunResources {
  readonly database: string;
  readonly tables: readonly RunTable[];
  readonly settings: StatementSettings;
  /** For loading, with tables named in full. */
  readonly writer: DuckDBConnection;
  readonly permits: Permits;
  /** Lends a session that finds the tables by their plain names; one for each open cursor. */
  take(): Promise<Session>;
  give(session: Session): Promise<void>;
  /** Removes the database. */
  drop(): Promise<void>;
}

/** One execution of one statement in a database of its own. */
export class Run implements EngineRun {
  readonly #resources: RunResources;
  readonly #loaders = new Map<string, Promise<TableLoader>>();
  readonly #opened: TableLoader[] = [];
  readonly #readers = new Map<string, ResultReader>();
  readonly #busy = new Set<Session>();
  #spare: Session | undefined;
  #closing: Promise<void> | undefined;

  constructor(resources: RunResources) {
    this.#resources = resources;
  }

  async load(schema: string, table: string, columns: readonly string[], batch: Batch): Promise<void> {
    this.#refuseIfClosed();
    const loader = await this.#loader(schema, table);
    loader.append(columns, batch);
  }

  async clear(schema: string, table: string): Promise<void> {
    this.#refuseIfClosed();
    this.#flush();
    await this.#call(() => this.#resources.writer.run(`DELETE FROM ${this.#nameOf(schema, table)}`));
  }

  async distinct(schema: string, table: string, column: string): Promise<readonly Value[]> {
    const { table: target } = this.#find(schema, table);
    const text = target.columns.find((one) => one.name === column)?.type === 'text';
    // A column without regard to case would give one spelling of several.
    const name = `${quoteIdentifier(column)}${text ? ' COLLATE "binary"' : ''}`;
    const sql = `SELECT DISTINCT ${name} FROM ${this.#nameOf(schema, table)} WHERE ${name} IS NOT NULL`;
    const values: Value[] = [];
    for await (const batch of this.#stream(sql, sql))
      for (const value of batch.columns[0]!) values.push(value);
    return values;
  }

  execute(sql: string, signal?: AbortSignal): AsyncIterable<Batch> {
    const bound = bindParameters(readStatement(sql), this.#resources.settings.parameters);
    return this.#stream(sql, bound.sql, signal);
  }

  async *#stream(key: string, sql: string, signal?: AbortSignal): AsyncIterable<Batch> {
    this.#refuseIfClosed();
    if (signal?.aborted) throw cancellation(signal);
    const session = this.#spare ?? (await this.#resources.take());
    this.#spare = undefined;
    this.#busy.add(session);
    const interrupt = () => session.connection.interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    let open = false;
    try {
      this.#flush();
      const reader = await this.#reader(session, key, sql);
      await this.#call(() => session.connection.run('BEGIN'));
      open = true;
      // Prepared anew each time: a prepared plan keeps what it knew of the rows that were loaded then.
      const result = await this.#call(() => session.connection.stream(reader.sql));
      for (;;) {
        const rows = await this.#fetch(result, signal);
        if (rows === undefined) break;
        yield reader.read(rows);
      }
      await this.#assertComplete(session, reader.sql, signal);
      await this.#call(() => session.connection.run('COMMIT'));
      open = false;
    } catch (error) {
      throw this.#failure(error, signal);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      if (open) await session.connection.run('ROLLBACK').catch(() => undefined);
      this.#busy.delete(session);
      if (this.#spare === undefined && this.#closing === undefined) this.#spare = session;
      else await this.#resources.give(session);
    }
  }

  /** The next rows as the reader wants them; undefined at the end, which may be a failure in disguise. */
  async #fetch(
    result: DuckDBResult,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[] | undefined> {
    if (signal?.aborted) throw cancellation(signal);
    this.#refuseIfClosed();
    const chunk = await this.#call(() => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) return undefined;
    return chunk.getColumnValues(0) as string[];
  }

  /**
   * A stream that fails or is interrupted ends like one that is complete. Only its transaction knows, and the error
   * itself is told by nothing but running the statement again.
   */
  async #assertComplete(session: Session, sql: string, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw cancellation(signal);
    this.#refuseIfClosed();
    try {
      await this.#call(() => session.connection.run('SELECT 1'));
    } catch (cause) {
      await session.connection.run('ROLLBACK');
      await this.#call(() => session.connection.run(sql));
      throw driverError('internal', 'The engine gave up in the middle of the result.', { cause });
    }
  }

  #flush(): void {
    for (const loader of this.#opened) loader.flush();
  }

  async #reader(session: Session, key: string, sql: string): Promise<ResultReader> {
    const known = this.#readers.get(key);
    if (known !== undefined) return known;
    const statement = await this.#call(() => session.connection.prepare(sql));
    try {
      const types = Array.from({ length: statement.columnCount }, (_, index) => statement.columnType(index));
      const reader = resultReader(sql, types);
      this.#readers.set(key, reader);
      return reader;
    } finally {
      statement.destroySync();
    }
  }

  #loader(schema: string, table: string): Promise<TableLoader> {
    const name = this.#nameOf(schema, table);
    let loader = this.#loaders.get(name);
    if (loader === undefined) {
      loader = this.#openLoader(this.#find(schema, table));
      this.#loaders.set(name, loader);
    }
    return loader;
  }

  async #openLoader(target: RunTable): Promise<TableLoader> {
    const { writer, database } = this.#resources;
    const appender = await writer.createAppender(target.table.name, target.schema, database);
    const loader = new TableLoader(target, appender, await import('@duckdb/node-api'));
    this.#opened.push(loader);
    return loader;
  }

  #find(schema: string, table: string): RunTable {
    const found = this.#resources.tables.find((one) => one.schema === schema && one.table.name === table);
    if (found === undefined) throw driverError('internal', `The run has no table ${schema}.${table}.`);
    return found;
  }

  #nameOf(schema: string, table: string): string {
    const found = this.#find(schema, table);
    return qualifiedName(this.#resources.database, found.schema, found.table.name);
  }

  #call<T>(work: () => Promise<T>): Promise<T> {
    return this.#resources.permits.with(work);
  }

  #failure(error: unknown, signal: AbortSignal | undefined): DriverError {
    if (error instanceof DriverError) return error;
    if (signal?.aborted) return cancellation(signal);
    if (this.#closing !== undefined) return closedError();
    return runError(error);
  }

  #refuseIfClosed(): void {
    if (this.#closing !== undefined) throw closedError();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const session of this.#busy) session.connection.interrupt();
    for (const loader of this.#opened) loader.close();
    if (this.#spare !== undefined) await this.#resources.give(this.#spare);
    this.#spare = undefined;
    await this.#resources.drop();
  }
}

function closedError() {
  return driverError('connection_closed', 'The run of the statement was closed.');
}
