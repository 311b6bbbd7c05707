import { isoTime } from './calendar.ts';
import type { Row } from './collection.ts';
import type { EventSource } from './events.ts';

/** The System Log: events in the order in which they were stored, and in that of their publication. */
export interface EventStore {
  readonly length: number;
  publishedAt(stored: number): number;
  at(stored: number): Row;
  /** Stored numbers by time of publication. */
  byPublication(): Uint32Array;
  /** Stores an event that happens now. */
  append(event: Row): Row;
}

/** A log over generated events. */
export function createEventStore(source: EventSource, now: () => number): EventStore {
  const appended: { readonly published: number; readonly row: Row }[] = [];
  let sorted: Uint32Array | undefined;

  const publishedAt = (stored: number) =>
    appended[stored - source.count]?.published ?? source.publishedAt(stored);
  const length = () => source.count + appended.length;

  return {
    get length() {
      return length();
    },
    publishedAt,
    at: (stored) => appended[stored - source.count]?.row ?? source.generate(stored),
    byPublication: () => {
      if (sorted?.length !== length()) {
        const times = Float64Array.from({ length: length() }, (_, stored) => publishedAt(stored));
        sorted = Uint32Array.from(times.keys()).sort(
          (a, b) => (times[a] as number) - (times[b] as number) || a - b,
        );
      }
      return sorted;
    },
    append: (event) => {
      const published = now();
      const uuid = `a0000000-0000-4000-8000-${appended.length.toString(16).padStart(12, '0')}`;
      const row = { ...event, uuid, published: isoTime(published) };
      appended.push({ published, row });
      return row;
    },
  };
}
