import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conjunct } from '../../../src/rest/conjuncts.ts';
import type { RangeDeclaration } from '../../../src/rest/declaration.ts';
import { planRange, type RangePlan } from '../../../src/rest/range.ts';
import type { ComparisonOperator, Filter } from '../../../src/spi/filter.ts';

const now = Date.UTC(2024, 0, 31, 12);
const DAY = 86_400_000;

const plain: RangeDeclaration = { column: 'At', from: 'since', until: 'until', untilInclusive: 'unknown' };

function planned(
  filters: readonly Filter[],
  range: RangeDeclaration,
  properties: [string, number][] = [],
): RangePlan {
  const conjuncts: readonly Conjunct[] = filters.map((filter, origin) => ({ filter, origin }));
  return planRange(conjuncts, range, now, new Map(properties));
}

const compare = (operator: ComparisonOperator, value: number | bigint): Filter => ({
  ...{ kind: 'compare', column: 'At', operator, value },
});

/** The bounds sent, in milliseconds. */
function sent({ query }: RangePlan) {
  const at = (name: string) => {
    const text = query.find(([parameter]) => parameter === name)?.[1];
    return text === undefined ? undefined : Date.parse(text);
  };
  return { since: at('since'), until: at('until') };
}

/** SQL's answer for a time in microseconds. */
function holds(filter: Filter, micros: number): boolean {
  if (filter.kind === 'in') return filter.values.includes(micros);
  if (filter.kind !== 'compare') throw new Error('not made here');
  const value = filter.value as number;
  switch (filter.operator) {
    case '=':
      return micros === value;
    case '<>':
      return micros !== value;
    case '<':
      return micros < value;
    case '<=':
      return micros <= value;
    case '>':
      return micros > value;
    case '>=':
      return micros >= value;
  }
}

describe('a range of times', () => {
  // Around `now`, so that bounds fall on milliseconds, between them, and on one another.
  const micros = fc
    .tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(0, 0, 1, 500, 999))
    .map(([milliseconds, rest]) => (now + milliseconds) * 1000 + rest);
  const condition: fc.Arbitrary<Filter> = fc.oneof(
    fc
      .tuple(fc.constantFrom<ComparisonOperator>('=', '<>', '<', '<=', '>', '>='), micros)
      .map(([operator, value]) => compare(operator, value)),
    fc
      .array(micros, { minLength: 1, maxLength: 3 })
      .map((values): Filter => ({ kind: 'in', column: 'At', values })),
  );

  it('holds every row that fits, and no other where it says exact, whichever way the source ends it', () => {
    const source = fc.record({
      untilInclusive: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
      /** What the source really does where the declaration does not know. */
      inclusive: fc.boolean(),
      /** Sources keep times to the millisecond. */
      rows: fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 5, maxLength: 13 }),
    });
    fc.assert(
      fc.property(
        fc.array(condition, { maxLength: 4 }),
        source,
        (filters, { untilInclusive, inclusive, rows }) => {
          const plan = planned(filters, { ...plain, untilInclusive });
          const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = sent(plan);
          const last = untilInclusive === 'unknown' ? inclusive : untilInclusive === 'yes';
          const exact = filters.filter((_, index) => plan.support[index] === 'exact');
          for (const offset of rows) {
            const row = now + offset;
            const given = !plan.empty && row >= since && (row < until || (last && row === until));
            const fits = (filter: Filter) => holds(filter, row * 1000);
            if (filters.every(fits)) expect(given).toBe(true);
            if (given) expect(exact.every(fits)).toBe(true);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('never ends before it begins, also where it always ends now', () => {
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 3 }), (filters) => {
        const plan = planned(filters, { ...plain, alwaysUntil: true, defaultDays: 7, earliestDays: 90 });
        const { since, until } = sent(plan);
        expect(until).toBeDefined();
        if (!plan.empty) expect(since!).toBeLessThanOrEqual(until!);
      }),
    );
  });

  it('is empty only where no row can fit', () => {
    const at = now * 1000;
    expect(planned([compare('>=', at), compare('<', at)], plain).empty).toBe(true);
    expect(planned([compare('>=', at), compare('<=', at)], plain).empty).toBe(false);
    expect(planned([compare('>', at + 999), compare('<', at + 1)], plain).empty).toBe(false);
    expect(planned([compare('=', at), compare('=', at + 1_000)], plain).empty).toBe(true);
  });

  it('says nothing of other columns, nor of times that cannot be written', () => {
    const other: Filter = { kind: 'compare', column: 'Other', operator: '>=', value: 0 };
    const infinite = compare('<=', 9_223_372_036_854_775_807n);
    expect(planned([other, infinite, compare('<>', 0)], plain)).toEqual({
      ...{ query: [], support: ['unsupported', 'unsupported', 'unsupported'], empty: false },
    });
  });
});

describe('a range that the source wants to be narrow', () => {
  const narrow: RangeDeclaration = {
    ...plain,
    defaultDays: 7,
    defaultDaysProperty: 'Days',
    earliestDays: 90,
  };

  it('begins some days before its end where nothing says when, as the connection has it, and says so', () => {
    expect(sent(planned([], narrow)).since).toBe(now - 7 * DAY);
    expect(sent(planned([], narrow, [['Days', 30]])).since).toBe(now - 30 * DAY);
    const until = compare('<', (now - 10 * DAY) * 1000);
    expect(sent(planned([until], narrow)).since).toBe(now - 17 * DAY);
    expect(planned([until], narrow, [['Days', 3]]).notice).toBe(
      'Without a lower bound on At, only 3 days up to the upper bound are read.',
    );
    expect(planned([], narrow).notice).toContain('7 days up to now');
    expect(planned([compare('>=', 0)], narrow).notice).toBeUndefined();
    expect(planned([], plain)).toEqual({ query: [], support: [], empty: false });
  });

  it('begins no earlier than the source has anything', () => {
    expect(sent(planned([compare('>=', 0)], narrow)).since).toBe(now - 90 * DAY);
    expect(sent(planned([], narrow, [['Days', 365]])).since).toBe(now - 90 * DAY);
    expect(planned([compare('<', (now - 91 * DAY) * 1000)], narrow).empty).toBe(true);
    expect(planned([compare('<', (now - 89 * DAY) * 1000)], narrow).empty).toBe(false);
  });
});
