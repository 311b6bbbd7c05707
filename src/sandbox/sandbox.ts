/** Local stand-ins of sources, over real HTTP on loopback, for examples and tests. Imports nothing of the driver. */

/** A running stand-in. */
export interface Sandbox {
  /** Such as http://127.0.0.1:40123 */
  readonly url: string;
  /** Ready connection strings, one per way to sign in, by name of the scheme. */
  readonly connectionStrings: Readonly<Record<string, string>>;
  /** Every request since the start, in order of arrival. */
  readonly log: readonly LoggedRequest[];
  /** Empties `log`. */
  clearLog(): void;
  /**
   * The objects the server holds, as its API would show them, by collection. Children carry `_parent` (the id they are
   * listed under) and, where that is listed under another, `_grandparent`.
   */
  truth(): Readonly<Record<string, readonly Record<string, unknown>[]>>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** One request as the server saw it. */
export interface LoggedRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly path: string;
  /** 0 while it is in work, and for ever when the connection broke before an answer. */
  readonly status: number;
  /** Rows in the answer: 1 for a single object, undefined for what holds no rows. */
  readonly rows: number | undefined;
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}
