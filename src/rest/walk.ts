/** One list of rows from its first page to its last: no row twice, none lost. */
import type { Value } from '../catalog/data-type.ts';
import { DriverError, driverError } from '../errors.ts';
import type { Scan, SourceContext } from '../spi/connector.ts';
import type { TableDeclaration } from './declaration.ts';
import type { Exchange, ExchangeAnswer } from './exchange.ts';
import type { KeySet } from './key-set.ts';
import { firstPage, nextPage, type PagePosition, type PagingContext } from './paging.ts';
import type { ReadPlan, WalkStart } from './read-plan.ts';
import { resumeAfter } from './resume.ts';
import type { SourceRow } from './row-map.ts';
import { rowsOf } from './row-path.ts';
import { Sieve } from './sieve.ts';

/** Rows of one page that were not given before. */
export interface WalkedPage {
  readonly rows: readonly SourceRow[];
  readonly keys: ReadonlyMap<string, Value>;
  readonly requestId: string | undefined;
}

/** What the walks of one scan share. */
export interface WalkOptions {
  readonly connector: string;
  readonly origin: string;
  readonly sameOrigins: readonly string[];
  readonly table: TableDeclaration;
  readonly scan: Scan;
  readonly plan: ReadPlan;
  readonly exchange: Exchange;
  /** Keys of the rows that the scan has given; undefined where rows cannot be told apart, or need not be. */
  readonly seen: KeySet | undefined;
  /** Whether a table that the source has not enabled has no rows, and is no error. */
  readonly emptyWhereNotEnabled: boolean;
}

/** How often a walk may lose its place without a new row in between. */
const LOST_IN_A_ROW = 3;

/**
 * Walks a list. The next page is fetched while the last one is worked on, unless the scan has a limit: then its
 * consumer may stop at any row, and a page too many is a request too many.
 */
export async function* walk(
  options: WalkOptions,
  start: WalkStart,
  context: SourceContext,
): AsyncGenerator<WalkedPage, void, undefined> {
  const { connector, table, plan, scan } = options;
  const ahead = scan.limit === undefined;
  const sieve = new Sieve({ ...options, read: plan.read, keys: start.keys });
  const fetch = (position: PagePosition) => fetchPage(options, position, context);
  let paging = pagingOf(options, start);
  let position = firstPage(paging);
  let visited = new Set([position.url]);
  let mark: string | undefined;
  let lost = 0;
  let last: SourceRow | undefined;
  let answering = fetch(position);
  for (;;) {
    let answer: ExchangeAnswer;
    try {
      answer = await answering;
    } catch (error) {
      const message = last === undefined ? emptiness(options, start, error) : undefined;
      if (message === undefined) throw error;
      context.observe({ kind: 'warning', message });
      return;
    }
    if (answer.kind === 'absent') return;
    if (answer.kind === 'lost cursor') {
      if (!sieve.knowsAll || ++lost > LOST_IN_A_ROW) throw lostPlace(options, answer.error);
      context.observe({ kind: 'retry', table: table.name, cause: 'refused cursor', delay: 0 });
      paging = pagingOf(options, (last && resumeAfter(table, plan.read, scan, start, last)) ?? start);
      position = firstPage(paging);
      visited = new Set([position.url]);
      mark = undefined;
      answering = fetch(position);
      continue;
    }
    const rows = rowsOf(connector, table, plan.read, answer.body, answer.requestId);
    context.observe({ kind: 'page', table: table.name, rows: rows.length });
    const { headers, body, requestId } = answer;
    const next = plan.read.single
      ? undefined
      : nextPage(paging, position, { headers, body, rowCount: rows.length });
    const before = mark;
    mark = sieve.markOf(rows);
    if (mark !== undefined && mark === before) throw endless(options, 'again', requestId);
    if (next !== undefined) {
      if (visited.has(next.url)) throw endless(options, 'as the next one', requestId);
      visited.add(next.url);
      if (ahead) answering = fetch(next);
    }
    const fresh = sieve.fresh(rows);
    if (fresh.length > 0) {
      lost = 0;
      last = fresh.at(-1);
      yield { rows: fresh, keys: start.keys, requestId };
    }
    if (next === undefined) return;
    position = next;
    if (!ahead) answering = fetch(next);
  }
}

function fetchPage(
  { exchange, table, plan }: WalkOptions,
  { url, cursor }: PagePosition,
  context: SourceContext,
): Promise<ExchangeAnswer> {
  const answering = exchange(
    {
      ...{ url, cursor, table, purpose: 'scan' },
      bucket: plan.read.bucket ?? '',
      absent: plan.read.notFound === 'no rows',
    },
    context,
  );
  // A page fetched ahead may fail before anybody waits for it; whoever comes for it hears of it.
  answering.catch(() => {});
  return answering;
}

function pagingOf(
  { connector, table, origin, sameOrigins, plan }: WalkOptions,
  start: WalkStart,
): PagingContext {
  return {
    ...{ connector, table, origin, sameOrigins },
    ...{ paging: plan.read.paging, pageSize: plan.pageSize, path: start.path, query: start.query },
  };
}

/** The warning where a refusal means that there are no rows; undefined where it is an error. */
function emptiness(
  { connector, table, plan, emptyWhereNotEnabled }: WalkOptions,
  { keys }: WalkStart,
  error: unknown,
): string | undefined {
  if (!(error instanceof DriverError)) return undefined;
  const { code = '', requestId } = error.source ?? {};
  if (plan.read.noRowsOn?.includes(code)) {
    // The same text for every value, so that it is one warning.
    return `${connector} has no ${table.name} for some values of ${[...keys.keys()].join(', ')}: ${error.message}`;
  }
  if (!emptyWhereNotEnabled || error.reason !== 'not_enabled') return undefined;
  return `${error.message}${requestId === undefined ? '' : ` (request ${requestId})`}`;
}

function lostPlace({ connector, table }: WalkOptions, cause: Error) {
  return driverError(
    'lost_place',
    `${connector} refused to go on in the list of ${table.name}: ${cause.message}`,
    { source: { connector, table: table.name }, cause },
  );
}

function endless({ connector, table }: WalkOptions, how: string, requestId: string | undefined) {
  return driverError(
    'source_changed',
    `${connector} gave a page of ${table.name} ${how} that was read before; the list has no end.`,
    {
      source: { connector, table: table.name, ...(requestId === undefined ? {} : { requestId }) },
      hint: 'Check that the source knows the paging parameters of the declaration.',
    },
  );
}
