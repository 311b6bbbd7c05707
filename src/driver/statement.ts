import type { Catalog } from '../catalog/catalog.ts';
import type { Value } from '../catalog/data-type.ts';
import type {
  Engine,
  ParsedStatement,
  PlannedStatement,
  RunTable,
  StatementSettings,
  TableReference,
} from '../engine/engine.ts';
import { resolveTable } from '../engine/table-name.ts';
import { driverError } from '../errors.ts';
import type { Plan } from '../planner/plan.ts';
import { planStatement } from '../planner/planner.ts';
import { nodesOf } from '../planner/provenance.ts';
import type { Connector } from '../spi/connector.ts';
import type { Execution } from './execution.ts';
import type { Ledger } from './ledger.ts';
import { findMetadata } from './metadata/metadata.ts';
import type { Source } from './source.ts';
import type { UserViews } from './views/user-views.ts';

/** What a statement is planned with. */
export interface StatementContext {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  /** The sources that tell of these. */
  readonly metadata: readonly Source[];
  readonly views: UserViews;
  /** The catalog of these sources; the same object as long as they offer the same. */
  catalogOf(sources: readonly Source[], ledger: Ledger): Promise<Catalog>;
  readonly timeZone: string;
  readonly pushdown: boolean;
}

/** A statement with everything that running or explaining it takes. */
export interface BoundStatement {
  readonly planned: PlannedStatement;
  readonly execution: Execution;
}

/** Reads the tables' shapes, binds and plans. Sends no request but for schemas that are not known yet. */
export async function bindStatement(
  written: ParsedStatement,
  parameters: readonly Value[],
  now: number,
  ledger: Ledger,
  context: StatementContext,
): Promise<BoundStatement> {
  if (parameters.length !== written.parameterCount) {
    throw driverError(
      'parameter_count',
      `The statement has ${written.parameterCount} parameters, but ${parameters.length} values were given.`,
    );
  }
  const settings: StatementSettings = { parameters, now, timeZone: context.timeZone };
  const { engine } = context;
  const views = await context.views.readBy(written.tables, engine);
  const references = [written, ...views.map((view) => view.statement)].flatMap(({ tables }) => tables);
  const catalog = await context.catalogOf(sourcesOf(references, context), ledger);
  const statement =
    views.length > 0 ? await context.views.expand(written, views, { engine, catalog, settings }) : written;
  const planned = await engine.plan(statement, catalog, settings);
  const tables = tablesOf(statement, catalog);
  for (const { schema, table } of tables) ledger.reads(schema, table.scopes);
  const connectors = new Map(
    [...context.sources, ...context.metadata].map((source) => [source.name, source.connector]),
  );
  const plan = planStatement(planned.plan, tables.map(nameOf), {
    catalog,
    offer: (schema, scan) => connectorOf(connectors, schema).offer(scan),
    pushdown: context.pushdown,
  });
  if (planned.plan === undefined && tables.length > 0) ledger.fellBack();
  for (const warning of warningsOf(tables, catalog)) ledger.warn(warning);
  ledger.choseLane(plan.lane.kind === 'direct' ? 'direct' : 'engine');
  return {
    planned,
    execution: {
      ...{ plan, statement, settings, catalog, engine, connectors, ledger },
      tables: usesRowNumbers(planned)
        ? tables
        : tables.map((table) => ({ ...table, columns: fetchedColumns(table, plan) })),
    },
  };
}

/** The sources whose tables the names can mean, and those that the metadata among them tells of: none for no names. */
function sourcesOf(references: readonly TableReference[], context: StatementContext): readonly Source[] {
  const { sources, metadata, views } = context;
  const wanted = new Set<Source>();
  for (const reference of references) {
    if (views.haveSchema(reference.schema)) continue;
    const found = findMetadata(reference);
    const schema = found?.schema ?? reference.schema?.toLowerCase();
    const named = [...sources, ...metadata].find(({ name }) => name.toLowerCase() === schema);
    if (named) wanted.add(named);
    const all = found ? found.table.discovers : named === undefined;
    if (all) for (const source of sources) wanted.add(source);
    // A name that nobody has is an error that should know all that it could be.
    if (!found && !named && /^sys_/i.test(reference.name)) for (const source of metadata) wanted.add(source);
  }
  return [...sources, ...metadata].filter((source) => wanted.has(source));
}

/** The tables named, each once. The engine has checked that they exist and are not ambiguous. */
function tablesOf(statement: ParsedStatement, catalog: Catalog): readonly RunTable[] {
  const found = statement.tables.map((reference) => resolveTable(reference, catalog));
  return [...new Map(found.map((one) => [`${one.schema}\0${one.table.name}`, one])).values()];
}

function usesRowNumbers({ plan }: PlannedStatement): boolean {
  if (!plan) return true;
  return [...nodesOf(plan.root)].some((node) => node.kind === 'scan' && node.usesRowNumber);
}

/** The columns of a table that the plan fetches. */
function fetchedColumns({ schema, table }: RunTable, { scans }: Plan): readonly string[] {
  const loaded = scans.filter((scan) => scan.loads && scan.schema === schema && scan.table === table);
  return [...new Set(loaded.flatMap(({ scan }) => scan.columns))];
}

function nameOf({ schema, table }: RunTable) {
  return { schema, table: table.name };
}

function warningsOf(tables: readonly RunTable[], catalog: Catalog): readonly string[] {
  const used = new Set(tables.map(({ schema }) => schema));
  const discovers = tables.some(
    ({ schema, table }) => findMetadata({ schema, name: table.name })?.table.discovers,
  );
  return catalog.schemas
    .filter(({ name }) => discovers || used.has(name))
    .flatMap(({ warnings }) => warnings);
}

function connectorOf(connectors: ReadonlyMap<string, Connector>, schema: string): Connector {
  const connector = connectors.get(schema);
  if (!connector) throw driverError('internal', `The plan names the source ${schema}, which is not open.`);
  return connector;
}
