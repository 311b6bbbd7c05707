/** One read of a table, planned for one scan: which conditions go into its requests, and what they will cost. */
import type { Value } from '../catalog/data-type.ts';
import type { Scan } from '../spi/connector.ts';
import type { Support } from '../spi/filter.ts';
import { binds, type Conjunct, equalities, supportOfFilters } from './conjuncts.ts';
import type { PageSize, ReadDeclaration, TableDeclaration } from './declaration.ts';
import { expectedRows } from './estimate.ts';
import { attributesOf, planExpression } from './expression.ts';
import { planProjection } from './projection.ts';
import { planRange } from './range.ts';
import { encodeValue, fillPath, formatTarget, placeholders, type Query } from './url.ts';
import { type Keys, type MissingKeys, planParameters, planPath, products, sentText } from './walk-keys.ts';

/** The first request of a list, and the keys it was made for. */
export interface WalkStart {
  readonly path: string;
  readonly query: Query;
  /** By column: the values that its rows carry. */
  readonly keys: ReadonlyMap<string, Value>;
}

/** How one read would answer a scan. */
export interface ReadPlan {
  readonly read: ReadDeclaration;
  /** For each filter of the scan. */
  readonly support: readonly Support[];
  readonly ordered: boolean;
  readonly limited: boolean;
  /** Whether any condition narrows what is fetched. */
  readonly narrowed: boolean;
  readonly walkCount: number;
  /** The lists to walk, each to its end, in order. */
  walks(): Iterable<WalkStart>;
  /** Rows asked for per page; undefined where the read has no page size. */
  readonly pageSize: number | undefined;
  readonly calls: { readonly count: number; readonly atLeast: boolean };
  readonly expectedCalls: number;
  readonly notice?: string;
}

/** What planning needs to know besides the scan. */
export interface PlanSettings {
  /** Scheme and authority of the source, such as `https://dev-1.okta.com`: URLs have a longest length. */
  readonly origin: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly pageSize?: number;
  readonly properties: ReadonlyMap<string, string | number | boolean>;
  /** How many rows the table was last seen to have. */
  readonly observedRows?: number;
  /** Whether expressions are left out: the source has refused one. */
  readonly withoutExpressions?: boolean;
}

const DEFAULT_CHARACTERS = 7_000;

/**
 * Plans a read. `chunks: false` leaves out an IN list too long for one expression. Undefined: the read does not
 * serve this scan.
 */
export function planRead(
  table: TableDeclaration,
  read: ReadDeclaration,
  scan: Scan,
  conjuncts: readonly Conjunct[],
  settings: PlanSettings,
  options: { readonly chunks: boolean },
): ReadPlan | MissingKeys | undefined {
  const support: Support[] = conjuncts.map(() => 'unsupported');
  const path = planPath(table, read, conjuncts, support);
  if (path === undefined) return undefined;
  const parameters = planParameters(table, read, conjuncts, support);
  const missing = [...path.missing, ...parameters.missing];
  if (missing.length > 0) return { missing };

  const rest = () => conjuncts.filter((_, index) => support[index] === 'unsupported');
  const merge = (given: readonly Conjunct[], found: readonly Support[]) => {
    for (const [index, part] of found.entries()) support[conjuncts.indexOf(given[index]!)] = part;
  };
  const forRange = rest();
  const range = read.range && planRange(forRange, read.range, settings.now, settings.properties);
  if (range !== undefined) merge(forRange, range.support);

  const order = planOrder(read, scan);
  const pageSize = read.paging?.size && clampSize(read.paging.size, settings.pageSize);
  const query: Query = [
    ...Object.entries(read.query ?? {}),
    ...parameters.query,
    ...(range?.query ?? []),
    ...order.query,
    ...planProjection(table, read, scan),
  ];
  const keyValues = [...path.keys, ...parameters.keys];
  const forExpression = settings.withoutExpressions ? [] : rest();
  const expression =
    read.expression &&
    planExpression(forExpression, read.expression, attributesOf(table, read.expression), {
      characters:
        (read.expression.maximumLength ?? DEFAULT_CHARACTERS) -
        longestUrl(settings.origin, read, query, keyValues, pageSize),
      chunks: !options.chunks ? 'none' : table.primaryKey.length === 0 ? 'disjoint' : 'any',
    });
  if (expression !== undefined) merge(forExpression, expression.support);

  const narrowed = support.some((part) => part !== 'unsupported');
  if (read.partial && !narrowed) return undefined;
  const texts = expression?.texts ?? [undefined];
  const walkCount = range?.empty
    ? 0
    : texts.length * keyValues.reduce((product, keys) => product * keys.rows.length, 1);
  const ordered = scan.order !== undefined && order.given && walkCount <= 1;
  const filters = supportOfFilters(scan.filters.length, conjuncts, support);
  const limited =
    scan.limit !== undefined &&
    filters.every((part) => part === 'exact') &&
    (scan.order === undefined || ordered);
  const size = pageSize && limited ? shrink(read.paging!.size!, pageSize, scan.limit!) : pageSize;
  const cost = {
    ...{ table, read, conjuncts, support, walkCount, pageSize: size },
    limit: limited ? scan.limit : undefined,
  };
  return {
    read,
    support: filters,
    ordered,
    limited,
    narrowed,
    walkCount,
    walks: () => {
      const sized: Query = size === undefined ? [] : [[read.paging!.size!.parameter, String(size)]];
      return walkCount === 0 ? [] : starts(table, read, keyValues, [...query, ...sized], texts);
    },
    pageSize: size,
    calls: certainCalls(cost),
    expectedCalls: expectedCallsOf(cost, settings),
    ...(range?.notice === undefined ? {} : { notice: range.notice }),
  };
}

/** The order's parameters, and whether rows come in the scan's order. */
function planOrder(read: ReadDeclaration, scan: Scan): { readonly query: Query; readonly given: boolean } {
  const [key, ...more] = scan.order ?? [];
  const { order } = read;
  if (key === undefined || more.length > 0 || order === undefined) return { query: [], given: false };
  const { natural } = order;
  if (natural?.column === key.column && natural.descending === key.descending)
    return { query: [], given: true };
  if (!Object.hasOwn(order.columns, key.column)) return { query: [], given: false };
  const word = key.descending ? order.descending : order.ascending;
  return {
    query: [
      ...(order.by === undefined ? [] : [[order.by, order.columns[key.column]!] as const]),
      ...(order.direction === undefined ? [] : [[order.direction, word] as const]),
    ],
    given: order.by !== undefined || order.direction !== undefined,
  };
}

function clampSize(size: PageSize, wanted: number | undefined): number {
  return Math.max(size.minimum ?? 1, Math.min(size.maximum, wanted ?? size.default));
}

function shrink(size: PageSize, pageSize: number, limit: number): number {
  return Math.max(size.minimum ?? 1, Math.min(pageSize, limit));
}

/** Length of the longest first URL of the read without its expression. */
function longestUrl(
  origin: string,
  read: ReadDeclaration,
  query: Query,
  keys: readonly Keys[],
  pageSize: number | undefined,
): number {
  const longest = keys.flatMap(({ columns, rows }) =>
    columns.map((_, at) =>
      rows.reduce((length, row) => Math.max(length, encodeValue(String(row[at])).length), 0),
    ),
  );
  const size = pageSize === undefined ? 0 : encodeValue(read.paging!.size!.parameter).length + 8;
  return (
    origin.length +
    formatTarget(read.path, query).length +
    longest.reduce((sum, length) => sum + length, 0) +
    (read.expression?.parameter.length ?? 0) +
    size +
    2
  );
}

function* starts(
  table: TableDeclaration,
  read: ReadDeclaration,
  keys: readonly Keys[],
  query: Query,
  texts: readonly (string | undefined)[],
): Iterable<WalkStart> {
  const repeated = keys
    .filter(({ rows }) => rows.length > 1)
    .flatMap(({ columns }) => columns.filter((column) => read.parameters?.[column] !== undefined));
  for (const bound of products(keys)) {
    const segments = new Map(
      [...bound].map(([column, value]) => [column, sentText(table, read, column, value)!]),
    );
    const each = repeated.map(
      (column) => [read.parameters![column]!.parameter, segments.get(column)!] as const,
    );
    for (const text of texts) {
      const expression = text === undefined ? [] : [[read.expression!.parameter, text] as const];
      yield {
        path: fillPath(read.path, segments),
        query: [...query, ...each, ...expression],
        keys: bound,
      };
    }
  }
}

/** What the cost of a plan depends on. */
interface Cost {
  readonly table: TableDeclaration;
  readonly read: ReadDeclaration;
  readonly conjuncts: readonly Conjunct[];
  readonly support: readonly Support[];
  readonly walkCount: number;
  readonly pageSize: number | undefined;
  /** Where the scan stops by itself. */
  readonly limit: number | undefined;
}

/** The requests that are sent whatever the data are; not `atLeast` where no more can follow. */
function certainCalls(cost: Cost): ReadPlan['calls'] {
  const { read, walkCount, pageSize, limit } = cost;
  if (walkCount === 0 || limit === 0) return { count: 0, atLeast: false };
  // A limit walks one list after the other and may be satisfied by the first.
  if (limit !== undefined && walkCount > 1) return { count: 1, atLeast: true };
  if (read.single || read.paging === undefined) return { count: walkCount, atLeast: false };
  // Links that never end lead on to an empty page, and so do pages by number whose source tells no total. A page that
  // is just full may be followed by another, unless the scan stops by itself.
  const { paging } = read;
  const untold = (paging.style === 'page' || paging.style === 'offset') && paging.total === undefined;
  const endless = untold || ('emptyPage' in paging && paging.emptyPage === 'ends');
  const onePage = pageSize !== undefined && (keyedRows(cost) < pageSize || (limit ?? Infinity) <= pageSize);
  return { count: walkCount, atLeast: endless || !onePage };
}

/** The most rows that one walk can give where exact conditions bind the whole primary key. */
function keyedRows({ table, conjuncts, support, read }: Cost): number {
  const exact = conjuncts.filter((_, index) => support[index] === 'exact');
  let rows = 1;
  for (const column of table.primaryKey) {
    const bound = exact.filter((conjunct) => binds(conjunct, column));
    const values = bound.map(({ filter }) => equalities(filter)!.values.length);
    if (values.length === 0) return Number.POSITIVE_INFINITY;
    const perWalk = placeholders(read.path).includes(column) ? 1 : Math.min(...values);
    rows *= perWalk;
  }
  const chunk = read.expression?.maximumTerms ?? rows;
  return table.primaryKey.length === 0 ? Number.POSITIVE_INFINITY : Math.min(rows, chunk);
}

function expectedCallsOf(cost: Cost, settings: PlanSettings): number {
  const { table, read, conjuncts, support, walkCount, pageSize, limit } = cost;
  if (walkCount === 0 || limit === 0) return 0;
  if (read.single || read.paging === undefined) return walkCount;
  const pushed = conjuncts.filter((_, index) => support[index] !== 'unsupported');
  const rows = expectedRows(table, pushed, settings.observedRows);
  const wanted = Math.min(rows, limit ?? Number.POSITIVE_INFINITY, keyedRows(cost) * walkCount);
  return Math.max(walkCount, Math.ceil(wanted / (pageSize ?? rows)));
}
