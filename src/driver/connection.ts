import type { Catalog } from '../catalog/catalog.ts';
import type { Interaction } from '../oauth/interaction.ts';
import type { SignInStatus } from '../oauth/sign-in.ts';
import type { Identity, SourceEvent } from '../spi/connector.ts';
import type { ParameterValues } from './parameter-values.ts';
import type { Explanation, QueryOptions, QueryResult, Row, RowStream } from './result.ts';

/** What {@link connect} takes: one connection string, `@name`, or several under the names of their schemas. */
export type Sources = string | Readonly<Record<string, string>>;

/** Settings of a connection that are not properties of a source. */
export interface ConnectOptions {
  /** Variables for `${env:NAME}`; default process.env. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where `@name` is looked up; default `~/.config/sqluice/connections.json` (or `SQLUICE_CONNECTIONS`). */
  readonly connectionsFile?: string;
  /** Ends the waiting for a person to sign in. */
  readonly signal?: AbortSignal;
  /**
   * How a person is asked to sign in; default: the browser of this machine, and words on standard error. Null: nobody
   * may be asked, so that InitiateOAuth=GETANDREFRESH acts as REFRESH.
   */
  readonly interaction?: Interaction | null;
  /** Told of every request, page, wait, retry and warning, redacted. */
  readonly onEvent?: (event: ConnectionEvent) => void;
}

/** An event of one source of the connection. */
export type ConnectionEvent = SourceEvent & { readonly source: string };

/** An open connection over one or more sources. */
export interface Connection extends AsyncDisposable {
  /**
   * Runs one statement and waits for all its rows. `?`, `$1` and `@name` stand for `params` in their order; `@name` may
   * be given by name too: `{ name: value }`.
   */
  query<R = Row>(sql: string, params?: ParameterValues, options?: QueryOptions): Promise<QueryResult<R>>;
  /** Runs one statement and gives rows as they come. */
  stream<R = Row>(sql: string, params?: ParameterValues, options?: QueryOptions): Promise<RowStream<R>>;
  /** `` connection.sql`SELECT * FROM Users WHERE Id = ${id}` ``: every `${}` is a parameter. */
  sql<R = Row>(text: TemplateStringsArray, ...params: readonly unknown[]): Promise<QueryResult<R>>;
  /** Reads and checks a statement once, to run it often. */
  prepare<R = Row>(sql: string): Promise<PreparedStatement<R>>;
  /** What a statement would send; with `analyze` it is run and counted too. */
  explain(
    sql: string,
    params?: ParameterValues,
    options?: QueryOptions & { readonly analyze?: boolean },
  ): Promise<Explanation>;
  /** Runs a procedure, such as GetOAuthAuthorizationURL; `inputs` by name. The same as `EXEC name @input = …`. */
  call<R = Row>(
    name: string,
    inputs?: Readonly<Record<string, unknown>>,
    options?: QueryOptions,
  ): Promise<QueryResult<R>>;
  /** Tables, columns and procedures of all sources; kept until `refresh`, or for as long as MetadataMaxAge says. */
  catalog(options?: { readonly refresh?: boolean; readonly signal?: AbortSignal }): Promise<Catalog>;
  /** Signs in, asks who we are, and tries each table with one small request. */
  test(options?: { readonly signal?: AbortSignal }): Promise<TestReport>;
  /** Notices about the connection itself, such as ignored properties. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/** A statement that was read once. */
export interface PreparedStatement<R = Row> extends AsyncDisposable {
  readonly parameterCount: number;
  query(params?: ParameterValues, options?: QueryOptions): Promise<QueryResult<R>>;
  stream(params?: ParameterValues, options?: QueryOptions): Promise<RowStream<R>>;
  close(): Promise<void>;
}

/** What {@link Connection.test} found, source by source. */
export interface TestReport {
  readonly sources: readonly {
    readonly name: string;
    readonly connector: string;
    readonly identity: Identity;
    /** Absent where the source has no sign-in of its own. */
    readonly signIn?: SignInStatus;
    readonly tables: readonly {
      readonly table: string;
      readonly readable: boolean;
      /** Why not, in words. */
      readonly reason?: string;
      readonly scopes: readonly string[];
    }[];
    readonly warnings: readonly string[];
  }[];
  readonly requests: number;
}
