import { type Catalog, type CatalogSchema, findTable } from '../../catalog/catalog.ts';
import { nearest } from '../../catalog/nearest.ts';
import type { Table } from '../../catalog/table.ts';
import type { Engine, ParsedStatement, StatementSettings, TableReference } from '../../engine/engine.ts';
import { DriverError, driverError } from '../../errors.ts';
import { type NamedQuery, withNamedQueries } from '../../sql/named-query.ts';
import { type ViewDefinition, viewError } from './view-definition.ts';

/** A view that was read, with the views that it reads itself. */
interface ParsedView {
  readonly definition: ViewDefinition;
  readonly statement: ParsedStatement;
}

/** What planning a view takes. */
export interface ViewContext {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly settings: StatementSettings;
}

/**
 * The views of a connection. A statement that reads some is planned and run with them before it as common tables, so
 * that conditions reach through them like through any subquery.
 */
export class UserViews {
  readonly #definitions: readonly ViewDefinition[];
  readonly #parsed = new Map<ViewDefinition, Promise<ParsedStatement>>();
  /** Columns of views by the catalog that they were found with. */
  readonly #described = new WeakMap<Catalog, Map<ViewDefinition, Promise<Table>>>();

  constructor(definitions: readonly ViewDefinition[]) {
    const names = definitions.map(({ schema, name }) => `${schema}.${name}`.toLowerCase());
    const twice = definitions.find((_, index) => names.indexOf(names[index]!) < index);
    if (twice) {
      throw driverError('bad_property_value', `There are two views ${twice.schema}.${twice.name}.`, {
        detail: `In ${definitions
          .filter((one) => one.name.toLowerCase() === twice.name.toLowerCase())
          .map(({ file }) => file)
          .join(' and ')}.`,
        hint: 'Give each a name of its own.',
      });
    }
    this.#definitions = definitions;
  }

  /** The schemas of the views. */
  get schemaNames(): readonly string[] {
    return [...new Set(this.#definitions.map(({ schema }) => schema))];
  }

  /** Whether a schema of this name is one of views. */
  haveSchema(schema: string | undefined): boolean {
    return this.schemaNames.some((name) => name.toLowerCase() === schema?.toLowerCase());
  }

  /**
   * The views that the tables of a statement mean, and those that these read, each behind what it reads. Throws
   * `unknown_table`, `invalid_query` for views that read themselves.
   */
  async readBy(tables: readonly TableReference[], engine: Engine): Promise<readonly ParsedView[]> {
    const found = new Map<ViewDefinition, ParsedView>();
    const visit = async (references: readonly TableReference[], above: readonly ViewDefinition[]) => {
      for (const reference of references) {
        const definition = this.#find(reference);
        if (definition === undefined || found.has(definition)) continue;
        if (above.includes(definition)) {
          const circle = [...above.slice(above.indexOf(definition)), definition].map(({ name }) => name);
          throw viewError(
            definition,
            driverError('invalid_query', `It reads itself: ${circle.join(' → ')}.`),
          );
        }
        const statement = await this.#parse(definition, engine);
        await visit(statement.tables, [...above, definition]);
        found.set(definition, { definition, statement });
      }
    };
    await visit(tables, []);
    return [...found.values()];
  }

  /** The statement with the views that it reads. Throws `ambiguous_table` where a source has a table of such a name. */
  async expand(
    statement: ParsedStatement,
    views: readonly ParsedView[],
    context: ViewContext,
  ): Promise<ParsedStatement> {
    for (const reference of statement.tables) this.#refuseAmbiguity(reference, context.catalog);
    const queries = await Promise.all(
      views.map(async ({ definition, statement: { sql } }): Promise<NamedQuery> => {
        const { name, columns } = await this.#describe(definition, context);
        return { schema: definition.schema, name, columns: columns.map((column) => column.name), sql };
      }),
    );
    return context.engine.parse(withNamedQueries(statement.text, queries));
  }

  /** All views as the catalog shows them. One that cannot be planned is left out, with a warning. */
  async schemas(context: ViewContext): Promise<readonly CatalogSchema[]> {
    return Promise.all(
      this.schemaNames.map(async (name) => {
        const tables: Table[] = [];
        const warnings: string[] = [];
        for (const definition of this.#definitions.filter(({ schema }) => schema === name)) {
          try {
            tables.push(await this.#describe(definition, context));
          } catch (error) {
            if (!(error instanceof DriverError)) throw error;
            warnings.push(error.message);
          }
        }
        return { name, tables, procedures: [], warnings };
      }),
    );
  }

  #find({ schema, name, position }: TableReference): ViewDefinition | undefined {
    const wanted = name.toLowerCase();
    const inSchema = this.#definitions.filter(
      (view) => schema === undefined || view.schema.toLowerCase() === schema.toLowerCase(),
    );
    const found = inSchema.find((view) => view.name.toLowerCase() === wanted);
    if (found !== undefined || schema === undefined || inSchema.length === 0) return found;
    const meant = nearest(
      name,
      inSchema.map((view) => view.name),
    );
    throw driverError('unknown_table', `There is no view "${schema}.${name}".`, {
      position,
      ...(meant === undefined ? {} : { hint: `Did you mean ${schema}.${meant}?` }),
    });
  }

  #refuseAmbiguity(reference: TableReference, catalog: Catalog): void {
    const view = reference.schema === undefined ? this.#find(reference) : undefined;
    if (view === undefined) return;
    const others = catalog.schemas.filter((schema) => !schema.qualifiedOnly && findTable(schema, view.name));
    if (others.length === 0) return;
    const names = [...others.map(({ name }) => name), view.schema].map((schema) => `${schema}.${view.name}`);
    throw driverError(
      'ambiguous_table',
      `The table name "${reference.name}" is ambiguous: ${names.join(' or ')}.`,
      {
        position: reference.position,
      },
    );
  }

  #parse(definition: ViewDefinition, engine: Engine): Promise<ParsedStatement> {
    const known = this.#parsed.get(definition);
    if (known) return known;
    const parsed = engine.parse(definition.sql).catch((error) => {
      throw viewError(definition, error);
    });
    this.#parsed.set(definition, parsed);
    return parsed;
  }

  #describe(definition: ViewDefinition, context: ViewContext): Promise<Table> {
    const known = this.#described.get(context.catalog) ?? new Map<ViewDefinition, Promise<Table>>();
    this.#described.set(context.catalog, known);
    const described = known.get(definition) ?? this.#plan(definition, context);
    known.set(definition, described);
    return described;
  }

  async #plan(definition: ViewDefinition, context: ViewContext): Promise<Table> {
    try {
      const statement = await this.#parse(definition, context.engine);
      const views = await this.readBy(statement.tables, context.engine);
      const expanded = views.length === 0 ? statement : await this.expand(statement, views, context);
      const { columns } = await context.engine.plan(expanded, context.catalog, {
        ...context.settings,
        parameters: [],
      });
      const names = distinctNames(columns.map(({ name }) => name));
      return {
        name: definition.name,
        description: `The view in ${definition.file}.`,
        columns: columns.map(({ type }, index) => ({ name: names[index]!, type, nullable: true })),
        primaryKey: [],
        foreignKeys: [],
        requiredKeys: [],
        scopes: [],
      };
    } catch (error) {
      throw viewError(definition, error);
    }
  }
}

/** Names that a table can have together: one that came before, in whatever case, gets `_2`, `_3` … behind it. */
function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let number = 2; taken.has(distinct.toLowerCase()); number++) distinct = `${name}_${number}`;
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}
