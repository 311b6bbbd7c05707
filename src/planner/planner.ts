import { type Catalog, findSchema, findTable } from '../catalog/catalog.ts';
import type { Table } from '../catalog/table.ts';
import { driverError } from '../errors.ts';
import type { Condition, LogicalPlan, PlanNode } from '../plan/plan.ts';
import type { Scan, ScanOffer } from '../spi/connector.ts';
import type { Filter } from '../spi/filter.ts';
import { conjunction, conjunctsOf, disjunction, translate } from './condition.ts';
import { type KeyEdge, keyEdgesOf } from './key-edge.ts';
import { assignKeys, type JoinKey } from './key-source.ts';
import { laneOf, sortKeys, type Top, topOf } from './lane.ts';
import type { Plan, PlannedScan } from './plan.ts';
import { inputsOf } from './provenance.ts';

/** What planning needs to know besides the statement. */
export interface PlanningContext {
  readonly catalog: Catalog;
  /** What a source would do with a scan of one of its tables. */
  readonly offer: (schema: string, scan: Scan) => ScanOffer;
  /** False: fetch everything, in full, and let the engine do all. */
  readonly pushdown: boolean;
}

/** A table that the statement names. */
export interface NamedTable {
  readonly schema: string;
  readonly table: string;
}

/**
 * Chooses what to fetch for a statement. Without a plan of the engine, or without pushdown, that is every row and
 * column of every table named.
 */
export function planStatement(
  plan: LogicalPlan | undefined,
  named: readonly NamedTable[],
  context: PlanningContext,
): Plan {
  if (!plan || !context.pushdown) return planInFull(named, context);
  const drafts = draftsOf(plan.root, context.catalog);
  const top = drafts.length === 1 ? topOf(plan.root) : undefined;
  const scans = drafts.map((draft, id) => planScan(id, draft, top, context));
  const keyed = assignKeys(scans, applicableEdges(keyEdgesOf(plan.root), drafts), context);
  return { lane: laneOf(plan.root, keyed), scans: keyed };
}

function planInFull(named: readonly NamedTable[], context: PlanningContext): Plan {
  const scans = named.map(({ schema, table: name }, id) => {
    const table = tableOf(context.catalog, schema, name);
    const columns = table.columns.map((column) => column.name);
    const draft: Draft = { schema, table, ids: [], columns, filters: [], complete: false };
    return planScan(id, draft, undefined, context);
  });
  return { lane: { kind: 'engine' }, scans: assignKeys(scans, [], context) };
}

/** All scans of one table in the statement, merged: the run has that table once. */
interface Draft {
  readonly schema: string;
  readonly table: Table;
  /** Ids of the plan's scans. */
  readonly ids: readonly number[];
  readonly columns: readonly string[];
  readonly filters: readonly Filter[];
  /** Whether the filters say all that the statement says of the scan. */
  readonly complete: boolean;
}

function draftsOf(root: PlanNode, catalog: Catalog): readonly Draft[] {
  const groups = new Map<string, readonly ConditionedScan[]>();
  for (const found of conditionedScans(root)) {
    const key = `${found.scan.schema}\0${found.scan.table}`;
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  return [...groups.values()].map((group) => {
    const { schema, table: name } = (group[0] as ConditionedScan).scan;
    const table = tableOf(catalog, schema, name);
    const translation = disjunction(
      group.map(({ scan, conditions }) =>
        scan.usesRowNumber
          ? { filter: undefined, exact: false }
          : conjunction(conditions.map((condition) => translate(condition, table))),
      ),
    );
    const positions = new Set(
      group.flatMap(({ scan, conditions }) => [
        ...scan.columns.filter((position) => position >= 0),
        ...conditions.flatMap((condition) => columnsOf(condition, table)),
      ]),
    );
    const columns = table.columns.filter((_, position) => positions.has(position)).map(({ name }) => name);
    return {
      schema,
      table,
      ids: group.map((found) => found.scan.id),
      columns: columns.length > 0 ? columns : [cheapestColumn(table)],
      filters: conjunctsOf(translation.filter),
      complete: translation.exact && group.length === 1,
    };
  });
}

/** Every scan, with the conditions that stand on it and directly above it, over the table's columns. */
function conditionedScans(root: PlanNode): readonly ConditionedScan[] {
  const found: ConditionedScan[] = [];
  const visit = (node: PlanNode, above: readonly Condition[]): void => {
    if (node.kind === 'scan') {
      const { columns, condition } = node;
      found.push({ scan: node, conditions: [condition, ...above.map((part) => overTable(part, columns))] });
      return;
    }
    const conditions = node.kind === 'filter' ? [node.condition] : [];
    for (const input of inputsOf(node)) visit(input, conditions);
  };
  visit(root, []);
  return found;
}

interface ConditionedScan {
  readonly scan: PlanNode & { readonly kind: 'scan' };
  readonly conditions: readonly Condition[];
}

/** A condition over the outputs of a scan as one over the columns of its table. */
function overTable(condition: Condition, outputs: readonly number[]): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { ...condition, conditions: condition.conditions.map((part) => overTable(part, outputs)) };
    case 'not':
      return { ...condition, condition: overTable(condition.condition, outputs) };
    case 'constant':
      return condition;
    case 'opaque':
      return { ...condition, columns: condition.columns?.map((position) => outputs[position] ?? -1) };
    default: {
      const column = outputs[condition.operand.column] ?? -1;
      if (column < 0) return { kind: 'opaque', columns: [] };
      return { ...condition, operand: { ...condition.operand, column } };
    }
  }
}

/** Table positions that a condition reads. */
function columnsOf(condition: Condition, table: Table): readonly number[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.flatMap((part) => columnsOf(part, table));
    case 'not':
      return columnsOf(condition.condition, table);
    case 'constant':
      return [];
    case 'opaque':
      return condition.columns ?? table.columns.map((_, position) => position);
    default:
      return [condition.operand.column];
  }
}

function tableOf(catalog: Catalog, schema: string, name: string): Table {
  const found = findSchema(catalog, schema);
  const table = found && findTable(found, name);
  if (!table) throw driverError('internal', `The plan names ${schema}.${name}, which the catalog lacks.`);
  return table;
}

/** A column to fetch when only the number of rows counts. */
function cheapestColumn(table: Table): string {
  return table.primaryKey[0] ?? table.columns[0]?.name ?? '';
}

/** The scan of a draft as the source takes it: with the statement's limit where the source can keep to it. */
function planScan(id: number, draft: Draft, top: Top | undefined, context: PlanningContext): PlannedScan {
  const { schema, table, columns, filters } = draft;
  const bare: Scan = { table: table.name, columns, filters };
  const residual = !draft.complete;
  const sortable = top?.order.every(({ column }) => table.columns[column]?.nullable === false);
  // Where NULLs stand in an order differs between sources: only columns without them are sorted there.
  if (top && sortable && draft.complete) {
    const order = sortKeys(top, table.columns);
    const limited: Scan = { ...bare, limit: top.count, ...(order.length > 0 ? { order } : {}) };
    const offer = context.offer(schema, limited);
    if (order.length === 0 || offer.ordered) {
      return { id, schema, table, scan: limited, offer, keys: [], loads: true, residual };
    }
  }
  const offer = context.offer(schema, bare);
  return { id, schema, table, scan: bare, offer, keys: [], loads: true, residual };
}

/** Edges of the plan between tables that the statement scans once, in terms of the drafts. */
function applicableEdges(edges: readonly KeyEdge[], drafts: readonly Draft[]): readonly JoinKey[] {
  return edges.flatMap(({ parent, child }) => {
    const from = drafts.findIndex((draft) => draft.ids.includes(parent.scan));
    const to = drafts.findIndex((draft) => draft.ids.includes(child.scan));
    const fromColumn = drafts[from]?.table.columns[parent.column];
    const toColumn = drafts[to]?.table.columns[child.column];
    if (from === to || drafts[to]?.ids.length !== 1) return [];
    if (!fromColumn || !toColumn || fromColumn.type !== toColumn.type) return [];
    return [{ scan: to, column: toColumn.name, parent: from, from: fromColumn.name }];
  });
}
