import type { Batch } from '../../catalog/batch.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { DataType, Value } from '../../catalog/data-type.ts';
import type { Table } from '../../catalog/table.ts';
import type { SourceContext } from '../../spi/connector.ts';
import type { Filter } from '../../spi/filter.ts';
import type { Source } from '../source.ts';
import type { RequestLog } from './request-log.ts';

/** What the metadata of a connection is about. */
export interface MetadataSubject {
  readonly sources: readonly Source[];
  readonly requests: RequestLog;
  /** The schemas of the sources and of the user's views; asks the sources that were not asked yet. */
  catalog(context: SourceContext): Promise<Catalog>;
  /** The names of the schemas of the user's views. */
  readonly viewSchemas: readonly string[];
}

/** A table whose rows are what the driver knows. */
export interface MetadataTable {
  readonly table: Table;
  /** Whether its rows tell of tables, which the sources are asked for first. */
  readonly discovers: boolean;
  /** The given columns of the rows: of all, or at least of those that fit the filters. */
  read(
    columns: readonly string[],
    subject: MetadataSubject,
    context: SourceContext,
    filters: readonly Filter[],
  ): AsyncIterable<Batch>;
}

/** Type of a column, and its value for what a row is about. */
export type MetadataColumn<Item> = readonly [type: DataType, value: (item: Item) => Value | undefined];

/** A metadata table as it is declared. */
export interface MetadataDefinition<Item> {
  readonly name: string;
  readonly description: string;
  readonly discovers: boolean;
  readonly columns: Readonly<Record<string, MetadataColumn<Item>>>;
  /** What the rows are about, in their order. What does not fit the filters may be left out. */
  items(
    subject: MetadataSubject,
    context: SourceContext,
    filters: readonly Filter[],
  ): Iterable<Item> | AsyncIterable<Item>;
}

const rowsOfPage = 1000;

/** Makes the table of a definition. A column whose value is undefined is NULL. */
export function metadataTable<Item>(definition: MetadataDefinition<Item>): MetadataTable {
  const { name, description, discovers, columns, items } = definition;
  return {
    table: {
      name,
      description,
      columns: Object.entries(columns).map(([column, [type]]) => ({ name: column, type, nullable: true })),
      primaryKey: [],
      foreignKeys: [],
      requiredKeys: [],
      scopes: [],
    },
    discovers,
    async *read(wanted, subject, context, filters) {
      const values = wanted.map((column) => columns[column]![1]);
      const batchOf = (page: readonly Item[]): Batch => ({
        rowCount: page.length,
        columns: values.map((value) => page.map((item) => value(item) ?? null)),
      });
      let page: Item[] = [];
      for await (const item of items(subject, context, filters)) {
        context.signal?.throwIfAborted();
        page.push(item);
        if (page.length < rowsOfPage) continue;
        yield batchOf(page);
        page = [];
      }
      if (page.length > 0) yield batchOf(page);
    },
  };
}
