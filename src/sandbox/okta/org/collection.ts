/** An object as the API shows it. */
export type Row = Readonly<Record<string, unknown>>;

/** Makes the objects of a collection from their ordinals. */
export interface Generator {
  readonly count: number;
  id(ordinal: number): string;
  ordinalOf(id: string): number | undefined;
  generate(ordinal: number): Row;
  /** An attribute without making the whole object, where that is cheaper; times as milliseconds since 1970. */
  peek?(ordinal: number, path: string): unknown;
}

/**
 * Objects by ordinal, in the order of their ids: generated ones, and over them what was changed, added or removed
 * since. Every read may ask how it stood at an earlier time, which is what a lagging search index shows.
 */
export interface Collection {
  /** Ordinals given so far, those of removed objects too. */
  readonly length: number;
  at(ordinal: number, asOf?: number): Row | undefined;
  /** The value of one attribute: what `peek` gives, else what lies at the path in the object. */
  read(ordinal: number, path: string, asOf?: number): unknown;
  ordinalOf(id: string): number | undefined;
  /** Counts the changes; equal numbers mean equal content. */
  revision(asOf?: number): number;
  /** Ordinals of objects that were changed, added or removed. */
  changed(): Iterable<number>;
  replace(ordinal: number, row: Row): void;
  remove(ordinal: number): void;
  /** Adds an object; `make` gets its id. */
  add(make: (id: string) => Row): Row;
}

interface Version {
  readonly since: number;
  readonly row: Row | undefined;
}

/** A collection over a generator; `now` stamps its changes. */
export function createCollection(generator: Generator, now: () => number): Collection {
  const history = new Map<number, Version[]>();
  const times: number[] = [];
  let length = generator.count;
  let recent: { readonly ordinal: number; readonly row: Row } | undefined;

  const change = (ordinal: number, row: Row | undefined) => {
    const since = now();
    const versions = history.get(ordinal) ?? [];
    versions.push({ since, row });
    history.set(ordinal, versions);
    times.push(since);
  };

  const generated = (ordinal: number): Row | undefined => {
    if (ordinal < 0 || ordinal >= generator.count) return undefined;
    // A condition reads several attributes of the same object one after another.
    if (recent?.ordinal !== ordinal) recent = { ordinal, row: generator.generate(ordinal) };
    return recent.row;
  };

  const at = (ordinal: number, asOf = Number.POSITIVE_INFINITY): Row | undefined => {
    const version = history.get(ordinal)?.findLast((one) => one.since <= asOf);
    return version ? version.row : generated(ordinal);
  };

  return {
    get length() {
      return length;
    },
    at,
    read: (ordinal, path, asOf) => {
      if (!history.has(ordinal) && ordinal < generator.count) {
        const value = generator.peek?.(ordinal, path);
        if (value !== undefined) return value;
      }
      return valueAt(at(ordinal, asOf), path);
    },
    ordinalOf: (id) => {
      const ordinal = generator.ordinalOf(id);
      return ordinal !== undefined && ordinal < length ? ordinal : undefined;
    },
    revision: (asOf = Number.POSITIVE_INFINITY) => times.filter((time) => time <= asOf).length,
    changed: () => history.keys(),
    replace: change,
    remove: (ordinal) => change(ordinal, undefined),
    add: (make) => {
      const ordinal = length++;
      const row = make(generator.id(ordinal));
      change(ordinal, row);
      return row;
    },
  };
}

/** What lies at a dotted path. Arrays on the way give the array of what their elements hold. */
export function valueAt(row: unknown, path: string): unknown {
  let value = row;
  for (const name of path.split('.')) {
    if (Array.isArray(value)) value = value.map((element) => propertyOf(element, name));
    else value = propertyOf(value, name);
    if (value === undefined) return undefined;
  }
  return value;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
