import type { Row } from '../org/collection.ts';
import type { Answer } from './answer.ts';
import { nextQuery, type PageSizes, type Position, readCursor, readLimit } from './paging.ts';
import type { RequestContext } from './request-context.ts';

/** A list as a line of places, some of which hold what is wanted. */
export interface Listing {
  readonly length: number;
  readonly sizes: PageSizes;
  /** A page never holds more than this, whatever is asked for. */
  readonly most?: number;
  fits(place: number): boolean;
  row(place: number): Row;
}

/** The page of a list that a request asks for. */
export function listPage({ path, query }: RequestContext, listing: Listing): Answer {
  const limit = Math.min(readLimit(query, listing.sizes), listing.most ?? Number.POSITIVE_INFINITY);
  const cursor = readCursor(path, query);
  const { places, next } = walk(listing, typeof cursor === 'number' ? cursor : 0, limit);
  return answerPage(path, query, places.map(listing.row), next);
}

/** The first so many of a list that has no pages. */
export function unpagedList({ query }: RequestContext, listing: Listing): Answer {
  const { places } = walk(listing, 0, readLimit(query, listing.sizes));
  return { kind: 'rows', rows: places.map(listing.row) };
}

/** Rows, and where the next page begins. */
export function answerPage(
  path: string,
  query: URLSearchParams,
  rows: readonly Row[],
  next: Position | undefined,
): Answer {
  return { kind: 'rows', rows, ...(next !== undefined && { next: nextQuery(path, query, next) }) };
}

/**
 * Takes the places that fit, from `start` on, up to `limit`. There is a next page only if another place fits: no
 * list ends with an empty page.
 */
function walk({ length, fits }: Listing, start: number, limit: number) {
  const places: number[] = [];
  for (let place = start; place < length; place++) {
    if (!fits(place)) continue;
    if (places.length === limit) return { places, next: place };
    places.push(place);
  }
  return { places, next: undefined };
}
