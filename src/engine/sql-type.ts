import type { DuckDBType } from '@duckdb/node-api';
import type { CatalogSchema } from '../catalog/catalog.ts';
import { type DataType, elementType, isArrayType, type ScalarType } from '../catalog/data-type.ts';
import type { Column, Table } from '../catalog/table.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import type { RunTable } from './engine.ts';

const largestWidth = 38;

/** The width and scale of `decimal(w,s)`, as far as the engine can hold them; undefined for other types. */
export function decimalShape(type: DataType): { readonly width: number; readonly scale: number } | undefined {
  const shape = /^decimal\((\d+),(\d+)\)$/.exec(type);
  if (shape === null) return undefined;
  const width = Math.min(largestWidth, Math.max(1, Number(shape[1])));
  return { width, scale: Math.min(width, Number(shape[2])) };
}

/** The engine's spelling of a type. */
export function engineType(type: DataType): string {
  if (isArrayType(type)) return `${engineType(elementType(type))}[]`;
  const shape = decimalShape(type);
  if (shape !== undefined) return `DECIMAL(${shape.width},${shape.scale})`;
  switch (type as Exclude<ScalarType, `decimal(${number},${number})`>) {
    case 'text':
      return 'VARCHAR';
    case 'boolean':
      return 'BOOLEAN';
    case 'integer':
      return 'INTEGER';
    case 'bigint':
      return 'BIGINT';
    case 'double':
      return 'DOUBLE';
    case 'timestamp with time zone':
      return 'TIMESTAMP WITH TIME ZONE';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'interval':
      return 'INTERVAL';
    case 'uuid':
      return 'UUID';
    case 'bytea':
      return 'BLOB';
    case 'json':
      return 'JSON';
  }
}

/** A table's full name in the engine. */
export function qualifiedName(database: string, schema: string, table: string): string {
  return [database, schema, table].map(quoteIdentifier).join('.');
}

/** The statement that makes `table` in the engine, empty. Planned and run tables must not differ in anything. */
export function createTable(database: string, schema: string, table: Table): string {
  return createRows(qualifiedName(database, schema, table.name), table.columns);
}

/**
 * The statements that make a table of a run. Where only some columns are stored, it is a view over these in which
 * the others are NULL: nobody reads them, yet their names must bind, and to store NULLs takes time.
 */
export function createRunTable(database: string, target: RunTable): readonly string[] {
  const { schema, table } = target;
  const stored = storedColumns(target);
  const rows = qualifiedName(database, schema, rowsTable(database, target));
  if (stored === table.columns) return [createRows(rows, stored)];
  const columns = table.columns.map((column) => {
    const name = quoteIdentifier(column.name);
    return stored.includes(column) ? name : `CAST(NULL AS ${engineType(column.type)}) AS ${name}`;
  });
  const view = qualifiedName(database, schema, table.name);
  return [createRows(rows, stored), `CREATE VIEW ${view} AS SELECT ${columns.join(', ')} FROM ${rows}`];
}

/** The name of the table that holds the rows of a run's table. No source has a name like it. */
export function rowsTable(database: string, target: RunTable): string {
  const { name, columns } = target.table;
  return storedColumns(target) === columns ? name : `${name} of ${database}`;
}

/** The columns of a run's table that hold values: at least one, for a table without any cannot be. */
export function storedColumns({ table, columns }: RunTable): readonly Column[] {
  if (columns === undefined) return table.columns;
  const stored = table.columns.filter(({ name }) => columns.includes(name));
  if (stored.length === table.columns.length) return table.columns;
  return stored.length > 0 ? stored : table.columns.slice(0, 1);
}

function createRows(name: string, columns: readonly Column[]): string {
  return `CREATE TABLE ${name} (${columns.map(columnDefinition).join(', ')})`;
}

function columnDefinition(column: Column): string {
  const folded = column.type === 'text' && column.enumeration !== undefined;
  return `${quoteIdentifier(column.name)} ${engineType(column.type)}${folded ? ' COLLATE NOCASE' : ''}`;
}

/** The value of `search_path` that finds unqualified names in the order of the catalog. */
export function searchPath(database: string, schemas: readonly CatalogSchema[]): string {
  return schemas.map((schema) => `${quoteIdentifier(database)}.${quoteIdentifier(schema.name)}`).join(',');
}

/** How a result column is typed for the caller. What has no counterpart is json where it is nested, else text. */
export function resultType(type: DuckDBType): DataType {
  const name = type.toString();
  if (type.alias === 'JSON') return 'json';
  if (name.endsWith(']')) {
    const element = (type as { valueType?: DuckDBType }).valueType;
    const inner = element === undefined ? 'json' : resultType(element);
    return isArrayType(inner) || inner === 'json' ? 'json' : `${inner}[]`;
  }
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(name);
  if (decimal !== null) return `decimal(${Number(decimal[1])},${Number(decimal[2])})`;
  if (/^(?:STRUCT|MAP|UNION|VARIANT)/.test(name)) return 'json';
  switch (name) {
    case 'BOOLEAN':
      return 'boolean';
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'UTINYINT':
    case 'USMALLINT':
      return 'integer';
    case 'UINTEGER':
    case 'BIGINT':
      return 'bigint';
    // Sums of integers are HUGEINT: PostgreSQL's numeric without decimals.
    case 'UBIGINT':
    case 'HUGEINT':
    case 'UHUGEINT':
      return 'decimal(38,0)';
    case 'FLOAT':
    case 'DOUBLE':
      return 'double';
    case 'DATE':
      return 'date';
    case 'TIME':
      return 'time';
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
      return 'timestamp';
    case 'TIMESTAMP WITH TIME ZONE':
      return 'timestamp with time zone';
    case 'INTERVAL':
      return 'interval';
    case 'UUID':
      return 'uuid';
    case 'BLOB':
      return 'bytea';
    default:
      return 'text';
  }
}
