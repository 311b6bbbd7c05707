import { describe, expect, it } from 'vitest';
import type { PlanNode } from '../../../src/plan/plan.ts';
import { keyEdgesOf } from '../../../src/planner/key-edge.ts';
import { join, project, scan } from './plan-nodes.ts';

const parent = () => scan(0, 'P', [0, 1]);
const child = () => scan(1, 'C', [0, 1]);
const childLimited = { parent: { scan: 0, column: 0 }, child: { scan: 1, column: 0 } };
const parentLimited = { parent: { scan: 1, column: 0 }, child: { scan: 0, column: 0 } };

function edges(root: PlanNode) {
  return keyEdgesOf(root);
}

describe('which scan a join lets another limit', () => {
  it.each([
    ['inner', [childLimited, parentLimited]],
    ['semi', [childLimited, parentLimited]],
    ['left', [childLimited]],
    ['single', [childLimited]],
    ['anti', [childLimited]],
    ['right', [parentLimited]],
    ['right anti', [parentLimited]],
    ['full', []],
    ['mark', []],
  ] as const)('follows the rule of %s', (type, expected) => {
    const found = edges(join(type, parent(), child(), [[0, 0]]));
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining([...expected]));
  });

  it('does not limit rows below a LIMIT', () => {
    const limited: PlanNode = { kind: 'limit', input: child(), count: 5, offset: undefined, constant: true };
    expect(edges(join('inner', parent(), limited, [[0, 0]]))).toEqual([parentLimited]);
  });

  it('limits rows below a grouping by the key, not below another', () => {
    const grouped = (group: number): PlanNode => ({
      kind: 'aggregate',
      input: child(),
      groups: [{ kind: 'column', column: group }],
      groupingSets: [[0]],
      aggregates: [],
      groupings: 0,
    });
    expect(edges(join('inner', parent(), grouped(0), [[0, 0]]))).toContainEqual(childLimited);
    const other = edges(join('inner', parent(), grouped(1), [[0, 0]]));
    expect(other).not.toContainEqual(childLimited);
  });

  it('does not limit rows below a rollup', () => {
    const rollup: PlanNode = {
      kind: 'aggregate',
      input: child(),
      groups: [{ kind: 'column', column: 0 }],
      groupingSets: [[0], []],
      aggregates: [],
      groupings: 0,
    };
    expect(edges(join('inner', parent(), rollup, [[0, 0]]))).toEqual([parentLimited]);
  });

  it('limits rows below a window only when every window is partitioned by the key', () => {
    const windowed = (partitions: readonly number[]): PlanNode => ({
      kind: 'window',
      input: child(),
      windows: partitions.map((column) => ({ partitions: [{ kind: 'column', column }], columns: [] })),
    });
    expect(edges(join('left', parent(), windowed([0]), [[0, 0]]))).toEqual([childLimited]);
    expect(edges(join('left', parent(), windowed([0, 1]), [[0, 0]]))).toEqual([]);
  });

  it('follows columns through projections and joins by position', () => {
    const swapped = project(child(), 1, 0);
    const both = join('inner', scan(2, 'D', [0]), swapped, [[0, 0]]);
    const found = edges(join('left', parent(), both, [[0, 2]]));
    expect(found).toContainEqual(childLimited);
  });

  it('sees no origin in what is computed, united or recursive', () => {
    const computed: PlanNode = {
      kind: 'project',
      input: child(),
      expressions: [{ kind: 'computed', columns: [0] }],
    };
    expect(edges(join('inner', parent(), computed, [[0, 0]]))).toEqual([]);
    const united: PlanNode = {
      kind: 'set',
      operator: 'union',
      all: true,
      inputs: [child(), scan(2, 'D', [0])],
      width: 1,
    };
    expect(edges(join('inner', parent(), united, [[0, 0]]))).toEqual([]);
  });

  it('takes keys from a CTE but never limits what a CTE reads', () => {
    const reference: PlanNode = { kind: 'cte reference', index: 7, width: 2 };
    const body = join('inner', reference, child(), [[0, 0]]);
    const root: PlanNode = { kind: 'cte', index: 7, definition: parent(), body, recursive: false, width: 4 };
    expect(edges(root)).toEqual([childLimited]);
    expect(edges({ ...root, recursive: true })).toEqual([]);
  });

  it('leaves null-safe pairs and ASOF joins alone', () => {
    const plain = join('inner', parent(), child(), [[0, 0]]) as PlanNode & { kind: 'join' };
    expect(edges({ ...plain, pairs: [{ left: 0, right: 0, nullSafe: true }] })).toEqual([]);
    expect(edges({ ...plain, positional: true })).toEqual([]);
  });
});
