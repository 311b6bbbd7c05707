import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ServedAnswer, type ServedRequest, serve } from './http-server.ts';
import { idsOf, open, range, size, styles, tableOf, thing } from './things.ts';

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
