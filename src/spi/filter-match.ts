import type { Value } from '../catalog/data-type.ts';
import type { Table } from '../catalog/table.ts';
import type { Filter } from './filter.ts';

/** Whether a row may fit; never false for a row that does. Values by position in the scan's columns. */
export type RowMatch = (columns: readonly (readonly Value[])[], row: number) => boolean;

/**
 * Compiles filters for the rows of a scan, to leave out rows that do not fit before the engine does. Where a filter's
 * meaning is the engine's alone (ranges of text, decimals), every row may fit; undefined where that is so for all.
 */
export function compileMatch(
  filters: readonly Filter[],
  table: Table,
  columns: readonly string[],
): RowMatch | undefined {
  const matches = filters.flatMap((filter) => compile(filter, table, columns) ?? []);
  if (matches.length === 0) return undefined;
  return (values, row) => matches.every((match) => match(values, row));
}

function compile(filter: Filter, table: Table, columns: readonly string[]): RowMatch | undefined {
  switch (filter.kind) {
    case 'never':
      return () => false;
    case 'and':
      return compileMatch(filter.filters, table, columns);
    case 'or': {
      const parts = filter.filters.map((part) => compile(part, table, columns));
      if (!parts.every((part) => part !== undefined)) return undefined;
      return (values, row) => parts.some((part) => part(values, row));
    }
    default: {
      const position = columns.indexOf(filter.column);
      const column = table.columns.find(({ name }) => name === filter.column);
      if (position < 0 || !column) return undefined;
      const test = compileTest(filter, column.enumeration !== undefined);
      return test && ((values, row) => test(values[position]?.[row] ?? null));
    }
  }
}

type ColumnFilter = Exclude<Filter, { readonly kind: 'and' | 'or' } | { readonly kind: 'never' }>;

function compileTest(filter: ColumnFilter, caseless: boolean): ((value: Value) => boolean) | undefined {
  const fold = (value: Value) => (caseless && typeof value === 'string' ? value.toLowerCase() : value);
  switch (filter.kind) {
    case 'null':
      return (value) => (value === null) !== filter.negated;
    case 'starts':
      return (value) => typeof value === 'string' && value.startsWith(filter.value);
    case 'ends':
      return (value) => typeof value === 'string' && value.endsWith(filter.value);
    case 'contains':
      return (value) => typeof value === 'string' && value.includes(filter.value);
    case 'in': {
      if (!filter.values.every(isPlain)) return undefined;
      const wanted = new Set(filter.values.map(fold));
      return (value) => wanted.has(fold(value));
    }
    case 'compare': {
      if (!isPlain(filter.value) || (typeof filter.value === 'string' && isRange(filter.operator)))
        return undefined;
      if (caseless && filter.operator === '<>') return undefined;
      const wanted = fold(filter.value);
      return (value) =>
        value !== null && (Number.isNaN(value) || holds(filter.operator, fold(value), wanted));
    }
  }
}

/** Values that JavaScript compares as the engine does. */
function isPlain(value: Value): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function isRange(operator: string): boolean {
  return operator !== '=' && operator !== '<>';
}

function holds(operator: string, value: Value, wanted: Value): boolean {
  // Integers of both kinds compare by value only under these operators, not under ===.
  const [left, right] = [value as number, wanted as number];
  switch (operator) {
    case '=':
      return left >= right && left <= right;
    case '<>':
      return left < right || left > right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}
