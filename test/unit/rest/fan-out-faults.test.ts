import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DriverError } from '../../../src/errors.ts';
import type { Authorization } from '../../../src/oauth/authorization.ts';
import type { TableDeclaration } from '../../../src/rest/declaration.ts';
import type { Scan } from '../../../src/spi/connector.ts';
import { type ServedAnswer, serve } from './http-server.ts';
import { open, range, tableOf } from './things.ts';
import { contextOf } from './virtual-time.ts';

/** Members of teams by Link header, one list for each team. */
const members: TableDeclaration = tableOf(
  {
    path: '/teams/{Team}/members',
    paging: { style: 'link-header', size: { parameter: 'size', default: 3, maximum: 3 } },
    notFound: 'no rows',
  },
  {
    columns: [
      { name: 'Team', type: 'bigint', fromKey: 'Team', nullable: false },
      { name: 'Name', type: 'text', path: 'name' },
    ],
    primaryKey: ['Team', 'Name'],
    requiredKeys: [{ column: 'Team', table: 'Teams', references: 'Id' }],
  },
);

/** What may go wrong with a request, and what the server answers then; a cursor is refused where there is one. */
const faults = {
  'rate limit': { status: 429, headers: { 'retry-after': '1' }, body: {} },
  'rate limit without a word': { status: 429, body: {} },
  'not available': { status: 503, body: 'down' },
  'bad gateway': { status: 502, body: '<html>' },
  cut: 'cut',
  half: 'half',
  'clean half': { body: Buffer.from('[{"name":"0"},{"na') },
  'token refused': { status: 401, body: {} },
  'cursor refused': { status: 400, body: { code: 'cursor' } },
  forbidden: { status: 403, body: {} },
} as const satisfies Readonly<Record<string, ServedAnswer>>;

type Fault = keyof typeof faults;

/** A token that can always be renewed. */
function renewing(): Authorization {
  let token = 1;
  return {
    headers: async () => ({ authorization: `Bearer ${token}` }),
    renew: () => ++token > 0,
    grantedScopes: () => undefined,
    missingScope: () => undefined,
  };
}

/** Serves teams of the given sizes; the faults hit the requests of their place. `met` is what was answered so. */
function teamServer(sizes: readonly number[], plan: ReadonlyMap<number, Fault>, met: Fault[]) {
  return serve(({ url }, index): ServedAnswer => {
    const fault = plan.get(index);
    const after = url.searchParams.get('after');
    if (fault !== undefined && (fault !== 'cursor refused' || after !== null)) {
      met.push(fault);
      return faults[fault];
    }
    const size = sizes[Number(url.pathname.split('/')[2])];
    if (size === undefined) return { status: 404, body: {} };
    const first = Number(after ?? 0);
    const body = range(size)
      .slice(first, first + 3)
      .map((name) => ({ name: `${name}` }));
    const next = first + 3 < size ? [`<${url.pathname}?size=3&after=${first + 3}>; rel="next"`] : [];
    return { headers: { link: next }, body };
  });
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

const setting = fc.record({
  sizes: fc.array(fc.nat(14), { minLength: 1, maxLength: 6 }),
  faults: fc.array(fc.tuple(fc.nat(30), fc.constantFrom(...(Object.keys(faults) as Fault[]))), {
    maxLength: 8,
  }),
  keyed: fc.boolean(),
  slow: fc.boolean(),
  limit: fc.constantFrom(undefined, 5, 1000),
});

describe('lists of many keys', () => {
  it('give every row once, in order, or an error, whatever goes wrong wherever, to readers slow and fast', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ sizes, faults, keyed, slow, limit }) => {
        const met: Fault[] = [];
        await using server = await teamServer(sizes, new Map(faults), met);
        const table = keyed ? members : { ...members, primaryKey: [] };
        const source = open(server.origin, [table], {
          authorization: renewing(),
          settings: { retries: 10, concurrency: 3 },
        });
        // The last key names a team that does not exist.
        const values = range(sizes.length + 1);
        const scan: Scan = {
          ...{ table: 'Things', columns: ['Team', 'Name'], limit },
          filters: [{ kind: 'in', column: 'Team', values }],
        };
        const rows: string[] = [];
        let failure: unknown;
        try {
          for await (const { batch } of source.scan(scan, contextOf([]))) {
            for (let row = 0; row < batch.rowCount; row++) {
              rows.push(`${batch.columns[0]![row]}.${batch.columns[1]![row]}`);
            }
            if (slow) await pause();
          }
        } catch (error) {
          failure = error;
        } finally {
          await source.close();
        }

        const all = sizes.flatMap((size, team) => range(size).map((name) => `${team}.${name}`));
        const wanted = all.slice(0, limit);
        if (failure === undefined) {
          expect(met).not.toContain('forbidden');
          expect(rows).toEqual(wanted);
          return;
        }
        expect(failure).toBeInstanceOf(DriverError);
        expect(rows).toEqual(all.slice(0, rows.length));
        const times = (fault: Fault) => met.filter((other) => other === fault).length;
        const mayFail =
          times('forbidden') > 0 || times('token refused') > 1 || times('cursor refused') > (keyed ? 3 : 0);
        expect(mayFail, `${met.join(', ')}: ${failure}`).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('are left alone by a reader that leaves', async () => {
    const met: Fault[] = [];
    await using server = await teamServer([9, 9, 9, 9, 9, 9, 9, 9], new Map(), met);
    const source = open(server.origin, [members], { settings: { concurrency: 2 } });
    const filters = [{ kind: 'in', column: 'Team', values: range(8) }] as const;
    for await (const _ of source.scan({ table: 'Things', columns: ['Name'], filters }, contextOf([]))) break;
    const asked = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(server.requests.length - asked).toBeLessThanOrEqual(2);
    await source.close();
  });
});
