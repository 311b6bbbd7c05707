import { type Grammar, readCondition } from '../language/grammar.ts';
import type { Collection, Row } from '../org/collection.ts';
import { OktaError } from '../wire/okta-error.ts';
import type { Answer } from './answer.ts';
import { answerPage, listPage } from './list-page.ts';
import { type PageSizes, readCursor, readLimit } from './paging.ts';
import type { RequestContext } from './request-context.ts';

/** A resource that takes `search`, `sortBy` and `sortOrder`. */
export interface Searchable {
  readonly name: string;
  readonly collection: Collection;
  readonly grammar: Grammar;
  readonly sizes: PageSizes;
  readonly most: number;
  /** How a found object is shown. */
  show(row: Row, ordinal: number): Row;
}

/**
 * Answers a `search`: over the content as it stood `searchLag` ago, for the index is eventually consistent (API
 * document, listUsers). Without `sortBy` the objects come by id.
 */
export function searchPage(context: RequestContext, text: string, resource: Searchable): Answer {
  const { org, path, query } = context;
  const { collection, grammar, sizes, most, show } = resource;
  const condition = readCondition(text, grammar);
  const asOf = org.now() - org.searchLag;
  const fits = (ordinal: number) =>
    collection.read(ordinal, 'id', asOf) !== undefined &&
    condition.fits((attribute) => collection.read(ordinal, attribute, asOf));
  const row = (ordinal: number) => show(collection.at(ordinal, asOf) as Row, ordinal);

  const sortBy = query.get('sortBy');
  if (sortBy === null) return listPage(context, { length: collection.length, sizes, most, fits, row });
  const rule = grammar.ruleOf(sortBy);
  if (!rule) throw new OktaError('E0000031', [`sortBy: the attribute ${sortBy} is not supported`]);
  const { ordinals, next } = context.sorted.page(
    {
      collection,
      key: `${resource.name} ${text}`,
      sortBy,
      kind: rule.kind,
      descending: query.get('sortOrder')?.toLowerCase() === 'desc',
      asOf,
      fits,
    },
    readCursor(path, query),
    Math.min(readLimit(query, sizes), most),
  );
  return answerPage(path, query, ordinals.map(row), next);
}

/**
 * The one of `search`, `filter` and `q` that a request has.
 *
 * @throws OktaError E0000031 when it has several: what Okta does then is nowhere written.
 */
export function readSelection(query: URLSearchParams) {
  const [first, ...others] = (['search', 'filter', 'q'] as const).filter((name) => query.has(name));
  if (others.length > 0) throw new OktaError('E0000031', ['search, filter and q cannot be combined']);
  return { kind: first ?? ('none' as const), text: first === undefined ? '' : String(query.get(first)) };
}
