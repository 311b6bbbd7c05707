import type { DataType } from '../catalog/data-type.ts';

/** One column of a result. */
export interface ResultColumn {
  readonly name: string;
  readonly type: DataType;
}

/**
 * A value as Node programs get it: text, uuid, time, interval and decimal as string; boolean; numbers as number;
 * bigint as number within ±2^53, else bigint; timestamps as Date (milliseconds); date as `YYYY-MM-DD`; bytea as
 * Uint8Array; json as parsed JSON; arrays as arrays. With `raw: true` timestamps are ISO 8601 strings with all
 * their microseconds.
 */
export type NodeValue = unknown;

/** A row by column name. A name that came before gets `_2`, `_3` … behind it. */
export type Row = Record<string, NodeValue>;

/** What a statement cost. Times in milliseconds. */
export interface Statistics {
  /** Requests that fetched rows, retries included. */
  readonly requests: number;
  /** Requests that asked the source for its schema; done once and kept by the connection. */
  readonly schemaRequests: number;
  /** Requests for tokens. */
  readonly tokenRequests: number;
  readonly pages: number;
  readonly rowsFetched: number;
  readonly rowsReturned: number;
  readonly retries: number;
  /** Time spent waiting for rate limits and retries, added up over concurrent requests. */
  readonly waitedMs: number;
  readonly milliseconds: number;
  /** `direct`: pages became rows without the engine; `engine`: the engine ran the SQL over what was fetched. */
  readonly lane: 'direct' | 'engine';
  /** How often the optimiser's plan could not be used and everything was fetched; 0 unless something is wrong. */
  readonly fallbacks: number;
  readonly scans: readonly ScanStatistics[];
  readonly warnings: readonly string[];
  /** True when rows came from the built-in sandbox. */
  readonly sandbox: boolean;
}

/** What one scan of a statement cost. */
export interface ScanStatistics {
  readonly source: string;
  readonly table: string;
  /** The way of reading, such as `filter` or `search`. */
  readonly read: string;
  readonly requests: number;
  readonly pages: number;
  readonly rows: number;
}

/** A whole result. */
export interface QueryResult<R = Row> {
  readonly columns: readonly ResultColumn[];
  readonly rows: R[];
  readonly stats: Statistics;
}

/**
 * A result that is fetched while it is read: iterate once. Leaving the loop early cancels the requests under way.
 * `columns` is there at once; `stats` is final when the loop has ended.
 */
export interface RowStream<R = Row> extends AsyncIterable<R> {
  readonly columns: readonly ResultColumn[];
  readonly stats: Statistics;
  close(): Promise<void>;
}

/** Settings of one call. */
export interface QueryOptions {
  readonly signal?: AbortSignal;
  /** Rows as arrays in column order instead of objects. */
  readonly rowMode?: 'object' | 'array';
  /** Timestamps as ISO 8601 strings with microseconds instead of Date. */
  readonly raw?: boolean;
}

/** How a statement would be, or was, answered. */
export interface Explanation {
  readonly lane: 'direct' | 'engine';
  readonly steps: readonly ExplainedScan[];
  /** Requests for certain over all scans. */
  readonly calls: { readonly count: number; readonly atLeast: boolean };
  readonly warnings: readonly string[];
  /** Present after EXPLAIN ANALYZE. */
  readonly stats?: Statistics;
}

/** One scan of an {@link Explanation}. */
export interface ExplainedScan {
  /** Scans of one stage run together; later stages wait for keys of earlier ones. From 1. */
  readonly stage: number;
  readonly source: string;
  readonly table: string;
  readonly read: string;
  readonly columns: readonly string[];
  /** Conditions sent to the source, in words; those marked `(rechecked)` are applied again by the engine. */
  readonly pushed: readonly string[];
  /** Conditions that only the engine applies. */
  readonly remaining: readonly string[];
  /** Such as `GroupId from Groups.Id: a call or more for each`. */
  readonly keysFrom?: string;
  /** Requests as they would be sent, without host; at most a few when there are many. */
  readonly requests: readonly string[];
  readonly calls: { readonly count: number; readonly atLeast: boolean };
  /** True when the answer may lag behind writes at the source. */
  readonly eventual: boolean;
}
