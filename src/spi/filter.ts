import type { Value } from '../catalog/data-type.ts';

/** How a column is compared with a value. */
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/**
 * A condition on the rows of one table, in terms a source can understand. Values have the column's type, in the
 * form that {@link Value} gives; enumerated columns carry the source's spelling. A row for which the condition is
 * NULL is not wanted. `never` fits no row.
 */
export type Filter =
  | {
      readonly kind: 'compare';
      readonly column: string;
      readonly operator: ComparisonOperator;
      readonly value: Value;
    }
  | { readonly kind: 'in'; readonly column: string; readonly values: readonly Value[] }
  | { readonly kind: 'starts' | 'ends' | 'contains'; readonly column: string; readonly value: string }
  | { readonly kind: 'null'; readonly column: string; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'never' };

/** How far a source honours one filter: all rows it returns fit, some may not, or it cannot be told. */
export type Support = 'exact' | 'inexact' | 'unsupported';

/** One key of a sort. */
export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}
