import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/failures.ts';
import { parseParameters, readSql } from '../../../src/cli/input-text.ts';
import { capturedTerminal } from './captured-terminal.ts';

describe('parseParameters', () => {
  it('reads a JSON array', () => {
    expect(parseParameters('["ACTIVE", 5, null, true, {"a": [1]}, 1e300, "9007199254740993"]')).toEqual([
      'ACTIVE',
      5,
      null,
      true,
      { a: [1] },
      1e300,
      '9007199254740993',
    ]);
    expect(parseParameters(undefined)).toEqual([]);
  });

  it.each(['{"a": 1}', '5', '[1', 'ACTIVE'])('refuses %s', (text) => {
    expect(() => parseParameters(text)).toThrow(UsageError);
  });

  it('refuses a number that JSON would change in silence', () => {
    expect(() => parseParameters('[9007199254740993]')).toThrow(/write it as "9007199254740993"/);
  });
});

describe('readSql', () => {
  it('reads standard input for -', async () => {
    const terminal = capturedTerminal();
    terminal.input.end('SELECT 1\n');
    const source = { argument: '-', file: undefined, inputTaken: false };
    expect(await readSql(source, terminal)).toBe('SELECT 1\n');
  });

  it.each([
    ['nothing', { argument: undefined, file: undefined, inputTaken: false }],
    ['both', { argument: 'SELECT 1', file: 'x.sql', inputTaken: false }],
    ['standard input twice', { argument: '-', file: undefined, inputTaken: true }],
    ['a file that is missing', { argument: undefined, file: '/nonexistent/x.sql', inputTaken: false }],
  ])('refuses %s', async (_, source) => {
    await expect(readSql(source, capturedTerminal())).rejects.toThrow(UsageError);
  });
});
