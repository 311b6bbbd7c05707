import { hashText } from '../org/random.ts';
import { OktaError } from '../wire/okta-error.ts';

/** Page sizes of one list (Okta docs, core-okta-api: pagination). */
export interface PageSizes {
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Where a walk goes on: the place to look at next, or for sorted walks the last value and ordinal given. */
export type Position = number | readonly [value: string | number | null, ordinal: number];

/**
 * The page size asked for.
 *
 * @throws OktaError E0000001 when it is no number or outside the sizes: the stand-in does not correct what it gets.
 */
export function readLimit(query: URLSearchParams, sizes: PageSizes): number {
  const text = query.get('limit');
  if (text === null) return sizes.default;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < sizes.minimum || limit > sizes.maximum)
    throw new OktaError('E0000001', [
      `limit: must be a number from ${sizes.minimum} to ${sizes.maximum}, not ${text.slice(0, 20)}`,
    ]);
  return limit;
}

/** The cursor in the query, or undefined on the first page. A cursor fits only the query that it came from. */
export function readCursor(path: string, query: URLSearchParams): Position | undefined {
  const cursor = query.get('after');
  if (cursor === null) return undefined;
  const [seal, position] = unpack(cursor);
  if (seal !== sealOf(path, query)) throw new OktaError('E0000054', ['after: not a cursor of this list']);
  return position;
}

/** The query of the next page. */
export function nextQuery(path: string, query: URLSearchParams, position: Position): URLSearchParams {
  const next = new URLSearchParams(query);
  const cursor = JSON.stringify([sealOf(path, query), position]);
  next.set('after', Buffer.from(cursor).toString('base64url'));
  return next;
}

function unpack(cursor: string): readonly [unknown, Position | undefined] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? [value[0], value[1]] : [undefined, undefined];
  } catch {
    return [undefined, undefined];
  }
}

/** Parameters of a query that its cursors are not bound to. */
const loose = new Set(['after', 'limit', 'since', 'until', 'window', 'fields', 'expand']);

function sealOf(path: string, query: URLSearchParams): number {
  const bound = [...query].filter(([name]) => !loose.has(name)).sort();
  return hashText(`${path}?${JSON.stringify(bound)}`);
}

/** Values of the Link header: one header each, or joined by a comma (Okta docs, core-okta-api: link header). */
export function linkHeader(self: string, next: string | undefined, joined: boolean): string | string[] {
  const links = [`<${self}>; rel="self"`];
  if (next !== undefined) links.push(`<${next}>; rel="next"`);
  return joined ? links.join(', ') : links;
}
