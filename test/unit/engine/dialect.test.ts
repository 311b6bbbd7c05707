import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Value } from '../../../src/catalog/data-type.ts';
import { openEngine } from '../../../src/engine/duckdb-engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { dateLiterals } from '../../../src/sql/dialect/date-literal.ts';
import { scansOf } from './evaluate.ts';
import { catalog, query, settings, users } from './world.ts';

let engine: Engine;

beforeAll(() => {
  engine = openEngine({ memoryLimit: '256MB' });
});
afterAll(() => engine.close());

/** What is asked of the scan of Users, as `Column operator value`. */
async function pushed(where: string, parameters: readonly Value[] = [], timeZone = 'UTC'): Promise<string[]> {
  const statement = await engine.parse(`SELECT Id FROM Users WHERE ${where}`);
  const { plan } = await engine.plan(statement, catalog, settings(parameters, timeZone));
  return scansOf(plan!.root)
    .flatMap((scan) => scan.conditions)
    .flatMap((condition) => (condition.kind === 'and' ? condition.conditions : [condition]))
    .filter((condition) => condition.kind !== 'constant' || condition.value !== true)
    .map((condition) => {
      switch (condition.kind) {
        case 'compare':
          return `${users.columns[condition.operand.column]!.name} ${condition.operator} ${shown(condition.value)}`;
        case 'contains':
          return `${users.columns[condition.operand.column]!.name} contains ${condition.value}`;
        default:
          return condition.kind;
      }
    })
    .sort();
}

function shown({ type, value }: { readonly type: string; readonly value: Value }): string {
  if (type === 'date') return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10);
  const moment = new Date(Number(value) / 1000).toISOString();
  return Number(value) % 1_000_000 === 0
    ? moment.slice(0, 19)
    : `${moment.slice(0, 19)}.${Number(value) % 1_000_000}`;
}

/** The statement's clock stands at noon of Saturday, 15 June 2024. */
const periods: Readonly<Record<string, readonly [first: string, last: string]>> = {
  'L_TODAY()': ['2024-06-15', '2024-06-15'],
  'L_YESTERDAY()': ['2024-06-14', '2024-06-14'],
  'L_TOMORROW()': ['2024-06-16', '2024-06-16'],
  'L_LAST_WEEK()': ['2024-06-02', '2024-06-08'],
  'L_THIS_WEEK()': ['2024-06-09', '2024-06-15'],
  'L_NEXT_WEEK()': ['2024-06-16', '2024-06-22'],
  'L_LAST_MONTH()': ['2024-05-01', '2024-05-31'],
  'L_THIS_MONTH()': ['2024-06-01', '2024-06-30'],
  'L_NEXT_MONTH()': ['2024-07-01', '2024-07-31'],
  'L_LAST_QUARTER()': ['2024-01-01', '2024-03-31'],
  'L_THIS_QUARTER()': ['2024-04-01', '2024-06-30'],
  'L_NEXT_QUARTER()': ['2024-07-01', '2024-09-30'],
  'L_LAST_YEAR()': ['2023-01-01', '2023-12-31'],
  'L_THIS_YEAR()': ['2024-01-01', '2024-12-31'],
  'L_NEXT_YEAR()': ['2025-01-01', '2025-12-31'],
  'L_LAST_N_DAYS(3)': ['2024-06-12', '2024-06-14'],
  'L_NEXT_N_DAYS(3)': ['2024-06-15', '2024-06-17'],
  'L_LAST_N_WEEKS(2)': ['2024-05-26', '2024-06-08'],
  'L_NEXT_N_WEEKS(2)': ['2024-06-16', '2024-06-29'],
  'L_LAST_N_MONTHS(4)': ['2024-02-01', '2024-05-31'],
  'L_NEXT_N_MONTHS(4)': ['2024-07-01', '2024-10-31'],
  'L_LAST_N_QUARTERS(2)': ['2023-10-01', '2024-03-31'],
  'L_NEXT_N_QUARTERS(2)': ['2024-07-01', '2024-12-31'],
  'L_LAST_N_YEARS(2)': ['2022-01-01', '2023-12-31'],
  'L_NEXT_N_YEARS(2)': ['2025-01-01', '2026-12-31'],
  'L_LAST_90_DAYS()': ['2024-03-17', '2024-06-14'],
  'L_NEXT_90_DAYS()': ['2024-06-15', '2024-09-12'],
};

describe('date literals', () => {
  test('are all in the list below', () => {
    const names = Object.keys(periods).map((call) => call.slice(0, call.indexOf('(')).toLowerCase());
    expect(names.sort()).toEqual([...dateLiterals.keys()].sort());
  });

  test.each(Object.entries(periods))(
    '%s is pushed as a range of moments and of days',
    async (call, [first, last]) => {
      const end = `${last}T23:59:59.999999`;
      expect(await pushed(`Created = ${call}`)).toEqual([
        `Created <= ${end}`,
        `Created >= ${first}T00:00:00`,
      ]);
      expect(await pushed(`Created > ${call}`)).toEqual([`Created > ${end}`]);
      expect(await pushed(`Created <= ${call}`)).toEqual([`Created <= ${end}`]);
      expect(await pushed(`Created < ${call}`)).toEqual([`Created < ${first}T00:00:00`]);
      expect(await pushed(`Created >= ${call}`)).toEqual([`Created >= ${first}T00:00:00`]);
      const days = await pushed(`Birthday = ${call}`);
      expect(days).toEqual([`Birthday <= ${last}`, `Birthday >= ${first}`]);
    },
  );

  test('begin at midnight of the time zone of the statement', async () => {
    expect(await pushed('Created >= L_TODAY()', [], 'Asia/Tokyo')).toEqual([
      'Created >= 2024-06-14T15:00:00',
    ]);
  });
});

describe('what is rewritten is planned like what it means', () => {
  test('CONTAINS is pushed', async () => {
    expect(await pushed("Login CONTAINS 'v'")).toEqual(['Login contains v']);
  });

  test('functions of the library are pushed like what they stand for', async () => {
    expect(await pushed("Created > DATEADD('d', -7, GETDATE())")).toEqual(['Created > 2024-06-08T12:00:00']);
    expect(await pushed("Birthday = EOMONTH('2024-02-10')")).toEqual(['Birthday = 2024-02-29']);
    expect(await pushed('STARTSWITH(Login, ?)', ['E'])).toEqual(['starts']);
    expect(await pushed("ISNULL(Login, 'x') = 'E'")).toEqual(['opaque']);
  });

  test('functions of the library stand in windows, in subqueries and in each other', async () => {
    const sql =
      'SELECT SQUARE(NEGATE(n)), (SELECT SPACE(1)), max(SQUARE(n)) OVER () FROM range(2) AS r(n) ORDER BY n';
    expect(await query(engine, sql)).toEqual([
      [0, ' ', 1],
      [1, ' ', 1],
    ]);
  });

  test.each([
    ['Smith', 'S530'],
    ['Wright', 'W623'],
    ['Ashcraft', 'A261'],
    ['Tymczak', 'T522'],
    ['Pfister', 'P236'],
    ['Honeyman', 'H555'],
    ["O'Hara", 'O600'],
    ['Lee', 'L000'],
  ])('%s sounds like %s', async (name, sound) => {
    expect(await query(engine, 'SELECT SOUNDEX(?)', new Map(), settings([name]))).toEqual([[sound]]);
  });

  test.each([
    ['%b%', 'abc', 2],
    ['b%', 'abc', 0],
    ['a%', 'abc', 1],
    ['%c', 'abcc', 4],
    ['%.%', 'a.c', 2],
    ['%(%', 'a\nb(', 4],
    ['abc', 'abc', 1],
    ['%', 'abc', 1],
  ])('PATINDEX(%j, %j) is %i', async (pattern, text, position) => {
    expect(await query(engine, 'SELECT PATINDEX(?, ?)', new Map(), settings([pattern, text]))).toEqual([
      [position],
    ]);
  });

  test.each([
    ["SELECT DATEADD('fortnight', 1, CURRENT_DATE)", '22000'],
    ["SELECT HASHBYTES('SHA3', 'a')", '22000'],
    ['SELECT DATEADD(1)', '42883'],
    ["SELECT FILESIZE('/etc/passwd')", '42883'],
  ])('%s is refused', async (sql, code) => {
    await expect(query(engine, sql)).rejects.toMatchObject({ code });
  });

  test('TOP is a limit at the end', async () => {
    const { plan } = await engine.plan(await engine.parse('SELECT TOP 5 Id FROM Users'), catalog, settings());
    expect(plan!.root).toMatchObject({ kind: 'limit', count: 5 });
  });

  test.each([
    ['SELECT TOP 2 n FROM range(9) AS r(n) ORDER BY n DESC', [], [[8], [7]]],
    ['SELECT DISTINCT TOP (@few) n // 3 AS n FROM range(9) AS r(n) ORDER BY n', [2], [[0], [1]]],
    ['SELECT n FROM range(9) AS r(n) ORDER BY n LIMIT 3, 2', [], [[3], [4]]],
    [
      'SELECT TOP 1 n FROM range(9) AS r(n) UNION ALL SELECT TOP 1 n + 9 FROM range(9) AS r(n) ORDER BY n',
      [],
      [[0], [9]],
    ],
    ["SELECT 'a_c' CONTAINS ?, 'abc' CONTAINS ?, 'a\\c' CONTAINS ?", ['_', '_', '\\'], [[true, false, true]]],
    ["SELECT 'a_c' CONTAINS '_c', 'abc' NOT CONTAINS '_', 'a%' CONTAINS 'a%'", [], [[true, true, true]]],
  ])('%s', async (sql, parameters, rows) => {
    expect(await query(engine, sql, new Map(), settings(parameters))).toEqual(rows);
  });

  test('an error in what was moved points to where the user wrote it', async () => {
    const failing = async () =>
      engine.plan(await engine.parse('SELECT TOP (Ag) Id FROM Users'), catalog, settings());
    await expect(failing()).rejects.toMatchObject({ position: 12 });
  });
});
