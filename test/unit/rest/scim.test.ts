import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataType, Value } from '../../../src/catalog/data-type.ts';
import { simplify } from '../../../src/rest/conjuncts.ts';
import type { AttributeDeclaration } from '../../../src/rest/declaration.ts';
import { type Clause, scimLiteral, translate } from '../../../src/rest/scim.ts';
import { formatMilliseconds } from '../../../src/rest/timestamp.ts';
import type { ComparisonOperator, Filter } from '../../../src/spi/filter.ts';
import { fits, parseScim } from './scim-parser.ts';

const every: AttributeDeclaration['operators'] = {
  ...{ '=': 'exact', '<>': 'exact', '<': 'exact', '<=': 'exact', '>': 'exact', '>=': 'exact', in: 'exact' },
  ...{ starts: 'exact', ends: 'exact', contains: 'exact', 'not null': 'exact' },
};

interface Column {
  readonly type: DataType;
  readonly declaration: AttributeDeclaration;
  readonly enumeration: readonly string[] | undefined;
}

function column(
  type: DataType,
  declaration: Partial<AttributeDeclaration> = {},
  enumeration?: readonly string[],
) {
  const attribute = { attribute: 'a', operators: every, ...declaration };
  return { type, declaration: attribute, enumeration } satisfies Column;
}

function said(filter: Filter, of: Column | Readonly<Record<string, Column>>) {
  const columns = 'declaration' in of ? { C: of as Column } : (of as Readonly<Record<string, Column>>);
  return translate(simplify(filter), (name) => columns[name]);
}

function textOf(filter: Filter, of: Column | Readonly<Record<string, Column>>): string {
  return (said(filter, of) as Clause).text;
}

const equals = (value: Value): Filter => ({ kind: 'compare', column: 'C', operator: '=', value });

describe('a text literal', () => {
  it('reads back as the same text, whatever it holds', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('"', '\\', '\n', '\u0000', '(', ')', ' or ', 'a', '\u2028', '\ud800'),
      }),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const expression = parseScim(`a eq ${scimLiteral(text, 'text')} and b eq "x"`);
        expect(expression).toMatchObject({
          kind: 'and',
          parts: [{ value: text }, { attribute: 'b', value: 'x' }],
        });
      }),
    );
  });

  it('is the only form of text: there is no literal for a value of another kind', () => {
    expect(scimLiteral(5, 'text')).toBeUndefined();
    expect(scimLiteral(Number.NaN, 'double')).toBeUndefined();
    expect(scimLiteral(1e21, 'double')).toBeUndefined();
    expect(scimLiteral('1 or 1 eq 1', 'decimal(10,2)')).toBeUndefined();
    expect(scimLiteral(['x'], 'text[]')).toBeUndefined();
    expect(scimLiteral(2_147_483_647, 'date')).toBeUndefined();
    expect(scimLiteral(19_723, 'date', 'timestamp')).toBeUndefined();
    expect(scimLiteral(1_704_067_200_123_000, 'timestamp', 'number')).toBeUndefined();
    expect(scimLiteral(1_704_067_200_123, 'bigint', 'timestamp')).toBeUndefined();
  });

  it('writes numbers, booleans, dates and times as the grammar has them', () => {
    expect(scimLiteral(-1.5, 'double')).toBe('-1.5');
    expect(scimLiteral(9_007_199_254_740_993n, 'bigint')).toBe('9007199254740993');
    expect(scimLiteral(true, 'boolean')).toBe('true');
    expect(scimLiteral(19_723, 'date')).toBe('"2024-01-01"');
    expect(scimLiteral(1_704_067_200_123_000, 'timestamp with time zone')).toBe('"2024-01-01T00:00:00.123Z"');
  });
});

describe('a condition as an expression', () => {
  it('keeps every row that fits the condition, and no other where it says exact', () => {
    const columns = {
      N: column('integer', { attribute: 'n' }),
      S: column('text', { attribute: 's', notEqual: 'lt or gt' }),
      T: column('timestamp with time zone', { attribute: 't' }),
    };
    const value: Readonly<Record<keyof typeof columns, fc.Arbitrary<Value>>> = {
      N: fc.integer({ min: -2, max: 2 }),
      S: fc.constantFrom('', 'a', 'ab', 'b"', 'B'),
      // Around the second, to the microsecond.
      T: fc.integer({ min: -2500, max: 2500 }),
    };
    const name = fc.constantFrom<keyof typeof columns>('N', 'S', 'T');
    const leaf: fc.Arbitrary<Filter> = fc.oneof(
      name.chain((of) =>
        fc.record({
          kind: fc.constant('compare' as const),
          column: fc.constant(of),
          operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
          value: value[of],
        }),
      ),
      name.chain((of) =>
        fc.record({
          kind: fc.constant('in' as const),
          column: fc.constant(of),
          values: fc.array(value[of], { maxLength: 3 }),
        }),
      ),
      fc.record({
        kind: fc.constantFrom('starts' as const, 'ends' as const, 'contains' as const),
        column: fc.constant('S'),
        value: fc.constantFrom('', 'a', 'b'),
      }),
      fc.record({ kind: fc.constant('null' as const), column: name, negated: fc.boolean() }),
    );
    const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
      filter: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.record({
          kind: fc.constantFrom('and' as const, 'or' as const),
          filters: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
        }),
      ),
    }));
    // A source keeps times to the millisecond.
    const row = fc.record({
      N: fc.option(value.N),
      S: fc.option(value.S),
      T: fc.option(fc.integer({ min: -2, max: 2 }).map((milliseconds) => milliseconds * 1000)),
    });
    fc.assert(
      fc.property(filter, fc.array(row, { minLength: 5, maxLength: 20 }), (condition, rows) => {
        const clause = said(condition, columns);
        if (clause === undefined) return;
        for (const { N, S, T } of rows) {
          const wanted = holds(condition, { N, S, T });
          const sourceRow = {
            n: (N ?? undefined) as number | undefined,
            s: (S ?? undefined) as string | undefined,
            t: T === null ? undefined : formatMilliseconds((T as number) / 1000),
          };
          const given = clause !== 'never' && fits(parseScim(clause.text), sourceRow);
          if (wanted) expect(given).toBe(true);
          if (clause !== 'never' && clause.support === 'exact') expect(given).toBe(wanted);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is never about a value that its pattern rules out, which costs no request', () => {
    const id = column('text', { pattern: '00u[a-z0-9]{4}' });
    expect(said(equals('../groups'), id)).toBe('never');
    expect(said(equals('00uabcdX'), id)).toBe('never');
    expect(textOf({ kind: 'in', column: 'C', values: ['x', '00uabcd'] }, id)).toBe('a eq "00uabcd"');
    expect(said({ kind: 'in', column: 'C', values: ['x', 'y'] }, id)).toBe('never');
  });

  it('is not sent for a value that its enumeration does not know, for its spelling is not known', () => {
    const status = column('text', {}, ['ACTIVE', 'STAGED']);
    expect(said(equals('New'), status)).toBeUndefined();
    expect(said({ kind: 'in', column: 'C', values: ['ACTIVE', 'New'] }, status)).toBeUndefined();
    expect(textOf({ kind: 'in', column: 'C', values: ['ACTIVE', 'STAGED'] }, status)).toBe(
      'a eq "ACTIVE" or a eq "STAGED"',
    );
  });

  it('says "not equal" as the source has it', () => {
    const filter: Filter = { kind: 'compare', column: 'C', operator: '<>', value: 'x' };
    expect(textOf(filter, column('text'))).toBe('a ne "x"');
    expect(textOf(filter, column('text', { notEqual: 'lt or gt' }))).toBe('a lt "x" or a gt "x"');
    const both: Filter = { kind: 'and', filters: [filter, equals('y')] };
    expect(textOf(both, column('text', { notEqual: 'lt or gt' }))).toBe(
      '(a lt "x" or a gt "x") and a eq "y"',
    );
  });

  it('widens a time between two milliseconds instead of losing rows', () => {
    const time = column('timestamp with time zone');
    const compare = (operator: '=' | '<' | '>='): Filter => ({
      ...{ kind: 'compare', column: 'C', operator, value: 1_704_067_200_000_500 },
    });
    const [floor, ceiling] = ['"2024-01-01T00:00:00.000Z"', '"2024-01-01T00:00:00.001Z"'];
    expect(said(compare('='), time)).toMatchObject({
      text: `a ge ${floor} and a le ${ceiling}`,
      support: 'inexact',
    });
    expect(said(compare('<'), time)).toMatchObject({ text: `a lt ${ceiling}`, support: 'inexact' });
    expect(said(compare('>='), time)).toMatchObject({ text: `a ge ${floor}`, support: 'inexact' });
  });

  it('is left to the engine where the source cannot say it', () => {
    const onlyEquals = column('text', { operators: { '=': 'inexact' } });
    const unsayable: readonly Filter[] = [
      { kind: 'compare', column: 'C', operator: '<', value: 'x' },
      { kind: 'in', column: 'C', values: ['x', 'y'] },
      { kind: 'starts', column: 'C', value: 'x' },
      { kind: 'null', column: 'C', negated: true },
      { kind: 'null', column: 'C', negated: false },
      { kind: 'compare', column: 'Other', operator: '=', value: 'x' },
      { kind: 'or', filters: [equals('x'), { kind: 'contains', column: 'C', value: 'y' }] },
      { kind: 'compare', column: 'C', operator: '=', value: ['x'] },
    ];
    for (const filter of unsayable) expect(said(filter, onlyEquals)).toBeUndefined();
    // Part of a conjunction is better than nothing.
    const partly: Filter = {
      kind: 'and',
      filters: [equals('x'), { kind: 'contains', column: 'C', value: 'y' }],
    };
    expect(said(partly, onlyEquals)).toMatchObject({ text: 'a eq "x"', support: 'inexact' });
  });
});

/** SQL's answer, NULL counted as no. */
function holds(filter: Filter, row: Readonly<Record<string, Value>>): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => holds(part, row));
    case 'or':
      return filter.filters.some((part) => holds(part, row));
    case 'never':
      return false;
    case 'null':
      return (row[filter.column] !== null) === filter.negated;
    case 'in':
      return row[filter.column] !== null && filter.values.includes(row[filter.column]!);
    case 'starts':
      return row[filter.column] !== null && String(row[filter.column]).startsWith(filter.value);
    case 'ends':
      return row[filter.column] !== null && String(row[filter.column]).endsWith(filter.value);
    case 'contains':
      return row[filter.column] !== null && String(row[filter.column]).includes(filter.value);
    case 'compare':
      return row[filter.column] !== null && compares(row[filter.column]!, filter.operator, filter.value!);
  }
}

function compares(held: Value, operator: ComparisonOperator, wanted: Value): boolean {
  const order = held === wanted ? 0 : held! < wanted! ? -1 : 1;
  const fitting = { '=': [0], '<>': [-1, 1], '<': [-1], '<=': [-1, 0], '>': [1], '>=': [0, 1] };
  return fitting[operator].includes(order);
}
