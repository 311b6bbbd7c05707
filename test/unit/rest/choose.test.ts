import { describe, expect, it } from 'vitest';
import { type Choice, chooseRead, offerOf } from '../../../src/rest/choose.ts';
import type { TableDeclaration } from '../../../src/rest/declaration.ts';
import type { Scan, ScanOffer } from '../../../src/spi/connector.ts';
import type { Filter } from '../../../src/spi/filter.ts';
import { events, members, people } from './table.ts';

const now = Date.UTC(2024, 0, 31);

interface Given {
  readonly filters?: readonly Filter[];
  readonly order?: Scan['order'];
  readonly limit?: number;
  readonly strict?: boolean;
  readonly observedRows?: number;
  readonly properties?: ReadonlyMap<string, string | number | boolean>;
  readonly pageSize?: number;
}

function offered(table: TableDeclaration, given: Given): ScanOffer & { readonly choice: Choice } {
  const { filters = [], order, limit } = given;
  const scan: Scan = { table: table.name, columns: [table.columns[0]!.name], filters, order, limit };
  const choice = chooseRead(table, scan, {
    ...{ origin: 'https://api.example.com', now, strict: given.strict ?? false },
    properties: given.properties ?? new Map(),
    observedRows: given.observedRows,
    pageSize: given.pageSize,
  });
  return { ...offerOf(choice, scan), choice };
}

const is = (column: string, value: string | number): Filter => ({
  kind: 'compare',
  column,
  operator: '=',
  value,
});
const among = (column: string, values: readonly (string | number)[]): Filter => ({
  kind: 'in',
  column,
  values,
});
const urlOf = (offer: ScanOffer) => decodeURIComponent(offer.requests[0]!.url);
const everyone = '/people?limit=200&filter=updated ge "1970-01-01T00:00:00.000Z"';

describe('a scan of a table that can be read in many ways', () => {
  it('without filters asks the fresh list for everybody', () => {
    const offer = offered(people, {});
    expect(offer).toMatchObject({
      ...{ read: 'filter', support: [], ordered: false, limited: false, eventual: false, missing: [] },
      ...{ calls: { count: 1, atLeast: true }, expectedCalls: 25 },
    });
    expect(urlOf(offer)).toBe(everyone);
  });

  it('reads the answer for one key by its path, in one request', () => {
    const offer = offered(people, { filters: [is('Id', 'p1')] });
    expect(offer).toMatchObject({ read: 'get', support: ['exact'], calls: { count: 1, atLeast: false } });
    expect(urlOf(offer)).toBe('/people/p1');
  });

  it('takes another read for a key that does not look like one', () => {
    for (const value of ['me', '../groups', 'p1/x', 'p1\n', '']) {
      const offer = offered(people, { filters: [is('Id', value)] });
      expect(offer).toMatchObject({
        read: 'filter',
        support: ['exact'],
        calls: { count: 1, atLeast: false },
      });
      expect(urlOf(offer)).toContain(`id eq ${JSON.stringify(value)}`);
    }
  });

  it('folds many keys into few requests', () => {
    const keys = Array.from({ length: 45 }, (_, number) => `p${number}`);
    const offer = offered(people, { filters: [among('Id', [...keys, 'p1', 'p2'])] });
    expect(offer).toMatchObject({ read: 'filter', support: ['exact'], calls: { count: 3, atLeast: false } });
    const terms = offer.requests.map(({ url }) => decodeURIComponent(url).split(' or ').length);
    expect(terms).toEqual([20, 20, 5]);
  });

  it('reads everything when that takes fewer requests than the keys', () => {
    const keys = Array.from({ length: 900 }, (_, number) => `p${number}`);
    const offer = offered(people, { filters: [among('Id', keys)] });
    expect(offer).toMatchObject({ read: 'filter', support: ['unsupported'], expectedCalls: 25 });
    expect(offered(people, { filters: [among('Id', keys)], observedRows: 100_000 }).calls.count).toBe(45);
  });

  it('builds no URL that is longer than the source takes', () => {
    const keys = Array.from({ length: 200 }, (_, number) => `p${'é"'.repeat(20)}${number}`);
    const offer = offered(people, { filters: [among('Id', keys)], observedRows: 1_000_000 });
    expect(offer.support).toEqual(['exact']);
    const plan = offer.choice.kind === 'read' ? offer.choice.plan : undefined;
    const starts = [...plan!.walks()];
    expect(starts.length).toBeGreaterThan(20);
    for (const { query } of starts) {
      const url = `https://api.example.com/people?${query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
      expect(url.length).toBeLessThanOrEqual(2000);
    }
    const huge = offered(people, { filters: [is('Id', 'x'.repeat(10_000))] });
    expect(huge.support).toEqual(['unsupported']);
    expect(urlOf(huge)).toBe(everyone);
  });

  it('asks for nothing where nothing can fit', () => {
    const contradictions: readonly (readonly Filter[])[] = [
      [{ kind: 'never' }],
      [among('Id', [])],
      [is('Id', 'p1'), is('Id', 'p2')],
      [{ kind: 'or', filters: [{ kind: 'never' }, among('Status', [])] }],
      [{ kind: 'compare', column: 'Age', operator: '<', value: null }],
    ];
    for (const filters of contradictions)
      expect(offered(people, { filters })).toMatchObject({
        calls: { count: 0, atLeast: false },
        requests: [],
      });
    expect(offered(people, { limit: 0 }).calls.count).toBe(0);
  });

  it('goes by a lagging search where the fresh read would walk the whole table, and never when forbidden', () => {
    const filters = [is('Login', 'ann@example.com')];
    expect(offered(people, { filters })).toMatchObject({
      read: 'search',
      support: ['inexact'],
      eventual: true,
    });
    expect(offered(people, { filters, strict: true })).toMatchObject({ read: 'filter', eventual: false });
    // Not worth it for a table of one page.
    expect(offered(people, { filters, observedRows: 150 })).toMatchObject({ read: 'filter' });
    // Not where the fresh read narrows too.
    expect(offered(people, { filters: [...filters, is('Status', 'STAGED')] })).toMatchObject({
      read: 'filter',
    });
  });

  it('goes by a lagging search for the first rows of an order', () => {
    const order = [{ column: 'Updated', descending: true }];
    const offer = offered(people, { order, limit: 5 });
    expect(offer).toMatchObject({
      ...{ read: 'search', ordered: true, limited: true, eventual: true },
      calls: { count: 1, atLeast: false },
    });
    expect(urlOf(offer)).toBe(
      '/people?sortBy=updated&sortOrder=desc&limit=5&search=updated ge "1970-01-01T00:00:00.000Z"',
    );
    expect(offered(people, { order, limit: 5, strict: true })).toMatchObject({
      ordered: false,
      limited: false,
    });
    const twoKeys = [...order, { column: 'Id', descending: false }];
    expect(offered(people, { order: twoKeys, limit: 5 })).toMatchObject({ read: 'filter', ordered: false });
  });

  it('does not promise that a page that may be just full is the last', () => {
    const keys = among('Id', ['a', 'b', 'c']);
    expect(offered(people, { filters: [keys] }).calls).toEqual({ count: 1, atLeast: false });
    expect(offered(people, { filters: [keys], pageSize: 4 }).calls).toEqual({ count: 1, atLeast: false });
    expect(offered(people, { filters: [keys], pageSize: 3 }).calls).toEqual({ count: 1, atLeast: true });
  });

  it('asks for no more rows than a limit, where all its filters are exact', () => {
    const exact = offered(people, { filters: [is('Status', 'ACTIVE')], limit: 10 });
    expect(exact).toMatchObject({ limited: true, calls: { count: 1, atLeast: false } });
    expect(urlOf(exact)).toBe('/people?limit=10&filter=status eq "ACTIVE"');
    const inexact = offered(people, { filters: [is('Age', 7)], limit: 10 });
    expect(inexact).toMatchObject({ limited: false, support: ['unsupported'] });
    expect(urlOf(inexact)).toBe(everyone);
    expect(offered(people, { limit: 250 }).calls).toEqual({ count: 1, atLeast: true });
    expect(urlOf(offered(people, { pageSize: 7 }))).toContain('limit=7&');
    expect(urlOf(offered(people, { pageSize: 700 }))).toContain('limit=200&');
  });

  it('does not promise one request where links never end: an empty page comes last', () => {
    const list = people.reads[1]!;
    const polled: TableDeclaration = {
      ...people,
      reads: [{ ...list, paging: { style: 'link-header', size: list.paging!.size!, emptyPage: 'ends' } }],
    };
    const offer = offered(polled, { filters: [is('Id', 'p1')] });
    expect(offer.calls).toEqual({ count: 1, atLeast: true });
  });

  it('searches a column that the customer added, as a superset', () => {
    const offer = offered(people, { filters: [is('ProfileShoe', 'big "boots"')] });
    expect(offer).toMatchObject({ read: 'search', support: ['inexact'] });
    expect(urlOf(offer)).toContain('search=profile.shoe eq "big \\"boots\\""');
  });

  it('says of each filter how far it went down, also of those that hold several conditions', () => {
    const status = is('Status', 'ACTIVE');
    const offer = offered(people, {
      filters: [
        { kind: 'and', filters: [status, is('Age', 3)] },
        is('Age', 3),
        { kind: 'or', filters: [status, is('Status', 'STAGED')] },
        { kind: 'or', filters: [status, is('Age', 3)] },
      ],
    });
    expect(offer.support).toEqual(['inexact', 'unsupported', 'exact', 'unsupported']);
    expect(urlOf(offer)).toContain('status eq "ACTIVE" and (status eq "ACTIVE" or status eq "STAGED")');
  });
});

describe('a read that gives only a part', () => {
  const [list] = people.reads.slice(1);
  const table: TableDeclaration = {
    ...people,
    reads: [
      {
        ...list!,
        name: 'partial',
        partial: true,
        expression: { ...list!.expression!, everything: undefined },
      },
      { name: 'all', path: '/all-people', rows: '', paging: list!.paging },
    ],
  };

  it('serves when filters ask for a part, never for everything', () => {
    expect(offered(table, { filters: [is('Status', 'ACTIVE')] }).read).toBe('partial');
    expect(offered(table, {}).read).toBe('all');
    expect(offered(table, { filters: [is('Age', 3)] }).read).toBe('all');
  });
});

describe('a table that is listed for given keys', () => {
  it('says which values are missing', () => {
    expect(offered(members, {})).toMatchObject({ missing: ['TeamId'], calls: { count: 0 } });
  });

  it('is one list per key, each key once', () => {
    const offer = offered(members, { filters: [among('TeamId', ['3', '1', '3', '2'])] });
    expect(offer).toMatchObject({ support: ['exact'], calls: { count: 3, atLeast: true } });
    expect(offer.requests.map(({ url }) => url)).toEqual([
      '/teams/3/members?size=50',
      '/teams/1/members?size=50',
      '/teams/2/members?size=50',
    ]);
  });

  it('has no row for a key that cannot be one, and asks for none', () => {
    expect(offered(members, { filters: [is('TeamId', '../x')] })).toMatchObject({
      ...{ support: ['exact'], calls: { count: 0, atLeast: false }, missing: [] },
    });
    expect(offered(members, { filters: [among('TeamId', ['7', '..', ''])] }).calls.count).toBe(1);
  });

  it('says all that is missing at once, whether it goes into the path or beside it', () => {
    const table: TableDeclaration = {
      ...members,
      columns: [...members.columns, { name: 'Year', type: 'integer', fromKey: 'Year' }],
      requiredKeys: [...members.requiredKeys!, { column: 'Year', table: 'Years', references: 'Year' }],
      reads: [
        { ...members.reads[0]!, parameters: { Year: { parameter: 'y', support: 'exact', eachValue: true } } },
      ],
    };
    expect(offered(table, {}).missing).toEqual(['TeamId', 'Year']);
    expect(offered(table, { filters: [is('TeamId', '1')] }).missing).toEqual(['Year']);
    const both = offered(table, { filters: [is('TeamId', '1'), among('Year', [2023, 2024])] });
    expect(both.requests.map(({ url }) => url)).toEqual([
      '/teams/1/members?size=50&y=2023',
      '/teams/1/members?size=50&y=2024',
    ]);
  });

  it('is bound by what several conditions have in common', () => {
    const offer = offered(members, {
      filters: [among('TeamId', ['1', '2', '3']), among('TeamId', ['3', '2'])],
    });
    expect(offer).toMatchObject({ support: ['exact', 'exact'], calls: { count: 2 } });
  });
});

describe('parameters for columns', () => {
  const table: TableDeclaration = {
    ...people,
    reads: [
      {
        ...{ name: 'list', path: '/people', rows: '', paging: people.reads[1]!.paging },
        parameters: {
          Status: { parameter: 'status', support: 'exact', eachValue: true },
          Age: { parameter: 'age', support: 'inexact' },
        },
      },
    ],
  };

  it('carry one value, or one request each where declared', () => {
    const both = offered(table, { filters: [among('Status', ['ACTIVE', 'STAGED']), is('Age', 7)] });
    expect(both.support).toEqual(['exact', 'inexact']);
    expect(both.requests.map(({ url }) => url)).toEqual([
      '/people?age=7&limit=200&status=ACTIVE',
      '/people?age=7&limit=200&status=STAGED',
    ]);
    expect(offered(table, { filters: [among('Age', [7, 8])] }).support).toEqual(['unsupported']);
  });
});

describe('a range of times', () => {
  const at = (operator: '=' | '<' | '<=' | '>' | '>=', time: string, micros = 0): Filter => ({
    ...{ kind: 'compare', column: 'Published', operator, value: Date.parse(time) * 1000 + micros },
  });

  it('always ends, and begins some days ago unless told otherwise, and says so', () => {
    const offer = offered(events, {});
    expect(urlOf(offer)).toBe(
      '/events?since=2024-01-24T00:00:00.000Z&until=2024-01-31T00:00:00.000Z&limit=1000',
    );
    expect(offer.notice).toContain('Published');
    expect(offer.notice).toContain('7 days');
    const longer = offered(events, { properties: new Map([['EventDays', 30]]) });
    expect(urlOf(longer)).toContain('since=2024-01-01T00:00:00.000Z');
    const before = offered(events, { filters: [at('<', '2024-01-20T00:00:00Z')] });
    expect(urlOf(before)).toContain('since=2024-01-13T00:00:00.000Z&until=2024-01-20T00:00:00.000Z');
  });

  it('is what the filters say, widened to the millisecond, and is only exact where it is', () => {
    const offer = offered(events, {
      filters: [
        at('>=', '2024-01-20T00:00:00Z'),
        at('>', '2024-01-20T00:00:01Z', 500),
        at('<=', '2024-01-21T00:00:00Z'),
      ],
    });
    expect(offer.support).toEqual(['exact', 'inexact', 'inexact']);
    expect(offer.notice).toBeUndefined();
    // Whether `until` is included is not known, so one millisecond more is asked for.
    expect(urlOf(offer)).toContain('since=2024-01-20T00:00:01.000Z&until=2024-01-21T00:00:00.001Z');
    const moment = offered(events, { filters: [at('=', '2024-01-20T00:00:00Z', 1)] });
    expect(urlOf(moment)).toContain('since=2024-01-20T00:00:00.000Z&until=2024-01-20T00:00:00.002Z');
  });

  it('never goes back further than the source has anything', () => {
    const offer = offered(events, { filters: [at('>=', '2020-01-01T00:00:00Z')] });
    expect(offer.support).toEqual(['exact']);
    expect(urlOf(offer)).toContain('since=2023-11-02T00:00:00.000Z');
    expect(offered(events, { filters: [at('<', '2020-01-01T00:00:00Z')] }).calls.count).toBe(0);
  });

  it('that begins in the future does not end before it begins', () => {
    const offer = offered(events, { filters: [at('>=', '2024-02-01T00:00:00Z')] });
    expect(urlOf(offer)).toContain('since=2024-02-01T00:00:00.000Z&until=2024-02-01T00:00:00.001Z');
  });

  it('that is empty costs nothing', () => {
    const filters = [at('>=', '2024-01-21T00:00:00Z'), at('<', '2024-01-21T00:00:00Z')];
    expect(offered(events, { filters }).calls.count).toBe(0);
    const touching = [at('>=', '2024-01-21T00:00:00Z'), at('<=', '2024-01-21T00:00:00Z')];
    expect(offered(events, { filters: touching }).calls.count).toBe(1);
  });

  it('comes in its natural order without asking, in the other by asking', () => {
    const order = (descending: boolean) => [{ column: 'Published', descending }];
    const forth = offered(events, { order: order(false), limit: 5 });
    expect(forth).toMatchObject({ ordered: true, limited: true });
    expect(urlOf(forth)).not.toContain('sortOrder');
    const back = offered(events, { order: order(true), limit: 5 });
    expect(back).toMatchObject({ ordered: true, limited: true });
    expect(urlOf(back)).toContain('sortOrder=DESCENDING&limit=5');
  });
});
