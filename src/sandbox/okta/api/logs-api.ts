import { readCondition } from '../language/grammar.ts';
import { eventFilter } from '../language/grammars.ts';
import { day } from '../org/calendar.ts';
import { type Row, valueAt } from '../org/collection.ts';
import type { EventStore } from '../org/event-store.ts';
import { OktaError } from '../wire/okta-error.ts';
import type { Answer } from './answer.ts';
import { listPage } from './list-page.ts';
import { nextQuery } from './paging.ts';
import type { RequestContext } from './request-context.ts';

/** How far back the log shows events, in days (Okta docs, system-log-query). */
export const retentionDays = 90;

const defaultDays = 7;
const earliestDays = 180;
const sizes = { default: 100, minimum: 0, maximum: 1000 };

/** What one request asks the log for. */
interface LogQuery {
  readonly since: number;
  readonly until: number;
  readonly polling: boolean;
  readonly descending: boolean;
}

/**
 * GET /api/v1/logs (Okta docs, system-log-query). With `until`, or descending, the events come by time of publication
 * and end; else they come as they were stored, and there is always a next page.
 */
export function listEvents(context: RequestContext): Answer {
  const { org, path, query } = context;
  const { events } = org;
  const asked = readLogQuery(query, org.now());
  const fits = eventTest(query, events);
  const line = lineOf(asked, events);
  const answer = listPage(context, {
    length: line.length,
    sizes,
    fits: (place) => {
      const stored = line.stored(place);
      const published = events.publishedAt(stored);
      return published >= asked.since && published < asked.until && fits(stored);
    },
    row: (place) => events.at(line.stored(place)),
  });
  if (answer.kind !== 'rows') return answer;
  const next = answer.next ?? (asked.polling ? nextQuery(path, query, line.length) : undefined);
  return next ? { ...answer, next: pinWindow(next, asked) } : answer;
}

/** The events of a window as a line of places: as they were stored, or by publication, forwards or backwards. */
function lineOf({ since, until, polling, descending }: LogQuery, events: EventStore) {
  if (polling) return { length: events.length, stored: (place: number) => place };
  const order = events.byPublication();
  const first = firstSince(order, events, since);
  const end = firstSince(order, events, until);
  return {
    length: Math.max(0, end - first),
    stored: (place: number) => order[descending ? end - 1 - place : first + place] as number,
  };
}

/** The place of the first event, by publication, that is not older than `time`. */
function firstSince(order: Uint32Array, events: EventStore, time: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events.publishedAt(order[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @throws OktaError E0000053 for parameters that Okta refuses (Okta docs, system-log-query). */
function readLogQuery(query: URLSearchParams, now: number): LogQuery {
  if (query.has('since') && query.has('after'))
    throw new OktaError('E0000053', ['since: cannot be used together with after']);
  const sortOrder = query.get('sortOrder') ?? 'ASCENDING';
  if (sortOrder !== 'ASCENDING' && sortOrder !== 'DESCENDING')
    throw new OktaError('E0000053', ['sortOrder: must be ASCENDING or DESCENDING']);
  const descending = sortOrder === 'DESCENDING';
  const until = readTime(query, 'until');
  const pinned = readTime(query, pinnedSince);
  const since = readTime(query, 'since') ?? pinned ?? (until ?? now) - defaultDays * day;
  if (since < now - earliestDays * day)
    throw new OktaError('E0000053', [`since: must not be more than ${earliestDays} days ago`]);
  const polling = until === undefined && !descending;
  return {
    since: pinned ?? Math.max(since, now - retentionDays * day),
    until: until ?? (polling ? Number.POSITIVE_INFINITY : now),
    polling,
    descending,
  };
}

function readTime(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new OktaError('E0000053', [`${name}: must be an ISO 8601 time`]);
  return time;
}

/** A parameter of the next link alone: it keeps the beginning of the window while pages are followed. */
const pinnedSince = 'window';

/** The window goes with the cursor, because `since` may not stand beside `after`. */
function pinWindow(next: URLSearchParams, { since, until }: LogQuery): URLSearchParams {
  next.delete('since');
  next.set(pinnedSince, new Date(since).toISOString());
  if (Number.isFinite(until)) next.set('until', new Date(until).toISOString());
  return next;
}

/** @throws OktaError for a filter or keywords that Okta refuses. */
function eventTest(query: URLSearchParams, events: EventStore): (stored: number) => boolean {
  const filter = query.get('filter');
  const condition = filter === null ? undefined : readCondition(filter, eventFilter);
  const words = (query.get('q') ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length > 10) throw new OktaError('E0000053', ['q: at most 10 keywords']);
  const long = words.find((word) => word.length > 40);
  if (long !== undefined) throw new OktaError('E0000053', ['q: a keyword has at most 40 characters']);
  if (!condition && words.length === 0) return () => true;
  const wanted = words.map((word) => word.toLowerCase());
  return (stored) => {
    const event = events.at(stored);
    if (condition && !condition.fits((attribute) => valueAt(event, attribute))) return false;
    if (wanted.length === 0) return true;
    const known = keywordsOf(event);
    return wanted.every((word) => known.has(word));
  };
}

/** Every word of an event's texts; hyphenated ones whole and in parts (Okta docs, system-log-query). */
function keywordsOf(value: unknown, known = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string') {
    for (const word of value.toLowerCase().split(/[\s,;"]+/)) {
      known.add(word);
      for (const part of word.split(/[-_.:/@]+/)) known.add(part);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value as Row)) keywordsOf(inner, known);
  }
  return known;
}
