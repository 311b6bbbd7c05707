import type { JoinPair, JoinType } from '../plan/plan.ts';
import { isBoundColumn, readsOf } from './decode-expression.ts';
import {
  check,
  type Decoded,
  type OutputColumn,
  project,
  projectionOf,
  UndecodablePlan,
} from './decode-output.ts';
import { type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

const joinTypes: Readonly<Record<string, JoinType>> = {
  INNER: 'inner',
  LEFT: 'left',
  RIGHT: 'right',
  OUTER: 'full',
  FULL: 'full',
  SEMI: 'semi',
  ANTI: 'anti',
  RIGHT_SEMI: 'right semi',
  RIGHT_ANTI: 'right anti',
  MARK: 'mark',
  SINGLE: 'single',
};

/** Decodes a join by conditions over its decoded sides. */
export function decodeJoin(join: JsonNode, left: Decoded, right: Decoded): Decoded {
  const type = joinTypes[textAt(join, 'join_type')];
  if (type === undefined) throw new UndecodablePlan(`Join ${String(join.join_type)}`);
  const both = [...left.columns, ...right.columns];
  const pairs: JoinPair[] = [];
  const extra: (readonly number[] | undefined)[] = [];
  for (const condition of nodesAt(join, 'conditions')) {
    const sides = { left: nodeAt(condition, 'left'), right: nodeAt(condition, 'right') };
    check(sides.left, left.columns);
    check(sides.right, right.columns);
    const nullSafe = condition.comparison === 'COMPARE_NOT_DISTINCT_FROM';
    const equal = nullSafe || condition.comparison === 'COMPARE_EQUAL';
    if (equal && sides.left && sides.right && isBoundColumn(sides.left) && isBoundColumn(sides.right)) {
      pairs.push({ left: Number(sides.left.index), right: Number(sides.right.index), nullSafe });
    } else {
      const shift = left.columns.length;
      extra.push(
        readsOf(sides.left),
        readsOf(sides.right)?.map((column) => column + shift),
      );
    }
  }
  for (const condition of [nodeAt(join, 'condition'), nodeAt(join, 'predicate')]) {
    if (condition === undefined) continue;
    check(condition, both);
    extra.push(readsOf(condition));
  }
  check(join.duplicate_eliminated_columns, join.delim_flipped === true ? right.columns : left.columns);
  const leftOutput = projectionOf(join, 'left_projection_map');
  const rightOutput = projectionOf(join, 'right_projection_map');
  const leftColumns = project(left.columns, leftOutput);
  const rightColumns = project(right.columns, rightOutput);
  return {
    node: {
      kind: 'join',
      type,
      left: left.node,
      right: right.node,
      pairs,
      conditional: extra.length > 0,
      extra: unite(extra),
      positional: join.type === 'LOGICAL_ASOF_JOIN',
      leftOutput,
      rightOutput,
    },
    columns: joinColumns(type, leftColumns, rightColumns),
  };
}

function joinColumns(
  type: JoinType,
  left: readonly OutputColumn[],
  right: readonly OutputColumn[],
): readonly OutputColumn[] {
  switch (type) {
    case 'semi':
    case 'anti':
      return left;
    case 'right semi':
    case 'right anti':
      return right;
    case 'mark':
      return [...left, { type: { id: 'BOOLEAN' } }];
    case 'inner':
    case 'left':
    case 'right':
    case 'full':
    case 'single':
    case 'cross':
      return [...left, ...right];
  }
}

function unite(lists: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  if (lists.some((list) => list === undefined)) return undefined;
  return [...new Set(lists.flat() as number[])];
}
