import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../../src/spi/connector.ts';
import { serve } from './http-server.ts';
import { people } from './table.ts';
import { idsOf, open, tableOf, thing } from './things.ts';
import { contextOf } from './virtual-time.ts';

const refused = (code: string, status = 400) => ({
  status,
  body: { code },
  headers: { 'x-request-id': 'r1' },
});
const told = (events: readonly SourceEvent[]) =>
  events.flatMap((event) => (event.kind === 'warning' || event.kind === 'fallback' ? [event.message] : []));

describe('a refusal that means that there are no rows', () => {
  const parted = tableOf({
    noRowsOn: ['lacking'],
    parameters: { Name: { parameter: 'kind', support: 'inexact', values: { a: 'a', b: 'b', c: 'c' } } },
  });

  it('leaves the other lists as they are, and is said once', async () => {
    await using server = await serve(({ url }) =>
      url.searchParams.get('kind') === 'b' ? { body: [thing(7)] } : refused('lacking'),
    );
    const source = open(server.origin, [parted]);
    const events: SourceEvent[] = [];
    expect(await idsOf(source, {}, contextOf(events))).toEqual([7]);
    expect(server.requests).toHaveLength(3);
    expect(new Set(told(events)).size).toBe(1);
    expect(told(events)[0]).toMatch(/has no Things for some values of Name/);
    await source.close();
  });

  it('is an error where another code comes', async () => {
    await using server = await serve(() => refused('other'));
    const source = open(server.origin, [parted]);
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'source_error', source: { code: 'other' } });
    await source.close();
  });

  it('is an error in the middle of a list', async () => {
    await using server = await serve(({ url }) =>
      url.searchParams.has('after')
        ? refused('lacking')
        : { headers: { link: `<${url.href}&after=1>; rel="next"` }, body: [thing(1)] },
    );
    const source = open(server.origin, [parted]);
    await expect(idsOf(source)).rejects.toMatchObject({ source: { code: 'lacking' } });
    await source.close();
  });
});

describe('a table that is not enabled', () => {
  it.each([false, true])(
    'is an error, or empty with a warning, as is set: %s',
    async (emptyWhereNotEnabled) => {
      await using server = await serve(() => refused('feature', 403));
      const source = open(server.origin, [tableOf({})], { settings: { emptyWhereNotEnabled } });
      const events: SourceEvent[] = [];
      const reading = idsOf(source, {}, contextOf(events));
      if (emptyWhereNotEnabled) {
        expect(await reading).toEqual([]);
        expect(told(events)).toEqual([expect.stringMatching(/r1/)]);
      } else
        await expect(reading).rejects.toMatchObject({ reason: 'not_enabled', source: { requestId: 'r1' } });
      await source.close();
    },
  );
});

describe('a filter that the source refuses', () => {
  const person = (id: string, status: string) => ({ id, status, profile: {} });
  const everybody = [person('p1', 'ACTIVE'), person('p2', 'STAGED'), person('p3', 'ACTIVE')];
  const scan = {
    ...{ table: 'People', columns: ['Id', 'Status'] },
    filters: [{ kind: 'compare', column: 'Status', operator: '=', value: 'ACTIVE' }],
  } as const;

  it('is left out, and what was promised to be left out is dropped here', async () => {
    await using server = await serve(({ url }) =>
      /status/.test(url.searchParams.get('filter') ?? '') ? refused('filter') : { body: everybody },
    );
    const source = open(server.origin, [people]);
    expect(source.offer(scan).support).toEqual(['exact']);
    const events: SourceEvent[] = [];
    expect(await idsOf(source, scan, contextOf(events))).toEqual(['p1', 'p3']);
    expect(told(events)).toEqual([
      expect.stringMatching(/refused the filter on People \(filter, request r1\)/),
    ]);
    expect(events.filter(({ kind }) => kind === 'fallback')).toHaveLength(1);
    await source.close();
  });

  it('fails once rows were given, for they would come again', async () => {
    await using server = await serve(({ url }, index) =>
      index > 0
        ? refused('filter')
        : { headers: { link: `<${url.href}&after=1>; rel="next"` }, body: everybody.slice(0, 1) },
    );
    const source = open(server.origin, [people]);
    await expect(idsOf(source, scan)).rejects.toMatchObject({ reason: 'filter_refused' });
    await source.close();
  });
});

describe('what declarations say of columns and rows', () => {
  it('is a text that is the same in every row', async () => {
    await using server = await serve(() => ({ body: [thing(1), thing(2)] }));
    const named = tableOf(
      {},
      { columns: [{ name: 'Id', type: 'text', constant: 'here', nullable: false }], primaryKey: [] },
    );
    const source = open(server.origin, [named]);
    expect(await idsOf(source)).toEqual(['here', 'here']);
    await source.close();
  });

  it('goes into the elements of arrays as it goes into properties', async () => {
    await using server = await serve(() => ({
      body: [{ one: { id: 1 }, other: { id: 2 } }, { one: { id: 3 } }],
    }));
    const nested = tableOf(
      { rows: '*.*' },
      {
        columns: [
          { name: 'Id', type: 'integer', path: 'id' },
          { name: 'Name', type: 'text', path: '$2' },
        ],
      },
    );
    const source = open(server.origin, [nested]);
    expect(await idsOf(source)).toEqual([1, 2, 3]);
    expect(await idsOf(source, { columns: ['Name'] })).toEqual(['one', 'other', 'one']);
    await source.close();
  });
});
