import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engine/duckdb-engine.ts';
import type { Engine, StatementSettings } from '../../src/engine/engine.ts';
import { functionLibrary } from '../../src/engine/function-library.ts';
import { root } from './program.ts';

const page = readFileSync(path.join(root, 'docs', 'functions.md'), 'utf8');

/** The rows of the page's tables that have an example. */
const examples = [...page.matchAll(/^\| ([A-Z][\w, ]+?) \| `(.*?)` \| `(.*?)` \| .*\|$/gm)].map(
  ([, names = '', sql = '', result = '']) => ({ names: names.split(', '), sql, result }),
);

/** What their documentation lists; the date literals stand in docs/sql.md. */
const replaced =
  `ASCII CHAR CHARINDEX CHAR_LENGTH CONCAT CONTAINS ENDSWITH FILESIZE FORMAT FROM_UNIXTIME HASHBYTES INDEXOF
  ISNULL JSON_AVG JSON_COUNT JSON_EXTRACT JSON_MAX JSON_MIN JSON_SUM LEFT LEN LOCATE LOWER LTRIM MASK NCHAR OCTET_LENGTH
  PATINDEX POSITION QUOTENAME REPLACE REPLICATE REVERSE RIGHT RTRIM SOUNDEX SPACE SPLIT STARTSWITH STR STUFF SUBSTRING
  TOSTRING TRIM UNICODE UPPER XML_EXTRACT CURRENT_DATE CURRENT_TIMESTAMP DATEADD DATEDIFF DATEFROMPARTS DATENAME DATEPART
  DATETIMEFROMPARTS DATETIME2FROMPARTS DATE_TRUNC DATE_TRUNC2 DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR EOMONTH FDMONTH FDQUARTER
  FDWEEK FILEMODIFIEDTIME FROM_DAYS GETDATE GETUTCDATE HOUR ISDATE LAST_MONTH LAST_WEEK LAST_YEAR LDMONTH LDQUARTER LDWEEK
  MAKEDATE MINUTE MONTH QUARTER SECOND SMALLDATETIMEFROMPARTS STRTODATE SYSDATETIME SYSUTCDATETIME TIMEFROMPARTS TO_DAYS
  WEEK YEAR ABS ACOS ASIN ATAN ATN2 CEILING COS COT DEGREES EXP EXPR FLOOR GREATEST HEX LEAST LOG LOG10 MOD NEGATE PI POWER
  RADIANS RAND ROUND SIGN SIN SQRT SQUARE TAN TRUNC COUNT AVG MIN MAX SUM COUNT_BIG MEDIAN STDEV STDEVP VAR VARP RANK
  DENSE_RANK ROW_NUMBER NTILE PERCENT_RANK STRING_SPLIT JSONTABLE XMLTABLE CSVTABLE`.split(/\s+/);

const catalog = { schemas: [] };
const settings: StatementSettings = { parameters: [], now: Date.UTC(2024, 5, 15) * 1000, timeZone: 'UTC' };
let engine: Engine;

beforeAll(() => {
  engine = openEngine({ memoryLimit: '256MB' });
});
afterAll(() => engine.close());

describe('the page on functions', () => {
  it.each(examples.map(({ sql, result }) => [sql, result] as const))('%s gives %s', async (sql, result) => {
    const [expression = '', source] = sql.split(/ (?=FROM range)/);
    const text = `SELECT CAST(${expression} AS VARCHAR) ${source ?? ''}`;
    const statement = await engine.parse(text);
    expect((await engine.plan(statement, catalog, settings)).plan).toBeDefined();
    const run = await engine.run([], catalog, settings);
    try {
      const batches = [];
      for await (const batch of run.execute(statement.sql)) batches.push(batch);
      expect(batches[0]?.columns[0]).toHaveLength(1);
      expect(withoutZeros(batches[0]?.columns[0]?.[0])).toBe(result);
    } finally {
      await run.close();
    }
  });

  it('has an example of every function of the library', () => {
    const shown = new Set(examples.flatMap(({ names }) => names.map((name) => name.toLowerCase())));
    expect(Object.keys(functionLibrary).filter((name) => !shown.has(name))).toEqual([]);
    expect(examples.length).toBeGreaterThan(100);
  });

  it('names every function of the drivers that are replaced', () => {
    const missing = replaced.filter((name) => !new RegExp(`\\b${name}\\b`).test(page));
    expect(missing).toEqual([]);
  });

  it('shows each function where it is listed', () => {
    const misplaced = examples.filter(
      ({ names, sql }) => !names.some((name) => new RegExp(`\\b${name}\\b`).test(sql)),
    );
    expect(misplaced).toEqual([]);
  });
});

/** `2.0` and `2` are one number. */
function withoutZeros(value: unknown): string {
  return String(value).replace(/^(-?\d+)\.0$/, '$1');
}
