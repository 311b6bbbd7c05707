/** Small plans for tests, in few words. */
import type { Column, Table } from '../../../src/catalog/table.ts';
import type { Condition, Constant, PlanNode } from '../../../src/plan/plan.ts';

export const always: Condition = { kind: 'constant', value: true };

export function scan(
  id: number,
  table: string,
  columns: readonly number[],
  condition: Condition = always,
): PlanNode & { kind: 'scan' } {
  return { kind: 'scan', id, schema: 's', table, columns, condition, usesRowNumber: false };
}

export function join(
  type: (PlanNode & { kind: 'join' })['type'],
  left: PlanNode,
  right: PlanNode,
  pairs: readonly (readonly [number, number])[],
): PlanNode {
  return {
    kind: 'join',
    type,
    left,
    right,
    pairs: pairs.map(([l, r]) => ({ left: l, right: r, nullSafe: false })),
    conditional: false,
    extra: [],
    positional: false,
  };
}

export function project(input: PlanNode, ...columns: readonly number[]): PlanNode {
  return { kind: 'project', input, expressions: columns.map((column) => ({ kind: 'column', column })) };
}

export function text(value: string): Constant {
  return { type: 'text', value };
}

export function equals(column: number, value: Constant, folded = false): Condition {
  return { kind: 'compare', operator: '=', operand: { column, folded }, value };
}

export function table(
  name: string,
  columns: readonly (Partial<Column> & { name: string })[],
  rest: Partial<Table> = {},
): Table {
  return {
    name,
    description: '',
    columns: columns.map((column) => ({ type: 'text', nullable: true, ...column })),
    primaryKey: [columns[0]!.name],
    foreignKeys: [],
    requiredKeys: [],
    scopes: [],
    ...rest,
  };
}
