import type { CatalogSchema } from '../catalog/catalog.ts';
import { nearest } from '../catalog/nearest.ts';
import type { PropertyValues } from '../catalog/property.ts';
import type { Procedure, Table } from '../catalog/table.ts';
import { CancelledError, driverError } from '../errors.ts';
import { signInProcedures } from '../oauth/procedures.ts';
import type { SignIn } from '../oauth/sign-in.ts';
import type { Connector, SourceContext } from '../spi/connector.ts';

/** One source of a connection: its connector, and what it has been found to offer. */
export class Source {
  readonly name: string;
  readonly connector: Connector;
  readonly values: PropertyValues;
  readonly sandbox: boolean;
  /** Absent where the source has no sign-in of its own. */
  readonly signIn: SignIn | undefined;
  #asked: { readonly at: number; readonly schema: Promise<CatalogSchema> } | undefined;

  constructor(name: string, connector: Connector, values: PropertyValues, sandbox: boolean, signIn?: SignIn) {
    this.name = name;
    this.connector = connector;
    this.values = values;
    this.sandbox = sandbox;
    this.signIn = signIn;
  }

  /**
   * Tables and procedures; asked for by whoever needs them first, and again after a failure, when they were forgotten,
   * and when at `now` (milliseconds since 1970) they are older than MetadataMaxAge.
   */
  async schema(context: SourceContext, now = Date.now()): Promise<CatalogSchema> {
    const maxAge = Number(this.values.get('MetadataMaxAge') ?? 0) * 1000;
    if (maxAge > 0 && now - (this.#asked?.at ?? now) > maxAge) this.forget();
    this.#asked ??= { at: now, schema: this.#ask(context) };
    const asked = this.#asked;
    try {
      return await asked.schema;
    } catch (error) {
      if (this.#asked === asked) this.forget();
      // Another statement asked for both of us, and was cancelled: that is no reason to fail here.
      const othersFault = error instanceof CancelledError && context.signal?.aborted === false;
      if (othersFault) return this.schema(context);
      throw error;
    }
  }

  /** Forgets tables and procedures. Statements under way keep those they began with. */
  forget(): void {
    this.#asked = undefined;
  }

  /** When tables and procedures were asked for, in milliseconds since 1970; undefined while they are not known. */
  get discoveredAt(): number | undefined {
    return this.#asked?.at;
  }

  async #ask(context: SourceContext): Promise<CatalogSchema> {
    const schema = await this.connector.discover(context);
    return {
      ...schema,
      name: this.name,
      tables: offeredTables(schema.tables, this.values.get('Tables'), this.name),
      procedures: [...this.signInProcedures, ...schema.procedures],
    };
  }

  /** The procedures of signing in, which are there before anything can be discovered. */
  get signInProcedures(): readonly Procedure[] {
    return this.signIn?.offersProcedures ? signInProcedures : [];
  }
}

/** Those of the tables that the property Tables names; all where it names none. Throws `unknown_table`. */
function offeredTables(
  tables: readonly Table[],
  property: string | number | boolean | undefined,
  source: string,
): readonly Table[] {
  const names = String(property ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return tables;
  const offered = new Set(
    names.map((name) => {
      const table = tables.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (table) return table;
      const meant = nearest(
        name,
        tables.map((one) => one.name),
      );
      throw driverError(
        'unknown_table',
        `The property Tables names ${name}, which ${source} does not have.`,
        meant === undefined ? {} : { hint: `Did you mean ${meant}?` },
      );
    }),
  );
  return tables.filter((table) => offered.has(table));
}
