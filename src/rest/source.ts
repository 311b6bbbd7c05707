/** The reading half of a connector, made from declarations. Knows no source by name. */
import type { Batch } from '../catalog/batch.ts';
import type { Table } from '../catalog/table.ts';
import { DriverError, driverError } from '../errors.ts';
import { isLoopback } from '../network/loopback.ts';
import type { Authorization } from '../oauth/authorization.ts';
import type { Page, RateLimitState, RequestEvent, Scan, ScanOffer, SourceContext } from '../spi/connector.ts';
import type { ConnectorEnvironment } from '../spi/factory.ts';
import { compileMatch } from '../spi/filter-match.ts';
import { catalogTable } from './catalog-table.ts';
import { type Choice, chooseRead, isComplete, offerOf } from './choose.ts';
import type { SourceDeclaration, TableDeclaration } from './declaration.ts';
import { createExchange } from './exchange.ts';
import { createGovernor } from './governor.ts';
import { createHttpClient } from './http.ts';
import { inOrder } from './in-order.ts';
import { KeySet } from './key-set.ts';
import type { ReadPlan } from './read-plan.ts';
import { compileRowMap } from './row-map.ts';
import type { AnswerHeaders, RefusedAnswer, RestSettings, SourceFault } from './settings.ts';
import { formatTarget } from './url.ts';
import { walk } from './walk.ts';

/** What a source is opened with. */
export interface RestSourceOptions {
  /** The connector's name, for errors and events. */
  readonly connector: string;
  readonly declaration: SourceDeclaration;
  /** Scheme and host, such as `https://dev-1.okta.com`, without a slash at the end. */
  readonly origin: string;
  /** Origins that may stand in links and mean `origin`. */
  readonly sameOrigins?: readonly string[];
  readonly authorization: Authorization;
  readonly settings: RestSettings;
  /** Says what an answer means that is not a success. */
  readonly interpretError: (answer: RefusedAnswer) => SourceFault;
  /** The header that carries the source's id of a request. */
  readonly requestIdHeader?: string;
  readonly environment: Omit<ConnectorEnvironment, 'authorization'>;
}

/** A request that is no scan. */
export interface JsonRequest {
  /** From the root of the origin; not encoded further. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly purpose: RequestEvent['purpose'];
  /** A declared table on whose behalf it is made. */
  readonly table?: string;
  /** Scopes that it needs, where no table says. */
  readonly scopes?: readonly string[];
  /** Rate bucket. */
  readonly bucket?: string;
}

/** An open source. */
export interface RestSource {
  /** The tables, as the catalog shows them. */
  tables(): readonly Table[];
  /** Takes the place of all tables: after discovery. */
  declare(tables: readonly TableDeclaration[]): void;
  /** Says, without I/O, what {@link scan} would do. */
  offer(scan: Scan): ScanOffer;
  /** Fetches; ends only when complete. */
  scan(scan: Scan, context: SourceContext): AsyncIterable<Page>;
  /** What is known of the rate limits. */
  rateLimits(): readonly RateLimitState[];
  /** One GET, with the same limits, retries and errors as scans. */
  fetchJson(
    request: JsonRequest,
    context: SourceContext,
  ): Promise<{ readonly status: number; readonly body: unknown; readonly headers: AnswerHeaders }>;
}

/** Pages that walks ahead of their turn may hold, for each request in flight. */
const PAGES_AHEAD = 4;

/** Opens a source. Sends nothing. Errors: `insecure_url` for plain http beyond this machine. */
export function openRestSource(options: RestSourceOptions): RestSource {
  const { connector, declaration, origin, settings, environment } = options;
  const address = new URL(origin);
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && isLoopback(address.hostname)))
    throw driverError('insecure_url', `${connector} would be reached at ${origin}, which is not https.`);
  const concurrency = Math.min(
    settings.concurrency,
    declaration.rateLimit?.concurrency ?? Number.POSITIVE_INFINITY,
  );
  const http = createHttpClient(environment.network);
  const governor = createGovernor({
    ...{ connector, concurrency, environment },
    ...{ rateShare: settings.rateShare, rateLimit: declaration.rateLimit },
  });
  const exchange = createExchange({
    ...{ connector, settings, http, environment },
    headers: declaration.headers ?? {},
    authorization: options.authorization,
    interpretError: options.interpretError,
    requestIdHeader: options.requestIdHeader,
    governor,
  });
  const observedRows = new Map<string, number>();
  let tables = declaration.tables;
  let catalog = tables.map(catalogTable);

  const tableOf = (name: string) => {
    const wanted = name.toLowerCase();
    const table = tables.find((candidate) => candidate.name.toLowerCase() === wanted);
    if (table === undefined) throw driverError('internal', `${connector} has no table ${name}.`);
    return table;
  };
  const choose = (table: TableDeclaration, scan: Scan, withoutExpressions = false): Choice =>
    chooseRead(table, scan, {
      withoutExpressions,
      origin,
      now: environment.now(),
      strict: settings.strict,
      pageSize: settings.pageSize,
      properties: settings.properties,
      observedRows: observedRows.get(table.name),
    });

  async function* read(
    table: TableDeclaration,
    scan: Scan,
    plan: ReadPlan,
    context: SourceContext,
  ): AsyncGenerator<Page, void, undefined> {
    const toBatch = compileRowMap(connector, table, scan.columns, settings.typeErrors);
    const repeatable = !plan.read.single && table.primaryKey.length > 0;
    const seen = repeatable ? new KeySet(environment.random() * 2 ** 32) : undefined;
    const { emptyWhereNotEnabled } = settings;
    const shared = { connector, origin, table, scan, plan, exchange, seen, emptyWhereNotEnabled };
    const walks = mapIterable(plan.walks(), (start) =>
      walk({ ...shared, sameOrigins: options.sameOrigins ?? [] }, start, context),
    );
    const most = plan.limited ? scan.limit! : Number.POSITIVE_INFINITY;
    // Where the consumer may stop at any row, nothing is fetched before it comes for more.
    const pages =
      scan.limit === undefined
        ? inOrder(walks, { concurrency, ahead: concurrency * PAGES_AHEAD })
        : oneByOne(walks);
    let given = 0;
    for await (const { rows, keys, requestId } of pages) {
      const wanted = rows.length > most - given ? rows.slice(0, most - given) : rows;
      given += wanted.length;
      yield { batch: toBatch(wanted, { keys, requestId }) };
      if (given >= most) return;
    }
    if (isComplete(plan, table)) observedRows.set(table.name, given);
  }

  /** Reads; where the source refuses the filter that was pushed, before it gave a row, without that filter. */
  async function* readWithRefusals(
    table: TableDeclaration,
    scan: Scan,
    plan: ReadPlan,
    context: SourceContext,
  ): AsyncGenerator<Page, void, undefined> {
    let given = 0;
    try {
      for await (const page of read(table, scan, plan, context)) {
        given += page.batch.rowCount;
        yield page;
      }
    } catch (error) {
      if (!(error instanceof DriverError) || error.reason !== 'filter_refused' || given > 0) throw error;
      const { table: name, columns, filters } = scan;
      const wide = choose(table, { table: name, columns, filters }, true);
      const keep = keeperOf(table, scan, plan);
      if (wide.kind !== 'read' || keep === undefined) throw error;
      const { code = '', requestId = '' } = error.source ?? {};
      const message = `${connector} refused the filter on ${name} (${code}, request ${requestId}), so it was read without. Please report this.`;
      context.observe({ kind: 'fallback', table: name, message });
      for await (const { batch } of read(table, { table: name, columns, filters }, wide.plan, context))
        yield { batch: keep(batch) };
    }
  }

  return {
    tables: () => catalog,
    declare(next) {
      tables = next;
      catalog = tables.map(catalogTable);
    },
    rateLimits: () => governor.states(),
    offer: (scan) => offerOf(choose(tableOf(scan.table), scan), scan),
    async *scan(scan, context) {
      const table = tableOf(scan.table);
      const choice = choose(table, scan);
      switch (choice.kind) {
        case 'nothing':
          return;
        case 'missing':
          throw missingFilter(connector, table, choice.missing);
        case 'read':
          yield* untilLeft(context, (inner) => readWithRefusals(table, scan, choice.plan, inner));
          return;
        default:
          choice satisfies never;
      }
    },
    async fetchJson({ path, query, purpose, table, scopes, bucket }, context) {
      const url = origin + formatTarget(path, Object.entries(query ?? {}));
      const declared = table === undefined ? undefined : tableOf(table);
      const answer = await exchange(
        { url, purpose, bucket: bucket ?? '', table: declared, ...(scopes ? { scopes } : {}) },
        context,
      );
      if (answer.kind === 'answer') return answer;
      throw driverError('internal', `${connector} gave no answer to ${path}.`);
    },
  };
}

/** Drops the rows that a plan promised not to give; undefined where that cannot be told here. */
function keeperOf(
  declaration: TableDeclaration,
  { filters, columns }: Scan,
  { support }: ReadPlan,
): ((batch: Batch) => Batch) | undefined {
  const table = catalogTable(declaration);
  const promised = filters.filter((_, index) => support[index] === 'exact');
  if (promised.some((filter) => compileMatch([filter], table, columns) === undefined)) return undefined;
  const fits = compileMatch(promised, table, columns);
  if (fits === undefined) return (batch) => batch;
  return (batch) => {
    const rows = Array.from({ length: batch.rowCount }, (_, row) => row).filter((row) =>
      fits(batch.columns, row),
    );
    return {
      rowCount: rows.length,
      columns: batch.columns.map((values) => rows.map((row) => values[row] ?? null)),
    };
  };
}

/** Gives what `work` gives, and cancels its requests under way when the consumer leaves. */
async function* untilLeft<T>(
  context: SourceContext,
  work: (context: SourceContext) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const { signal } = context;
  const left = new AbortController();
  const abort = () => left.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    yield* work({
      signal: left.signal,
      admit: () => context.admit(),
      observe: (event) => context.observe(event),
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    left.abort();
  }
}

async function* oneByOne<T>(sources: Iterable<AsyncIterable<T>>): AsyncGenerator<T, void, undefined> {
  for (const source of sources) yield* source;
}

function* mapIterable<A, B>(items: Iterable<A>, make: (item: A) => B): Generator<B, void, undefined> {
  for (const item of items) yield make(item);
}

function missingFilter(connector: string, table: TableDeclaration, missing: readonly string[]) {
  // Only what is forbidden altogether lacks nothing that a filter could give.
  if (missing.length === 0)
    return driverError(
      'unsupported_statement',
      `Every way in which ${connector} lists ${table.name} may lag behind changes, which Consistency=Strict forbids.`,
      { hint: 'Leave out Consistency=Strict.', source: { connector, table: table.name } },
    );
  const columns = missing.join(' and ');
  const parents = (table.requiredKeys ?? [])
    .filter(({ column }) => missing.includes(column))
    .map((key) => `${key.column} = ${key.table}.${key.references}`);
  return driverError(
    'missing_filter',
    `${connector} lists ${table.name} only for given values of ${columns}.`,
    {
      hint:
        parents.length > 0
          ? `Add a filter on ${columns}, or join it: ${parents.join(' AND ')}.`
          : `Add a filter on ${columns}.`,
      source: { connector, table: table.name },
    },
  );
}
