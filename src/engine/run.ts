import type { DuckDBConnection } from '@duckdb/node-api';
import type { Batch } from '../catalog/batch.ts';
import type { Value } from '../catalog/data-type.ts';
import { cancellation, driverError } from '../errors.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { readStatement } from '../sql/statement.ts';
import type { EngineRun, RunTable, StatementSettings } from './engine.ts';
import { runError } from './failure.ts';
import type { Session } from './instance.ts';
import { TableLoader } from './load.ts';
import { bindParameters } from './parameter.ts';
import type { Permits } from './permits.ts';
import { type ResultReader, resultReader } from './read.ts';
import { qualifiedName, rowsTable } from './sql-type.ts';

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
  readonly #bound = new Map<string, string>();
  readonly #readers = new Map<string, ResultReader>();
  #spare: Session | undefined;
  readonly #ending = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(resources: RunResources) {
    this.#resources = resources;
  }

  async load(schema: string, table: string, columns: readonly string[], batch: Batch): Promise<void> {
    this.#refuseIfClosed();
    const loader = await this.#loader(schema, table);
    this.#refuseIfClosed();
    try {
      loader.append(columns, batch);
    } catch (error) {
      throw runError(error);
    }
  }

  async clear(schema: string, table: string): Promise<void> {
    this.#refuseIfClosed();
    const { writer } = this.#resources;
    try {
      this.#flush();
      const sql = `DELETE FROM ${this.#nameOf(schema, table)}`;
      await this.#call(writer, this.#ending.signal, () => writer.run(sql));
    } catch (error) {
      throw runError(error);
    }
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
    const bound =
      this.#bound.get(sql) ?? bindParameters(readStatement(sql), this.#resources.settings.parameters).sql;
    // Asked for again with every page of a statement that runs page by page.
    this.#bound.set(sql, bound);
    return this.#stream(sql, bound, signal);
  }

  async *#stream(key: string, sql: string, caller?: AbortSignal): AsyncIterable<Batch> {
    this.#refuseIfClosed();
    if (caller?.aborted) throw cancellation(caller);
    const signal =
      caller === undefined ? this.#ending.signal : AbortSignal.any([caller, this.#ending.signal]);
    const session = this.#spare ?? (await this.#resources.take());
    this.#spare = undefined;
    const call = <T>(work: () => Promise<T>) => this.#call(session.connection, signal, work);
    let open = false;
    try {
      this.#flush();
      await call(() => session.define(sql));
      const reader = this.#readers.get(key) ?? (await call(() => this.#prepareReader(session, key, sql)));
      await call(() => session.connection.run('BEGIN'));
      open = true;
      // Prepared anew each time: a prepared plan keeps what it knew of the rows that were loaded then.
      const result = await call(() => session.connection.stream(reader.sql));
      for (;;) {
        const chunk = await call(() => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) break;
        yield reader.read(chunk.getColumnValues(0) as string[]);
      }
      // A stream that failed or was interrupted ends like one that is complete. Only its transaction knows.
      await call(() => session.connection.run('SELECT 1')).catch(async (cause) => {
        if (signal.aborted) throw cause;
        await session.connection.run('ROLLBACK');
        // Nothing tells what went wrong but computing every row again.
        await call(() => session.connection.run(`SELECT max(length(r)) FROM (${reader.sql}) AS rows(r)`));
        throw driverError('internal', 'The engine gave up in the middle of the result.', { cause });
      });
      await call(() => session.connection.run('COMMIT'));
      open = false;
    } catch (error) {
      throw runError(error);
    } finally {
      if (open) await session.connection.run('ROLLBACK').catch(() => undefined);
      if (this.#spare === undefined && this.#closing === undefined) this.#spare = session;
      else await this.#resources.give(session);
    }
  }

  /** One call into the engine, which the signal interrupts. */
  async #call<T>(connection: DuckDBConnection, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.#resources.permits.with(async () => {
      if (signal.aborted) throw cancellation(signal);
      // An interrupt that comes before a thread has begun the work is forgotten: so it is repeated.
      let repeat: NodeJS.Timeout | undefined;
      const interrupt = () => {
        connection.interrupt();
        repeat = setInterval(() => connection.interrupt(), 20);
      };
      signal.addEventListener('abort', interrupt, { once: true });
      try {
        const answer = await work();
        if (signal.aborted) throw cancellation(signal);
        return answer;
      } catch (error) {
        throw signal.aborted ? cancellation(signal) : error;
      } finally {
        signal.removeEventListener('abort', interrupt);
        clearInterval(repeat);
      }
    });
  }

  async #prepareReader(session: Session, key: string, sql: string): Promise<ResultReader> {
    const statement = await session.connection.prepare(sql);
    try {
      const types = Array.from({ length: statement.columnCount }, (_, index) => statement.columnType(index));
      const reader = resultReader(sql, types);
      this.#readers.set(key, reader);
      return reader;
    } finally {
      statement.destroySync();
    }
  }

  #flush(): void {
    for (const loader of this.#opened) loader.flush();
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
    const appender = await writer.createAppender(rowsTable(database, target), target.schema, database);
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
    const { database } = this.#resources;
    return qualifiedName(database, found.schema, rowsTable(database, found));
  }

  #refuseIfClosed(): void {
    if (this.#closing !== undefined) throw closedError();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#ending.abort(closedError());
    for (const loader of this.#opened) loader.close();
    if (this.#spare !== undefined) await this.#resources.give(this.#spare);
    this.#spare = undefined;
    await this.#resources.drop();
  }
}

function closedError() {
  return driverError('connection_closed', 'The run of the statement was closed.');
}
