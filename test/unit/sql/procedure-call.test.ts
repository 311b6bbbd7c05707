import { describe, expect, it } from 'vitest';
import { readCall } from '../../../src/sql/procedure-call.ts';
import { readStatement } from '../../../src/sql/statement.ts';

const read = (sql: string) => readCall(readStatement(sql));
const literal = (name: string | undefined, value: unknown) => ({ name, value: { kind: 'literal', value } });
const parameter = (name: string | undefined, number: number) => ({
  name,
  value: { kind: 'parameter', number },
});

describe('the call of a procedure', () => {
  it.each([
    ["EXEC p @a = 'x', @b = 2", [literal('a', 'x'), literal('b', 2)]],
    ["execute p a = 'it''s', b = NULL;", [literal('a', "it's"), literal('b', null)]],
    ["CALL p(a => 'x', b := -1.5, c = true)", [literal('a', 'x'), literal('b', -1.5), literal('c', true)]],
    ["CALL p('x', ?)", [literal(undefined, 'x'), parameter(undefined, 1)]],
    ['EXEC p @a = $2, @b = $1', [parameter('a', 2), parameter('b', 1)]],
    ["SELECT * FROM p(a => 'x')", [literal('a', 'x')]],
    ["select * from [p]([a] => 'x')", [literal('a', 'x')]],
    ['EXEC p', []],
    ['CALL p()', []],
    ['EXEC p -- and nothing more', []],
    ['EXEC p("a b" = 1)', [literal('a b', 1)]],
  ])('is read: %s', (sql, inputs) => {
    expect(read(sql)).toMatchObject({ name: ['p'], inputs });
  });

  it('names the source where it is written', () => {
    expect(read('EXEC okta.Refresh @x = 1')?.name).toEqual(['okta', 'Refresh']);
    expect(read('CALL CData."Okta".Refresh()')?.name).toEqual(['Okta', 'Refresh']);
  });

  it.each([
    'SELECT 1',
    'SELECT * FROM p',
    "SELECT a FROM p(a => 'x')",
    'SELECT * FROM p(a => 1) WHERE b = 2',
    'SELECT * FROM p(a => 1 + 1)',
    'SELECT * FROM p(a => 1), q',
    'INSERT INTO t VALUES (1)',
  ])('is not seen in %s', (sql) => {
    expect(read(sql)).toBeUndefined();
  });

  it.each([
    ['CALL p', 7],
    ["EXEC p @a 'x'", 11],
    ["EXEC p @a = 'x' @b = 1", 17],
    ['CALL p(a => )', 13],
    ['CALL p(a => 1 + 1)', 15],
    ['EXEC p @a = other', 13],
    ['EXEC', 5],
  ])('tells where it cannot be read: %s', (sql, position) => {
    expect(() => read(sql)).toThrow(expect.objectContaining({ reason: 'syntax_error', position }));
  });
});
