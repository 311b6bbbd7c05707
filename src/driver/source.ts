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
  #schema: Promise<CatalogSchema> | undefined;

  constructor(name: string, connector: Connector, values: PropertyValues, sandbox: boolean, signIn?: SignIn) {
    this.name = name;
    this.connector = connector;
    this.values = values;
    this.sandbox = sandbox;
    this.signIn = signIn;
  }

  /** Tables and procedures; asked for once, by whoever needs them first, and again after a failure or a refresh. */
  async schema(context: SourceContext, refresh = false): Promise<CatalogSchema> {
    if (refresh) this.#schema = undefined;
    this.#schema ??= this.#ask(context);
    const asked = this.#schema;
    try {
      return await asked;
    } catch (error) {
      if (this.#schema === asked) this.#schema = undefined;
      // Another statement asked for both of us, and was cancelled: that is no reason to fail here.
      const othersFault = error instanceof CancelledError && context.signal?.aborted === false;
      if (othersFault) return this.schema(context);
      throw error;
    }
  }

  async #ask(context: SourceContext): Promise<CatalogSchema> {
    const { tables, procedures, warnings } = await this.connector.discover(context);
    return {
      name: this.name,
      tables: offeredTables(tables, this.values.get('Tables'), this.name),
      procedures: [...this.signInProcedures, ...procedures],
      warnings,
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
