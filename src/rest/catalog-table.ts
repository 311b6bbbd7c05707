import type { Column, Table } from '../catalog/table.ts';
import type { ColumnDeclaration, TableDeclaration } from './declaration.ts';

/** A declared table as the catalog shows it. */
export function catalogTable(table: TableDeclaration): Table {
  return {
    name: table.name,
    description: table.description,
    columns: table.columns.map(catalogColumn),
    primaryKey: table.primaryKey,
    foreignKeys: table.foreignKeys ?? [],
    requiredKeys: table.requiredKeys ?? [],
    scopes: table.scopes ?? [],
  };
}

function catalogColumn({
  name,
  type,
  nullable,
  description,
  enumeration,
  custom,
  warning,
}: ColumnDeclaration): Column {
  return {
    name,
    type,
    nullable: nullable ?? true,
    ...(description === undefined ? {} : { description }),
    ...(enumeration === undefined ? {} : { enumeration }),
    ...(custom === undefined ? {} : { custom }),
    ...(warning === undefined ? {} : { warning }),
  };
}
