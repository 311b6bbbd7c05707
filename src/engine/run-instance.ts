import { randomUUID } from 'node:crypto';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { Catalog } from '../catalog/catalog.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import type { EngineRun, RunTable, StatementSettings } from './engine.ts';
import { Session } from './instance.ts';
import type { Permits } from './permits.ts';
import { Run } from './run.ts';
import { createTable, searchPath } from './sql-type.ts';

const idleSessions = 4;

/** An instance for runs. Each run has a database of its own there, under a name that nobody can guess. */
export class RunInstance {
  readonly instance: DuckDBInstance;
  readonly #permits: Permits;
  readonly #idle: Session[] = [];
  readonly #runs = new Set<Run>();
  #closed = false;

  constructor(instance: DuckDBInstance, permits: Permits) {
    this.instance = instance;
    this.#permits = permits;
  }

  /** Opens a run over the given tables, empty. */
  async open(tables: readonly RunTable[], catalog: Catalog, settings: StatementSettings): Promise<EngineRun> {
    const database = `run_${randomUUID()}`;
    const name = quoteIdentifier(database);
    const schemas = catalog.schemas.filter((schema) => tables.some((table) => table.schema === schema.name));
    const path = `SET search_path = ${quoteLiteral(searchPath(database, schemas))}`;
    const take = async () => {
      const session = this.#idle.pop() ?? (await Session.open(this.instance));
      await session.apply(settings);
      if (schemas.length > 0) await session.connection.run(path);
      return session;
    };
    const writer = this.#idle.pop() ?? (await Session.open(this.instance));
    if (schemas.length > 0) {
      await writer.connection.run(
        [
          `ATTACH ':memory:' AS ${name}`,
          ...schemas.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${name}.${quoteIdentifier(schema.name)}`),
          ...tables.map(({ schema, table }) => createTable(database, schema, table)),
        ].join(';'),
      );
    }
    const run = new Run({
      database,
      tables,
      settings,
      writer,
      permits: this.#permits,
      take,
      give: (session) => this.#give(session),
      drop: async () => {
        this.#runs.delete(run);
        if (schemas.length > 0) await writer.connection.run(`DETACH ${name}`);
        await this.#give(writer);
      },
    });
    this.#runs.add(run);
    return run;
  }

  /** Takes a session back; it forgets where it looked for names, so that the database behind them can go. */
  async #give(session: Session): Promise<void> {
    if (this.#closed || this.#idle.length >= idleSessions) {
      session.close();
      return;
    }
    await session.connection.run("SET search_path = ''");
    this.#idle.push(session);
  }

  /** Ends every run. The instance stays open. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#runs].map((run) => run.close()));
    for (const session of this.#idle.splice(0)) session.close();
  }
}
