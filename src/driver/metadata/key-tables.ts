import type { ForeignKey } from '../../catalog/table.ts';
import type { SourceContext } from '../../spi/connector.ts';
import { catalogName, type TableItem, tableItems, tableNames } from './catalog-tables.ts';
import {
  type MetadataColumn,
  type MetadataSubject,
  type MetadataTable,
  metadataTable,
} from './metadata-table.ts';

/** A column of a primary key. */
export interface PrimaryKeyItem extends TableItem {
  readonly kind: 'primary';
  readonly name: string;
  readonly column: string;
  /** Place in the key, from 1. */
  readonly ordinal: number;
}

/** A column of a foreign key. */
export interface ForeignKeyItem extends TableItem {
  readonly kind: 'foreign';
  readonly name: string;
  readonly column: string;
  readonly ordinal: number;
  readonly key: ForeignKey;
  /** The column that it refers to. */
  readonly referenced: string;
}

/** The primary keys of all tables, column by column. */
export async function* primaryKeyItems(
  subject: MetadataSubject,
  context: SourceContext,
): AsyncIterable<PrimaryKeyItem> {
  for await (const item of tableItems(subject, context)) {
    for (const [index, column] of item.table.primaryKey.entries())
      yield { ...item, kind: 'primary', name: `${item.table.name}_pkey`, column, ordinal: index + 1 };
  }
}

/** The foreign keys of all tables, column by column. Named as PostgreSQL names them. */
export async function* foreignKeyItems(
  subject: MetadataSubject,
  context: SourceContext,
): AsyncIterable<ForeignKeyItem> {
  for await (const item of tableItems(subject, context)) {
    for (const key of item.table.foreignKeys) {
      const name = `${item.table.name}_${key.columns.join('_')}_fkey`;
      for (const [index, column] of key.columns.entries())
        yield {
          ...item,
          kind: 'foreign',
          name,
          key,
          column,
          ordinal: index + 1,
          referenced: key.references[index]!,
        };
    }
  }
}

type KeyItem = PrimaryKeyItem | ForeignKeyItem;

async function* keyItems(subject: MetadataSubject, context: SourceContext): AsyncIterable<KeyItem> {
  yield* primaryKeyItems(subject, context);
  yield* foreignKeyItems(subject, context);
}

const references: Readonly<Record<string, MetadataColumn<KeyItem>>> = {
  ReferencedCatalogName: ['text', (item) => (item.kind === 'foreign' ? catalogName : undefined)],
  ReferencedSchemaName: ['text', (item) => (item.kind === 'foreign' ? item.schema : undefined)],
  ReferencedTableName: ['text', (item) => (item.kind === 'foreign' ? item.key.table : undefined)],
  ReferencedColumnName: ['text', (item) => (item.kind === 'foreign' ? item.referenced : undefined)],
};

const keyColumns: Readonly<Record<string, MetadataColumn<KeyItem>>> = {
  ...tableNames,
  ColumnName: ['text', ({ column }) => column],
  IsKey: ['boolean', ({ kind }) => kind === 'primary'],
  IsForeignKey: ['boolean', ({ kind }) => kind === 'foreign'],
  PrimaryKeyName: ['text', ({ kind, name }) => (kind === 'primary' ? name : undefined)],
  ForeignKeyName: ['text', ({ kind, name }) => (kind === 'foreign' ? name : undefined)],
  ...references,
};

/** Keys. The sources do not enforce them for us; they tell how tables join. */
export const keyTables: readonly MetadataTable[] = [
  metadataTable<KeyItem>({
    name: 'sys_keycolumns',
    description: 'Columns of primary and of foreign keys.',
    discovers: true,
    columns: keyColumns,
    items: keyItems,
  }),
  metadataTable<KeyItem>({
    name: 'sys_foreignkeys',
    description: 'Columns of foreign keys.',
    discovers: true,
    columns: {
      ...keyColumns,
      ForeignKeyType: ['text', () => 'FOREIGNKEY'],
      KeySeq: ['integer', ({ ordinal }) => ordinal],
    },
    items: foreignKeyItems,
  }),
  metadataTable<PrimaryKeyItem>({
    name: 'sys_primarykeys',
    description: 'Columns of primary keys.',
    discovers: true,
    columns: {
      ...tableNames,
      ColumnName: ['text', ({ column }) => column],
      KeySeq: ['integer', ({ ordinal }) => ordinal],
      KeyName: ['text', ({ name }) => name],
    },
    items: primaryKeyItems,
  }),
  metadataTable<PrimaryKeyItem>({
    name: 'sys_indexes',
    description: 'What a row is found by at once: primary keys.',
    discovers: true,
    columns: {
      ...tableNames,
      IndexName: ['text', ({ name }) => name],
      ColumnName: ['text', ({ column }) => column],
      IsUnique: ['boolean', () => true],
      IsPrimary: ['boolean', () => true],
      Type: ['integer', () => 3],
      SortOrder: ['text', () => null],
      OrdinalPosition: ['integer', ({ ordinal }) => ordinal],
    },
    items: primaryKeyItems,
  }),
];
