import { expect, test } from 'vitest';
import { decodePlan } from '../../../src/engine/decode.ts';
import { UndecodablePlan } from '../../../src/engine/decode-output.ts';
import { integerOf, numberOf, parseEngineJson, plainText } from '../../../src/engine/json-node.ts';
import { Lazy } from '../../../src/engine/lazy.ts';
import { Permits } from '../../../src/engine/permits.ts';

const scan = {
  type: 'LOGICAL_GET',
  name: 'seq_scan',
  function_data: { schema: 's', table: 't' },
  returned_types: [{ id: 'VARCHAR' }],
  column_indexes: [{ index: 0, index_type: 'FULL_READ' }],
};
const reference = (index: number, id: string) => ({
  expression_class: 'BOUND_REF',
  index,
  return_type: { id },
});
const project = (expression: object, child: object = scan) => ({
  type: 'LOGICAL_PROJECTION',
  children: [child],
  expressions: [expression],
});
const decode = (plan: object) => decodePlan({ ...plan }, 'A', (schema, table) => ({ schema, table }));

test('a plan is decoded', () => {
  expect(decode(project(reference(0, 'VARCHAR'))).root).toMatchObject({
    kind: 'project',
    input: { kind: 'scan', schema: 's', table: 't', columns: [0] },
    expressions: [{ kind: 'column', column: 0 }],
  });
});

test.each<[string, object]>([
  ['a reference of another type', project(reference(0, 'INTEGER'))],
  ['a reference to nothing', project(reference(3, 'VARCHAR'))],
  ['an operator that is not known', { type: 'LOGICAL_NEW', children: [scan] }],
  [
    'a column that is read in part',
    { ...scan, column_indexes: [{ index: 0, index_type: 'PUSHDOWN_EXTRACT' }] },
  ],
  ['a join that is not known', { type: 'LOGICAL_COMPARISON_JOIN', join_type: 'NEW', children: [scan, scan] }],
])('%s makes a plan that is not trusted', (_, plan) => {
  expect(() => decode(plan)).toThrow(UndecodablePlan);
});

test('rows of a function that the guard should have stopped are refused', () => {
  expect(() => decode({ ...scan, name: 'duckdb_settings' })).toThrow(
    expect.objectContaining({ code: '0A000' }),
  );
});

test('a filter of a kind that is not known is opaque, and an optional one says nothing', () => {
  const filtered = (filter: object) =>
    decode({ ...scan, table_filters: { filters: [{ key: 0, value: filter }] } }).root;
  expect(filtered({ filter_type: 'NEW_FILTER' })).toMatchObject({
    condition: { kind: 'opaque', columns: [0] },
  });
  expect(
    filtered({ filter_type: 'OPTIONAL_FILTER', child_filter: { filter_type: 'IS_NULL' } }),
  ).toMatchObject({
    condition: { kind: 'constant', value: true },
  });
});

test("the engine's JSON is read without losing digits", () => {
  const read = parseEngineJson(
    '{"a":9007199254740993,"b":-170141183460469231731687303715884105728,"c":[NaN,-Infinity,0.30000000000000004],"d":"#1 NaN 12345678901234567","e":7}',
  ) as Record<string, unknown>;
  expect(integerOf(read.a)).toBe(9007199254740993n);
  expect(integerOf(read.b)).toBe(-(2n ** 127n));
  expect((read.c as unknown[]).map(numberOf)).toEqual([Number.NaN, -Infinity, 0.30000000000000004]);
  expect(plainText(String(read.d))).toBe('#1 NaN 12345678901234567');
  expect(integerOf(read.e)).toBe(7n);
});

test('permits let no more through than there are, and go round in order', async () => {
  const permits = new Permits(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = (index: number) =>
    permits.with(async () => {
      most = Math.max(most, ++running);
      order.push(index);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      if (index === 3) throw new Error('three');
      return index;
    });
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(work));
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(1);
});

test('what is lazy opens once, and again after a failure', async () => {
  let opened = 0;
  const lazy = new Lazy(async () => {
    if (++opened === 1) throw new Error('first');
    return opened;
  });
  await expect(lazy.get()).rejects.toThrow('first');
  expect(await Promise.all([lazy.get(), lazy.get()])).toEqual([2, 2]);
  const closed: number[] = [];
  await lazy.close((value) => {
    closed.push(value);
  });
  expect(closed).toEqual([2]);
});
