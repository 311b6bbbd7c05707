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
  /** The objects the server holds, as its API would show them, by collection. Children carry `_parent` (the id they are listed under). */
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
  readonly status: number;
  readonly rows: number | undefined;
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}
