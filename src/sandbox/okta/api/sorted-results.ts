import { comparable, type ValueKind } from '../language/predicate.ts';
import type { Collection } from '../org/collection.ts';
import type { Position } from './paging.ts';

/** A sorted search. */
export interface SortedSearch {
  readonly collection: Collection;
  /** Tells searches apart: equal keys mean equal conditions. */
  readonly key: string;
  readonly sortBy: string;
  readonly kind: ValueKind;
  readonly descending: boolean;
  /** The time whose content is searched, in milliseconds since 1970. */
  readonly asOf: number;
  fits(ordinal: number): boolean;
}

/** Sorted results, the latest kept, so that the pages of one search cost one sort. */
export interface SortedResults {
  page(
    search: SortedSearch,
    after: Position | undefined,
    limit: number,
  ): { readonly ordinals: readonly number[]; readonly next: Position | undefined };
}

type Key = string | number | null;

interface Result {
  readonly ordinals: Uint32Array;
  /** By ordinal. */
  readonly keys: ReadonlyMap<number, Key>;
}

/** Keeps the results of the last `capacity` searches. */
export function createSortedResults(capacity: number): SortedResults {
  const results = new Map<string, Result>();
  const resultOf = (search: SortedSearch): Result => {
    const { collection, key, sortBy, descending, asOf } = search;
    const name = JSON.stringify([key, sortBy, descending, collection.length, collection.revision(asOf)]);
    const result = results.get(name) ?? sort(search);
    results.delete(name);
    results.set(name, result);
    for (const oldest of results.keys()) if (results.size > capacity) results.delete(oldest);
    return result;
  };
  return {
    page: (search, after, limit) => {
      const { ordinals, keys } = resultOf(search);
      const start = typeof after === 'object' ? placeAfter(ordinals, keys, after, search.descending) : 0;
      const page = [...ordinals.subarray(start, start + limit)];
      const last = page.at(-1);
      const more = start + limit < ordinals.length && last !== undefined;
      return { ordinals: page, next: more ? [keys.get(last) ?? null, last] : undefined };
    },
  };
}

function sort({ collection, sortBy, kind, descending, asOf, fits }: SortedSearch): Result {
  const keys = new Map<number, Key>();
  for (let ordinal = 0; ordinal < collection.length; ordinal++)
    if (fits(ordinal)) keys.set(ordinal, keyOf(collection.read(ordinal, sortBy, asOf), kind));
  const order = (a: number, b: number) =>
    compare([keys.get(a) ?? null, a], [keys.get(b) ?? null, b], descending);
  return { ordinals: Uint32Array.from(keys.keys()).sort(order), keys };
}

/** The place of the first result behind a position. */
function placeAfter(
  ordinals: Uint32Array,
  keys: ReadonlyMap<number, Key>,
  after: readonly [Key, number],
  descending: boolean,
): number {
  let [low, high] = [0, ordinals.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const ordinal = ordinals[middle] as number;
    if (compare([keys.get(ordinal) ?? null, ordinal], after, descending) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ties stand by id in both directions (API document, sortBy); what has no value comes last. */
function compare(a: readonly [Key, number], b: readonly [Key, number], descending: boolean): number {
  const [first, second] = [a[0], b[0]];
  if (first === second) return a[1] - b[1];
  if (first === null) return 1;
  if (second === null) return -1;
  const sign = typeof first === typeof second ? first < second : typeof first < typeof second;
  return sign === descending ? 1 : -1;
}

function keyOf(value: unknown, kind: ValueKind): Key {
  const key = comparable(Array.isArray(value) ? value[0] : value, kind, false);
  if (typeof key === 'boolean') return Number(key);
  return key ?? null;
}
