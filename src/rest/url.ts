/** URLs of requests: the one place where values become parts of an address. */

/** A query as ordered pairs. */
export type Query = readonly (readonly [name: string, value: string])[];

/** Text that has no UTF-8 form (a lone surrogate) cannot be sent. */
export function isEncodable(value: string): boolean {
  return !/\p{Surrogate}/u.test(value);
}

/** A value percent-encoded (RFC 3986): only unreserved characters and `!'()*` stand for themselves. */
export function encodeValue(value: string): string {
  return encodeURIComponent(value);
}

/** Whether a value can be one segment of a path: not empty, and not one that URLs resolve away. */
export function isSegment(value: string): boolean {
  return value !== '' && value !== '.' && value !== '..' && isEncodable(value);
}

/** The placeholders `{Column}` of a path. */
export function placeholders(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
}

/** Fills `{Column}` with one percent-encoded segment each. */
export function fillPath(path: string, values: ReadonlyMap<string, string>): string {
  return path.replaceAll(/\{([^{}]+)\}/g, (_, column: string) => encodeValue(values.get(column)!));
}

/** Path with query. */
export function formatTarget(path: string, query: Query): string {
  if (query.length === 0) return path;
  const pairs = query.map(([name, value]) => `${encodeValue(name)}=${encodeValue(value)}`);
  return `${path}?${pairs.join('&')}`;
}
