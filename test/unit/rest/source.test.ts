import { describe, expect, it } from 'vitest';
import { apiToken } from '../../../src/oauth/authorization.ts';
import type { PagingDeclaration } from '../../../src/rest/declaration.ts';
import type { Scan, SourceEvent } from '../../../src/spi/connector.ts';
import { type ServedAnswer, type ServedRequest, serve } from './http-server.ts';
import { members, people } from './table.ts';
import { idsOf, open, range, size, styles, tableOf, thing } from './things.ts';
import { contextOf } from './virtual-time.ts';

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

describe('a table of which every read may lag', () => {
  it('is read, unless that is forbidden: then the error says so', async () => {
    await using server = await serve(() => ({ body: [thing(1)] }));
    const table = tableOf({ eventual: true });
    const source = open(server.origin, [table]);
    expect(await idsOf(source)).toEqual([1]);
    const strict = open(server.origin, [table], { settings: { strict: true } });
    await expect(idsOf(strict)).rejects.toMatchObject({
      code: '0A000',
      message: expect.stringMatching(/Things.*Consistency=Strict/),
    });
    expect(server.requests).toHaveLength(1);
    await Promise.all([source.close(), strict.close()]);
  });
});
