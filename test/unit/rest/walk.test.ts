import { describe, expect, it } from 'vitest';
import type { PagingDeclaration } from '../../../src/rest/declaration.ts';
import { type ServedAnswer, serve } from './http-server.ts';
import { idsOf, open, range, size, tableOf, thing } from './things.ts';

const byLink: PagingDeclaration = { style: 'link-header', size };

describe('a list', () => {
  it.each<[string, PagingDeclaration]>([
    ['page numbers', { style: 'page', parameter: 'page', start: 1, size }],
    ['page numbers with a total', { style: 'page', parameter: 'page', start: 1, size, total: 'total' }],
    ['offsets', { style: 'offset', parameter: 'offset', size }],
  ])('by %s of a source that does not heed them is an error, not one page', async (_, paging) => {
    await using server = await serve(() => ({ body: { items: range(10).map(thing), total: 20 } }));
    const source = open(server.origin, [tableOf({ rows: 'items', paging })]);
    await expect(idsOf(source)).rejects.toMatchObject({
      reason: 'source_changed',
      hint: expect.stringContaining('paging parameters'),
    });
    expect(server.requests.length).toBeLessThanOrEqual(3);
    await source.close();
  });

  it('may end where the source has no page, but not where it does not know a cursor that it gave', async () => {
    const paging: PagingDeclaration = { style: 'page', parameter: 'page', start: 1, size };
    const missing: ServedAnswer = { status: 404, body: {} };
    await using numbered = await serve(({ url }) =>
      url.searchParams.get('page') === '1' ? { body: range(10).map(thing) } : missing,
    );
    const pages = open(numbered.origin, [tableOf({ paging, notFound: 'no rows' })]);
    expect(await idsOf(pages)).toEqual(range(10));

    await using linked = await serve(({ url }) =>
      url.searchParams.has('after')
        ? missing
        : { headers: { link: `<${url.origin}/things?after=1>; rel="next"` }, body: range(10).map(thing) },
    );
    const links = open(linked.origin, [tableOf({ paging: byLink, notFound: 'no rows' })]);
    await expect(idsOf(links)).rejects.toMatchObject({ reason: 'lost_place' });
    await Promise.all([pages.close(), links.close()]);
  });

  it('gives no row twice whose pages are linked though none were declared', async () => {
    await using server = await serve(({ url }) =>
      url.searchParams.has('after')
        ? { body: range(12).slice(9).map(thing) }
        : { headers: { link: `<${url.origin}/things?after=9>; rel="next"` }, body: range(10).map(thing) },
    );
    const source = open(server.origin, [tableOf({})]);
    expect(await idsOf(source)).toEqual(range(12));
    await source.close();
  });

  it('of rows without a key is not walked again after a refused cursor', async () => {
    await using server = await serve(({ url }) =>
      url.searchParams.has('after')
        ? { status: 400, body: { code: 'cursor' } }
        : {
            headers: { link: `<${url.origin}/things?after=1>; rel="next"` },
            body: [thing(0), { id: null, name: 'nobody' }],
          },
    );
    const source = open(server.origin, [tableOf({ paging: byLink })]);
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'lost_place' });
    expect(server.requests).toHaveLength(2);
    await source.close();
  });

  it('leaves out a row that comes again in a page, but not another row under its key', async () => {
    const bodies = [
      [thing(1), thing(2), thing(1)],
      [thing(1), { ...thing(1), name: 'another' }],
    ];
    await using server = await serve((_, index) => ({ body: bodies[index] }));
    const source = open(server.origin, [tableOf({})]);
    expect(await idsOf(source)).toEqual([1, 2]);
    await expect(idsOf(source)).rejects.toMatchObject({
      reason: 'source_changed',
      message: expect.stringContaining('the same Id'),
    });
    await source.close();
  });
});

describe('one row', () => {
  it('leads to no further page, whatever its answer links to', async () => {
    await using server = await serve(({ url }) => ({
      headers: { link: `<${url.origin}/things?after=1>; rel="next"` },
      body: thing(1),
    }));
    const source = open(server.origin, [tableOf({ single: true })]);
    expect(await idsOf(source)).toEqual([1]);
    expect(server.requests).toHaveLength(1);
    await source.close();
  });
});
