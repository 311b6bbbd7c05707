import { describe, expect, it } from 'vitest';
import type { PagingDeclaration } from '../../../src/rest/declaration.ts';
import { firstPage, nextPage, type PagePosition, type PagingContext } from '../../../src/rest/paging.ts';
import { people } from './table.ts';

const size = { parameter: 'limit', default: 3, maximum: 3 };

function contextFor(paging: PagingDeclaration | undefined): PagingContext {
  return {
    ...{ connector: 'test', table: people, paging, pageSize: paging?.size?.default },
    ...{ origin: 'https://api.example.com', sameOrigins: ['https://api-admin.example.com'] },
    ...{ path: '/people', query: [['limit', '3']] },
  };
}

const link = (...values: readonly string[]) => new Map([['link', values.join(', ')]]);
const page = (
  rowCount: number,
  given: { readonly headers?: Map<string, string>; readonly body?: unknown } = {},
) => ({
  ...{ rowCount, headers: given.headers ?? new Map<string, string>(), body: given.body ?? [] },
});

/** The URL after the first page, for an answer that carries `headers` or `body`. */
function urlAfter(
  paging: PagingDeclaration | undefined,
  answer: ReturnType<typeof page>,
): string | undefined {
  const context = contextFor(paging);
  return nextPage(context, firstPage(context), answer)?.url;
}

const byHeader: PagingDeclaration = { style: 'link-header', size };
const byBody: PagingDeclaration = { style: 'body-link', next: '_links.next.href', size };

describe('a link to the next page', () => {
  it('is found in the Link header, among others, also where no paging is declared', () => {
    const headers = link(
      '<https://api.example.com/people?limit=3>; rel="self"',
      '<https://api.example.com/people?after=a,b&limit=3>; title="a, b"; rel="next"',
    );
    for (const paging of [byHeader, undefined])
      expect(urlAfter(paging, page(3, { headers }))).toBe('https://api.example.com/people?after=a,b&limit=3');
  });

  it('is found in the body', () => {
    const body = { _links: { next: { href: 'https://api.example.com/people?after=2' } } };
    expect(urlAfter(byBody, page(3, { body }))).toBe('https://api.example.com/people?after=2');
  });

  it.each([
    ['?after=2', 'https://api.example.com/people?after=2'],
    ['/v2/people?after=2', 'https://api.example.com/v2/people?after=2'],
    ['//api.example.com/people?after=2', 'https://api.example.com/people?after=2'],
    ['https://API.example.com:443/people?after=2#top', 'https://api.example.com/people?after=2'],
    ['https://api-admin.example.com/people?after=2', 'https://api.example.com/people?after=2'],
    ['https://somebody:else@api.example.com/people?after=2', 'https://api.example.com/people?after=2'],
  ])('such as %s is taken to the origin of the source', (text, url) => {
    expect(urlAfter(byHeader, page(3, { headers: link(`<${text}>; rel="next"`) }))).toBe(url);
    expect(urlAfter(byBody, page(3, { body: { _links: { next: { href: text } } } }))).toBe(url);
  });

  it.each([
    'https://evil.example/people?after=2',
    'http://api.example.com/people?after=2',
    'https://api.example.com:8443/people?after=2',
    'https://api.example.com.evil.example/people',
    'https://api.example.com@evil.example/people',
    '//evil.example/people',
    '\\\\evil.example\\people',
    'file:///etc/passwd',
    'data:application/json,[]',
  ])('to a stranger (%s) is refused, for the token would go with it', (text) => {
    const body = { _links: { next: { href: text } } };
    expect(() => urlAfter(byBody, page(3, { body }))).toThrow(
      expect.objectContaining({ reason: 'insecure_url', retryable: false }),
    );
  });

  it('that is no URL, or no text, is an error and not the end of the list', () => {
    for (const href of ['https://[', { url: '/people?after=2' }, 7, ['/people?after=2'], true])
      expect(() => urlAfter(byBody, page(3, { body: { _links: { next: { href } } } }))).toThrow(
        expect.objectContaining({ reason: 'source_changed' }),
      );
  });

  it('that is not there ends the list, whatever stands for it', () => {
    for (const href of [undefined, null, '', false])
      expect(urlAfter(byBody, page(3, { body: { _links: { next: { href } } } }))).toBeUndefined();
    expect(urlAfter(byBody, page(3, { body: {} }))).toBeUndefined();
    expect(urlAfter(byHeader, page(3))).toBeUndefined();
    expect(urlAfter(byHeader, page(3, { headers: link('</people>; rel="prev"') }))).toBeUndefined();
  });

  it('is followed from an empty page, unless the declaration says that links never end', () => {
    const headers = link('</people?after=2>; rel="next"');
    expect(urlAfter(byHeader, page(0, { headers }))).toBe('https://api.example.com/people?after=2');
    const endless: PagingDeclaration = { ...byHeader, emptyPage: 'ends' };
    expect(urlAfter(endless, page(0, { headers }))).toBeUndefined();
    expect(urlAfter(endless, page(1, { headers }))).toBe('https://api.example.com/people?after=2');
  });
});

/** The places asked for while pages of these sizes come, `total` in each body. */
function places(paging: PagingDeclaration, sizes: readonly number[], total?: unknown): readonly string[] {
  const context = contextFor(paging);
  const visited: string[] = [];
  let position: PagePosition | undefined = firstPage(context);
  for (const rowCount of sizes) {
    if (position === undefined) break;
    visited.push(new URL(position.url).searchParams.get('at')!);
    position = nextPage(context, position, page(rowCount, { body: { meta: { total } } }));
  }
  return position === undefined ? [...visited, 'end'] : visited;
}

describe('pages by number', () => {
  const paging: PagingDeclaration = { style: 'page', parameter: 'at', start: 1, size };

  it('end with one that is not full', () => {
    expect(places(paging, [3, 3, 2, 3])).toEqual(['1', '2', '3', 'end']);
    // A source may give fewer rows a page than it was asked for: a short first page is no end.
    expect(places(paging, [2, 2, 2, 1])).toEqual(['1', '2', '3', '4', 'end']);
    expect(places(paging, [2, 0])).toEqual(['1', '2', 'end']);
    expect(places(paging, [3, 0, 3])).toEqual(['1', '2', 'end']);
    expect(places({ ...paging, start: 0 }, [3, 1])).toEqual(['0', '1', 'end']);
  });

  it('end with the total where the source tells it, also when pages are not full', () => {
    const told: PagingDeclaration = { ...paging, total: 'meta.total' };
    expect(places(told, [2, 3, 1, 3], 6)).toEqual(['1', '2', '3', 'end']);
    expect(places(told, [3, 3, 3], 6)).toEqual(['1', '2', 'end']);
    // A total that is never reached (rows went away meanwhile) does not make the list endless.
    expect(places(told, [3, 2, 0, 3], 6)).toEqual(['1', '2', '3', 'end']);
    expect(places(told, [3, 2, 3], undefined)).toEqual(['1', '2', 'end']);
  });
});

describe('pages by the rows before them', () => {
  it('count the rows that came, not those asked for', () => {
    const paging: PagingDeclaration = { style: 'offset', parameter: 'at', size, total: 'meta.total' };
    expect(places(paging, [3, 2, 3, 1], 9)).toEqual(['0', '3', '5', '8', 'end']);
    expect(places({ style: 'offset', parameter: 'at', size }, [3, 3, 2])).toEqual(['0', '3', '6', 'end']);
  });

  it('keep the rest of the query', () => {
    const context = contextFor({ style: 'offset', parameter: 'at', size });
    expect(firstPage(context)).toEqual({
      ...{ url: 'https://api.example.com/people?limit=3&at=0', cursor: false, page: 0, rowsBefore: 0 },
    });
  });
});
