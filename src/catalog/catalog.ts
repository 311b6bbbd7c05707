import type { Schema, Table } from './table.ts';

/** The schemas of a connection under their names, in the order in which unqualified names are resolved. */
export interface Catalog {
  readonly schemas: readonly CatalogSchema[];
}

/** A schema with the name that the connection gave its source. */
export interface CatalogSchema extends Schema {
  readonly name: string;
}

/** The table `name` of `schema`, names without regard to case. */
export function findTable(schema: Schema, name: string): Table | undefined {
  const wanted = name.toLowerCase();
  return schema.tables.find((table) => table.name.toLowerCase() === wanted);
}

/** The schema `name`, without regard to case. */
export function findSchema(catalog: Catalog, name: string): CatalogSchema | undefined {
  const wanted = name.toLowerCase();
  return catalog.schemas.find((schema) => schema.name.toLowerCase() === wanted);
}
