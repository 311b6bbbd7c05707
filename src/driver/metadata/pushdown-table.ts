import { setImmediate } from 'node:timers/promises';
import { type DataType, isArrayType, type Value } from '../../catalog/data-type.ts';
import type { Column, Table } from '../../catalog/table.ts';
import type { Connector, ScanOffer, SourceContext } from '../../spi/connector.ts';
import type { Filter, Support } from '../../spi/filter.ts';
import { type ColumnItem, columnItems, tableNames } from './catalog-tables.ts';
import { type MetadataSubject, type MetadataTable, metadataTable } from './metadata-table.ts';

/** How a source takes one operator on one column. */
interface PushdownItem extends ColumnItem {
  readonly operator: string;
  readonly support: Support;
  readonly offer: ScanOffer;
}

/** Asks each source what it would do with each operator on each column, exactly as the planner asks it. */
export const pushdownTable: MetadataTable = metadataTable<PushdownItem>({
  name: 'sys_pushdown',
  description:
    'Which conditions sources are asked to check: exact, inexact (checked again here) or unsupported.',
  discovers: true,
  columns: {
    ...tableNames,
    ColumnName: ['text', ({ column }) => column.name],
    Operator: ['text', ({ operator }) => operator],
    Support: ['text', ({ support }) => support],
    ReadBy: ['text', ({ offer }) => offer.read],
    MayLag: ['boolean', ({ offer }) => offer.eventual],
  },
  items: pushdownItems,
});

async function* pushdownItems(
  subject: MetadataSubject,
  context: SourceContext,
  filters: readonly Filter[],
): AsyncIterable<PushdownItem> {
  for await (const item of columnItems(subject, context)) {
    const { schema, table, column, source } = item;
    const names = { SchemaName: schema, TableName: table.name, ColumnName: column.name };
    if (!source || !filters.every((filter) => mayFit(filter, names))) continue;
    // Sources are asked ten thousand times: other work gets its turn in between.
    await setImmediate();
    for (const [operator, filter] of filtersOn(column)) {
      const offer = offerFor(source.connector, table, filter);
      yield { ...item, operator, support: offer.support.at(-1) ?? 'unsupported', offer };
    }
  }
}

/** False only where a filter asks for other names than these. */
function mayFit(filter: Filter, names: Readonly<Record<string, string>>): boolean {
  const name = 'column' in filter ? names[filter.column] : undefined;
  if (name === undefined) return true;
  if (filter.kind === 'in') return filter.values.includes(name);
  return filter.kind !== 'compare' || filter.operator !== '=' || filter.value === name;
}

/** What the table cannot be listed without is given, so that the answer is about the filter alone. */
function offerFor(connector: Connector, table: Table, filter: Filter): ScanOffer {
  const given = table.requiredKeys
    .filter(({ column }) => !('column' in filter && filter.column === column))
    .flatMap(({ column: name }): readonly Filter[] => {
      const column = table.columns.find((one) => one.name === name);
      return column ? [{ kind: 'compare', column: name, operator: '=', value: sampleOf(column) }] : [];
    });
  const columns = table.columns.map(({ name }) => name);
  return connector.offer({ table: table.name, columns, filters: [...given, filter] });
}

function* filtersOn(column: Column): Iterable<readonly [operator: string, filter: Filter]> {
  const { name } = column;
  if (isComparable(column.type)) {
    const value = sampleOf(column);
    for (const operator of ['=', '<>', '<', '<=', '>', '>='] as const)
      yield [operator, { kind: 'compare', column: name, operator, value }];
    yield ['IN', { kind: 'in', column: name, values: [value, otherSampleOf(column)] }];
    if (column.type === 'text') {
      yield ['LIKE a%', { kind: 'starts', column: name, value: String(value) }];
      yield ['LIKE %a', { kind: 'ends', column: name, value: String(value) }];
      yield ['LIKE %a%', { kind: 'contains', column: name, value: String(value) }];
    }
  }
  yield ['IS NULL', { kind: 'null', column: name, negated: false }];
  yield ['IS NOT NULL', { kind: 'null', column: name, negated: true }];
}

function isComparable(type: DataType): boolean {
  return !isArrayType(type) && type !== 'json';
}

/** Values that nothing is odd about. */
function sampleOf({ type, enumeration }: Column): Value {
  return enumeration?.[0] ?? samples(type)[0];
}

function otherSampleOf({ type, enumeration }: Column): Value {
  return enumeration?.[1] ?? enumeration?.[0] ?? samples(type)[1];
}

const newYear = Date.UTC(2024, 0, 1) * 1000;

function samples(type: DataType): readonly [Value, Value] {
  switch (type) {
    case 'boolean':
      return [true, false];
    case 'integer':
    case 'bigint':
    case 'double':
      return [1, 2];
    case 'timestamp':
    case 'timestamp with time zone':
      return [newYear, newYear + 1_000_000];
    case 'date':
      return [19_723, 19_724];
    case 'time':
      return ['12:00:00', '13:00:00'];
    case 'interval':
      return ['1 day', '2 days'];
    case 'uuid':
      return ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
    case 'bytea':
      return [Uint8Array.of(1), Uint8Array.of(2)];
    default:
      return type.startsWith('decimal') ? ['1', '2'] : ['a', 'b'];
  }
}
