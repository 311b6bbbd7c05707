import { type DataType, elementType, isArrayType, type ScalarType } from '../../catalog/data-type.ts';
import type { SourceContext } from '../../spi/connector.ts';
import { type ColumnItem, catalogName, columnItems, type TableItem, tableItems } from './catalog-tables.ts';
import { type ForeignKeyItem, foreignKeyItems, type PrimaryKeyItem, primaryKeyItems } from './key-tables.ts';
import {
  type MetadataColumn,
  type MetadataSubject,
  type MetadataTable,
  metadataTable,
} from './metadata-table.ts';
import { typeFacts } from './type-facts.ts';

/* Columns and words as in PostgreSQL 17, chapter 35, as far as they say anything here. */

const nothing: MetadataColumn<unknown> = ['text', () => null];
const catalog: MetadataColumn<unknown> = ['text', () => catalogName];
const yesOrNo = (value: boolean): string => (value ? 'YES' : 'NO');

type KeyItem = PrimaryKeyItem | ForeignKeyItem;

async function* keyColumnItems(subject: MetadataSubject, context: SourceContext): AsyncIterable<KeyItem> {
  yield* primaryKeyItems(subject, context);
  yield* foreignKeyItems(subject, context);
}

async function* constraintItems(subject: MetadataSubject, context: SourceContext): AsyncIterable<KeyItem> {
  for await (const item of keyColumnItems(subject, context)) if (item.ordinal === 1) yield item;
}

async function* foreignConstraints(
  subject: MetadataSubject,
  context: SourceContext,
): AsyncIterable<ForeignKeyItem> {
  for await (const item of foreignKeyItems(subject, context)) if (item.ordinal === 1) yield item;
}

const tableColumns: Readonly<Record<string, MetadataColumn<TableItem>>> = {
  table_catalog: catalog,
  table_schema: ['text', ({ schema }) => schema],
  table_name: ['text', ({ table }) => table.name],
};

const constraintColumns: Readonly<Record<string, MetadataColumn<KeyItem>>> = {
  constraint_catalog: catalog,
  constraint_schema: ['text', ({ schema }) => schema],
  constraint_name: ['text', ({ name }) => name],
};

/** The tables of information_schema. */
export const informationSchemaTables: readonly MetadataTable[] = [
  metadataTable<string>({
    name: 'schemata',
    description: 'Sources, each a schema, and the schema of the views.',
    discovers: false,
    columns: { catalog_name: catalog, schema_name: ['text', (name) => name], schema_owner: nothing },
    items: ({ sources, viewSchemas }) => [...sources.map(({ name }) => name), ...viewSchemas],
  }),
  metadataTable<TableItem>({
    name: 'tables',
    description: 'Tables and views.',
    discovers: true,
    columns: {
      ...tableColumns,
      table_type: ['text', ({ source }) => (source ? 'BASE TABLE' : 'VIEW')],
      self_referencing_column_name: nothing,
      reference_generation: nothing,
      user_defined_type_catalog: nothing,
      user_defined_type_schema: nothing,
      user_defined_type_name: nothing,
      is_insertable_into: ['text', ({ source }) => yesOrNo(source?.connector.write !== undefined)],
      is_typed: ['text', () => 'NO'],
      commit_action: nothing,
    },
    items: tableItems,
  }),
  metadataTable<ColumnItem>({
    name: 'columns',
    description: 'Columns of tables and views.',
    discovers: true,
    columns: {
      ...tableColumns,
      column_name: ['text', ({ column }) => column.name],
      ordinal_position: ['integer', ({ ordinal }) => ordinal],
      column_default: nothing,
      is_nullable: ['text', ({ column }) => yesOrNo(column.nullable)],
      data_type: ['text', ({ column }) => dataTypeName(column.type)],
      character_maximum_length: ['integer', () => null],
      character_octet_length: ['integer', () => null],
      numeric_precision: ['integer', ({ column }) => typeFacts(column.type).precision],
      numeric_precision_radix: ['integer', ({ column }) => (typeFacts(column.type).precision ? 10 : null)],
      numeric_scale: ['integer', ({ column }) => typeFacts(column.type).scale],
      datetime_precision: ['integer', ({ column }) => datetimePrecision(column.type)],
      interval_type: nothing,
      domain_name: nothing,
      udt_catalog: catalog,
      udt_schema: ['text', () => 'pg_catalog'],
      udt_name: ['text', ({ column }) => udtName(column.type)],
      is_identity: ['text', () => 'NO'],
      is_generated: ['text', () => 'NEVER'],
      is_updatable: ['text', ({ source }) => yesOrNo(source?.connector.write !== undefined)],
    },
    items: columnItems,
  }),
  metadataTable<KeyItem>({
    name: 'table_constraints',
    description: 'Primary and foreign keys.',
    discovers: true,
    columns: {
      ...constraintColumns,
      ...tableColumns,
      constraint_type: ['text', ({ kind }) => (kind === 'primary' ? 'PRIMARY KEY' : 'FOREIGN KEY')],
      is_deferrable: ['text', () => 'NO'],
      initially_deferred: ['text', () => 'NO'],
      enforced: ['text', () => 'NO'],
    },
    items: constraintItems,
  }),
  metadataTable<KeyItem>({
    name: 'key_column_usage',
    description: 'Columns of primary and of foreign keys.',
    discovers: true,
    columns: {
      ...constraintColumns,
      ...tableColumns,
      column_name: ['text', ({ column }) => column],
      ordinal_position: ['integer', ({ ordinal }) => ordinal],
      position_in_unique_constraint: ['integer', (item) => (item.kind === 'foreign' ? item.ordinal : null)],
    },
    items: keyColumnItems,
  }),
  metadataTable<ForeignKeyItem>({
    name: 'referential_constraints',
    description: 'Foreign keys, and the primary keys that they refer to.',
    discovers: true,
    columns: {
      ...constraintColumns,
      unique_constraint_catalog: catalog,
      unique_constraint_schema: ['text', ({ schema }) => schema],
      unique_constraint_name: ['text', ({ key }) => `${key.table}_pkey`],
      match_option: ['text', () => 'NONE'],
      update_rule: ['text', () => 'NO ACTION'],
      delete_rule: ['text', () => 'NO ACTION'],
    },
    items: foreignConstraints,
  }),
];

type PlainType = Exclude<ScalarType, `decimal(${number},${number})`>;

/** PostgreSQL's long and short names of types. */
const postgresNames: Readonly<Record<PlainType | 'decimal', readonly [long: string, short: string]>> = {
  text: ['text', 'text'],
  boolean: ['boolean', 'bool'],
  integer: ['integer', 'int4'],
  bigint: ['bigint', 'int8'],
  double: ['double precision', 'float8'],
  decimal: ['numeric', 'numeric'],
  'timestamp with time zone': ['timestamp with time zone', 'timestamptz'],
  timestamp: ['timestamp without time zone', 'timestamp'],
  date: ['date', 'date'],
  time: ['time without time zone', 'time'],
  interval: ['interval', 'interval'],
  uuid: ['uuid', 'uuid'],
  bytea: ['bytea', 'bytea'],
  json: ['json', 'json'],
};

function postgresName(type: ScalarType): readonly [long: string, short: string] {
  return type.startsWith('decimal') ? postgresNames.decimal : postgresNames[type as PlainType];
}

function dataTypeName(type: DataType): string {
  return isArrayType(type) ? 'ARRAY' : postgresName(type)[0];
}

function udtName(type: DataType): string {
  return isArrayType(type) ? `_${postgresName(elementType(type))[1]}` : postgresName(type)[1];
}

function datetimePrecision(type: DataType): number | null {
  if (type === 'date') return 0;
  return type === 'timestamp' || type === 'timestamp with time zone' || type === 'time' ? 6 : null;
}
