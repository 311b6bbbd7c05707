/** From one answer to the next request. */
import { driverError } from '../errors.ts';
import type { PagingDeclaration, TableDeclaration } from './declaration.ts';
import { linkTarget } from './link-header.ts';
import { pathSteps, valueAt } from './property-path.ts';
import type { AnswerHeaders } from './settings.ts';
import { formatTarget, type Query } from './url.ts';

/** Where a walk stands. */
export interface PagePosition {
  /** Absolute URL of the page. */
  readonly url: string;
  /** Whether the URL came from the source. */
  readonly cursor: boolean;
  /** Number of the page, from 0. */
  readonly page: number;
  /** Rows before the page. */
  readonly rowsBefore: number;
}

/** A page as it came. */
export interface AnsweredPage {
  readonly headers: AnswerHeaders;
  readonly body: unknown;
  readonly rowCount: number;
}

/** What following pages needs to know of the source and the walk. */
export interface PagingContext {
  readonly connector: string;
  readonly table: TableDeclaration;
  readonly origin: string;
  readonly sameOrigins: readonly string[];
  readonly paging: PagingDeclaration | undefined;
  readonly pageSize: number | undefined;
  readonly path: string;
  readonly query: Query;
}

/** The first page of a walk. */
export function firstPage(context: PagingContext): PagePosition {
  return { url: pageUrl(context, 0, 0), cursor: false, page: 0, rowsBefore: 0 };
}

/** The page after `position`; undefined at the end. Errors: `insecure_url`, `source_changed`. */
export function nextPage(
  context: PagingContext,
  position: PagePosition,
  answer: AnsweredPage,
): PagePosition | undefined {
  const { paging } = context;
  const page = position.page + 1;
  const rowsBefore = position.rowsBefore + answer.rowCount;
  switch (paging?.style) {
    case undefined:
    case 'link-header':
    case 'body-link': {
      if (paging?.emptyPage === 'ends' && answer.rowCount === 0) return undefined;
      const link =
        paging?.style === 'body-link'
          ? valueAt(answer.body, pathSteps(paging.next))
          : linkTarget(answer.headers.get('link'), 'next');
      if (link === undefined || link === null || link === '' || link === false) return undefined;
      return { url: resolveLink(context, position.url, link), cursor: true, page, rowsBefore };
    }
    case 'page':
    case 'offset': {
      if (isLast(paging, answer, position, context.pageSize!)) return undefined;
      return { url: pageUrl(context, page, rowsBefore), cursor: false, page, rowsBefore };
    }
    default:
      return paging satisfies never;
  }
}

/**
 * An empty page is the last; so is one that reaches the total, or without a total one that has fewer rows than those
 * before it. The first page says nothing: a source may give fewer rows a page than it was asked for.
 */
function isLast(
  paging: { readonly total?: string },
  { body, rowCount }: AnsweredPage,
  { page, rowsBefore }: PagePosition,
  pageSize: number,
): boolean {
  if (rowCount === 0) return true;
  const total = paging.total === undefined ? undefined : valueAt(body, pathSteps(paging.total));
  if (typeof total === 'number') return rowsBefore + rowCount >= total;
  return page > 0 && rowCount < Math.min(pageSize, rowsBefore / page);
}

function pageUrl(context: PagingContext, page: number, rowsBefore: number): string {
  const { paging, query, origin, path } = context;
  if (paging?.style !== 'page' && paging?.style !== 'offset') return origin + formatTarget(path, query);
  const place = paging.style === 'page' ? paging.start + page : rowsBefore;
  return origin + formatTarget(path, [...query, [paging.parameter, String(place)]]);
}

/** A link that a source gave: of its own origin, or folded into it; never of a stranger. */
function resolveLink(context: PagingContext, base: string, link: unknown): string {
  const { connector, table, origin, sameOrigins } = context;
  // Taken for the end of the list, a link of another shape would cut it off in silence.
  if (typeof link !== 'string' || !URL.canParse(link, base))
    throw driverError('source_changed', `${connector} gave a link to the next page that is no URL.`, {
      source: { connector, table: table.name },
    });
  const url = new URL(link, base);
  if (url.origin !== origin && !sameOrigins.includes(url.origin))
    throw driverError(
      'insecure_url',
      `${connector} gave a next page of ${table.name} at ${url.origin}, which is not ${origin}: the token stays here.`,
      { source: { connector, table: table.name } },
    );
  return origin + url.pathname + url.search;
}
