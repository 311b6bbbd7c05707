import { describe, expect, it } from 'vitest';
import { parameterValues } from '../../../src/driver/parameter-values.ts';

const sql = "SELECT * FROM t WHERE a = @First AND b = @second AND c = @FIRST AND d = '@third'";

describe('values of parameters', () => {
  it('come in a list, in the order of the parameters', () => {
    expect(parameterValues([1, new Date(0), undefined], 'SELECT ?, ?, ?')).toEqual([
      1,
      '1970-01-01T00:00:00.000Z',
      null,
    ]);
    expect(parameterValues([1, 2], sql)).toEqual([1, 2]);
  });

  it('come by name, in any order and case, with and without @', () => {
    expect(parameterValues({ '@SECOND': 2, first: 1 }, sql)).toEqual([1, 2]);
    expect(parameterValues({ second: undefined, First: { a: 1 } }, `EXPLAIN ${sql}`)).toEqual([
      '{"a":1}',
      null,
    ]);
    expect(parameterValues({}, 'SELECT 1')).toEqual([]);
  });

  it.each([
    [{ first: 1 }, sql, 'No value was given for the parameter @second.', undefined],
    [
      { first: 1, second: 2, secnd: 3 },
      sql,
      'The statement has no parameter @secnd.',
      'Did you mean @second?',
    ],
    [
      { a: 1 },
      'SELECT ?',
      'The statement has no parameter @a.',
      'Values by name are for parameters like @name.',
    ],
  ])('are refused where the names differ: %j', (params, text, message, hint) => {
    expect(() => parameterValues(params, text)).toThrow(
      expect.objectContaining({ code: '07001', message, ...(hint === undefined ? {} : { hint }) }),
    );
  });

  it('are refused where SQL has none like them', () => {
    expect(() => parameterValues({ a: Symbol('x') }, 'SELECT @a')).toThrow(
      expect.objectContaining({ code: '22023' }),
    );
  });
});
