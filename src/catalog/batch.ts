import type { Value } from './data-type.ts';

/** Rows, column by column: `columns[c][r]`. Every column has `rowCount` values. */
export interface Batch {
  readonly rowCount: number;
  readonly columns: readonly (readonly Value[])[];
}
