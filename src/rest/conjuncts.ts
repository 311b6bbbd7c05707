/** The filters of a scan as a list of conditions that all must hold, each in its plainest form. */
import type { Value } from '../catalog/data-type.ts';
import type { Filter, Support } from '../spi/filter.ts';

/** One condition, and which of the scan's filters it came from. */
export interface Conjunct {
  readonly filter: Filter;
  /** Index into the scan's filters. */
  readonly origin: number;
}

/** A condition that fits no row. */
export const never: Filter = { kind: 'never' };

function distinct(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)].filter((value) => value !== null);
}

/** `=` and `in` as one column with its values; undefined for any other condition. */
export function equalities(
  filter: Filter,
): { readonly column: string; readonly values: readonly Value[] } | undefined {
  if (filter.kind === 'in') return filter;
  if (filter.kind === 'compare' && filter.operator === '=')
    return { column: filter.column, values: [filter.value] };
  return undefined;
}

/**
 * `(a = 1 AND b = 2) OR (a = 3 AND b = 4)` as rows of values of the same columns; undefined for any other condition.
 */
export function tuples(
  filter: Filter,
): { readonly columns: readonly string[]; readonly rows: readonly (readonly Value[])[] } | undefined {
  if (filter.kind !== 'or') return undefined;
  let columns: readonly string[] | undefined;
  const rows: (readonly Value[])[] = [];
  for (const part of filter.filters) {
    if (part.kind !== 'and') return undefined;
    const cells = part.filters.flatMap((one) =>
      one.kind === 'compare' && one.operator === '=' ? [one] : [],
    );
    if (cells.length < part.filters.length) return undefined;
    columns ??= cells.map(({ column }) => column);
    const same = cells.length === columns.length && cells.every(({ column }, at) => column === columns![at]);
    if (!same) return undefined;
    rows.push(cells.map(({ value }) => value));
  }
  return columns && { columns, rows };
}

function oneOf(column: string, values: readonly Value[]): Filter {
  const wanted = distinct(values);
  if (wanted.length === 0) return never;
  return wanted.length === 1
    ? { kind: 'compare', column, operator: '=', value: wanted[0]! }
    : { kind: 'in', column, values: wanted };
}

/** The same condition in plainest form: nothing nested that need not be, IN for OR of one column, `never` drawn out. */
export function simplify(filter: Filter): Filter {
  switch (filter.kind) {
    case 'compare':
      return filter.value === null ? never : filter;
    case 'in':
      return oneOf(filter.column, filter.values);
    case 'and': {
      const parts = filter.filters
        .map(simplify)
        .flatMap((part) => (part.kind === 'and' ? part.filters : [part]));
      if (parts.some((part) => part.kind === 'never')) return never;
      return parts.length === 1 ? parts[0]! : { kind: 'and', filters: parts };
    }
    case 'or': {
      const parts = filter.filters
        .map(simplify)
        .flatMap((part) => (part.kind === 'or' ? part.filters : [part]))
        .filter((part) => part.kind !== 'never');
      if (parts.length === 0) return never;
      if (parts.length === 1) return parts[0]!;
      const lists = parts.map(equalities);
      const column = lists[0]?.column;
      if (column !== undefined && lists.every((list) => list?.column === column))
        return oneOf(
          column,
          lists.flatMap((list) => list!.values),
        );
      return { kind: 'or', filters: parts };
    }
    case 'starts':
    case 'ends':
    case 'contains':
    case 'null':
    case 'never':
      return filter;
    default:
      return filter satisfies never;
  }
}

/** All conditions of a scan's filters; undefined when no row can fit. */
export function conjunctsOf(filters: readonly Filter[]): readonly Conjunct[] | undefined {
  const conjuncts = filters.flatMap((filter, origin) => {
    const simple = simplify(filter);
    const parts = simple.kind === 'and' ? simple.filters : [simple];
    return parts.map((part) => ({ filter: part, origin }));
  });
  return conjuncts.some(({ filter }) => filter.kind === 'never') ? undefined : conjuncts;
}

/** Support of whole filters from the support of their conditions. */
export function supportOfFilters(
  count: number,
  conjuncts: readonly Conjunct[],
  support: readonly Support[],
): readonly Support[] {
  return Array.from({ length: count }, (_, origin) => {
    const parts = support.filter((_, index) => conjuncts[index]!.origin === origin);
    if (parts.every((part) => part === 'exact')) return 'exact';
    return parts.every((part) => part === 'unsupported') ? 'unsupported' : 'inexact';
  });
}

/**
 * The values to which `=` and IN conditions bind a column: what all of them have in common, in the order of the
 * first. Undefined when nothing binds it.
 */
export function boundValues(conjuncts: readonly Conjunct[], column: string): readonly Value[] | undefined {
  let bound: readonly Value[] | undefined;
  for (const { filter } of conjuncts) {
    const list = equalities(filter);
    if (list?.column !== column) continue;
    const values = new Set(list.values);
    bound = bound === undefined ? list.values : bound.filter((value) => values.has(value));
  }
  return bound;
}

/** Whether a condition is `=` or IN on the column. */
export function binds({ filter }: Conjunct, column: string): boolean {
  return equalities(filter)?.column === column;
}
