/** A plan in words: what EXPLAIN shows. */

import type { Batch } from '../catalog/batch.ts';
import type { Value } from '../catalog/data-type.ts';
import type { Plan, PlannedScan } from '../planner/plan.ts';
import type { Filter, Support } from '../spi/filter.ts';
import { shownSchema } from '../sql/dialect/spelling.ts';
import { quoteLiteral } from '../sql/quote.ts';
import { isoTimestamp } from './node-value.ts';
import type { ExplainedScan, Explanation, ResultColumn } from './result.ts';

/** The explanation of a plan that was not run. */
export function explainPlan(plan: Plan, warnings: readonly string[]): Explanation {
  const stages = stagesOf(plan);
  const steps = plan.scans.map((scan) => explainScan(scan, stages, plan));
  return {
    lane: plan.lane.kind === 'direct' ? 'direct' : 'engine',
    steps,
    calls: {
      count: steps.reduce((sum, { calls }) => sum + calls.count, 0),
      atLeast: steps.some(({ calls }) => calls.atLeast),
    },
    warnings: [...warnings, ...plan.scans.flatMap(({ offer }) => (offer.notice ? [offer.notice] : []))],
  };
}

/** Columns of the rows that `EXPLAIN` gives as a query. */
export const explanationColumns: readonly ResultColumn[] = [
  { name: 'stage', type: 'integer' },
  { name: 'table', type: 'text' },
  { name: 'read', type: 'text' },
  { name: 'request', type: 'text' },
  { name: 'pushed', type: 'text' },
  { name: 'remaining', type: 'text' },
  { name: 'keys', type: 'text' },
  { name: 'calls', type: 'text' },
  { name: 'requests', type: 'integer' },
  { name: 'rows', type: 'integer' },
];

/** Those rows, one for each scan. `requests` and `rows` are counted by EXPLAIN ANALYZE only. */
export async function* explanationBatches({ steps, stats }: Explanation): AsyncIterable<Batch> {
  const rows = steps.map((step): readonly Value[] => {
    const counted = stats?.scans.filter((scan) => scan.source === step.source && scan.table === step.table);
    const sum = (of: 'requests' | 'rows'): Value =>
      counted ? counted.reduce((total, scan) => total + scan[of], 0) : null;
    return [
      step.stage,
      `${step.source}.${step.table}`,
      step.eventual ? `${step.read} (may lag)` : step.read,
      step.requests.join('\n'),
      step.pushed.join(', ') || null,
      step.remaining.join(', ') || null,
      step.keysFrom ?? null,
      callsText(step.calls),
      sum('requests'),
      sum('rows'),
    ];
  });
  if (rows.length > 0) {
    yield {
      rowCount: rows.length,
      columns: explanationColumns.map((_, column) => rows.map((row) => row[column] ?? null)),
    };
  }
}

/** `3`, or `at least 3`. */
export function callsText({ count, atLeast }: Explanation['calls']): string {
  return atLeast ? `at least ${count}` : String(count);
}

function stagesOf(plan: Plan): ReadonlyMap<number, number> {
  const stages = new Map<number, number>();
  for (const { id, keys } of plan.scans) {
    stages.set(id, 1 + Math.max(0, ...keys.map((key) => stages.get(key.scan) ?? 0)));
  }
  return stages;
}

function explainScan(scan: PlannedScan, stages: ReadonlyMap<number, number>, plan: Plan): ExplainedScan {
  const { offer, table } = scan;
  const pushed: string[] = [];
  const remaining: string[] = [];
  for (const [index, filter] of scan.scan.filters.entries()) {
    const support: Support = offer.support[index] ?? 'unsupported';
    const text = filterText(filter, scan);
    if (support === 'unsupported') remaining.push(text);
    else pushed.push(support === 'exact' ? text : `${text} (rechecked)`);
  }
  if (scan.residual && remaining.length === 0) remaining.push('conditions that only the engine can check');
  if (scan.scan.order && offer.ordered) {
    const order = scan.scan.order.map((key) => `${key.column}${key.descending ? ' DESC' : ''}`);
    pushed.push(`ORDER BY ${order.join(', ')}`);
  }
  if (scan.scan.limit !== undefined) pushed.push(`LIMIT ${scan.scan.limit}`);
  const keysFrom = scan.keys.map((key) => {
    const parent = plan.scans.find(({ id }) => id === key.scan);
    const hedge = key.required ? '' : ' where that takes fewer requests';
    return `${key.column} from ${parent?.table.name}.${key.from}${hedge}`;
  });
  // A scan that waits for keys sends nothing when there are none; with optional keys it may take fewer calls.
  const calls =
    keysFrom.length > 0
      ? { count: 0, atLeast: true }
      : { count: offer.calls.count, atLeast: offer.calls.atLeast };
  return {
    stage: stages.get(scan.id) ?? 1,
    source: shownSchema(scan.schema),
    table: table.name,
    read: offer.read,
    columns: scan.scan.columns,
    pushed,
    remaining,
    ...(keysFrom.length > 0
      ? { keysFrom: `${keysFrom.join(', ')}${offer.missing.length > 0 ? ': a call or more for each' : ''}` }
      : {}),
    requests: offer.requests.map(({ method, url }) => `${method} ${url}`),
    calls,
    eventual: offer.eventual,
  };
}

function filterText(filter: Filter, scan: PlannedScan): string {
  switch (filter.kind) {
    case 'never':
      return 'FALSE';
    case 'and':
    case 'or':
      return `(${filter.filters.map((part) => filterText(part, scan)).join(filter.kind === 'and' ? ' AND ' : ' OR ')})`;
    case 'null':
      return `${filter.column} IS ${filter.negated ? 'NOT NULL' : 'NULL'}`;
    case 'starts':
      return `${filter.column} starts with ${quoteLiteral(filter.value)}`;
    case 'ends':
      return `${filter.column} ends with ${quoteLiteral(filter.value)}`;
    case 'contains':
      return `${filter.column} contains ${quoteLiteral(filter.value)}`;
    case 'compare':
      return `${filter.column} ${filter.operator} ${valueText(filter.value, filter.column, scan)}`;
    case 'in': {
      const shown = filter.values.slice(0, 5).map((value) => valueText(value, filter.column, scan));
      const more = filter.values.length > 5 ? `, … ${filter.values.length} values` : '';
      return `${filter.column} IN (${shown.join(', ')}${more})`;
    }
  }
}

function valueText(value: Value, column: string, { table }: PlannedScan): string {
  const type = table.columns.find(({ name }) => name === column)?.type;
  if (value !== null && (type === 'timestamp with time zone' || type === 'timestamp')) {
    return quoteLiteral(isoTimestamp(value, type === 'timestamp' ? '' : 'Z'));
  }
  return typeof value === 'string' ? quoteLiteral(value) : String(value);
}
