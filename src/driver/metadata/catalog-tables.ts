import type { Column, Table } from '../../catalog/table.ts';
import type { SourceContext } from '../../spi/connector.ts';
import type { Source } from '../source.ts';
import {
  type MetadataColumn,
  type MetadataSubject,
  type MetadataTable,
  metadataTable,
} from './metadata-table.ts';
import { typeFacts } from './type-facts.ts';

/** The one catalog of a connection; it may be written before the schema of a table. */
export const catalogName = 'sqluice';

/** A table or view of the connection. */
export interface TableItem {
  readonly schema: string;
  readonly table: Table;
  /** The source that has it; undefined for a view of the user. */
  readonly source: Source | undefined;
}

/** A column with its place in its table, from 1. */
export interface ColumnItem extends TableItem {
  readonly column: Column;
  readonly ordinal: number;
}

/** All tables of the catalog, and views. */
export async function* tableItems(
  subject: MetadataSubject,
  context: SourceContext,
): AsyncIterable<TableItem> {
  for (const { name, tables } of (await subject.catalog(context)).schemas) {
    const source = subject.sources.find((one) => one.name === name);
    for (const table of tables) yield { schema: name, table, source };
  }
}

/** All columns of all tables. */
export async function* columnItems(
  subject: MetadataSubject,
  context: SourceContext,
): AsyncIterable<ColumnItem> {
  for await (const item of tableItems(subject, context)) {
    for (const [index, column] of item.table.columns.entries()) yield { ...item, column, ordinal: index + 1 };
  }
}

/** The columns that name a table. */
export const tableNames: Readonly<Record<string, MetadataColumn<TableItem>>> = {
  CatalogName: ['text', () => catalogName],
  SchemaName: ['text', ({ schema }) => schema],
  TableName: ['text', ({ table }) => table.name],
};

/** What the catalog, the schemas, the tables and the columns are called. */
export const catalogTables: readonly MetadataTable[] = [
  metadataTable({
    name: 'sys_catalogs',
    description: 'The one catalog of the connection.',
    discovers: false,
    columns: { CatalogName: ['text', (name: string) => name] },
    items: () => [catalogName],
  }),
  metadataTable<{ readonly name: string; readonly source: Source | undefined }>({
    name: 'sys_schemas',
    description: 'The sources of the connection, each a schema, and the schema of the views.',
    discovers: false,
    columns: {
      CatalogName: ['text', () => catalogName],
      SchemaName: ['text', ({ name }) => name],
      Connector: ['text', ({ source }) => source?.connector.name],
      DiscoveredAt: ['timestamp with time zone', ({ source }) => microseconds(source?.discoveredAt)],
    },
    items: ({ sources, viewSchemas }) => [
      ...sources.map((source) => ({ name: source.name, source })),
      ...viewSchemas.map((name) => ({ name, source: undefined })),
    ],
  }),
  metadataTable<TableItem>({
    name: 'sys_tables',
    description: 'Tables and views.',
    discovers: true,
    columns: {
      ...tableNames,
      TableType: ['text', ({ source }) => (source ? 'TABLE' : 'VIEW')],
      Description: ['text', ({ table }) => table.description],
      IsUpdateable: ['boolean', ({ source }) => source?.connector.write !== undefined],
      Scopes: ['text', ({ table }) => table.scopes.join(' ') || undefined],
      RequiredColumns: [
        'text',
        ({ table }) => table.requiredKeys.map(({ column }) => column).join(', ') || undefined,
      ],
    },
    items: tableItems,
  }),
  metadataTable<ColumnItem>({
    name: 'sys_tablecolumns',
    description: 'Columns of tables and views.',
    discovers: true,
    columns: {
      ...tableNames,
      ColumnName: ['text', ({ column }) => column.name],
      DataTypeName: ['text', ({ column }) => column.type],
      DataType: ['integer', ({ column }) => typeFacts(column.type).code],
      Length: ['integer', () => null],
      NumericPrecision: ['integer', ({ column }) => typeFacts(column.type).precision],
      NumericScale: ['integer', ({ column }) => typeFacts(column.type).scale],
      IsNullable: ['boolean', ({ column }) => column.nullable],
      Description: ['text', ({ column }) => column.description],
      Ordinal: ['integer', ({ ordinal }) => ordinal],
      IsAutoIncrement: ['boolean', () => false],
      IsGeneratedColumn: ['boolean', () => false],
      IsReadOnly: ['boolean', ({ source }) => source?.connector.write === undefined],
      IsKey: ['boolean', ({ table, column }) => table.primaryKey.includes(column.name)],
      IsHidden: ['boolean', () => false],
      Values: ['text', ({ column }) => column.enumeration?.join(',')],
      IsCustom: ['boolean', ({ column }) => column.custom ?? false],
    },
    items: columnItems,
  }),
];

/** Milliseconds as microseconds. */
export function microseconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds * 1000);
}
