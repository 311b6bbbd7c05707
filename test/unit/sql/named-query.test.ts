import { expect, test } from 'vitest';
import { withNamedQueries } from '../../../src/sql/named-query.ts';
import { originalPosition, readStatement } from '../../../src/sql/statement.ts';

const one = { schema: 'V', name: 'One', columns: ['a'], sql: 'SELECT 1 -- one' };
const two = { schema: 'V', name: 'All', columns: ['x "y"'], sql: 'SELECT a FROM V.One' };
const before = '"One"("a") AS NOT MATERIALIZED (SELECT 1 -- one\n)';

test.each([
  ['SELECT * FROM One', `WITH ${before} SELECT * FROM One`],
  ['(SELECT * FROM v.[one])', `WITH ${before} (SELECT * FROM "One")`],
  ['WITH x AS (SELECT 2) SELECT * FROM One', `WITH ${before}, x AS (SELECT 2) SELECT * FROM One`],
  [
    'WITH RECURSIVE x AS (SELECT 2) SELECT V.One.a FROM V.One',
    `WITH RECURSIVE ${before}, x AS (SELECT 2) SELECT "One".a FROM "One"`,
  ],
  ["SELECT 'V.One', u.V.One, V.Two FROM V.One", `WITH ${before} SELECT 'V.One', u.V.One, V.Two FROM "One"`],
])('%s reads the query that stands before it', (sql, expected) => {
  expect(withNamedQueries(readStatement(sql), [one]).sql).toBe(expected);
});

test('queries may read those before them, and have any names', () => {
  expect(withNamedQueries(readStatement('SELECT * FROM V.All'), [one, two]).sql).toBe(
    `WITH ${before}, "All"("x ""y""") AS NOT MATERIALIZED (SELECT a FROM "One"\n) SELECT * FROM "All"`,
  );
});

test('parameters and positions stay where they were written', () => {
  const text = withNamedQueries(readStatement('SELECT TOP ? [b] FROM V.One WHERE c = ?'), [one]);
  expect(text.parameters.map(({ number, start, end }) => [number, text.sql.slice(start, end)])).toEqual([
    [2, '$2'],
    [1, '$1'],
  ]);
  const original = (part: string) => text.original.slice(originalPosition(text, text.sql.indexOf(part)) - 1);
  expect(original('"b"')).toBe('[b] FROM V.One WHERE c = ?');
  expect(original('c = ')).toBe('c = ?');
  expect(original('$1')).toBe('? [b] FROM V.One WHERE c = ?');
  expect(original('SELECT 1')).toBe(text.original);
});
