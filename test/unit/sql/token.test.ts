import { describe, expect, test } from 'vitest';
import { tokenize } from '../../../src/sql/token.ts';

const kinds = (sql: string) => tokenize(sql).map((token) => `${token.kind} ${token.text}`);

describe('tokens', () => {
  test.each([
    ["'it''s'", "string 'it''s'"],
    ["'back\\'", "string 'back\\'"],
    ["E'it\\'s'", "string E'it\\'s'"],
    ["e'\\\\'", "string e'\\\\'"],
    ["x'ff'", "string x'ff'"],
    ["$$?; ' -- $$", "string $$?; ' -- $$"],
    ['$tag$ $$ $other$ $tag$', 'string $tag$ $$ $other$ $tag$'],
    ['"a""b"', 'quoted "a""b"'],
    ['`a``b`', 'backtick `a``b`'],
    ['$12', 'parameter $12'],
    ['$name', 'parameter $name'],
    ['?', 'parameter ?'],
    ['1_000.5e-3', 'number 1_000.5e-3'],
    ['.5', 'number .5'],
    ['größe_1', 'word größe_1'],
    ['日本', 'word 日本'],
  ])('%s is one token', (sql, expected) => {
    expect(kinds(sql)).toEqual([expected]);
  });

  test('comments are between tokens, also nested ones and one at the end', () => {
    expect(kinds('a /* ? /* \' */ " */ b -- ?\n c -- $1')).toEqual(['word a', 'word b', 'word c']);
  });

  test('a token knows where it stands', () => {
    const sql = 'SELECT "é" , ?';
    for (const token of tokenize(sql)) expect(sql.slice(token.start, token.end)).toBe(token.text);
  });

  test.each([
    ["SELECT 'abc", 8],
    ["SELECT 'it''", 8],
    ["E'a\\'", 1],
    ['a "b', 3],
    ['`', 1],
    ['é /* /* */', 3],
    ['$t$ $$', 1],
  ])('what is not closed is an error at its beginning: %s', (sql, position) => {
    expect(() => tokenize(sql)).toThrow(expect.objectContaining({ code: '42601', position }));
  });

  test('text of ten million characters is read in time', () => {
    const text = `'${"a''".repeat(3_000_000)}'`;
    expect(tokenize(text)).toHaveLength(1);
  });
});

describe('brackets', () => {
  test.each([
    'SELECT [Login]',
    'SELECT [User Name]',
    'FROM [dbo].[Users]',
    'FROM dbo.[Users]',
    'count(*) [Total]',
    'Users [u]',
    'WHERE a = [b]',
    'SELECT[a]',
    'SELECT [a]]b]',
    '([a])',
  ])('open a name: %s', (sql) => {
    expect(tokenize(sql).some((token) => token.kind === 'bracketed')).toBe(true);
  });

  test.each([
    'Tags[1]',
    'Tags[i]',
    'f(x)[i]',
    '"Tags"[i]',
    'a[b][c]',
    'SELECT [1, 2]',
    'SELECT [a, b]',
    "SELECT ['a']",
    'SELECT []',
    'ARRAY[a]',
    'ARRAY [a]',
    'SELECT [x for x in Tags]',
    'SELECT [NULL]',
    'SELECT [-1]',
    'x::INTEGER[]',
  ])('open a list or subscript: %s', (sql) => {
    expect(tokenize(sql).every((token) => token.kind !== 'bracketed')).toBe(true);
  });
});
