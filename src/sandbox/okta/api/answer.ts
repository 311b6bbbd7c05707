import type { Row } from '../org/collection.ts';

/** What a handler answers; the server adds the headers that all answers have. */
export type Answer =
  | {
      readonly kind: 'rows';
      readonly rows: readonly Row[];
      /** Query of the next page of the same path. */
      readonly next?: URLSearchParams;
    }
  /** `rows`: how many it holds, where it is no row itself. */
  | { readonly kind: 'object'; readonly row: Row; readonly rows?: number };
