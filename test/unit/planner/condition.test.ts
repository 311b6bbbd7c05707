import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../src/plan/plan.ts';
import { oneOf, translate } from '../../../src/planner/condition.ts';
import { equals, table, text } from './plan-nodes.ts';

const users = table('Users', [
  { name: 'Id' },
  { name: 'Status', enumeration: ['ACTIVE', 'STAGED'] },
  { name: 'Age', type: 'bigint' },
  { name: 'Seen', type: 'timestamp with time zone' },
  { name: 'Score', type: 'double' },
]);
const opaque: Condition = { kind: 'opaque', columns: [0] };

function filterOf(condition: Condition) {
  return translate(condition, users).filter;
}

describe('translating conditions', () => {
  it('writes an enumerated value in the spelling of the source', () => {
    expect(filterOf(equals(1, text('active'), true))).toEqual({
      kind: 'compare',
      column: 'Status',
      operator: '=',
      value: 'ACTIVE',
    });
  });

  it('does not ask for an enumerated value it does not know, for the source may have added it', () => {
    expect(translate(equals(1, text('archived'), true), users)).toEqual({ filter: undefined, exact: false });
  });

  it('does not push a comparison in lower case on a column that distinguishes case', () => {
    expect(filterOf(equals(0, text('abc'), true))).toBeUndefined();
  });

  it('leaves out of an AND what it does not understand, and says so', () => {
    const both: Condition = { kind: 'and', conditions: [equals(0, text('a')), opaque] };
    expect(translate(both, users)).toEqual({
      filter: { kind: 'compare', column: 'Id', operator: '=', value: 'a' },
      exact: false,
    });
  });

  it('gives up an OR with a part that it does not understand', () => {
    expect(filterOf({ kind: 'or', conditions: [equals(0, text('a')), opaque] })).toBeUndefined();
  });

  it('widens an OR whose branches are only partly understood', () => {
    const branch: Condition = { kind: 'and', conditions: [equals(0, text('a')), opaque] };
    expect(translate({ kind: 'or', conditions: [branch, equals(0, text('b'))] }, users)).toEqual({
      filter: oneOf('Id', ['a', 'b']),
      exact: false,
    });
  });

  it('says nothing of NOT over what it does not understand', () => {
    expect(
      filterOf({ kind: 'not', condition: { kind: 'and', conditions: [equals(0, text('a')), opaque] } }),
    ).toBeUndefined();
  });

  it('turns NOT inside out', () => {
    const either: Condition = {
      kind: 'or',
      conditions: [equals(0, text('a')), equals(2, { type: 'bigint', value: 3 })],
    };
    expect(filterOf({ kind: 'not', condition: either })).toEqual({
      kind: 'and',
      filters: [
        { kind: 'compare', column: 'Id', operator: '<>', value: 'a' },
        { kind: 'compare', column: 'Age', operator: '<>', value: 3 },
      ],
    });
  });

  it('finds no row for a comparison with NULL, and for an empty or contradictory list', () => {
    expect(filterOf(equals(0, { type: 'text', value: null }))).toEqual({ kind: 'never' });
    expect(filterOf({ kind: 'in', operand: { column: 0, folded: false }, values: [] })).toEqual({
      kind: 'never',
    });
    expect(
      filterOf({ kind: 'and', conditions: [equals(0, text('a')), { kind: 'constant', value: false }] }),
    ).toEqual({ kind: 'never' });
  });

  it('finds the key that every branch of an OR binds', () => {
    const branch = (id: string, age: number): Condition => ({
      kind: 'and',
      conditions: [equals(0, text(id)), equals(2, { type: 'bigint', value: age })],
    });
    const filter = filterOf({ kind: 'or', conditions: [branch('a', 1), branch('b', 2)] });
    expect(filter?.kind).toBe('and');
    expect(filter?.kind === 'and' && filter.filters.slice(0, 2)).toEqual([
      oneOf('Id', ['a', 'b']),
      oneOf('Age', [1, 2]),
    ]);
  });

  it('compares whole numbers with decimals only where nothing is lost', () => {
    const decimal = (value: string): Condition => equals(2, { type: 'decimal(11,1)', value });
    expect(filterOf(decimal('30.0'))).toEqual({ kind: 'compare', column: 'Age', operator: '=', value: 30 });
    expect(filterOf(decimal('30.5'))).toBeUndefined();
  });

  it('does not push moments that no API can write', () => {
    expect(
      filterOf(equals(3, { type: 'timestamp with time zone', value: 9223372036854775807n })),
    ).toBeUndefined();
  });

  it('does not push ranges of a folded column', () => {
    const range: Condition = {
      kind: 'compare',
      operator: '<',
      operand: { column: 1, folded: true },
      value: text('active'),
    };
    expect(filterOf(range)).toBeUndefined();
  });
});
