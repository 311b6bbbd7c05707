/** The instant that all dates of users, groups and apps lead up to, so that equal seeds give equal orgs on any day. */
export const referenceTime = Date.UTC(2026, 5, 1);

/** The org's first day. */
export const foundingTime = Date.UTC(2022, 5, 1);

export const day = 86_400_000;

/** Instants of bulk imports: many objects share them to the millisecond. The latest is first. */
export const bulkTimes: readonly number[] = [3, 10, 30, 55].map((days) => referenceTime - days * day + 123);

/** As the API writes times: ISO 8601 in UTC with milliseconds. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** When the object of an ordinal was made: ordinals follow each other in time, from the founding to the reference. */
export function creationTime(ordinal: number, count: number, chance: number): number {
  return Math.floor(
    foundingTime + ((ordinal + chance) * (referenceTime - foundingTime)) / Math.max(1, count),
  );
}

/**
 * When it was last changed: one object in six at an instant of a bulk import, the others at any time between
 * creation and reference.
 */
export function changeTime(created: number, tie: number, chance: number): number {
  const bulk = tie < 1 / 6 ? bulkTimes[Math.floor(tie * 6 * bulkTimes.length)] : undefined;
  if (bulk !== undefined && bulk >= created) return bulk;
  return created + Math.floor(chance * Math.max(0, referenceTime - created));
}
