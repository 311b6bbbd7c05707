import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/catalog/batch.ts';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import type { DataType, Value } from '../../../src/catalog/data-type.ts';
import type { Table } from '../../../src/catalog/table.ts';
import { openEngine } from '../../../src/engine/duckdb-engine.ts';
import { type Engine, type EngineRun, reservedNames } from '../../../src/engine/engine.ts';
import { openInstance } from '../../../src/engine/instance.ts';
import { catalog, groups, query, rowsOf, settings, users } from './world.ts';

let engine: Engine;

beforeAll(() => {
  engine = openEngine({ memoryLimit: '256MB' });
});
afterAll(() => engine.close());

/** A run over one table `t` of schema `s` with columns c0, c1 … of the given types. */
async function runOf(types: readonly DataType[], name = 't', schema = 's', in_ = engine): Promise<EngineRun> {
  const table: Table = {
    ...groups,
    name,
    columns: types.map((type, index) => ({ name: `c${index}`, type, nullable: true })),
  };
  const own: Catalog = { schemas: [{ ...catalog.schemas[0]!, name: schema, tables: [table] }] };
  return in_.run([{ schema, table }], own, settings());
}

const batch = (...columns: (readonly Value[])[]): Batch => ({ rowCount: columns[0]?.length ?? 0, columns });

/** What comes out when `values` go into a column of `type`. */
async function roundTrip(type: DataType, values: readonly Value[]): Promise<readonly Value[]> {
  const run = await runOf([type]);
  try {
    await run.load('s', 't', ['c0'], batch(values));
    return (await rowsOf(run.execute('SELECT c0 FROM t ORDER BY rowid'))).map((row) => row[0]!);
  } finally {
    await run.close();
  }
}

describe('values come out as they went in', () => {
  test.each<[DataType, Value[]]>([
    ['text', ['', 'a', 'é日😀', 'a\0b', "it's", '"', '\\', '\u2028', 'x'.repeat(10_000_000)]],
    ['boolean', [true, false]],
    ['integer', [0, -1, 2 ** 31 - 1, -(2 ** 31)]],
    ['bigint', [0, -5, Number.MAX_SAFE_INTEGER, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)]],
    ['double', [0.1, -0, 1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['decimal(18,4)', ['12345678901234.5678', '-0.0001', '0.0000']],
    ['decimal(38,10)', ['1234567890123456789012345678.0123456789']],
    ['decimal(4,0)', ['-9999']],
    ['timestamp with time zone', [0, 1_700_000_000_123_456, -62_135_596_800_000_000n, 2n ** 63n - 1n]],
    ['timestamp', [1_700_000_000_123_456, -1, -(2n ** 63n - 1n)]],
    ['date', [0, -719_162, 19_723]],
    ['time', ['00:00:00', '23:59:59.999999']],
    ['uuid', ['00000000-0000-0000-0000-000000000000', 'ffffffff-89ab-4def-8123-456789abcdef']],
    ['bytea', [new Uint8Array([]), new Uint8Array([0, 1, 127, 128, 255])]],
    ['json', [{ a: [1, null, { b: 'é\0' }] }, [1, 2], 'text', 1.5, true, {}]],
    ['text[]', [[], ['a', null, ''], ['x\0']]],
    ['bigint[]', [[1, 2n ** 63n - 1n, null]]],
    ['decimal(18,4)[]', [['1.5000', null]]],
    ['timestamp with time zone[]', [[1_700_000_000_123_456]]],
    ['double[]', [[Number.NaN, 0.1]]],
    ['json[]', [[{ a: 1 }, [2]]]],
  ])('%s', async (type, values) => {
    expect(await roundTrip(type, [...values, null])).toEqual([...values, null]);
  });

  test('decimals take numbers and other scales exactly', async () => {
    expect(await roundTrip('decimal(18,4)', [1.5, 12, '7', '0.50000', 7n, 1e-4])).toEqual([
      '1.5000',
      '12.0000',
      '7.0000',
      '0.5000',
      '7.0000',
      '0.0001',
    ]);
  });

  test('a lone half of a character becomes the mark for what cannot be shown', async () => {
    expect(await roundTrip('text', ['a\ud800b'])).toEqual(['a\ufffdb']);
  });

  test('intervals are ISO 8601 on the way in', async () => {
    expect(await roundTrip('interval', ['P1Y2M3DT4H5M6.5S', '-P1D', 'P2W'])).toEqual([
      '1 year 2 months 3 days 04:05:06.5',
      '-1 day',
      '14 days',
    ]);
  });
});

describe('a value that does not fit its type is refused with table and column', () => {
  test.each<[DataType, Value]>([
    ['text', 5],
    ['boolean', 'false'],
    ['boolean', 1],
    ['integer', 1.5],
    ['integer', 2 ** 31],
    ['integer', '5'],
    ['bigint', 2n ** 63n],
    ['bigint', 0.5],
    ['double', '1'],
    ['decimal(4,2)', '100.00'],
    ['decimal(4,2)', '0.001'],
    ['decimal(4,2)', 'abc'],
    ['timestamp with time zone', '2024-01-01'],
    ['date', 0.5],
    ['time', '25:00'],
    ['interval', '1 day'],
    ['uuid', 'x'],
    ['bytea', 'x'],
    ['json', { a: 1n }],
    ['text[]', 'a'],
    ['integer[]', [1, 'x']],
  ])('%s', async (type, value) => {
    const run = await runOf([type]);
    const load = run.load('s', 't', ['c0'], batch([value]));
    await expect(load).rejects.toMatchObject({ code: '22P02', reason: 'unexpected_data' });
    await expect(load).rejects.toThrow(/s\.t\.c0/);
    await run.close();
  });

  test('and the message does not repeat it', async () => {
    const run = await runOf(['integer']);
    await expect(run.load('s', 't', ['c0'], batch(['secret']))).rejects.toThrow(/^(?!.*secret)/);
    await run.close();
  });

  test('and the rows before it are not there', async () => {
    const run = await runOf(['text', 'integer']);
    await expect(run.load('s', 't', ['c0', 'c1'], batch(['a', 'b'], [1, 'x']))).rejects.toThrow();
    await run.load('s', 't', ['c0'], batch(['c']));
    expect(await rowsOf(run.execute('SELECT * FROM t'))).toEqual([['c', null]]);
    await run.close();
  });
});

describe('loading', () => {
  test('columns that are not given are NULL, also when others were given before', async () => {
    const run = await runOf(['text', 'text[]', 'integer', 'double']);
    await run.load('s', 't', ['c2', 'c0'], batch([1, 2], ['a', 'b']));
    await run.load('s', 't', ['c1'], batch([['x'], null, []]));
    await run.load('s', 't', ['c2', 'c0'], batch([3], ['c']));
    expect(await rowsOf(run.execute('SELECT * FROM t'))).toEqual([
      ['a', null, 1, null],
      ['b', null, 2, null],
      [null, ['x'], null, null],
      [null, null, null, null],
      [null, [], null, null],
      ['c', null, 3, null],
    ]);
    await run.close();
  });

  test('rows without columns count', async () => {
    const run = await runOf(['text', 'integer']);
    await run.load('s', 't', [], { rowCount: 5000, columns: [] });
    expect(await rowsOf(run.execute('SELECT count(*), count(c0) FROM t'))).toEqual([[5000, 0]]);
    await run.close();
  });

  test('more rows than a chunk of the engine stay in order', async () => {
    const run = await runOf(['integer', 'text']);
    const numbers = Array.from({ length: 10_000 }, (_, index) => index);
    await run.load(
      's',
      't',
      ['c0', 'c1'],
      batch(
        numbers,
        numbers.map((number) => (number % 3 === 0 ? null : `v${number}`)),
      ),
    );
    const rows = await rowsOf(run.execute('SELECT c0, c1 FROM t ORDER BY c0 DESC -- the end'));
    expect(rows.map((row) => row[0])).toEqual(numbers.toReversed());
    expect(rows.at(-1)).toEqual([0, null]);
    await run.close();
  });

  test('several pages for one table at once are all there', async () => {
    const run = await runOf(['integer']);
    await Promise.all(
      Array.from({ length: 20 }, (_, page) => run.load('s', 't', ['c0'], batch([page, page]))),
    );
    expect(await rowsOf(run.execute('SELECT count(*), sum(c0) FROM t'))).toEqual([[40, '380']]);
    await run.close();
  });

  test('a column that the table does not have is a defect', async () => {
    const run = await runOf(['integer']);
    await expect(run.load('s', 't', ['nope'], batch([1]))).rejects.toMatchObject({ code: 'XX000' });
    await run.close();
  });

  test.each([
    ['a "quoted", name.x', 'we"ird, sch\'ema'],
    ['select', 'from'],
    ['#t', '#s'],
  ])('table %s of schema %s is found by both names', async (name, schema) => {
    const run = await runOf(['integer'], name, schema);
    await run.load(schema, name, ['c0'], batch([7]));
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    expect(await rowsOf(run.execute(`SELECT * FROM ${quoted(name)}`))).toEqual([[7]]);
    expect(await rowsOf(run.execute(`SELECT * FROM ${quoted(schema)}.${quoted(name)}`))).toEqual([[7]]);
    await run.close();
  });
});

test('no source may have a name that the engine has', async () => {
  const instance = await openInstance({ memoryLimit: '64MB' }, []);
  const connection = await instance.connect();
  const names = await connection.runAndReadAll(
    'SELECT database_name FROM duckdb_databases() UNION SELECT schema_name FROM duckdb_schemas()',
  );
  connection.closeSync();
  instance.closeSync();
  expect(reservedNames).toEqual(expect.arrayContaining(names.getRows().flat()));
});

test('an instance makes no file where it was started', async () => {
  const own = openEngine({ memoryLimit: '64MB' });
  await query(own, 'SELECT 1');
  const run = await runOf(['integer'], 't', 's', own);
  await run.load('s', 't', ['c0'], batch([1]));
  expect(readdirSync('.').filter((name) => name.includes('memory'))).toEqual([]);
  await own.close();
});

describe('page after page', () => {
  test('each execution sees the rows of now, not what the optimiser knew of those before', async () => {
    const run = await runOf(['integer', 'text']);
    const counted = 'SELECT count(*) FROM t WHERE c0 > 1000';
    expect(await rowsOf(run.execute(counted))).toEqual([[0]]);
    for (const value of [5, 2000, 1, 3000]) {
      await run.clear('s', 't');
      await run.load('s', 't', ['c0'], batch([value, value]));
      expect(await rowsOf(run.execute(counted))).toEqual([[value > 1000 ? 2 : 0]]);
    }
    await run.close();
  });

  test('memory does not grow with the number of pages', async () => {
    const run = await runOf(Array.from({ length: 12 }, (): DataType => 'text'));
    const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
    const turn = async (from: number, pages: number) => {
      let rows = 0;
      for (let page = from; page < from + pages; page++) {
        const columns = names.map((name) =>
          Array.from({ length: 100 }, (_, row) => `${name} ${page} ${row}`),
        );
        await run.clear('s', 't');
        await run.load('s', 't', names, batch(...columns));
        for await (const result of run.execute('SELECT c0, c1 FROM t')) rows += result.rowCount;
      }
      return rows;
    };
    await turn(0, 300);
    const before = process.memoryUsage().rss;
    expect(await turn(300, 1200)).toBe(120_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
    await run.close();
  });
});

describe('distinct', () => {
  test('gives each value that is not NULL once', async () => {
    const run = await runOf(['text', 'bigint']);
    await run.load('s', 't', ['c0', 'c1'], batch(['a', 'b', 'a', null], [1, 2n ** 60n, 1, null]));
    expect((await run.distinct('s', 't', 'c0')).toSorted()).toEqual(['a', 'b']);
    expect(await run.distinct('s', 't', 'c1')).toEqual(expect.arrayContaining([1, 2n ** 60n]));
    await run.close();
  });

  test('keeps spellings apart that compare alike', async () => {
    const run = await engine.run([{ schema: 'okta', table: users }], catalog, settings());
    await run.load('okta', 'Users', ['Status'], batch(['ACTIVE', 'Active', 'ACTIVE']));
    expect((await run.distinct('okta', 'Users', 'Status')).toSorted()).toEqual(['ACTIVE', 'Active']);
    expect(await rowsOf(run.execute("SELECT count(*) FROM Users WHERE Status = 'active'"))).toEqual([[3]]);
    await run.close();
  });
});

describe('a stream that fails', () => {
  /** The last of many rows cannot be cast: the failure comes in the middle of the stream. */
  async function failingRun() {
    const run = await runOf(['text']);
    const values = Array.from({ length: 300_000 }, (_, index) => String(index));
    values[values.length - 1] = 'not a number';
    await run.load('s', 't', ['c0'], batch(values));
    return run;
  }

  test('throws and does not end as if it were complete', async () => {
    const run = await failingRun();
    let rows = 0;
    const reading = (async () => {
      for await (const result of run.execute('SELECT c0::INTEGER FROM t')) rows += result.rowCount;
    })();
    await expect(reading).rejects.toMatchObject({
      code: '22000',
      message: expect.stringContaining('not a number'),
    });
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(300_000);
    expect(await rowsOf(run.execute('SELECT count(*) FROM t'))).toEqual([[300_000]]);
    await run.close();
  });

  test.each([
    ["SELECT 'x'::INTEGER", '22000'],
    ["SELECT DATE '2024-13-01'", '22000'],
    ['SELECT 2147483647::INTEGER + 1::INTEGER', '22000'],
    ["SELECT error('boom')", '22000'],
    ['SELECT (SELECT range FROM range(3))', '22000'],
    ['SELECT nope', '42703'],
  ])('%s is %s', async (sql, code) => {
    await expect(query(engine, sql)).rejects.toMatchObject({ code });
  });

  test('for want of memory is 53200', async () => {
    const small = openEngine({ memoryLimit: '20MB', temporaryDirectory: '/dev/null/nowhere' });
    await expect(query(small, 'SELECT list(range) FROM range(30000000)')).rejects.toMatchObject({
      code: '53200',
    });
    await small.close();
  });
});

/** Would run for hours. */
const endless = 'SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range % 7 = b.range % 5';

describe('cancelling', () => {
  test('before the start runs nothing', async () => {
    const run = await runOf(['integer']);
    await expect(rowsOf(run.execute('SELECT 1', AbortSignal.abort()))).rejects.toMatchObject({
      code: '57014',
    });
    await run.close();
  });

  test('while the engine works ends it soon, and the run can be used again', async () => {
    const run = await runOf(['integer']);
    const controller = new AbortController();
    const started = Date.now();
    setTimeout(() => controller.abort(), 50);
    await expect(rowsOf(run.execute(endless, controller.signal))).rejects.toMatchObject({ code: '57014' });
    expect(Date.now() - started).toBeLessThan(3000);
    expect(await rowsOf(run.execute('SELECT 1'))).toEqual([[1]]);
    await run.close();
  });

  test('in the middle of a stream is an error, not an end', async () => {
    const run = await runOf(['integer']);
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of run.execute('SELECT * FROM range(10000000)', controller.signal))
        controller.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: '57014' });
    await run.close();
  });

  test('after the end has no effect', async () => {
    const run = await runOf(['integer']);
    const controller = new AbortController();
    expect(await rowsOf(run.execute('SELECT 1', controller.signal))).toEqual([[1]]);
    controller.abort();
    expect(await rowsOf(run.execute('SELECT 2'))).toEqual([[2]]);
    await run.close();
  });

  test('by leaving the loop frees the session', async () => {
    const run = await runOf(['integer']);
    for (let turn = 0; turn < 10; turn++) {
      for await (const _ of run.execute('SELECT * FROM range(100000)')) break;
    }
    expect(await rowsOf(run.execute('SELECT 1'))).toEqual([[1]]);
    await run.close();
  });
});

describe('side by side', () => {
  test('ten open cursors on one run do not disturb each other', async () => {
    const run = await runOf(['integer']);
    await run.load('s', 't', ['c0'], batch(Array.from({ length: 20_000 }, (_, index) => index)));
    const cursors = Array.from({ length: 10 }, () => run.execute('SELECT c0 FROM t')[Symbol.asyncIterator]());
    for (const cursor of cursors) expect((await cursor.next()).value?.rowCount).toBe(2048);
    const rest = await Promise.all(
      cursors.map(async (cursor) => {
        let rows = 2048;
        for (let next = await cursor.next(); next.done !== true; next = await cursor.next())
          rows += next.value.rowCount;
        return rows;
      }),
    );
    expect(new Set(rest)).toEqual(new Set([20_000]));
    await run.close();
  });

  test('each run sees its own rows only', async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, () => runOf(['integer'])));
    await Promise.all(runs.map((run, index) => run.load('s', 't', ['c0'], batch([index]))));
    const rows = await Promise.all(runs.map((run) => rowsOf(run.execute('SELECT * FROM t'))));
    expect(rows).toEqual(runs.map((_, index) => [[index]]));
    await Promise.all(runs.map((run) => run.close()));
  });

  test('heavy statements leave threads for others', async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, () => runOf(['integer'])));
    const controller = new AbortController();
    const heavy = runs.map((run) =>
      rowsOf(run.execute(endless, controller.signal)).catch((error) => error.code),
    );
    await wait(50);
    const started = Date.now();
    const { stat } = await import('node:fs/promises');
    await stat('.');
    expect(Date.now() - started).toBeLessThan(1000);
    controller.abort();
    expect(await Promise.all(heavy)).toEqual(Array(6).fill('57014'));
    await Promise.all(runs.map((run) => run.close()));
  });
});

describe('closing', () => {
  test('a run twice is harmless, and using it afterwards is 08003', async () => {
    const run = await runOf(['integer']);
    await run.load('s', 't', ['c0'], batch([1]));
    await run.close();
    await run.close();
    await expect(run.load('s', 't', ['c0'], batch([1]))).rejects.toMatchObject({ code: '08003' });
    await expect(rowsOf(run.execute('SELECT 1'))).rejects.toMatchObject({ code: '08003' });
  });

  test('a run under an open cursor ends the cursor with an error', async () => {
    const run = await runOf(['integer']);
    const cursor = run.execute('SELECT * FROM range(1000000)')[Symbol.asyncIterator]();
    await cursor.next();
    await run.close();
    await expect(cursor.next()).rejects.toMatchObject({ code: '08003' });
  });

  test('the engine closes what is open, once and for all', async () => {
    const own = openEngine({ memoryLimit: '64MB' });
    const run = await runOf(['integer'], 't', 's', own);
    await run.load('s', 't', ['c0'], batch([1]));
    await query(own, 'SELECT 1');
    await own.close();
    await own.close();
    await expect(own.parse('SELECT 1')).rejects.toMatchObject({ code: '08003' });
    await expect(run.load('s', 't', ['c0'], batch([1]))).rejects.toMatchObject({ code: '08003' });
  });

  test('an engine that was never used has nothing to close', async () => {
    await expect(openEngine({ memoryLimit: '64MB' }).close()).resolves.toBeUndefined();
  });
});

describe('the dialect is that of PostgreSQL where it can be', () => {
  test.each<[string, Value[][]]>([
    ['SELECT a FROM (VALUES (1), (NULL), (2)) v(a) ORDER BY a', [[1], [2], [null]]],
    ['SELECT a FROM (VALUES (1), (NULL), (2)) v(a) ORDER BY a DESC', [[null], [2], [1]]],
    ['SELECT 7 / 2, -7 / 2, 7 / 2.0, 7 // 2', [[3, -3, 3.5, 3]]],
    ['SELECT sum(a) FROM (VALUES (1), (2)) v(a)', [['3']]],
    ['SELECT 1.5::DECIMAL(10, 2), 0.1 + 0.2', [['1.50', '0.3']]],
  ])('%s', async (sql, rows) => {
    expect(await query(engine, sql)).toEqual(rows);
  });

  test('the clock stands still at the time of the statement, in its time zone', async () => {
    const sql =
      'SELECT now(), current_timestamp, localtimestamp, current_date, now() = transaction_timestamp()';
    const { now } = settings();
    const local = now - 4 * 3_600_000_000;
    expect(await query(engine, sql, new Map(), settings([], 'America/New_York'))).toEqual([
      [now, now, local, 19_889, true],
    ]);
    expect(await query(engine, "SELECT age(TIMESTAMP '2024-06-14')::VARCHAR, ago(INTERVAL 1 DAY)")).toEqual([
      ['1 day', now - 86_400_000_000],
    ]);
  });

  test('structures come out as JSON, and numbers in them that are none as null', async () => {
    expect(
      await query(engine, `SELECT {'a': [1, 2], 'b': 'NaN'::DOUBLE}, MAP {'k': 1}, [[1], NULL]`),
    ).toEqual([[{ a: [1, 2], b: null }, { k: 1 }, [[1], null]]]);
  });

  test('columns of the same name stay apart', async () => {
    expect(await query(engine, 'SELECT 1 AS a, 2 AS a, 3 AS "A"')).toEqual([[1, 2, 3]]);
  });
});
