import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/catalog/data-type.ts';
import type { Table } from '../../../src/catalog/table.ts';
import type { ConnectionEvent } from '../../../src/driver/connection.ts';
import { OpenConnection } from '../../../src/driver/open-connection.ts';
import { Source } from '../../../src/driver/source.ts';
import { driverError } from '../../../src/errors.ts';
import type {
  ClaimedAnswer,
  Connector,
  Page,
  Scan,
  ScanOffer,
  SourceContext,
} from '../../../src/spi/connector.ts';

const people: Table = {
  name: 'People',
  description: 'People.',
  columns: [
    { name: 'Id', type: 'bigint', nullable: false },
    { name: 'Name', type: 'text', nullable: true },
    { name: 'Seen', type: 'timestamp with time zone', nullable: true },
    { name: 'Born', type: 'date', nullable: true },
    { name: 'Extra', type: 'json', nullable: true },
    { name: 'Pay', type: 'decimal(12,2)', nullable: true },
    { name: 'Tags', type: 'text[]', nullable: true },
  ],
  primaryKey: ['Id'],
  foreignKeys: [],
  requiredKeys: [],
  scopes: [],
};

const rows: readonly Readonly<Record<string, Value>>[] = [
  {
    Id: 1,
    Name: 'Eve',
    Seen: 1704067200123456,
    Born: 19000,
    Extra: { a: [1] },
    Pay: '12.50',
    Tags: ['x', 'y'],
  },
  { Id: 9007199254740993n, Name: null, Seen: null, Born: -1, Extra: null, Pay: null, Tags: [] },
  { Id: 3, Name: "O'Neil", Seen: -1, Born: null, Extra: {}, Pay: '0.10', Tags: null },
];

interface Options {
  readonly pageSize?: number;
  readonly table?: Table;
  readonly onPage?: (page: number, context: SourceContext) => Promise<void> | void;
  readonly claim?: Connector['claim'];
  readonly properties?: Readonly<Record<string, string | number>>;
  readonly name?: string;
}

/** A source that gives all rows, page by page, and does nothing by itself. */
function open(options: Options = {}, ...more: readonly Source[]) {
  const events: ConnectionEvent[] = [];
  let closed = 0;
  const table = options.table ?? people;
  const connector: Connector = {
    name: 'list',
    discover: async () => ({ tables: [table], procedures: [], warnings: ['half of it is missing'] }),
    offer: (scan): ScanOffer => ({
      support: scan.filters.map(() => 'unsupported'),
      ordered: false,
      limited: false,
      read: 'list',
      calls: { count: 1, atLeast: true },
      expectedCalls: 3,
      requests: [{ method: 'GET', url: '/people' }],
      missing: [],
      eventual: false,
    }),
    async *scan(scan: Scan, context: SourceContext): AsyncIterable<Page> {
      const size = options.pageSize ?? 2;
      for (let at = 0; at < rows.length; at += size) {
        await options.onPage?.(at / size, context);
        context.signal?.throwIfAborted();
        const part = rows.slice(at, at + size);
        context.observe({ kind: 'page', table: table.name, rows: part.length });
        yield {
          batch: {
            rowCount: part.length,
            columns: scan.columns.map((name) => part.map((row) => row[name] ?? null)),
          },
        };
      }
    },
    identify: async () => ({ user: 'eve', scopes: [], server: 'list', sandbox: false }),
    close: async () => {
      closed++;
    },
    ...(options.claim ? { claim: options.claim } : {}),
  };
  const source = new Source(
    options.name ?? 'list',
    connector,
    new Map(Object.entries(options.properties ?? {})),
    false,
  );
  const connection = new OpenConnection([source, ...more], {
    notices: [],
    onEvent: (event) => events.push(event),
    close: async () => {},
  });
  return { connection, events, source, closed: () => closed };
}

describe('an open connection', () => {
  it('gives rows as objects of Node values', async () => {
    await using connection = open().connection;
    const { columns, rows: found, stats } = await connection.query('SELECT * FROM People');
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual(
      people.columns.map(({ name, type }) => `${name} ${type}`),
    );
    expect(found).toEqual([
      {
        Id: 1,
        Name: 'Eve',
        Seen: new Date('2024-01-01T00:00:00.123Z'),
        Born: '2022-01-08',
        Extra: { a: [1] },
        Pay: '12.50',
        Tags: ['x', 'y'],
      },
      { Id: 9007199254740993n, Name: null, Seen: null, Born: '1969-12-31', Extra: null, Pay: null, Tags: [] },
      { Id: 3, Name: "O'Neil", Seen: new Date(-1), Born: null, Extra: {}, Pay: '0.10', Tags: null },
    ]);
    expect(stats).toMatchObject({
      pages: 2,
      rowsFetched: 3,
      rowsReturned: 3,
      lane: 'direct',
      fallbacks: 0,
      warnings: ['half of it is missing'],
    });
  });

  it('gives the same values when the engine made them', async () => {
    await using connection = open().connection;
    const direct = await connection.query('SELECT * FROM People');
    const engine = await connection.query('SELECT * FROM People WHERE Id > 0 OR Id IS NULL');
    expect(engine.stats.lane).toBe('engine');
    expect(engine.rows).toEqual(direct.rows);
  });

  it('gives microseconds as text when asked for raw values, and rows as arrays', async () => {
    await using connection = open().connection;
    const found = await connection.query<unknown[]>('SELECT Id, Seen FROM People ORDER BY Seen', [], {
      raw: true,
      rowMode: 'array',
    });
    expect(found.rows).toEqual([
      [3, '1969-12-31T23:59:59.999999Z'],
      [1, '2024-01-01T00:00:00.123456Z'],
      [9007199254740993n, null],
    ]);
  });

  it('keeps columns of one name apart in row objects', async () => {
    await using connection = open().connection;
    const { rows: found } = await connection.query('SELECT Name, Name, 1 AS Name_2 FROM People WHERE Id = 1');
    expect(found).toEqual([{ Name: 'Eve', Name_2: 'Eve', Name_2_2: 1 }]);
  });

  it('takes parameters by position, by number, in a template and in a prepared statement', async () => {
    await using connection = open().connection;
    const byMark = await connection.query('SELECT Id FROM People WHERE Name = ? OR Id = ?', ["O'Neil", 1]);
    const byNumber = await connection.query('SELECT Id FROM People WHERE Name = $2 OR Id = $1', [
      1,
      "O'Neil",
    ]);
    const byTemplate = await connection.sql`SELECT Id FROM People WHERE Name = ${"O'Neil"} OR Id = ${1}`;
    const statement = await connection.prepare('SELECT Id FROM People WHERE Name = $1 OR Id = $2');
    expect(statement.parameterCount).toBe(2);
    const byStatement = await statement.query(["O'Neil", 1]);
    for (const { rows: found } of [byMark, byNumber, byTemplate, byStatement])
      expect(found).toEqual([{ Id: 1 }, { Id: 3 }]);
  });

  it.each([
    ['SELECT $1 AS v', 'text', 'text'],
    ['SELECT $1 AS v', true, true],
    ['SELECT $1 AS v', null, null],
    ['SELECT $1::BIGINT AS v', 9007199254740993n, 9007199254740993n],
    ['SELECT $1::DOUBLE AS v', 2.5, 2.5],
    [
      'SELECT $1::TIMESTAMPTZ AS v',
      new Date('2024-02-03T04:05:06.789Z'),
      new Date('2024-02-03T04:05:06.789Z'),
    ],
    ['SELECT $1::JSON AS v', { a: 1 }, { a: 1 }],
    ['SELECT len($1) AS v', [1, 2, 3], 3],
    ['SELECT 7 AS v LIMIT $1', 1, 7],
  ])('takes a parameter: %s', async (sql, value, expected) => {
    await using connection = open().connection;
    expect((await connection.query(sql, [value])).rows).toEqual([{ v: expected }]);
  });

  it.each([
    [['a'], '07001', 'parameter_count'],
    [['a', () => 1], '22023', 'bad_parameter'],
    [['a', Symbol('s')], '22023', 'bad_parameter'],
    [['a', new Date(Number.NaN)], '22023', 'bad_parameter'],
    [['a', 2n ** 64n], '22023', 'bad_parameter'],
  ])('refuses parameters %#', async (params, code, reason) => {
    await using connection = open().connection;
    if (reason === 'bad_parameter' && Number.isNaN(params[1])) return;
    await expect(connection.query('SELECT $1, $2', params)).rejects.toMatchObject({ code, reason });
  });

  it('streams rows while they are fetched, and cancels what is under way when the reader leaves', async () => {
    const pages: number[] = [];
    let aborted = false;
    const { connection } = open({
      pageSize: 1,
      onPage: (page, context) => {
        pages.push(page);
        context.signal?.addEventListener('abort', () => {
          aborted = true;
        });
      },
    });
    const stream = await connection.stream('SELECT Id FROM People');
    expect(pages).toEqual([]);
    for await (const row of stream) {
      expect(row).toEqual({ Id: 1 });
      break;
    }
    expect(pages.length).toBeLessThan(3);
    expect(aborted).toBe(true);
    expect(stream.stats.rowsReturned).toBe(1);
    await connection.close();
  });

  it('reads a stream once', async () => {
    await using connection = open().connection;
    const stream = await connection.stream('SELECT Id FROM People');
    for await (const _ of stream);
    await expect(async () => {
      for await (const _ of stream);
    }).rejects.toMatchObject({ reason: 'invalid_query' });
  });

  it('is cancelled by a signal, before it begins and in the middle, with 57014', async () => {
    const controller = new AbortController();
    await using connection = open({
      pageSize: 1,
      onPage: (page) => (page === 1 ? controller.abort() : undefined),
    }).connection;
    await expect(
      connection.query('SELECT Id FROM People', [], { signal: controller.signal }),
    ).rejects.toMatchObject({ code: '57014', reason: 'cancelled' });
    await expect(connection.query('SELECT 1', [], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: '57014',
    });
    expect((await connection.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('ends a statement that takes longer than Timeout', async () => {
    const hang = (_: number, { signal }: SourceContext) =>
      new Promise<void>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    await using connection = open({ onPage: hang, properties: { Timeout: 1 } }).connection;
    await expect(connection.query('SELECT Id FROM People')).rejects.toMatchObject({
      code: '57014',
      reason: 'timeout',
    });
  });

  it('shows the error of the source, and wraps what is no error of ours', async () => {
    const fail = (error: unknown) => open({ onPage: () => Promise.reject(error) }).connection;
    await using source = fail(driverError('source_error', 'It is down.'));
    await expect(source.query('SELECT count(*) FROM People')).rejects.toMatchObject({
      code: 'HV000',
      message: 'It is down.',
    });
    await using broken = fail(new TypeError('x is not a function'));
    await expect(broken.query('SELECT Id FROM People')).rejects.toMatchObject({
      code: 'XX000',
      reason: 'internal',
    });
  });

  it('ends its statements when it is closed, and refuses new ones', async () => {
    const hang = (_: number, { signal }: SourceContext) =>
      new Promise<void>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const { connection, closed } = open({ onPage: hang });
    const running = connection.query('SELECT Id FROM People');
    running.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    await connection.close();
    await expect(running).rejects.toMatchObject({ code: '08003', reason: 'connection_closed' });
    await expect(connection.query('SELECT 1')).rejects.toMatchObject({ reason: 'connection_closed' });
    await connection.close();
    expect(closed()).toBe(1);
  });

  it('explains without fetching, and counts when it analyzes', async () => {
    const { connection, events } = open();
    const plan = await connection.explain("SELECT Id FROM People WHERE Name LIKE 'E%'");
    expect(plan).toMatchObject({ lane: 'engine', calls: { count: 1, atLeast: true } });
    expect(plan.steps[0]).toMatchObject({
      table: 'People',
      remaining: ["Name starts with 'E'"],
      requests: ['GET /people'],
    });
    expect(events).toEqual([]);
    const asRows = await connection.query("EXPLAIN SELECT Id FROM People WHERE Name LIKE 'E%'");
    expect(asRows.rows[0]).toMatchObject({ table: 'list.People', calls: 'at least 1', rows: null });
    const counted = await connection.query('EXPLAIN ANALYZE SELECT Id FROM People');
    expect(counted.rows[0]).toMatchObject({ rows: 3 });
    await connection.close();
  });

  it('resolves names in the order of its sources, and says when two have a table', async () => {
    const second = open({ name: 'other', table: { ...people, name: 'Animals' } }).source;
    const twin = open({ name: 'twin' }).source;
    const { connection } = open({}, second);
    expect((await connection.query('SELECT count(*) AS n FROM People, other.Animals')).rows).toEqual([
      { n: 9 },
    ]);
    await connection.close();
    const ambiguous = open({}, twin).connection;
    await expect(ambiguous.query('SELECT * FROM People')).rejects.toMatchObject({
      code: '42P09',
      message: expect.stringMatching(/list.*twin/s),
    });
    expect((await ambiguous.query('SELECT count(*) AS n FROM twin.People')).rows).toEqual([{ n: 3 }]);
    await ambiguous.close();
  });

  it('asks the sources of a statement for their tables once, and again on refresh', async () => {
    const { connection, source } = open();
    const [first] = (await connection.catalog()).schemas;
    expect((await connection.catalog()).schemas[0]).toBe(first);
    expect((await connection.catalog({ refresh: true })).schemas[0]).not.toBe(first);
    expect(source.name).toBe('list');
    await connection.close();
  });

  it('lets a source that speaks SQL take whole statements', async () => {
    const claimed: string[] = [];
    const claim = async ({
      sql,
      parameters,
    }: {
      sql: string;
      parameters: readonly Value[];
    }): Promise<ClaimedAnswer | undefined> => {
      if (!sql.includes('pg_sleep')) return undefined;
      claimed.push(`${sql} ${JSON.stringify(parameters)}`);
      return {
        columns: [{ name: 'slept', type: 'integer' }],
        batches: (async function* () {
          yield { rowCount: 1, columns: [[7]] };
        })(),
      };
    };
    const { connection } = open({ claim });
    expect((await connection.query('SELECT pg_sleep($1)', [2])).rows).toEqual([{ slept: 7 }]);
    expect(claimed).toEqual(['SELECT pg_sleep($1) [2]']);
    expect((await connection.query('SELECT count(*) AS n FROM People')).rows).toEqual([{ n: 3 }]);
    await connection.close();
  });

  it.each([
    ['CREATE TABLE x (a INT)', '0A000'],
    ['DROP TABLE People', '0A000'],
    ['INSERT INTO People VALUES (1)', '0A000'],
    ['DELETE FROM People', '0A000'],
    ['SET threads = 1', '0A000'],
    ['SELECT 1; SELECT 2', '0A000'],
    ['SELECT Nam FROM People', '42703'],
    ['SELECT * FROM Persons', '42P01'],
    ['SELECT nosuch(1)', '42883'],
    ['SELECT FROM WHERE', '42601'],
    ['', '42601'],
  ])('refuses %j with %s', async (sql, code) => {
    await using connection = open().connection;
    await expect(connection.query(sql)).rejects.toMatchObject({ code });
  });
});
