import { describe, expect, it } from 'vitest';
import { errorReport } from '../../../src/cli/error-report.ts';
import { plainStyle, styleFor } from '../../../src/cli/style.ts';
import { driverError } from '../../../src/errors.ts';

function report(error: unknown, sql?: string): string {
  return errorReport(error, plainStyle, sql);
}

describe('errorReport', () => {
  it('says code, reason, place, detail, hint and source in one block', () => {
    const error = driverError('unknown_column', 'Users has no column Statu.', {
      position: 8,
      detail: 'first\nsecond',
      hint: 'Did you mean Status?',
      source: {
        connector: 'okta',
        table: 'Users',
        method: 'GET',
        url: 'https://x/api',
        status: 400,
        requestId: 'r1',
      },
    });
    expect(report(error, 'SELECT Statu FROM Users')).toBe(
      [
        'error 42703 unknown_column: Users has no column Statu.',
        '  SELECT Statu FROM Users',
        '         ^',
        '  detail: first',
        '    second',
        '  hint: Did you mean Status?',
        '  source: okta.Users, GET https://x/api, status 400, request id r1',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['the first character', 'SELEC 1', 1, ['SELEC 1', '^']],
    ['a later line', 'SELECT *\n  FROM Usrs\nLIMIT 1', 17, ['  FROM Usrs', '       ^']],
    ['the end of the text', 'SELECT', 7, ['SELECT', '      ^']],
    ['a place behind wide characters', "SELECT '日本', x", 14, ["SELECT '日本', x", '               ^']],
    ['a place behind characters of two units', "SELECT '👍', x", 13, ["SELECT '👍', x", '             ^']],
    ['a place behind tabs', '\tSELECT\tx', 9, [' SELECT x', '        ^']],
  ])('points at %s', (_, sql, position, [line, caret]) => {
    const lines = report(driverError('syntax_error', 'No.', { position }), sql).split('\n');
    expect(lines.slice(1, 3)).toEqual([`  ${line}`, `  ${caret}`]);
  });

  it('shows the part of a long line that matters', () => {
    const sql = `SELECT ${'a, '.repeat(100)}oops${', b'.repeat(100)}`;
    const [, line = '', caret = ''] = report(
      driverError('syntax_error', 'No.', { position: sql.indexOf('oops') + 1 }),
      sql,
    ).split('\n');
    expect(line.length).toBeLessThan(90);
    expect(line.slice(caret.indexOf('^'))).toMatch(/^oops, b/);
  });

  it('lets no text from outside control the terminal', () => {
    const error = driverError('source_error', 'It said \u001b[2J.', { detail: '\u0007', position: 1 });
    expect(report(error, "'\u001b[31m'").replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('shows what is not an error of the driver by its message', () => {
    expect(report(new Error('disk full'))).toBe('error: disk full\n');
    expect(report('odd')).toBe('error: odd\n');
  });
});

describe('styleFor', () => {
  it('gives colours on a terminal only, and none with NO_COLOR', () => {
    expect(styleFor({ isTTY: true }, {}).red('x')).not.toBe('x');
    expect(styleFor({}, {}).red('x')).toBe('x');
    expect(styleFor({ isTTY: true }, { NO_COLOR: '1' }).red('x')).toBe('x');
    expect(styleFor({ isTTY: true }, { TERM: 'dumb' }).red('x')).toBe('x');
  });
});
