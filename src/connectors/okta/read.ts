/** The ways in which most of Okta's objects are read (Okta docs, core-okta-api: pagination; the notes at each table). */
import type { PageSize, ParameterDeclaration, ReadDeclaration } from '../../rest/declaration.ts';
import { placeholders } from '../../rest/url.ts';

/** What can stand in a path for the id of an object, and for nothing else. */
export const objectId = '[A-Za-z0-9]{1,64}';

/** The same at the end of a path, where a shorter word may name something else, such as `groups/rules`. */
export const ownId = '[A-Za-z0-9]{15,64}';

/** What the form of a user's id is. Anything else in its place in a path could be read as a login, or as `me`. */
export const userId = '00u[A-Za-z0-9]{17}';

/** Whatever has no family of its own shares one bucket (Okta docs, rate-limits). */
const sharedBucket = 'GET /api/v1';

/** What may stand in the path for a key, where that is not the id of any object. */
type KeyPatterns = Readonly<Record<string, string>>;

/** One object by its id. */
export function byId(path: string, patterns: KeyPatterns = { Id: ownId }): ReadDeclaration {
  return { ...whole(path, '', patterns), name: 'by id', single: true, notFound: 'no rows' };
}

/** A list, or with `rows` a property of the answer, that comes in one answer. */
export function whole(path: string, rows = '', patterns: KeyPatterns = {}): ReadDeclaration {
  const keys = placeholders(path);
  const keyPatterns = Object.fromEntries(keys.map((key) => [key, patterns[key] ?? objectId]));
  return {
    name: 'list',
    path,
    ...(keys.length > 0 ? { keyPatterns, notFound: 'no rows' } : {}),
    rows,
    bucket: sharedBucket,
  };
}

/** A list in pages that Link headers connect. `size`: default where it is the greatest, too. */
export function pages(path: string, size: number | PageSize, patterns: KeyPatterns = {}): ReadDeclaration {
  return { ...whole(path, '', patterns), paging: { style: 'link-header', size: pageSize(size) } };
}

/** The page size parameter of Okta. */
function pageSize(size: number | PageSize): PageSize {
  return typeof size === 'number' ? { parameter: 'limit', default: size, minimum: 1, maximum: size } : size;
}

/** Rows under a property, in pages that the answer itself links (Okta docs, IAM API). */
export function wrappedPages(path: string, rows: string, patterns: KeyPatterns = {}): ReadDeclaration {
  return { ...whole(path, rows, patterns), paging: { style: 'body-link', next: '_links.next.href' } };
}

/** A parameter for `=` whose values Okta is not known to compare exactly. */
export function narrowed(parameter: string): ParameterDeclaration {
  return { parameter, support: 'inexact' };
}
