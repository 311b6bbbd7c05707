import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { driverError } from '../errors.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import type { EngineOptions, StatementSettings } from './engine.ts';
import { functionLibrary, libraryCalls } from './function-library.ts';

/** What both kinds of instance share, so that a statement means the same where it is planned and where it runs. */
const dialect: Readonly<Record<string, string>> = {
  default_null_order: 'postgres',
  integer_division: 'true',
  errors_as_json: 'true',
};

/**
 * Opens an instance that reaches no file (but its spill folder), no network and no extension.
 * `disabledOptimizers` hold for the whole instance.
 */
export async function openInstance(
  options: EngineOptions,
  disabledOptimizers: readonly string[],
): Promise<DuckDBInstance> {
  // Loading the native library takes longer than a query: it waits until a query needs it.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    ...dialect,
    memory_limit: options.memoryLimit,
    temp_directory: options.temporaryDirectory ?? join(tmpdir(), `sqluice-${process.pid}`),
    disabled_optimizers: disabledOptimizers.join(','),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  }).catch((cause) => {
    throw driverError(
      'bad_property_value',
      `The engine does not start with a memory limit of ${options.memoryLimit}.`,
      {
        detail: cause instanceof Error ? cause.message : undefined,
        hint: 'Write it as 512MB or 2GB.',
        cause,
      },
    );
  });
  const connection = await instance.connect();
  try {
    // Only now: an instance made without external access takes no spill folder. It cannot be switched on again.
    await connection.run('SET enable_external_access = false');
  } finally {
    connection.closeSync();
  }
  return instance;
}

/*
 * Plan and run happen at different moments on different instances, and a fetch can take minutes. All clocks of the
 * engine read this variable, so that they agree. The keywords are calls of these functions: CURRENT_TIMESTAMP of
 * `get_current_timestamp`, LOCALTIME of `current_localtime`.
 */
const clock = "make_timestamptz(getvariable('sqluice_now'))";
const macros: Readonly<Record<string, string>> = {
  now: `() AS ${clock}`,
  get_current_timestamp: `() AS ${clock}`,
  transaction_timestamp: `() AS ${clock}`,
  current_date: `() AS CAST(${clock} AS DATE)`,
  today: `() AS CAST(${clock} AS DATE)`,
  current_localtimestamp: `() AS CAST(${clock} AS TIMESTAMP)`,
  current_localtime: `() AS CAST(CAST(${clock} AS TIMESTAMP) AS TIME)`,
  get_current_time: `() AS CAST(${clock} AS TIMETZ)`,
  age: `(moment) AS system.main.age(CAST(CAST(${clock} AS DATE) AS TIMESTAMP), CAST(moment AS TIMESTAMP)),
        (later, earlier) AS system.main.age(later, earlier)`,
  ago: `(span) AS ${clock} - CAST(span AS INTERVAL)`,
  // The names of databases inside the engine are nobody's business.
  current_database: "() AS 'sqluice'",
  current_catalog: "() AS 'sqluice'",
  current_schema: '() AS CAST(NULL AS VARCHAR)',
};

/** The names of the functions whose answer a statement's settings give; never to be called around them. */
export const frozenFunctions: ReadonlySet<string> = new Set(Object.keys(macros));

/** A connection with frozen clocks. One statement at a time. */
export class Session {
  readonly connection: DuckDBConnection;
  readonly #defined = new Set<string>();
  #definedFor: string | undefined;
  #applied: Pick<StatementSettings, 'now' | 'timeZone'> | undefined;

  private constructor(connection: DuckDBConnection) {
    this.connection = connection;
  }

  static async open(instance: DuckDBInstance): Promise<Session> {
    const connection = await instance.connect();
    const definitions = Object.entries(macros).map(
      ([name, body]) => `CREATE TEMP MACRO ${quoteIdentifier(name)} ${body}`,
    );
    await connection.run(definitions.join(';'));
    return new Session(connection);
  }

  /** Sets clock and time zone for the statement to come. */
  async apply(settings: StatementSettings): Promise<void> {
    if (this.#applied?.now === settings.now && this.#applied.timeZone === settings.timeZone) return;
    const { now, timeZone } = settings;
    await this.connection.run(
      `SET VARIABLE sqluice_now = CAST(${quoteLiteral(String(Math.trunc(now)))} AS BIGINT)`,
    );
    if (this.#applied?.timeZone !== timeZone) {
      await this.connection.run(`SET TimeZone = ${quoteLiteral(timeZone)}`).catch((cause) => {
        throw driverError('bad_property_value', `There is no time zone "${timeZone}".`, {
          hint: 'Use an IANA name, such as Europe/Berlin.',
          cause,
        });
      });
    }
    this.#applied = { now, timeZone };
  }

  /** Makes the functions of the library that `sql` calls. All of them would take longer than most statements. */
  async define(sql: string): Promise<void> {
    if (sql === this.#definedFor) return;
    for (const name of libraryCalls(sql)) {
      if (this.#defined.has(name)) continue;
      const forms = functionLibrary[name]!.join(', ');
      await this.connection.run(`CREATE TEMP MACRO ${quoteIdentifier(name)} ${forms}`);
      this.#defined.add(name);
    }
    this.#definedFor = sql;
  }

  close(): void {
    this.connection.closeSync();
  }
}
