import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/catalog/data-type.ts';
import { type DriverError, driverError } from '../../../src/errors.ts';
import { type Authorization, apiToken, none } from '../../../src/oauth/authorization.ts';
import type { PagingDeclaration, ReadDeclaration, TableDeclaration } from '../../../src/rest/declaration.ts';
import type { RestSettings } from '../../../src/rest/settings.ts';
import { openRestSource, type RestSource } from '../../../src/rest/source.ts';
import type { Scan, SourceContext, SourceEvent } from '../../../src/spi/connector.ts';
import { type ServedAnswer, type ServedRequest, serve } from './http-server.ts';
import { members, people, settings } from './table.ts';
import { contextOf, hurriedTime } from './virtual-time.ts';

const size = { parameter: 'size', default: 10, maximum: 10 };

function tableOf(read: Partial<ReadDeclaration>, more: Partial<TableDeclaration> = {}): TableDeclaration {
  return {
    ...{ name: 'Things', description: 'Things.', primaryKey: ['Id'] },
    columns: [
      { name: 'Id', type: 'integer', path: 'id', nullable: false },
      { name: 'Name', type: 'text', path: 'name' },
    ],
    reads: [{ name: 'list', path: '/things', rows: '', ...read }],
    ...more,
  };
}

function open(
  origin: string,
  tables: readonly TableDeclaration[],
  options: {
    readonly settings?: Partial<RestSettings>;
    readonly authorization?: Authorization;
    readonly sameOrigins?: readonly string[];
  } = {},
): RestSource {
  return openRestSource({
    ...{ connector: 'test', origin, declaration: { name: 'test', tables } },
    settings: { ...settings, ...options.settings },
    authorization: options.authorization ?? none,
    sameOrigins: options.sameOrigins,
    requestIdHeader: 'x-request-id',
    environment: hurriedTime(),
    interpretError: ({ status, body }) => {
      const code = (body as { code?: string } | null)?.code;
      const action = code === 'cursor' ? 'lost cursor' : undefined;
      return {
        reason: status === 401 ? 'sign_in_failed' : 'source_error',
        message: `It answered ${status}.`,
        code,
        action,
      };
    },
  });
}

async function idsOf(
  source: RestSource,
  scan: Partial<Scan> = {},
  context: SourceContext = contextOf([]),
): Promise<readonly Value[]> {
  const ids: Value[] = [];
  const whole: Scan = { table: 'Things', columns: ['Id'], filters: [], ...scan };
  for await (const { batch } of source.scan(whole, context)) ids.push(...batch.columns[0]!);
  return ids;
}

const range = (count: number) => Array.from({ length: count }, (_, id) => id);
const thing = (id: number) => ({ id, name: `thing ${id}` });

/** The ways of paging, each with a server that pages so; it holds `rows` things. */
const styles: Readonly<
  Record<
    string,
    {
      readonly read: Partial<ReadDeclaration>;
      answer(rows: number, request: ServedRequest): ServedAnswer;
    }
  >
> = {
  'page numbers': {
    read: { paging: { style: 'page', parameter: 'page', start: 1, size } },
    answer: (rows, { url }) => {
      const first = (Number(url.searchParams.get('page')) - 1) * 10;
      return {
        body: range(rows)
          .slice(first, first + 10)
          .map(thing),
      };
    },
  },
  'page numbers with a total': {
    read: {
      rows: 'data.items',
      paging: { style: 'page', parameter: 'p', start: 0, size, total: 'data.total' },
    },
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('p')) * 10;
      return {
        body: {
          data: {
            items: range(rows)
              .slice(first, first + 10)
              .map(thing),
            total: rows,
          },
        },
      };
    },
  },
  offsets: {
    read: { rows: 'items', paging: { style: 'offset', parameter: 'offset', size } },
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('offset'));
      return {
        body: {
          items: range(rows)
            .slice(first, first + 10)
            .map(thing),
        },
      };
    },
  },
  'a link in the body': {
    read: { rows: 'value', paging: { style: 'body-link', next: '_links.next.href', size } },
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('after') ?? 0);
      const next = first + 10 < rows ? { _links: { next: { href: `?after=${first + 10}&size=10` } } } : {};
      return {
        body: {
          value: range(rows)
            .slice(first, first + 10)
            .map(thing),
          ...next,
        },
      };
    },
  },
  'a Link header': {
    read: { paging: { style: 'link-header', size } },
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('after') ?? 0);
      const link = [`<${url.href}>; rel="self"`];
      if (first + 10 < rows) link.push(`<${url.origin}/things?after=${first + 10}&size=10>; rel="next"`);
      return {
        headers: { link },
        body: range(rows)
          .slice(first, first + 10)
          .map(thing),
      };
    },
  },
  'one answer, with a Link all the same': {
    read: {},
    answer: (rows, { url }) => {
      const first = Number(url.searchParams.get('after') ?? 0);
      const link = first + 10 < rows ? [`</things?after=${first + 10}>; rel=next`] : [];
      return {
        headers: { link },
        body: range(rows)
          .slice(first, first + 10)
          .map(thing),
      };
    },
  },
};

const faults = {
  '429': (): ServedAnswer => ({ status: 429, headers: { 'retry-after': '3' }, body: {} }),
  '503': (): ServedAnswer => ({ status: 503, body: 'down' }),
  'a cut connection': (): ServedAnswer => 'cut',
  'half an answer': (): ServedAnswer => 'half',
  'an answer that is not JSON': (): ServedAnswer => ({ body: Buffer.from('<html>') }),
} as const;

describe.each(Object.entries(styles))('a list by %s', (_, { read, answer }) => {
  it.each([0, 1, 10, 11, 35])('gives each of %i rows once', async (rows) => {
    await using server = await serve((request) => answer(rows, request));
    const source = open(server.origin, [tableOf(read)]);
    expect(await idsOf(source)).toEqual(range(rows));
    expect(new Set(server.requests.map(({ target }) => target)).size).toBe(server.requests.length);
    await source.close();
  });

  it('gives each row once whatever goes wrong at whichever page', async () => {
    const kinds = Object.keys(faults) as (keyof typeof faults)[];
    const plan = fc.array(fc.array(fc.constantFrom(...kinds), { maxLength: 3 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(plan, fc.constantFrom(undefined, 1000), async (troubles, limit) => {
        const left = new Map<string, (keyof typeof faults)[]>();
        let pages = 0;
        await using server = await serve((request) => {
          const trouble = left.get(request.target) ?? [...(troubles[pages++] ?? [])];
          left.set(request.target, trouble);
          const next = trouble.shift();
          return next === undefined ? answer(35, request) : faults[next]();
        });
        const source = open(server.origin, [tableOf(read)]);
        expect(await idsOf(source, { limit })).toEqual(range(35));
        await source.close();
      }),
      { numRuns: 25 },
    );
  });
});

/** A list by Link header whose cursors the server refuses when `refuses` says so; `from` is read by `resume`. */
function cursorServer(rows: number, refuses: (request: ServedRequest, index: number) => boolean) {
  return serve((request, index) => {
    if (request.url.searchParams.has('after') && refuses(request, index))
      return { status: 400, body: { code: 'cursor' } };
    const filter = /updated ge "1970-01-01T00:00:00\.(\d{3})Z"/.exec(
      request.url.searchParams.get('filter') ?? '',
    );
    const from = Number(filter?.[1] ?? 0);
    const first = Number(request.url.searchParams.get('after') ?? from);
    const next = first + 10 < rows ? [`<${request.url.origin}/things?after=${first + 10}>; rel="next"`] : [];
    const body = range(rows).slice(first, first + 10);
    return {
      headers: { link: next },
      body: body.map((id) => ({ ...thing(id), updated: new Date(id).toISOString() })),
    };
  });
}

const resumed = tableOf(
  {
    paging: { style: 'link-header', size },
    expression: {
      ...{ parameter: 'filter', grammar: 'scim', maximumTerms: 10 },
      attributes: { Updated: { attribute: 'updated', operators: { '>=': 'exact' } } },
    },
    order: { ascending: '', descending: '', columns: {}, natural: { column: 'Updated', descending: false } },
    resume: { column: 'Updated' },
  },
  {
    columns: [
      { name: 'Id', type: 'integer', path: 'id', nullable: false },
      { name: 'Updated', type: 'timestamp with time zone', path: 'updated', nullable: false },
    ],
  },
);

describe('a refused cursor', () => {
  const walkAgain = tableOf({ paging: { style: 'link-header', size } });

  it.each([1, 2, 3])('at page %i loses no row and repeats none: the list is walked again', async (page) => {
    await using server = await cursorServer(35, (_, index) => index === page);
    const source = open(server.origin, [walkAgain]);
    expect(await idsOf(source)).toEqual(range(35));
    await source.close();
  });

  it('is gone on from by the column that says where, its equals included', async () => {
    await using server = await cursorServer(35, (_, index) => index === 3);
    const source = open(server.origin, [resumed]);
    expect(await idsOf(source)).toEqual(range(35));
    expect(decodeURIComponent(server.requests[4]!.target)).toContain('updated ge "1970-01-01T00:00:00.029Z"');
    await source.close();
  });

  it('that comes again and again ends in an error, not in fewer rows', async () => {
    await using server = await cursorServer(35, () => true);
    const source = open(server.origin, [walkAgain]);
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'lost_place', code: 'HV000' });
    await source.close();
  });

  it('of rows that cannot be told apart is an error', async () => {
    await using server = await cursorServer(35, (_, index) => index === 2);
    const source = open(server.origin, [{ ...walkAgain, primaryKey: [] }]);
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'lost_place' });
    await source.close();
  });
});

describe('a list that never ends', () => {
  const again: PagingDeclaration = { style: 'link-header', size };

  it('is an error when a page leads to one that was read', async () => {
    await using server = await serve(({ url }) => ({
      headers: { link: `<${url.origin}/things?after=1>; rel="next"` },
      body: [thing(server.requests.length)],
    }));
    const source = open(server.origin, [tableOf({ paging: again })]);
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'source_changed' });
    expect(server.requests).toHaveLength(2);
    await source.close();
  });

  it('ends at an empty page where the declaration says so, and only there', async () => {
    const answer = ({ url }: ServedRequest, index: number): ServedAnswer => ({
      headers: { link: index < 4 ? `<${url.origin}/things?after=${index}>; rel="next"` : '' },
      body: index === 1 ? [] : [thing(index)],
    });
    await using server = await serve(answer);
    const polled = open(server.origin, [tableOf({ paging: { ...again, emptyPage: 'ends' } })]);
    expect(await idsOf(polled)).toEqual([0]);
    await using other = await serve(answer);
    const followed = open(other.origin, [tableOf({ paging: again })]);
    expect(await idsOf(followed)).toEqual([0, 2, 3, 4]);
    await Promise.all([polled.close(), followed.close()]);
  });

  it('gives a row that moved to a later page only once', async () => {
    const pages = [range(10), [9, ...range(18).slice(10)], [18]];
    await using server = await serve(({ url }) => ({
      body: (pages[Number(url.searchParams.get('page')) - 1] ?? []).map(thing),
    }));
    const paging: PagingDeclaration = {
      style: 'page',
      parameter: 'page',
      start: 1,
      size: { ...size, default: 9 },
    };
    const source = open(server.origin, [tableOf({ paging })]);
    expect(await idsOf(source)).toEqual(range(19));
    await source.close();
  });
});

describe('a link to the next page', () => {
  const paging: PagingDeclaration = { style: 'link-header', size };
  const linking = (host: (origin: string) => string) =>
    serve(({ url }) => ({
      headers: {
        link: url.searchParams.has('after') ? '' : `<${host(url.origin)}/things?after=1>; rel="next"`,
      },
      body: [thing(url.searchParams.has('after') ? 1 : 0)],
    }));

  it('of another origin is refused, and the token stays', async () => {
    await using stranger = await serve(() => ({ body: [] }));
    await using server = await linking(() => stranger.origin);
    const source = open(server.origin, [tableOf({ paging })], { authorization: apiToken('SSWS', 'secret') });
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'insecure_url', code: '08001' });
    expect(stranger.requests).toEqual([]);
    await source.close();
  });

  it('of an origin that means the same is followed at our own', async () => {
    await using server = await linking(() => 'https://test-admin.example.com');
    const source = open(server.origin, [tableOf({ paging })], {
      sameOrigins: ['https://test-admin.example.com'],
    });
    expect(await idsOf(source)).toEqual([0, 1]);
    await source.close();
  });

  it('is never followed over plain http to another machine, nor is the source opened so', () => {
    expect(() => open('http://example.com', [tableOf({})])).toThrow(
      expect.objectContaining({ reason: 'insecure_url' }),
    );
  });
});

describe('a scan with a limit', () => {
  const { read, answer } = styles['a Link header']!;

  it('stops at its limit, and asks for no page that is not needed', async () => {
    await using server = await serve((request) => answer(35, request));
    const source = open(server.origin, [tableOf(read)]);
    expect(await idsOf(source, { limit: 12 })).toEqual(range(12));
    expect(server.requests).toHaveLength(2);
    expect(await idsOf(source, { limit: 3 })).toEqual(range(3));
    expect(server.requests.at(-1)!.target).toBe('/things?size=3');
    expect(server.requests).toHaveLength(3);
    await source.close();
  });

  it('fetches nothing ahead for a reader that may stop', async () => {
    await using server = await serve((request) => answer(35, request));
    const source = open(server.origin, [tableOf(read)]);
    const filters = [{ kind: 'compare', column: 'Name', operator: '=', value: 'x' }] as const;
    for await (const _ of source.scan({ table: 'Things', columns: ['Id'], filters, limit: 1 }, contextOf([])))
      break;
    expect(server.requests).toHaveLength(1);
    await source.close();
  });

  it('without one fetches the next page while the last is worked on', async () => {
    await using server = await serve((request) => answer(35, request));
    const source = open(server.origin, [tableOf(read)]);
    const pages = source
      .scan({ table: 'Things', columns: ['Id'], filters: [] }, contextOf([]))
      [Symbol.asyncIterator]();
    await pages.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests.length).toBeGreaterThanOrEqual(2);
    expect(server.requests.length).toBeLessThanOrEqual(3);
    await pages.return?.();
    await source.close();
  });
});

describe('a reader that leaves, or a statement that is cancelled,', () => {
  it('ends the requests under way', async () => {
    await using server = await serve(({ url }) =>
      url.searchParams.has('after')
        ? 'silence'
        : { headers: { link: `<${url.origin}/things?after=1>; rel="next"` }, body: [thing(0)] },
    );
    const source = open(server.origin, [tableOf({ paging: { style: 'link-header', size } })]);
    const events: SourceEvent[] = [];
    for await (const _ of source.scan({ table: 'Things', columns: ['Id'], filters: [] }, contextOf(events)))
      break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events.filter((event) => event.kind === 'request').map(({ error }) => error)).toEqual([
      undefined,
      'cancelled',
    ]);
    await source.close();
  });

  it('is told so at once, by the error of the one who cancelled', async () => {
    await using server = await serve(() => 'silence');
    const source = open(server.origin, [tableOf({})]);
    const cancel = new AbortController();
    const reading = idsOf(source, {}, contextOf([], cancel.signal));
    setTimeout(() => cancel.abort(), 20);
    await expect(reading).rejects.toMatchObject({ reason: 'cancelled', code: '57014' });
    await expect(idsOf(source, {}, contextOf([], cancel.signal))).rejects.toMatchObject({
      reason: 'cancelled',
    });
    await source.close();
  });
});

describe('a request', () => {
  it('that has no answer in time is sent again, then is a timeout', async () => {
    await using server = await serve(() => 'silence');
    const source = open(server.origin, [tableOf({})], { settings: { requestTimeout: 30, retries: 2 } });
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'timeout', retryable: true });
    expect(server.requests).toHaveLength(3);
    await source.close();
  });

  it('to a source that is not there says so', async () => {
    const server = await serve(() => 'cut');
    await server[Symbol.asyncDispose]();
    const source = open(server.origin, [tableOf({})], { settings: { retries: 1 } });
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'unreachable', code: '08001' });
    await source.close();
  });

  it('that keeps breaking is a lost connection', async () => {
    await using server = await serve(() => 'half');
    const source = open(server.origin, [tableOf({})], { settings: { retries: 2 } });
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'connection_lost', retryable: true });
    expect(server.requests).toHaveLength(3);
    await source.close();
  });

  it('takes compressed answers', async () => {
    await using server = await serve(() => ({
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(range(3).map(thing))),
    }));
    const source = open(server.origin, [tableOf({})]);
    expect(await idsOf(source)).toEqual([0, 1, 2]);
    expect(server.requests[0]!.headers['accept-encoding']).toContain('gzip');
    await source.close();
  });

  it('is admitted each time it is sent, and is told of without its secrets', async () => {
    await using server = await serve((_, index) =>
      index === 0
        ? { status: 503, headers: { 'x-request-id': 'r0' }, body: {} }
        : { headers: { 'x-request-id': 'r1' }, body: [] },
    );
    const source = open(server.origin, [tableOf({})], { authorization: apiToken('SSWS', 'very-secret') });
    const events: SourceEvent[] = [];
    let admitted = 0;
    await idsOf(source, {}, { ...contextOf(events), admit: () => void admitted++ });
    expect(admitted).toBe(2);
    expect(JSON.stringify(events)).not.toContain('very-secret');
    expect(events.map(({ kind }) => kind)).toEqual(['request', 'retry', 'wait', 'request', 'page']);
    expect(events[0]).toMatchObject({ status: 503, requestId: 'r0', table: 'Things', purpose: 'scan' });
    await source.close();
  });

  it('is not sent when the statement has none left', async () => {
    await using server = await serve(() => ({ body: [] }));
    const source = open(server.origin, [tableOf({})]);
    const admit = () => {
      throw driverError('request_limit', 'none left');
    };
    await expect(idsOf(source, {}, { ...contextOf([]), admit })).rejects.toThrow('none left');
    expect(server.requests).toEqual([]);
    await source.close();
  });

  it('refused for its token is sent once more with a new one', async () => {
    let token = 1;
    const renewing: Authorization = {
      headers: async () => ({ authorization: `Bearer ${token}` }),
      renew: () => ++token > 0,
      grantedScopes: () => undefined,
      refusedScopes: () => [],
    };
    await using server = await serve(({ headers }) =>
      headers.authorization === 'Bearer 2' ? { body: [thing(1)] } : { status: 401, body: { code: 'E11' } },
    );
    const source = open(server.origin, [tableOf({})], { authorization: renewing });
    expect(await idsOf(source)).toEqual([1]);
    token = 5;
    const error = await idsOf(source).catch((cause: DriverError) => cause);
    expect(error).toMatchObject({
      reason: 'sign_in_failed',
      code: '28000',
      source: { code: 'E11', status: 401 },
    });
    expect(server.requests).toHaveLength(4);
    await source.close();
  });

  it('for a table whose scope was refused is not sent', async () => {
    await using server = await serve(() => ({ body: [] }));
    const authorization: Authorization = { ...none, refusedScopes: () => ['things.read'] };
    const source = open(server.origin, [tableOf({}, { scopes: ['things.read'] })], { authorization });
    await expect(idsOf(source)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringMatching(/Things.*things\.read/),
    });
    expect(server.requests).toEqual([]);
    await source.close();
  });
});

describe('an answer of another shape than declared', () => {
  it.each([
    ['an object', { items: [] }],
    ['null', null],
    ['an array of texts', ['x']],
  ])('(%s) is an error, never no rows', async (_, body) => {
    await using server = await serve(() => ({ headers: { 'x-request-id': 'r7' }, body }));
    const source = open(server.origin, [tableOf({})]);
    await expect(idsOf(source)).rejects.toMatchObject({
      reason: 'source_changed',
      source: { table: 'Things', requestId: 'r7' },
    });
    await source.close();
  });

  it('can hold its rows in objects of objects, whose names are columns', async () => {
    await using server = await serve(() => ({
      body: {
        groups: { base: { fields: { login: { n: 1 }, mail: { n: 2 } } }, custom: { fields: {} }, bare: {} },
      },
    }));
    const table = tableOf(
      { rows: 'groups.*.fields.*' },
      {
        primaryKey: ['Id', 'Group'],
        columns: [
          { name: 'Id', type: 'text', path: '$2' },
          { name: 'Group', type: 'text', path: '$1' },
          { name: 'N', type: 'integer', path: 'n' },
        ],
      },
    );
    const source = open(server.origin, [table]);
    const pages = [];
    for await (const { batch } of source.scan(
      { table: 'Things', columns: ['Id', 'Group', 'N'], filters: [] },
      contextOf([]),
    ))
      pages.push(batch.columns);
    expect(pages).toEqual([
      [
        ['login', 'mail'],
        ['base', 'base'],
        [1, 2],
      ],
    ]);
    await source.close();
  });
});

describe('look-ups', () => {
  it('of one key give its row, no row where there is none, and never the row of another', async () => {
    const byId: Readonly<Record<string, unknown>> = { p1: { id: 'p1' }, p2: { id: 'P2' } };
    await using server = await serve(({ url }) => {
      const row = byId[url.pathname.split('/').at(-1)!];
      return row === undefined ? { status: 404, body: {} } : { body: row };
    });
    const source = open(server.origin, [people]);
    const find = (value: string) =>
      idsOf(source, { table: 'People', filters: [{ kind: 'compare', column: 'Id', operator: '=', value }] });
    expect(await find('p1')).toEqual(['p1']);
    expect(await find('p3')).toEqual([]);
    expect(await find('p2')).toEqual([]);
    await source.close();
  });

  it('of lists for many keys run at once, give every row with its key, in the order of the keys', async () => {
    let inFlight = 0;
    let most = 0;
    await using server = await serve(async ({ url }) => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve, 3));
      inFlight--;
      const team = Number(url.pathname.split('/')[2]);
      const first = (Number(url.searchParams.get('page')) - 1) * 50;
      const names = range(team * 30).slice(first, first + 50);
      return { body: { members: names.map((name) => ({ name: `${name}` })) } };
    });
    const source = open(server.origin, [members]);
    const keys = ['4', '1', '0', '3', '2', '6', '5'];
    const scan: Scan = {
      ...{ table: 'Members', columns: ['TeamId', 'Name'] },
      filters: [{ kind: 'in', column: 'TeamId', values: [...keys, '4'] }],
    };
    const rows: string[] = [];
    for await (const { batch } of source.scan(scan, contextOf([])))
      for (let row = 0; row < batch.rowCount; row++)
        rows.push(`${batch.columns[0]![row]}.${batch.columns[1]![row]}`);
    expect(rows).toEqual(keys.flatMap((key) => range(Number(key) * 30).map((name) => `${key}.${name}`)));
    expect(most).toBe(4);
    await source.close();
  });

  it('without the keys that a table needs fail with what to add', async () => {
    const source = open('http://127.0.0.1:9', [members]);
    await expect(idsOf(source, { table: 'Members', columns: ['Name'] })).rejects.toMatchObject({
      reason: 'missing_filter',
      hint: expect.stringContaining('TeamId = Teams.Id'),
    });
    await source.close();
  });

  it('in chunks that overlap give each row once', async () => {
    await using server = await serve(() => ({ body: [{ id: 'p1', profile: { login: 'a' } }] }));
    const source = open(server.origin, [people]);
    const values = range(21).map((id) => `login ${id}`);
    const ids = await idsOf(source, { table: 'People', filters: [{ kind: 'in', column: 'Login', values }] });
    expect(server.requests).toHaveLength(2);
    expect(ids).toEqual(['p1']);
    await source.close();
  });
});

describe('what a complete scan has shown', () => {
  it('is what later scans expect', async () => {
    const { read, answer } = styles['a Link header']!;
    await using server = await serve((request) => answer(35, request));
    const source = open(server.origin, [tableOf(read, { expectedRows: 100_000 })]);
    const scan: Scan = { table: 'Things', columns: ['Id'], filters: [] };
    expect(source.offer(scan).expectedCalls).toBe(10_000);
    await idsOf(source, { limit: 20 });
    expect(source.offer(scan).expectedCalls).toBe(10_000);
    await idsOf(source);
    expect(source.offer(scan).expectedCalls).toBe(4);
    await source.close();
  });
});
