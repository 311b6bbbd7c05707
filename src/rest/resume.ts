/** Where a walk goes on when its place in the list is gone. */
import type { Value } from '../catalog/data-type.ts';
import type { Scan } from '../spi/connector.ts';
import type { ReadDeclaration, TableDeclaration } from './declaration.ts';
import { attributesOf } from './expression.ts';
import type { WalkStart } from './read-plan.ts';
import { compileColumn, type SourceRow } from './row-map.ts';
import { joinClauses, translate } from './scim.ts';
import { formatMilliseconds, toMilliseconds } from './timestamp.ts';
import type { Query } from './url.ts';

/**
 * The same list from `last` on, `last` and its equals included, so that equal values are not lost. Undefined where
 * the rows do not come in the order of the read's `resume` column, or the source cannot be asked so.
 */
export function resumeAfter(
  table: TableDeclaration,
  read: ReadDeclaration,
  scan: Scan,
  start: WalkStart,
  last: SourceRow,
): WalkStart | undefined {
  const column = table.columns.find(({ name }) => name === read.resume?.column);
  if (column === undefined || !isAscending(read, scan, column.name)) return undefined;
  const value = compileColumn(column)(last, start.keys);
  if (value === null) return undefined;
  const query =
    read.range?.column === column.name
      ? withRange(read, start.query, value)
      : withExpression(table, read, start.query, column.name, value);
  return query && { ...start, query };
}

function isAscending(read: ReadDeclaration, scan: Scan, column: string): boolean {
  const [key] = scan.order ?? [];
  if (key !== undefined && scan.order!.length === 1 && read.order !== undefined) {
    if (Object.hasOwn(read.order.columns, key.column)) return key.column === column && !key.descending;
  }
  return read.order?.natural?.column === column && !read.order.natural.descending;
}

function withRange(read: ReadDeclaration, query: Query, value: Value): Query | undefined {
  const time = toMilliseconds(value);
  const { from } = read.range!;
  return time && [...query.filter(([name]) => name !== from), [from, formatMilliseconds(time.floor)]];
}

function withExpression(
  table: TableDeclaration,
  read: ReadDeclaration,
  query: Query,
  column: string,
  value: Value,
): Query | undefined {
  const { expression } = read;
  const clause =
    expression &&
    translate({ kind: 'compare', column, operator: '>=', value }, attributesOf(table, expression));
  if (expression === undefined || clause === undefined || clause === 'never') return undefined;
  const { parameter } = expression;
  const before = query.find(([name]) => name === parameter)?.[1];
  const text =
    before === undefined
      ? clause.text
      : joinClauses('and', [
          // The text before may be an `or`: as one of two it goes into parentheses.
          { text: before, terms: 1, support: 'exact', join: 'or' },
          clause,
        ]).text;
  return [...query.filter(([name]) => name !== parameter), [parameter, text]];
}
