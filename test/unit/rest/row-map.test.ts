import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/catalog/data-type.ts';
import type { ColumnDeclaration, TableDeclaration } from '../../../src/rest/declaration.ts';
import { compileKey, compileRowMap, type SourceRow } from '../../../src/rest/row-map.ts';

function tableOf(
  columns: readonly ColumnDeclaration[],
  primaryKey: readonly string[] = [],
): TableDeclaration {
  return {
    ...{ name: 'Things', description: 'Things.', columns, primaryKey },
    reads: [{ name: 'list', path: '/things', rows: '' }],
  };
}

/** The columns of the given rows, read with errors or with NULL for what does not fit. */
function read(
  columns: readonly ColumnDeclaration[],
  rows: readonly SourceRow[],
  typeErrors: 'error' | 'null' = 'error',
  keys: ReadonlyMap<string, Value> = new Map(),
): readonly (readonly Value[])[] {
  const names = columns.map(({ name }) => name);
  const { rowCount, columns: values } = compileRowMap(
    'test',
    tableOf(columns),
    names,
    typeErrors,
  )(rows, {
    ...{ keys, requestId: 'r1' },
  });
  expect(rowCount).toBe(rows.length);
  return values;
}

/** One value, read as a column of the given type. */
function readOne(
  type: ColumnDeclaration['type'],
  value: unknown,
  more: Partial<ColumnDeclaration> = {},
): Value {
  return read([{ name: 'V', type, path: 'v', ...more }], [{ v: value }])[0]![0]!;
}

describe('a value of a source', () => {
  it.each([
    ['text', '', ''],
    ['boolean', false, false],
    ['integer', -(2 ** 31), -(2 ** 31)],
    ['bigint', 2 ** 53 - 1, 2 ** 53 - 1],
    ['bigint', '9007199254740993', 9007199254740993n],
    ['bigint', '-9223372036854775808', -9223372036854775808n],
    ['bigint', '42', 42],
    ['double', 0.1, 0.1],
    ['decimal(12,2)', '1234567890.10', '1234567890.10'],
    ['decimal(12,2)', 12.5, '12.50'],
    ['decimal(4,0)[]', [7, '8.0'], ['7', '8']],
    ['timestamp with time zone', '2024-01-01T01:00:00.123456+01:00', 1704067200123456],
    ['date', '1969-12-31', -1],
    ['time', '9:05', '09:05:00'],
    ['time', '23:59:59.250', '23:59:59.25'],
    ['time', '24:00:00', '24:00:00'],
    ['uuid', '9F8B2C1E-0000-4000-8000-0123456789AB', '9f8b2c1e-0000-4000-8000-0123456789ab'],
    ['bytea', 'AAEC', new Uint8Array([0, 1, 2])],
    ['json', { a: [1, null] }, { a: [1, null] }],
    ['text[]', ['a', null, ''], ['a', null, '']],
    ['integer[]', [], []],
    ['text', null, null],
    ['text', undefined, null],
  ] as const)('of type %s, %o, is %o', (type, value, expected) => {
    expect(readOne(type, value)).toEqual(expected);
  });

  it.each([
    ['text', 7],
    ['text', ['a']],
    ['boolean', 'true'],
    ['integer', 2 ** 31],
    ['integer', 1.5],
    ['bigint', 2 ** 53],
    ['bigint', '9223372036854775808'],
    ['bigint', '1e3'],
    ['double', '0.1'],
    ['decimal(12,2)', '1e3'],
    ['decimal(12,2)', 0.125],
    ['timestamp with time zone', '2024-02-30T00:00:00Z'],
    ['timestamp with time zone', 1704067200],
    ['date', '2024-13-01'],
    ['time', '24:00:01'],
    ['time', '9:60'],
    ['time', 'noon'],
    ['uuid', '9f8b2c1e'],
    ['bytea', 'not base64!'],
    ['text[]', 'a'],
    ['integer[]', [1, 'x']],
  ] as const)(
    'that is no %s, %j, is an error that says where, or NULL where that is wished',
    (type, value) => {
      expect(() => readOne(type, value)).toThrow(
        expect.objectContaining({
          reason: 'unexpected_data',
          message: expect.stringContaining('Things.V'),
          source: expect.objectContaining({ requestId: 'r1' }),
        }),
      );
      expect(read([{ name: 'V', type, path: 'v' }], [{ v: value }], 'null')).toEqual([[null]]);
    },
  );

  it('is never shown in the error, for it may be secret', () => {
    expect(() => readOne('integer', 'hunter2')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });

  it('of several types at the source comes as text', () => {
    const values = ['a', 7, true, ['x'], { y: 1 }].map((value) => readOne('text', value, { mixed: true }));
    expect(values).toEqual(['a', '7', 'true', '["x"]', '{"y":1}']);
  });

  it('can be captured out of a text, in any type', () => {
    const capture = '/schemas/(\\w+)$';
    expect(readOne('text', 'https://x/schemas/osc1', { capture })).toBe('osc1');
    expect(readOne('bigint', '/schemas/12', { capture })).toBe(12);
    expect(readOne('text', 'https://x/other', { capture })).toBeNull();
    expect(() => readOne('text', 7, { capture })).toThrow('that is not a text');
    expect(() => readOne('bigint', '/schemas/x', { capture })).toThrow('that is not a bigint');
  });
});

describe('a row of a source', () => {
  it('is followed into its objects, and ends in NULL where one is missing or is none', () => {
    const columns: readonly ColumnDeclaration[] = [
      { name: 'Deep', type: 'text', path: 'a.b.c' },
      { name: 'Dotted', type: 'text', path: 'a\\.b' },
      { name: 'Near', type: 'text', path: 'a.n' },
    ];
    const rows = [{ a: { b: { c: 'x' }, n: 'y' }, 'a.b': 'z' }, { a: null }, { a: 'text' }, { a: [] }, {}];
    expect(read(columns, rows)).toEqual([
      ['x', null, null, null, null],
      ['z', null, null, null, null],
      ['y', null, null, null, null],
    ]);
  });

  it('lacks what it only inherits', () => {
    const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
    const columns = names.map((name): ColumnDeclaration => ({ name, type: 'json', path: name }));
    expect(read(columns, [{}])).toEqual([[null], [null], [null], [null]]);
    const own = JSON.parse('{"constructor": 1, "toString": 2, "__proto__": 3, "hasOwnProperty": 4}');
    expect(read(columns, [own])).toEqual([[1], [2], [3], [4]]);
  });

  it('carries the key that its request was made for', () => {
    const columns: readonly ColumnDeclaration[] = [{ name: 'Team', type: 'bigint', fromKey: 'Team' }];
    expect(read(columns, [{ Team: 9 }, {}], 'error', new Map([['Team', 7]]))).toEqual([[7, 7]]);
  });
});

describe('the key of a row', () => {
  const columns: readonly ColumnDeclaration[] = [
    { name: 'Team', type: 'text', fromKey: 'Team' },
    { name: 'No', type: 'bigint', path: 'no' },
  ];
  const keys = new Map([['Team', 'x']]);

  it('tells rows apart by all its columns, past the numbers that doubles hold', () => {
    const key = compileKey(tableOf(columns, ['Team', 'No']))!;
    const of = (no: unknown, team = 'x') => key({ no }, new Map([['Team', team]]));
    const texts = [of(1), of('9007199254740993'), of('9007199254740994'), of(1, 'y'), of(1, 'x","1')];
    expect(new Set(texts).size).toBe(texts.length);
    expect(of(1)).toBe(of('1'));
  });

  it('is none where a part is missing, or where the table has no key', () => {
    expect(compileKey(tableOf(columns, ['No']))!({}, keys)).toBeUndefined();
    expect(compileKey(tableOf(columns, ['Team', 'No']))!({ no: null }, keys)).toBeUndefined();
    expect(compileKey(tableOf(columns))).toBeUndefined();
  });
});
