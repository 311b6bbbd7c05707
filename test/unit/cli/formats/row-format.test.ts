import { describe, expect, it } from 'vitest';
import { type FormatName, formatOfFile, rowFormats } from '../../../../src/cli/formats/row-format.ts';
import { plainStyle, styleFor } from '../../../../src/cli/style.ts';
import type { DataType, ResultColumn } from '../../../../src/index.ts';

function columns(...types: readonly (readonly [string, DataType])[]): ResultColumn[] {
  return types.map(([name, type]) => ({ name, type }));
}

function write(name: FormatName, of: readonly ResultColumn[], rows: readonly (readonly unknown[])[]): string {
  const format = rowFormats[name](of, plainStyle);
  return rows.map((row) => format.row(row)).join('') + format.end();
}

const people = columns(['Id', 'text'], ['名前', 'text'], ['Age', 'integer']);
const rows = [
  ['1', '山田', 41],
  ['22', 'Ann\nLee', null],
];

/** One column of each type, with a value that is hard to write. */
const every = columns(
  ['boolean', 'boolean'],
  ['bigint', 'bigint'],
  ['double', 'double'],
  ['decimal', 'decimal(20,2)'],
  ['timestamp', 'timestamp with time zone'],
  ['date', 'date'],
  ['bytea', 'bytea'],
  ['json', 'json'],
  ['list', 'bigint[]'],
);
const values = [
  true,
  9007199254740993n,
  Number.NaN,
  '12345678901234567.80',
  '2024-02-29T12:00:00.123456Z',
  '2024-02-29',
  new Uint8Array([1, 255]),
  { a: ['"', null], b: 1.5 },
  [1, null, 9007199254740993n],
];

describe('table', () => {
  it('lines up columns by places on the terminal, numbers to the right', () => {
    expect(write('table', people, rows)).toBe(
      [
        ' Id | 名前     |  Age',
        '----+----------+------',
        ' 1  | 山田     |   41',
        ' 22 | Ann\\nLee | NULL',
        '(2 rows)',
        '',
      ].join('\n'),
    );
  });

  it('shows the headings of an empty result', () => {
    expect(write('table', people, [])).toBe(' Id | 名前 | Age\n----+------+-----\n(0 rows)\n');
  });

  it('lets no value control the terminal', () => {
    const hostile = '\u001b[2J\u0007\u009b1m\u202eabc\u0000\t\r';
    const text = write('table', columns(['\u001b]0;x\u0007', 'text']), [[hostile]]);
    expect(text).toContain('\\u001b[2J\\u0007\\u009b1m\\u202eabc\\u0000\\t\\r');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('holds back a first window of rows only', () => {
    const format = rowFormats.table(columns(['Id', 'text']), plainStyle);
    const texts = Array.from({ length: 2000 }, (_, row) => format.row([String(row)]));
    const silent = texts.filter((text) => text === '').length;
    expect(silent).toBeGreaterThan(0);
    expect(silent).toBeLessThan(1000);
    expect(texts.join('') + format.end()).toMatch(/ 0\n 1\n.* 1999\n\(2000 rows\)\n$/s);
  });

  it('cuts no value, however long', () => {
    const long = 'x'.repeat(5000);
    expect(write('table', columns(['A', 'text'], ['B', 'text']), [[long, 'y']])).toContain(`${long} | y`);
  });

  it('tells NULL from the text of that name by colour, where there are colours', () => {
    const format = rowFormats.table(columns(['A', 'text']), styleFor({ isTTY: true }, {}));
    const text = format.row([null]) + format.row(['NULL']) + format.end();
    expect(text).toContain(' \u001b[2mNULL\u001b[22m\n NULL\n');
  });
});

describe('csv', () => {
  it('follows RFC 4180 and tells NULL from empty text', () => {
    const hostile = ['a,b', 'say "x"', 'line\r\nbreak', '', null, ' blank', "plain'"];
    const of = columns(...hostile.map((_, index) => [`c${index}`, 'text'] as const));
    expect(write('csv', of, [hostile])).toBe(
      'c0,c1,c2,c3,c4,c5,c6\r\n"a,b","say ""x""","line\r\nbreak","",," blank",plain\'\r\n',
    );
  });

  it('has a header without rows', () => {
    expect(write('csv', people, [])).toBe('Id,名前,Age\r\n');
  });

  it('writes each type', () => {
    expect(write('csv', every, [values]).split('\r\n')[1]).toBe(
      'true,9007199254740993,NaN,12345678901234567.80,2024-02-29T12:00:00.123456Z,2024-02-29,\\x01ff,"{""a"":[""\\"""",null],""b"":1.5}","[1,null,9007199254740993]"',
    );
  });
});

describe('json and ndjson', () => {
  it('write one array, or one object a line, with keys as the columns are named', () => {
    const objects = [
      { Id: '1', 名前: '山田', Age: 41 },
      { Id: '22', 名前: 'Ann\nLee', Age: null },
    ];
    const json = write('json', people, rows);
    expect(JSON.parse(json)).toEqual(objects);
    expect(json.endsWith(']\n')).toBe(true);
    expect(write('ndjson', people, rows)).toBe(objects.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });

  it('are an empty array, or nothing, without rows', () => {
    expect(write('json', people, [])).toBe('[]\n');
    expect(write('ndjson', people, [])).toBe('');
  });

  it('keep every digit of every type', () => {
    expect(write('ndjson', every, [values])).toBe(
      '{"boolean":true,"bigint":9007199254740993,"double":"NaN","decimal":"12345678901234567.80","timestamp":"2024-02-29T12:00:00.123456Z","date":"2024-02-29","bytea":"\\\\x01ff","json":{"a":["\\"",null],"b":1.5},"list":[1,null,9007199254740993]}\n',
    );
  });

  it('keep columns apart that share a name', () => {
    const twice = columns(['Id', 'text'], ['Id', 'text'], ['__proto__', 'text']);
    expect(write('ndjson', twice, [['a', 'b', 'c']])).toBe('{"Id":"a","Id_2":"b","__proto__":"c"}\n');
  });
});

describe('markdown', () => {
  it('is a table of GitHub Flavored Markdown', () => {
    expect(write('markdown', people, rows)).toBe(
      '| Id | 名前 | Age |\n| --- | --- | ---: |\n| 1 | 山田 | 41 |\n| 22 | Ann<br>Lee | NULL |\n',
    );
  });

  it('keeps values from becoming markup', () => {
    expect(write('markdown', columns(['A', 'text']), [['a|b <b> *x* \\ `c` &amp;']])).toContain(
      '| a\\|b &lt;b&gt; \\*x\\* \\\\ \\`c\\` &amp;amp; |',
    );
  });
});

describe('formatOfFile', () => {
  it.each([
    ['a.csv', 'csv'],
    ['a.JSON', 'json'],
    ['x/y.jsonl', 'ndjson'],
    ['a.ndjson', 'ndjson'],
    ['a.md', 'markdown'],
    ['a.txt', undefined],
  ])('reads the ending of %s as %s', (file, format) => {
    expect(formatOfFile(file)).toBe(format);
  });
});
