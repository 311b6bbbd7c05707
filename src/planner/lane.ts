import type { PlanNode } from '../plan/plan.ts';
import type { SortKey } from '../spi/filter.ts';
import type { Lane, PlannedScan } from './plan.ts';
import { originOf, widthOf } from './provenance.ts';

/** How few rows of the only scan are enough: the first `count` in `order`, or any `count`. */
export interface Top {
  readonly count: number;
  /** Columns as table positions. */
  readonly order: readonly { readonly column: number; readonly descending: boolean }[];
}

/** The limit of a plan over one scan, where nothing between the two changes how many rows there are. */
export function topOf(root: PlanNode): Top | undefined {
  const node = beneathProjections(root);
  if (node.kind === 'limit') {
    const scan = scanBeneath(node.input);
    if (!scan || !node.constant || node.count === undefined) return undefined;
    return { count: node.count + (node.offset ?? 0), order: [] };
  }
  if (node.kind !== 'top' || !scanBeneath(node.input)) return undefined;
  const order = node.keys.map(({ expression, descending }) => {
    const origin =
      expression.kind === 'column' ? originOf(node.input, expression.column, new Map()) : undefined;
    return origin && { column: origin.column, descending };
  });
  if (!order.every((key) => key !== undefined)) return undefined;
  return { count: node.count + node.offset, order };
}

/** The same order by column name. */
export function sortKeys(top: Top, columns: readonly { readonly name: string }[]): readonly SortKey[] {
  return top.order.flatMap(({ column, descending }) => {
    const name = columns[column]?.name;
    return name === undefined ? [] : [{ column: name, descending }];
  });
}

/** Who makes the result, given what was planned to be fetched. */
export function laneOf(root: PlanNode, scans: readonly PlannedScan[]): Lane {
  const [loaded, ...others] = scans.filter((scan) => scan.loads);
  if (!loaded || others.length > 0) return { kind: 'engine' };
  return directLane(root, loaded) ?? batchesLane(root) ?? { kind: 'engine' };
}

function directLane(root: PlanNode, loaded: PlannedScan): Lane | undefined {
  if (loaded.residual || loaded.offer.support.some((support) => support !== 'exact')) return undefined;
  const upper = beneathProjections(root);
  const limit = upper.kind === 'limit' ? upper : undefined;
  if (limit && !limit.constant) return undefined;
  const scan = scanBeneath(limit ? limit.input : upper);
  if (!scan || scan.usesRowNumber) return undefined;
  const columns = Array.from({ length: widthOf(root) }, (_, position) => {
    const origin = originOf(root, position, new Map());
    const name = origin && loaded.table.columns[origin.column]?.name;
    return name === undefined ? -1 : loaded.scan.columns.indexOf(name);
  });
  if (columns.includes(-1)) return undefined;
  return { kind: 'direct', columns, limit: limit?.count, offset: limit?.offset ?? 0 };
}

function batchesLane(root: PlanNode): Lane | undefined {
  const upper = beneathProjections(root);
  const limit = upper.kind === 'limit' ? upper : undefined;
  if (limit && (!limit.constant || limit.offset !== undefined)) return undefined;
  let node = limit ? limit.input : upper;
  while (node.kind === 'project' || node.kind === 'filter' || node.kind === 'unnest') node = node.input;
  return node.kind === 'scan' && !node.usesRowNumber ? { kind: 'batches', limit: limit?.count } : undefined;
}

function beneathProjections(node: PlanNode): PlanNode {
  let below = node;
  while (below.kind === 'project') below = below.input;
  return below;
}

/** The scan under projections, and under one filter that stands directly on it. */
function scanBeneath(node: PlanNode): (PlanNode & { kind: 'scan' }) | undefined {
  const below = beneathProjections(node);
  const scan = below.kind === 'filter' ? below.input : below;
  return scan.kind === 'scan' ? scan : undefined;
}
