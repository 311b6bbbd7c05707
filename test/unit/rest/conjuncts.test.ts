import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/catalog/data-type.ts';
import { boundValues, conjunctsOf, simplify, supportOfFilters } from '../../../src/rest/conjuncts.ts';
import type { Filter, Support } from '../../../src/spi/filter.ts';

type Row = Readonly<Record<string, Value>>;

/** SQL's answer, NULL counted as no. */
function holds(filter: Filter, row: Row): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => holds(part, row));
    case 'or':
      return filter.filters.some((part) => holds(part, row));
    case 'compare': {
      const held = row[filter.column]!;
      if (held === null || filter.value === null) return false;
      return filter.operator === '=' ? held === filter.value : held < filter.value;
    }
    case 'in':
      return row[filter.column] !== null && filter.values.includes(row[filter.column]!);
    case 'null':
      return (row[filter.column] === null) !== filter.negated;
    default:
      return false;
  }
}

const column = fc.constantFrom('A', 'B');
const value = fc.constantFrom<Value>(1, 2, 3, null);
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    column,
    operator: fc.constantFrom('=' as const, '<' as const),
    value,
  }),
  fc.record({ kind: fc.constant('in' as const), column, values: fc.array(value, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('null' as const), column, negated: fc.boolean() }),
  fc.constant<Filter>({ kind: 'never' }),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(tie('filter'), { maxLength: 3 }),
    }),
  ),
}));
const rows = [1, 2, 3, null].flatMap((A) => [1, 2, 3, null].map((B): Row => ({ A, B })));

/** Whether a condition holds nothing that could be said more plainly. */
function isPlain(condition: Filter, inside?: 'and' | 'or'): boolean {
  switch (condition.kind) {
    case 'never':
      return inside === undefined;
    case 'in':
      return condition.values.length > 1 && !condition.values.includes(null);
    case 'compare':
      return condition.value !== null;
    case 'and':
    case 'or':
      if (condition.kind === 'and' && condition.filters.length === 0) return true;
      return (
        condition.kind !== inside &&
        condition.filters.length > 1 &&
        condition.filters.every((part) => isPlain(part, condition.kind as 'and' | 'or'))
      );
    default:
      return true;
  }
}

describe('a condition in its plainest form', () => {
  it('fits the same rows', () => {
    fc.assert(
      fc.property(filter, (condition) => {
        const plain = simplify(condition);
        for (const row of rows) expect(holds(plain, row)).toBe(holds(condition, row));
      }),
      { numRuns: 2_000 },
    );
  });

  it('has nothing in it that could be said more plainly, and stays as it is', () => {
    fc.assert(
      fc.property(filter, (condition) => {
        const plain = simplify(condition);
        expect(isPlain(plain)).toBe(true);
        expect(simplify(plain)).toEqual(plain);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is a list for alternatives of one column, each value once', () => {
    const is = (wanted: Value): Filter => ({ kind: 'compare', column: 'A', operator: '=', value: wanted });
    const list: Filter = { kind: 'in', column: 'A', values: [2, 3, null] };
    expect(simplify({ kind: 'or', filters: [is(1), { kind: 'or', filters: [list, is(2)] }] })).toEqual({
      ...{ kind: 'in', column: 'A', values: [1, 2, 3] },
    });
    expect(simplify({ kind: 'in', column: 'A', values: [5, 5, null] })).toEqual(is(5));
  });
});

describe('the conditions of a scan', () => {
  it('are all of its filters taken apart, and none where no row can fit', () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 3 }), (filters) => {
        const conjuncts = conjunctsOf(filters);
        for (const row of rows) {
          const wanted = filters.every((each) => holds(each, row));
          const given = conjuncts?.every((conjunct) => holds(conjunct.filter, row)) ?? false;
          expect(given).toBe(wanted);
        }
        for (const { filter: part, origin } of conjuncts ?? []) {
          expect(part.kind).not.toBe('and');
          for (const row of rows) if (holds(filters[origin]!, row)) expect(holds(part, row)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('bind a column to what they have in common, in the order of the first', () => {
    const among = (values: readonly Value[]): Filter => ({ kind: 'in', column: 'A', values });
    const bound = (...filters: readonly Filter[]) => boundValues(conjunctsOf(filters)!, 'A');
    expect(bound(among([4, 3, 2, 1]), among([1, 2, 4]))).toEqual([4, 2, 1]);
    expect(bound(among([1, 2]), { kind: 'compare', column: 'A', operator: '=', value: 3 })).toEqual([]);
    expect(bound({ kind: 'compare', column: 'A', operator: '<', value: 3 })).toBeUndefined();
    expect(bound({ ...among([1, 2]), column: 'B' } as Filter)).toBeUndefined();
  });

  it('are honoured as a filter no better than the worst of its parts', () => {
    const both: Filter = {
      kind: 'and',
      filters: [
        { kind: 'null', column: 'A', negated: true },
        { kind: 'null', column: 'B', negated: true },
      ],
    };
    const conjuncts = conjunctsOf([both, { kind: 'null', column: 'A', negated: false }])!;
    const support = (...parts: readonly Support[]) => supportOfFilters(2, conjuncts, parts);
    expect(support('exact', 'exact', 'unsupported')).toEqual(['exact', 'unsupported']);
    expect(support('exact', 'unsupported', 'exact')).toEqual(['inexact', 'exact']);
    expect(support('unsupported', 'unsupported', 'inexact')).toEqual(['unsupported', 'inexact']);
    expect(support('inexact', 'exact', 'exact')).toEqual(['inexact', 'exact']);
  });
});
