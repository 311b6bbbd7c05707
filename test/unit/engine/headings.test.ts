import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/duckdb-engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { catalog, settings } from './world.ts';

let engine: Engine;

beforeAll(() => {
  engine = openEngine({ memoryLimit: '128MB' });
});
afterAll(() => engine.close());

async function names(sql: string): Promise<readonly string[]> {
  const { columns } = await engine.plan(await engine.parse(sql), catalog, settings());
  return columns.map((column) => column.name);
}

// As FigureColname of PostgreSQL 17 names them (src/backend/parser/parse_target.c); columns keep the spelling of the catalog.
test.each<[string, string[]]>([
  ['SELECT id, LOGIN FROM Users', ['Id', 'Login']],
  ['SELECT u.id AS "Key" FROM Users u', ['Key']],
  [
    "SELECT 1, 'a', NULL, 1 + 1, -Age, NOT Active, Age > 1, Login || 'x' FROM Users",
    Array(8).fill('?column?'),
  ],
  [
    "SELECT true, $$x$$, Login LIKE 'a', Age BETWEEN 1 AND 2, Login IS NULL, Age IN (1, 2) FROM Users",
    Array(6).fill('?column?'),
  ],
  [
    "SELECT count(*), COUNT(Id), max(AGE), string_agg(Login, ',') FROM Users",
    ['count', 'count', 'max', 'string_agg'],
  ],
  [
    'SELECT lower(Login), coalesce(Login, Id), nullif(Id, Login), greatest(Id, Login) FROM Users',
    ['lower', 'coalesce', 'nullif', 'greatest'],
  ],
  ['SELECT now(), current_date, current_timestamp', ['now', 'current_date', 'current_timestamp']],
  ['SELECT row_number() OVER (), sum(Age) OVER () FROM Users', ['row_number', 'sum']],
  [
    "SELECT Age::TEXT, CAST(Age AS BIGINT), '1'::INTEGER, (1 + 1)::NUMERIC, lower('A')::VARCHAR FROM Users",
    ['Age', 'Age', 'int4', 'numeric', 'lower'],
  ],
  [
    "SELECT DATE '2024-01-01', INTERVAL '1 day', TIMESTAMPTZ '2024-01-01'",
    ['date', 'interval', 'timestamptz'],
  ],
  ['SELECT CASE WHEN Active THEN 1 END, CASE WHEN Active THEN 1 ELSE Age END FROM Users', ['case', 'Age']],
  [
    'SELECT EXISTS (SELECT 1), (SELECT 1), (SELECT max(Age) FROM Users), (SELECT Age AS a FROM Users LIMIT 1)',
    ['exists', '?column?', 'max', 'a'],
  ],
  ["SELECT extract(year FROM Created), date_part('year', Created) FROM Users", ['extract', 'date_part']],
  [
    "SELECT ARRAY[1], Tags[1], substring(Login FROM 1 FOR 2), position('a' IN Login), trim(Login) FROM Users",
    ['array', 'Tags', 'substring', 'position', 'btrim'],
  ],
  ['SELECT *, 1, count(*) OVER () FROM okta.Groups', ['Id', 'Name', 'Type', 'Size', '?column?', 'count']],
  ['SELECT 1, g.*, 2 FROM okta.Groups g', ['?column?', 'Id', 'Name', 'Type', 'Size', '?column?']],
  ['SELECT g.*, max(1) OVER (), g.* FROM hr.Groups g', ['Code', 'max(1) OVER ()', 'Code']],
  ['SELECT 1 UNION ALL SELECT 2', ['?column?']],
  ['VALUES (1, 2)', ['column1', 'column2']],
  ['WITH a AS (SELECT 1) SELECT count(*) FROM a', ['count']],
  ['SELECT Id, Id FROM Users', ['Id', 'Id']],
])('%s', async (sql, expected) => {
  expect(await names(sql)).toEqual(expected);
});
