import { type Catalog, findSchema, findTable } from '../catalog/catalog.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Table } from '../catalog/table.ts';
import { driverError } from '../errors.ts';
import { shownSchema } from '../sql/dialect/spelling.ts';
import type { TableReference } from './engine.ts';

/** A table of the catalog under the name of its schema. */
export interface ResolvedTable {
  readonly schema: string;
  readonly table: Table;
}

/**
 * Finds the table that a name means. The engine would take the first of several; a statement whose meaning depends on
 * the order of sources is refused instead. Throws `unknown_table`, `ambiguous_table`, `forbidden_object`.
 */
export function resolveTable(reference: TableReference, catalog: Catalog): ResolvedTable {
  const { schema, name, position } = reference;
  if (schema !== undefined) {
    const found = findSchema(catalog, schema);
    const table = found === undefined ? undefined : findTable(found, name);
    if (found === undefined || table === undefined) throw unknownTable(reference, catalog);
    return { schema: found.name, table };
  }
  const found = catalog.schemas.flatMap((candidate) => {
    const table = candidate.qualifiedOnly ? undefined : findTable(candidate, name);
    return table === undefined ? [] : [{ schema: candidate.name, table }];
  });
  if (found.length > 1) {
    const names = found.map((one) => `${one.schema}.${one.table.name}`);
    throw driverError('ambiguous_table', `The table name "${name}" is ambiguous: ${names.join(' or ')}.`, {
      position,
    });
  }
  if (found[0] === undefined) throw unknownTable(reference, catalog);
  return found[0];
}

function unknownTable({ schema, name, position }: TableReference, catalog: Catalog) {
  if (schema === undefined && /[/\\:*?]|\.\w+$/.test(name)) {
    const message = `"${name}" is no table of the connection; files and addresses are not read.`;
    return driverError('forbidden_object', message, { position });
  }
  const source = schema === undefined ? undefined : findSchema(catalog, schema);
  const inReach = (source === undefined ? catalog.schemas : [source]).flatMap((one) =>
    one.tables.map((table) => ({ schema: one.name, name: table.name })),
  );
  const names = inReach.map((table) => table.name);
  const near = nearest(name, names);
  const [hit, another] = inReach.filter((table) => table.name === near);
  const written = schema === undefined ? name : `${shownSchema(schema)}.${name}`;
  return driverError('unknown_table', `There is no table "${written}".`, { position, hint: hint() });

  function hint(): string | undefined {
    if (hit !== undefined) {
      const qualified = schema !== undefined || another !== undefined;
      return `Did you mean ${qualified ? `${hit.schema}.${hit.name}` : hit.name}?`;
    }
    if (schema === undefined || source !== undefined) return undefined;
    return `The sources are: ${catalog.schemas.map((one) => one.name).join(', ')}.`;
  }
}
