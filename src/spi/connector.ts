import type { Batch } from '../catalog/batch.ts';
import type { Value } from '../catalog/data-type.ts';
import type { Schema } from '../catalog/table.ts';
import type { Filter, SortKey, Support } from './filter.ts';

/**
 * An open source. Rows of a scan may be a superset of what its filters ask for, never less (the engine applies
 * them again unless `offer` said exact); no row may be given twice, none lost, none cut off without an error.
 */
export interface Connector {
  /** The connector's own name, such as `okta`. */
  readonly name: string;
  /** Tables and procedures; may ask the source. The driver keeps the answer until `refresh`. */
  discover(context: SourceContext): Promise<Schema>;
  /** Says, without any I/O, what `scan` would do. Only for schemas that this connector discovered. */
  offer(scan: Scan): ScanOffer;
  /** Fetches. Columns of each batch stand in the order of `scan.columns`. Ends only when complete. */
  scan(scan: Scan, context: SourceContext): AsyncIterable<Page>;
  /** Who is signed in and what the token may do; one or two cheap requests. */
  identify(context: SourceContext): Promise<Identity>;
  /** Changes rows. Absent on connectors that only read. */
  write?(write: Write, context: SourceContext): Promise<readonly WriteOutcome[]>;
  /** Runs a procedure. Absent where there are none. */
  call?(
    procedure: string,
    inputs: ReadonlyMap<string, Value>,
    context: SourceContext,
  ): Promise<ProcedureAnswer>;
  /** Takes a whole statement, for sources that speak SQL; undefined leaves it to the engine. */
  claim?(statement: ClaimedStatement, context: SourceContext): Promise<ClaimedAnswer | undefined>;
  /** What is known of the rate limits. Absent where there are none. */
  rateLimits?(): readonly RateLimitState[];
  close(): Promise<void>;
}

/** What a source has told of one of its rate limits, and what was sent under it. Times in milliseconds since 1970. */
export interface RateLimitState {
  readonly bucket: string;
  /** The current window; undefined before the first answer in it. */
  readonly window:
    | { readonly limit: number; readonly remaining: number; readonly resetAt: number }
    | undefined;
  /** Requests of this connection in the window, those under way included. */
  readonly sent: number;
  readonly inFlight: number;
  /** Nothing is sent before it. */
  readonly blockedUntil: number | undefined;
}

/** What a running statement lends the source: its cancellation, its budget and its ears. */
export interface SourceContext {
  readonly signal?: AbortSignal;
  /** Scopes of all that the statement reads at this source, as far as they are known. */
  readonly scopes?: readonly string[];
  /** Called before every HTTP request (retries too); throws when the statement has no request left. */
  admit(): void;
  /** Told of everything that happens, as it happens. */
  observe(event: SourceEvent): void;
}

/** What happens while a source works. URLs and headers are redacted before they get here. */
export type SourceEvent =
  | RequestEvent
  | { readonly kind: 'page'; readonly table: string; readonly rows: number }
  | { readonly kind: 'retry'; readonly table?: string; readonly cause: string; readonly delay: number }
  /** Waiting, in milliseconds, for a rate limit or a retry. */
  | {
      readonly kind: 'wait';
      readonly cause: 'rate limit' | 'retry' | 'concurrency';
      readonly milliseconds: number;
      readonly bucket?: string;
    }
  | { readonly kind: 'warning'; readonly message: string }
  /** A scan goes another way than `offer` said, for the reason in `message`. Its rows are the same. */
  | { readonly kind: 'fallback'; readonly table: string; readonly message: string };

/** One HTTP exchange, finished or failed. Times in milliseconds. */
export interface RequestEvent {
  readonly kind: 'request';
  readonly purpose: 'scan' | 'schema' | 'token' | 'identity' | 'write' | 'call';
  readonly method: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly requestId?: string;
  readonly table?: string;
  readonly error?: string;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** One fetch of rows of one table. */
export interface Scan {
  readonly table: string;
  readonly columns: readonly string[];
  /** All must hold. */
  readonly filters: readonly Filter[];
  /** The order the statement would like; given only together with `limit`. */
  readonly order?: readonly SortKey[];
  /** No more rows than these are needed, provided every filter is exact and the order is given. */
  readonly limit?: number;
}

/** What a source would do with a scan. */
export interface ScanOffer {
  /** For each of `scan.filters`. */
  readonly support: readonly Support[];
  /** Whether the rows come in `scan.order`. */
  readonly ordered: boolean;
  /** Whether the scan stops by itself at `scan.limit` rows that fit. */
  readonly limited: boolean;
  /** Name of the way of reading that was chosen, such as `search`; EXPLAIN shows it. */
  readonly read: string;
  /** How many requests it takes for certain; `atLeast` where more may follow, depending on the data. */
  readonly calls: { readonly count: number; readonly atLeast: boolean };
  /** How many requests are expected, from what is known or declared of the table's size: for choosing, not for showing. */
  readonly expectedCalls: number;
  /** The requests, as they would be sent; at most a few when they are many. */
  readonly requests: readonly RequestPreview[];
  /** Required columns that no filter binds to values: the scan cannot run. */
  readonly missing: readonly string[];
  /** True when the answer may lag behind writes at the source. */
  readonly eventual: boolean;
  /** A stated default that narrows the answer, in words for a warning. */
  readonly notice?: string;
}

/** A request, before it is sent. */
export interface RequestPreview {
  readonly method: string;
  /** With query, without host. */
  readonly url: string;
}

/** Rows of one answer of the source. */
export interface Page {
  readonly batch: Batch;
}

/** Who a connection is to its source. */
export interface Identity {
  readonly user: string | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly server: string;
  /** True when the answers come from the built-in sandbox. */
  readonly sandbox: boolean;
}

/** A change of rows of one table. */
export type Write =
  | { readonly kind: 'insert'; readonly table: string; readonly rows: readonly ReadonlyMap<string, Value>[] }
  | {
      readonly kind: 'update';
      readonly table: string;
      readonly rows: readonly {
        readonly key: ReadonlyMap<string, Value>;
        readonly changes: ReadonlyMap<string, Value>;
      }[];
    }
  | { readonly kind: 'delete'; readonly table: string; readonly keys: readonly ReadonlyMap<string, Value>[] };

/** What became of one row of a write. */
export interface WriteOutcome {
  readonly state: 'done' | 'failed' | 'unknown';
  readonly key?: ReadonlyMap<string, Value>;
  readonly message?: string;
  readonly requestId?: string;
}

/** The rows a procedure returned. */
export interface ProcedureAnswer {
  readonly columns: readonly string[];
  readonly batch: Batch;
}

/** A statement offered whole to a source that speaks SQL. */
export interface ClaimedStatement {
  readonly sql: string;
  readonly parameters: readonly Value[];
}

/** The answer of a source to a whole statement. */
export interface ClaimedAnswer {
  readonly columns: readonly {
    readonly name: string;
    readonly type: import('../catalog/data-type.ts').DataType;
  }[];
  readonly batches: AsyncIterable<Batch>;
}
