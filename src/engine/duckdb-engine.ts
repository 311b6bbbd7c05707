import type { Catalog } from '../catalog/catalog.ts';
import { driverError } from '../errors.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import { readStatement, type StatementText } from '../sql/statement.ts';
import { decodePlan, onlyPlan } from './decode.ts';
import { UndecodablePlan } from './decode-output.ts';
import type {
  Engine,
  EngineOptions,
  EngineRun,
  ParsedStatement,
  PlannedStatement,
  RunTable,
  StatementSettings,
} from './engine.ts';
import { runError, statementError } from './failure.ts';
import { applyHeadings, readHeadings } from './headings.ts';
import { openInstance } from './instance.ts';
import { nodesAt } from './json-node.ts';
import { Lazy } from './lazy.ts';
import { bindParameters } from './parameter.ts';
import { Permits } from './permits.ts';
import { type EngineColumn, type Level, levels, PlanInstance } from './plan-instance.ts';
import { refusal } from './refusal.ts';
import { RunInstance } from './run-instance.ts';
import { resultType } from './sql-type.ts';
import { readSyntax } from './syntax.ts';
import { resolveTable } from './table-name.ts';

/*
 * Every call into the engine occupies a thread of libuv, of which there are four: two are left for files and for the
 * name look-ups that new connections need.
 */
const concurrentCalls = 2;

/*
 * Version 1.5.6 pushes the range of one side of a join into the scan of the other even through a LIMIT, and so takes
 * the first of other rows; whether it does depends on which side is read first.
 */
const wrongOptimizers = ['join_filter_pushdown'];

/** Makes an engine. Nothing is loaded or opened before it is used. */
export function openEngine(options: EngineOptions): Engine {
  return new DuckDbEngine(options);
}

class DuckDbEngine implements Engine {
  readonly #planners: Readonly<Record<Level, Lazy<PlanInstance>>>;
  readonly #runner: Lazy<RunInstance>;
  /** Runs what names no table: it needs no data, so the instance that planned it can answer it as well. */
  readonly #tableless: Lazy<RunInstance>;
  #closed = false;

  constructor(options: EngineOptions) {
    const permits = new Permits(concurrentCalls);
    const planner = (level: Level) => new Lazy(() => PlanInstance.open(level, options));
    this.#planners = { A: planner('A'), B: planner('B'), C: planner('C') };
    this.#runner = new Lazy(
      async () => new RunInstance(await openInstance(options, wrongOptimizers), permits),
    );
    this.#tableless = new Lazy(async () => new RunInstance((await this.#planners.A.get()).instance, permits));
  }

  async parse(sql: string | StatementText): Promise<ParsedStatement> {
    this.#refuseIfClosed();
    const text = typeof sql === 'string' ? readStatement(sql) : sql;
    if (text.kind !== 'select' && text.kind !== 'unknown') throw refusal(text.kind);
    const planner = await this.#planners.A.get();
    const tree = await planner.syntax(text.sql);
    if (tree.error === true) throw statementError(tree, text);
    const statements = nodesAt(tree, 'statements');
    if (statements.length !== 1) throw driverError('unsupported_statement', 'The SQL is no single SELECT.');
    const { tables, sampled } = readSyntax(statements[0]!, text);
    return {
      sql: text.sql,
      parameterCount: text.parameterCount,
      tables,
      text,
      sampled,
      headings: readHeadings(statements[0]!),
    };
  }

  async plan(
    statement: ParsedStatement,
    catalog: Catalog,
    settings: StatementSettings,
  ): Promise<PlannedStatement> {
    this.#refuseIfClosed();
    const bound = bindParameters(statement.text, settings.parameters);
    const tables = statement.tables.map((reference) => resolveTable(reference, catalog));
    let columns: readonly EngineColumn[] | undefined;
    for (const [retries, level] of levels.entries()) {
      const planner = await this.#planners[level].get();
      const answer = await planner.plan(bound.sql, tables, catalog, settings).catch((error) => {
        throw runError(error);
      });
      columns ??= answer.columns;
      if (columns === undefined) {
        const names = tables.flatMap(({ table }) => table.columns.map((column) => column.name));
        throw statementError(answer.serialized, statement.text, bound, names);
      }
      const plan = tryDecode(answer.serialized, level, catalog);
      if (plan !== undefined) {
        const { length } = columns;
        return {
          columns: resultColumns(columns, statement),
          plan: sampled(plan, statement, length),
          retries,
        };
      }
    }
    return { columns: resultColumns(columns!, statement), plan: undefined, retries: levels.length };
  }

  async run(tables: readonly RunTable[], catalog: Catalog, settings: StatementSettings): Promise<EngineRun> {
    this.#refuseIfClosed();
    const runner = await (tables.length === 0 ? this.#tableless : this.#runner).get();
    return runner.open(tables, catalog, settings).catch((error) => {
      throw runError(error);
    });
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw driverError('connection_closed', 'The connection is closed.');
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // Before the planner, whose instance it shares.
    await this.#tableless.close((runner) => runner.close());
    await this.#runner.close(async (runner) => {
      await runner.close();
      runner.instance.closeSync();
    });
    for (const level of levels) await this.#planners[level].close((planner) => planner.close());
  }
}

function tryDecode(
  serialized: Parameters<typeof onlyPlan>[0],
  level: Level,
  catalog: Catalog,
): LogicalPlan | undefined {
  if (serialized.error === true) return undefined;
  try {
    return decodePlan(onlyPlan(serialized), level, (schema, table) => {
      const found = catalog.schemas.find((one) => one.name.toLowerCase() === schema.toLowerCase());
      const match = found?.tables.find((one) => one.name.toLowerCase() === table.toLowerCase());
      return found === undefined || match === undefined
        ? undefined
        : { schema: found.name, table: match.name };
    });
  } catch (error) {
    if (error instanceof UndecodablePlan) return undefined;
    throw error;
  }
}

/** The engine hides a sample inside the scan: without this the plan would look like one that returns every row. */
function sampled(plan: LogicalPlan, statement: ParsedStatement, width: number): LogicalPlan {
  if (!statement.sampled) return plan;
  return { ...plan, root: { kind: 'opaque', inputs: [plan.root], width } };
}

function resultColumns(
  columns: readonly EngineColumn[],
  statement: ParsedStatement,
): PlannedStatement['columns'] {
  const names = applyHeadings(
    columns.map((column) => column.name),
    statement.headings,
  );
  return columns.map((column, index) => ({ name: names[index]!, type: resultType(column.type) }));
}
