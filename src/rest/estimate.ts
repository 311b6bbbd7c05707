/** How many rows a scan is expected to fetch: rough, for choosing between ways of reading only. */
import type { Filter } from '../spi/filter.ts';
import type { Conjunct } from './conjuncts.ts';
import type { TableDeclaration } from './declaration.ts';

/** Rows of a table of which nothing is known: large enough that a full scan is not thought cheap. */
const UNKNOWN_ROWS = 10_000;

/** Expected rows that fit all of `conjuncts`, at least one. */
export function expectedRows(
  table: TableDeclaration,
  conjuncts: readonly Conjunct[],
  observed: number | undefined,
): number {
  const rows = observed ?? table.expectedRows ?? UNKNOWN_ROWS;
  const part = conjuncts.reduce((product, { filter }) => product * selectivity(table, filter, rows), 1);
  return Math.max(1, Math.round(rows * part));
}

/** The expected part of the rows that fits a condition, in (0, 1]. */
function selectivity(table: TableDeclaration, filter: Filter, rows: number): number {
  switch (filter.kind) {
    case 'compare':
      if (filter.operator === '=') return equality(table, filter.column, rows);
      return filter.operator === '<>' ? 0.9 : 0.3;
    case 'in':
      return Math.min(1, filter.values.length * equality(table, filter.column, rows));
    case 'starts':
    case 'ends':
    case 'contains':
      return 0.05;
    case 'null':
      return filter.negated ? 0.9 : 0.1;
    case 'and':
      return filter.filters.reduce((product, part) => product * selectivity(table, part, rows), 1);
    case 'or':
      return Math.min(
        1,
        filter.filters.reduce((sum, part) => sum + selectivity(table, part, rows), 0),
      );
    case 'never':
      return 0;
    default:
      return filter satisfies never;
  }
}

function equality(table: TableDeclaration, column: string, rows: number): number {
  if (table.primaryKey.length === 1 && table.primaryKey[0] === column) return 1 / Math.max(1, rows);
  const { enumeration, type } = table.columns.find(({ name }) => name === column) ?? {};
  if (type === 'boolean') return 0.5;
  return enumeration === undefined ? 0.01 : 1 / Math.max(2, enumeration.length);
}
