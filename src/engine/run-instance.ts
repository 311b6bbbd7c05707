import { randomUUID } from 'node:crypto';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { Catalog } from '../catalog/catalog.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import type { EngineRun, RunTable, StatementSettings } from './engine.ts';
import { Session } from './instance.ts';
import type { Permits } from './permits.ts';
import { Run } from './run.ts';
import { createRunTable, searchPath } from './sql-type.ts';

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
    const schemas = catalog.schemas.filter((schema) => tables.some((table) => table.schema === schema.name));
    const writer = await this.instance.connect();
    const drop = async () => {
      if (schemas.length > 0) await writer.run(`DETACH DATABASE IF EXISTS ${quoteIdentifier(database)}`);
      writer.closeSync();
    };
    try {
      if (schemas.length > 0) {
        const statements = [
          `ATTACH ':memory:' AS ${quoteIdentifier(database)}`,
          ...schemas.map(
            ({ name }) => `CREATE SCHEMA IF NOT EXISTS ${[database, name].map(quoteIdentifier).join('.')}`,
          ),
          ...tables.flatMap((table) => createRunTable(database, table)),
        ];
        await writer.run(statements.join(';'));
      }
    } catch (error) {
      await drop();
      throw error;
    }
    const run = new Run({
      database,
      tables,
      settings,
      writer,
      permits: this.#permits,
      take: async () => {
        const session = this.#idle.pop() ?? (await Session.open(this.instance));
        await session.apply(settings);
        await session.connection.run(`SET search_path = ${quoteLiteral(searchPath(database, schemas))}`);
        return session;
      },
      give: (session) => this.#give(session),
      drop: async () => {
        this.#runs.delete(run);
        await drop();
      },
    });
    this.#runs.add(run);
    return run;
  }

  /** Takes a session back. It no longer looks for names in the run's database, so that this one can go. */
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
