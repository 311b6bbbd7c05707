import { type Catalog, nearest, QueryError, type ResultColumn, type Table } from '../index.ts';

/** A table under the name of its schema. */
export interface SchemaTable {
  readonly schema: string;
  readonly table: Table;
}

/** All tables of a catalog. */
export function allTables(catalog: Catalog): SchemaTable[] {
  return catalog.schemas.flatMap(({ name, tables }) => tables.map((table) => ({ schema: name, table })));
}

/**
 * The tables that `name` (`Users` or `okta.Users`, without regard to case) means: all without a name, several where
 * two schemas have it. Throws `unknown_table`.
 */
export function selectTables(catalog: Catalog, name: string | undefined): readonly SchemaTable[] {
  const all = allTables(catalog);
  if (name === undefined) return all;
  const wanted = name.toLowerCase();
  const found = all.filter(({ schema, table }) =>
    [table.name, `${schema}.${table.name}`].some((known) => known.toLowerCase() === wanted),
  );
  if (found.length > 0) return found;
  const meant = nearest(
    name,
    all.flatMap(({ schema, table }) => [table.name, `${schema}.${table.name}`]),
  );
  throw new QueryError(
    'unknown_table',
    `The connection has no table ${name}.`,
    meant === undefined ? {} : { hint: `Did you mean ${meant}?` },
  );
}

/** Columns of the list of tables. */
export const tableColumns: readonly ResultColumn[] = textColumns(
  'Schema',
  'Table',
  'Key',
  'Needs',
  'Description',
);

/** The list of tables. */
export function tableRows(catalog: Catalog): (string | null)[][] {
  return allTables(catalog).map(({ schema, table }) => [
    schema,
    table.name,
    table.primaryKey.join(', ') || null,
    table.requiredKeys.map(({ column }) => column).join(', ') || null,
    table.description,
  ]);
}

/** Columns of the list of columns. */
export const columnColumns: readonly ResultColumn[] = textColumns(
  'Schema',
  'Table',
  'Column',
  'Type',
  'Nullable',
  'Values',
  'Description',
);

/** The list of columns. */
export function columnRows(tables: readonly SchemaTable[]): (string | null)[][] {
  return tables.flatMap(({ schema, table }) =>
    table.columns.map((column) => [
      schema,
      table.name,
      column.name,
      column.type,
      column.nullable ? 'yes' : 'no',
      column.enumeration?.join(', ') ?? null,
      column.description ?? null,
    ]),
  );
}

/** Text columns of these names. */
export function textColumns(...names: readonly string[]): ResultColumn[] {
  return names.map((name) => ({ name, type: 'text' }));
}
