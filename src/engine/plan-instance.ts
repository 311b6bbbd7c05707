import { randomUUID } from 'node:crypto';
import type { DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Catalog } from '../catalog/catalog.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import type { EngineOptions, StatementSettings } from './engine.ts';
import { openInstance, Session } from './instance.ts';
import { isNode, type JsonNode, parseEngineJson } from './json-node.ts';
import { createTable, searchPath } from './sql-type.ts';
import type { ResolvedTable } from './table-name.ts';

/** The steps of the ladder: each serialises more plans than the one before, and prunes fewer columns. */
export const levels = ['A', 'B', 'C'] as const;
export type Level = (typeof levels)[number];

/*
 * Level A switches off what assumes that tables are empty, what rewrites a scan into a join of the table with itself,
 * and what leaves operators that cannot be serialised. The rest, filter_pushdown and expression_rewriter above all, is
 * the analysis we are after.
 */
const levelA = `statistics_propagation build_side_probe_side late_materialization compressed_materialization
  column_lifetime top_n_window_elimination unnest_rewriter window_self_join in_clause common_subplan
  common_subexpressions common_aggregate limit_pushdown join_elimination join_filter_pushdown`.split(/\s+/);

const disabledOptimizers: Readonly<Record<Level, readonly string[]>> = {
  A: levelA,
  B: [...levelA, 'unused_columns'],
  C: [...levelA, 'unused_columns', 'cte_inlining'],
};

/** Name and engine type of a result column. */
export interface EngineColumn {
  readonly name: string;
  readonly type: ReturnType<DuckDBPreparedStatement['columnType']>;
}

/** An instance that holds tables without rows and plans over them. Its calls run one after the other. */
export class PlanInstance {
  readonly instance: DuckDBInstance;
  readonly #session: Session;
  readonly #syntax: DuckDBPreparedStatement;
  readonly #plan: DuckDBPreparedStatement;
  #tables:
    | { readonly catalog: Catalog; readonly database: string; readonly created: Set<string> }
    | undefined;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    instance: DuckDBInstance,
    session: Session,
    syntax: DuckDBPreparedStatement,
    plan: DuckDBPreparedStatement,
  ) {
    this.instance = instance;
    this.#session = session;
    this.#syntax = syntax;
    this.#plan = plan;
  }

  static async open(level: Level, options: EngineOptions): Promise<PlanInstance> {
    const instance = await openInstance(options, disabledOptimizers[level]);
    const session = await Session.open(instance);
    const syntax = await session.connection.prepare(
      'SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)',
    );
    // No other skip option: they corrupt plans.
    const plan = await session.connection.prepare(
      'SELECT json_serialize_plan($1::VARCHAR, skip_null := true, optimize := true)',
    );
    return new PlanInstance(instance, session, syntax, plan);
  }

  /** The syntax tree of `sql`, or the engine's error object. */
  syntax(sql: string): Promise<JsonNode> {
    return this.#exclusive(() => serialize(this.#syntax, sql));
  }

  /**
   * The optimised plan of `sql` over the given tables and the columns of its result; or the engine's error object.
   * The columns are there whenever the statement binds.
   */
  plan(
    sql: string,
    tables: readonly ResolvedTable[],
    catalog: Catalog,
    settings: StatementSettings,
  ): Promise<{ readonly serialized: JsonNode; readonly columns: readonly EngineColumn[] | undefined }> {
    return this.#exclusive(async () => {
      await this.#create(tables, catalog);
      await this.#session.apply(settings);
      await this.#session.define(sql);
      const serialized = await serialize(this.#plan, sql);
      const bound = serialized.error !== true || serialized.error_type === 'internal';
      return { serialized, columns: bound ? await this.#columns(sql) : undefined };
    });
  }

  async #columns(sql: string): Promise<readonly EngineColumn[]> {
    const statement = await this.#session.connection.prepare(sql);
    try {
      return Array.from({ length: statement.columnCount }, (_, index) => ({
        name: statement.columnName(index),
        type: statement.columnType(index),
      }));
    } finally {
      statement.destroySync();
    }
  }

  /** Makes the tables that are not there yet. Another catalog object is another shape of the world. */
  async #create(tables: readonly ResolvedTable[], catalog: Catalog): Promise<void> {
    if (tables.length === 0) return;
    const { connection } = this.#session;
    if (this.#tables?.catalog !== catalog) {
      const database = `plan_${randomUUID()}`;
      const before = this.#tables?.database;
      const name = quoteIdentifier(database);
      const schemas = catalog.schemas.map(
        (schema) => `CREATE SCHEMA IF NOT EXISTS ${name}.${quoteIdentifier(schema.name)}`,
      );
      await connection.run(
        [
          `ATTACH ':memory:' AS ${name}`,
          ...schemas,
          `SET search_path = ${quoteLiteral(searchPath(database, catalog.schemas))}`,
          ...(before === undefined ? [] : [`DETACH ${quoteIdentifier(before)}`]),
        ].join(';'),
      );
      this.#tables = { catalog, database, created: new Set() };
    }
    const { database, created } = this.#tables;
    for (const { schema, table } of tables) {
      const key = JSON.stringify([schema, table.name]);
      if (created.has(key)) continue;
      await connection.run(createTable(database, schema, table));
      created.add(key);
    }
  }

  async #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for the call under way. */
  async close(): Promise<void> {
    await this.#last;
    this.#syntax.destroySync();
    this.#plan.destroySync();
    this.#session.close();
    this.instance.closeSync();
  }
}

async function serialize(statement: DuckDBPreparedStatement, sql: string): Promise<JsonNode> {
  statement.bindVarchar(1, sql);
  const result = await statement.run();
  const chunk = await result.fetchChunk();
  const json = chunk?.getColumnValues(0)[0];
  // Constants of a few types (BIT, BIGNUM) are no UTF-8: nothing is written at all then.
  if (typeof json !== 'string' || json === '') return { error: true, error_type: 'internal' };
  const parsed = parseEngineJson(json);
  return isNode(parsed) ? parsed : {};
}
