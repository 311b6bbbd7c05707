import type { Table } from '../catalog/table.ts';
import type { Scan, ScanOffer } from '../spi/connector.ts';

/** How a statement will be answered: which rows to fetch, in which order, and who makes the result of them. */
export interface Plan {
  readonly lane: Lane;
  /** Scans in an order in which every scan stands behind those that give it keys. */
  readonly scans: readonly PlannedScan[];
}

/** Who makes the result. */
export type Lane =
  /** Pages become rows as they are: a projection of one scan whose filters are exact. */
  | {
      readonly kind: 'direct';
      /** For every result column, its position in the scan's columns. */
      readonly columns: readonly number[];
      readonly limit: number | undefined;
      readonly offset: number;
    }
  /** The engine runs the statement on every few pages alone: no row of the result needs rows of two pages. */
  | { readonly kind: 'batches'; readonly limit: number | undefined }
  /** The engine runs the statement once, over all that was fetched. */
  | { readonly kind: 'engine' };

/** One scan of a {@link Plan}. */
export interface PlannedScan {
  /** Unique in the plan. */
  readonly id: number;
  /** Name of the schema, which is the name of the source. */
  readonly schema: string;
  readonly table: Table;
  readonly scan: Scan;
  /** What the source said to `scan`. Keys, when they are known, change it. */
  readonly offer: ScanOffer;
  /** Where values for columns come from before the scan can, or should, start. */
  readonly keys: readonly KeySource[];
  /** False for a scan that only finds keys: its rows are no part of the statement's tables. */
  readonly loads: boolean;
  /** True when the statement has conditions on this table that could not be put to the source. */
  readonly residual: boolean;
}

/** The values of a column of one scan that limit another scan. Several for one column: what all of them have. */
export interface KeySource {
  /** The column of the scan that is limited. */
  readonly column: string;
  /** The scan that knows the values, by id. */
  readonly scan: number;
  /** Its column. */
  readonly from: string;
  /** False: the scan may also run without them, when that takes fewer requests. */
  readonly required: boolean;
  /** The values of all keys with this mark and the same `scan` belong together, row by row. */
  readonly related?: boolean;
}
