import { describe, expect, test } from 'vitest';
import { originalPosition, readExplain, readStatement } from '../../../src/sql/statement.ts';

describe('the kind of a statement', () => {
  test.each([
    ['SELECT 1', 'select'],
    ['  -- hello\n select 1', 'select'],
    ['((SELECT 1))', 'select'],
    ['VALUES (1)', 'select'],
    ['FROM t', 'select'],
    ['TABLE t', 'select'],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'select'],
    ['WITH a AS (DELETE FROM b) SELECT * FROM a', 'select'],
    ['WITH a AS (SELECT 1) DELETE FROM b', 'delete'],
    ['WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a', 'insert'],
    ['INSERT INTO t VALUES (1)', 'insert'],
    ['UPSERT INTO t VALUES (1)', 'insert'],
    ['UPDATE t SET a = 1', 'update'],
    ['TRUNCATE t', 'delete'],
    ['MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE', 'merge'],
    ['EXEC p', 'call'],
    ['CALL p()', 'call'],
    ['CREATE TABLE t (a INT)', 'definition'],
    ['drop table t', 'definition'],
    ['BEGIN', 'transaction'],
    ['SET x = 1', 'setting'],
    ['USE x', 'setting'],
    ['SHOW TABLES', 'description'],
    ['DESCRIBE t', 'description'],
    ['EXPLAIN SELECT 1', 'explain'],
    ['PRAGMA version', 'engine'],
    ["COPY t TO 'x'", 'engine'],
    ["ATTACH 'x'", 'engine'],
    ['"SELECT" 1', 'unknown'],
    ['hello', 'unknown'],
  ])('%s', (sql, kind) => {
    expect(readStatement(sql).kind).toBe(kind);
  });
});

describe('reading a statement', () => {
  test('numbers question marks and leaves those in text, names and comments alone', () => {
    const { sql, parameterCount } = readStatement(
      'SELECT ?, \'?\', "?", $$?$$ /* ? */ FROM t WHERE a = ? -- ?',
    );
    expect(sql).toBe('SELECT $1, \'?\', "?", $$?$$ /* ? */ FROM t WHERE a = $2');
    expect(parameterCount).toBe(2);
  });

  test('takes $n in any order and again', () => {
    const { sql, parameterCount, parameters } = readStatement('SELECT $2, $1, $2');
    expect(sql).toBe('SELECT $2, $1, $2');
    expect(parameterCount).toBe(2);
    expect(parameters.map(({ number, start, end }) => [number, sql.slice(start, end)])).toEqual([
      [2, '$2'],
      [1, '$1'],
      [2, '$2'],
    ]);
  });

  test('knows where parameters stand after what was rewritten before them', () => {
    const { sql, parameters } = readStatement('SELECT [A], `b`, ? FROM t WHERE [User Name] = ?;');
    expect(sql).toBe('SELECT "A", "b", $1 FROM t WHERE "User Name" = $2');
    expect(parameters.map(({ start, end }) => sql.slice(start, end))).toEqual(['$1', '$2']);
  });

  test('quotes names as the engine does', () => {
    expect(readStatement('SELECT [a]]b], `c``d`, [e#f]').sql).toBe('SELECT "a]b", "c`d", "e#f"');
  });

  test.each([
    'SELECT ?, $1',
    'SELECT $1, ?',
    'SELECT $0',
    'SELECT $name',
    'SELECT $70000',
    '',
    '  -- nothing',
    ';',
  ])('refuses %j as syntax', (sql) => {
    expect(() => readStatement(sql)).toThrow(expect.objectContaining({ code: '42601' }));
  });

  test('refuses several statements and says where the second begins', () => {
    expect(() => readStatement("SELECT ';'; SELECT 2")).toThrow(
      expect.objectContaining({ code: '0A000', reason: 'unsupported_statement', position: 13 }),
    );
  });

  test('drops final semicolons with what is behind them', () => {
    expect(readStatement('SELECT 1 ; ; -- done').sql).toBe('SELECT 1');
  });

  test('finds the way back to the text as written, in characters', () => {
    const text = readStatement("SELECT '😀', [Größe], ?, x FROM `t`");
    const back = (part: string) =>
      [...text.original].at(originalPosition(text, text.sql.indexOf(part)) - 1) ?? '';
    expect(back(', x') + back('x FROM')).toBe(',x');
    expect(back('"Größe"')).toBe('[');
    expect(back('$1')).toBe('?');
    expect(back('"t"')).toBe('`');
  });
});

describe('EXPLAIN', () => {
  test.each([
    ['EXPLAIN SELECT 1', false],
    ['explain analyze SELECT 1', true],
    ['EXPLAIN (ANALYZE) SELECT 1', true],
    ['/* é😀 */ EXPLAIN SELECT 1', false],
  ])('%s is taken apart, and positions stay where they were', (sql, analyze) => {
    const explained = readExplain(sql)!;
    expect(explained.analyze).toBe(analyze);
    expect(explained.statement.trim()).toBe('SELECT 1');
    expect([...explained.statement].length).toBe([...sql].length);
  });

  test('other statements are none', () => {
    expect(readExplain("SELECT 'EXPLAIN'")).toBeUndefined();
  });

  test('alone is an error', () => {
    expect(() => readExplain('EXPLAIN ANALYZE')).toThrow(expect.objectContaining({ code: '42601' }));
  });
});
