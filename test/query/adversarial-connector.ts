/**
 * A source in memory that keeps to the contract by a hair: it gives supersets where it may, tiny pages, searches
 * without regard to case, filters it knows and filters it does not, all drawn from a seed. What it may not do,
 * such as losing a row, it does not do.
 */
import type { Value } from '../../src/catalog/data-type.ts';
import type { Schema, Table } from '../../src/catalog/table.ts';
import type { Connector, Identity, Page, Scan, ScanOffer, SourceContext } from '../../src/spi/connector.ts';
import type { Filter, Support } from '../../src/spi/filter.ts';

/** Rows of one table, by column name; a missing name is NULL. */
export type Rows = readonly Readonly<Record<string, Value>>[];

export interface AdversarialOptions {
  readonly tables: readonly Table[];
  readonly rows: Readonly<Record<string, Rows>>;
  readonly seed: number;
  /** Called before each page; tests change rows, or fail, here. */
  readonly onPage?: (scan: Scan, page: number) => void | Promise<void>;
}

/** How this source treats filters, drawn once per table, column and kind. */
type Mood = 'exact' | 'superset' | 'caseless' | 'ignores';

export class AdversarialConnector implements Connector {
  readonly name = 'adversarial';
  readonly scans: Scan[] = [];
  readonly #options: AdversarialOptions;

  constructor(options: AdversarialOptions) {
    this.#options = options;
  }

  async discover(): Promise<Schema> {
    return { tables: this.#options.tables, procedures: [], warnings: [] };
  }

  offer(scan: Scan): ScanOffer {
    const table = this.#table(scan.table);
    const support = scan.filters.map((filter) => this.#support(scan.table, filter));
    const missing = table.requiredKeys
      .map(({ column }) => column)
      .filter((column) => !scan.filters.some((filter) => valuesFor(filter, column)));
    const ordered = scan.order !== undefined && this.#draw(`order ${scan.table}`) < 0.5;
    const exact = support.every((part) => part === 'exact');
    const never = scan.filters.some((filter) => filter.kind === 'never');
    const selective = scan.filters.some(
      (filter, index) => valuesFor(filter) && support[index] !== 'unsupported',
    );
    return {
      support,
      ordered,
      limited: scan.limit !== undefined && exact && (scan.order === undefined || ordered),
      read: 'memory',
      calls: never ? { count: 0, atLeast: false } : { count: 1, atLeast: true },
      expectedCalls: never ? 0 : selective ? 1 : 1 + this.#rows(scan.table).length / 10,
      requests: [],
      missing,
      eventual: false,
    };
  }

  async *scan(scan: Scan, context: SourceContext): AsyncIterable<Page> {
    this.scans.push(scan);
    const offer = this.offer(scan);
    if (offer.missing.length > 0)
      throw new Error(`scanned ${scan.table} without ${offer.missing.join(', ')}`);
    let rows: Rows = this.#rows(scan.table).filter((row) =>
      scan.filters.every((filter) => this.#lets(scan.table, filter, row)),
    );
    if (offer.ordered && scan.order) rows = sortRows(rows, scan.order);
    if (offer.limited && scan.limit !== undefined) rows = rows.slice(0, scan.limit);
    const size = [1, 2, 7, 50][Math.floor(this.#draw(`page ${scan.table}`) * 4)] as number;
    for (let at = 0, page = 0; at === 0 || at < rows.length; at += size, page++) {
      context.signal?.throwIfAborted();
      context.admit();
      await this.#options.onPage?.(scan, page);
      const part = rows.slice(at, at + size);
      context.observe({ kind: 'page', table: scan.table, rows: part.length });
      yield {
        batch: {
          rowCount: part.length,
          columns: scan.columns.map((column) => part.map((row) => row[column] ?? null)),
        },
      };
    }
  }

  async identify(): Promise<Identity> {
    return { user: 'nobody', scopes: undefined, server: 'memory', sandbox: false };
  }

  async close(): Promise<void> {}

  #table(name: string): Table {
    const table = this.#options.tables.find((candidate) => candidate.name === name);
    if (!table) throw new Error(`no table ${name}`);
    return table;
  }

  #rows(name: string): Rows {
    return this.#options.rows[name] ?? [];
  }

  #mood(table: string, filter: Filter): Mood {
    if (filter.kind === 'never') return 'exact';
    if ('filters' in filter) {
      const moods = filter.filters.map((part) => this.#mood(table, part));
      if (moods.includes('ignores')) return 'ignores';
      return moods.every((mood) => mood === 'exact') ? 'exact' : 'superset';
    }
    const required = this.#table(table).requiredKeys.some(({ column }) => column === filter.column);
    if (required && (filter.kind === 'in' || filter.kind === 'compare')) return 'exact';
    const moods: readonly Mood[] = ['exact', 'superset', 'caseless', 'ignores'];
    return moods[Math.floor(this.#draw(`${table} ${filter.column} ${filter.kind}`) * 4)] as Mood;
  }

  #support(table: string, filter: Filter): Support {
    switch (this.#mood(table, filter)) {
      case 'exact':
        return 'exact';
      case 'ignores':
        return 'unsupported';
      case 'superset':
      case 'caseless':
        return 'inexact';
    }
  }

  /** Whether the source gives the row: always when it fits, sometimes when it does not but the mood allows. */
  #lets(table: string, filter: Filter, row: Readonly<Record<string, Value>>): boolean {
    if (fits(filter, row)) return true;
    switch (this.#mood(table, filter)) {
      case 'exact':
        return false;
      case 'ignores':
        return true;
      case 'superset':
        return this.#draw(`${table} ${JSON.stringify(row, bigintText)}`) < 0.3;
      case 'caseless':
        return fits(lowerFilter(filter), lowerRow(row));
    }
  }

  /** A number in [0, 1) that the seed and the label decide. */
  #draw(label: string): number {
    let hash = 2166136261 ^ this.#options.seed;
    for (let index = 0; index < label.length; index++) {
      hash = Math.imul(hash ^ label.charCodeAt(index), 16777619);
    }
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 2246822507);
    hash ^= hash >>> 13;
    return (hash >>> 0) / 2 ** 32;
  }
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function valuesFor(filter: Filter, column?: string): boolean {
  if (filter.kind === 'never') return true;
  if (filter.kind === 'and') return filter.filters.some((part) => valuesFor(part, column));
  const equality = filter.kind === 'in' || (filter.kind === 'compare' && filter.operator === '=');
  return equality && (column === undefined || filter.column === column);
}

/** Whether a filter holds for a row: the meaning of {@link Filter}, in its plainest form. */
export function fits(filter: Filter, row: Readonly<Record<string, Value>>): boolean {
  switch (filter.kind) {
    case 'never':
      return false;
    case 'and':
      return filter.filters.every((part) => fits(part, row));
    case 'or':
      return filter.filters.some((part) => fits(part, row));
    case 'null':
      return ((row[filter.column] ?? null) === null) !== filter.negated;
    case 'in':
      return filter.values.some((value) => row[filter.column] === value);
    case 'starts':
      return (
        String(row[filter.column] ?? '').startsWith(filter.value) && (row[filter.column] ?? null) !== null
      );
    case 'ends':
      return String(row[filter.column] ?? '').endsWith(filter.value) && (row[filter.column] ?? null) !== null;
    case 'contains':
      return String(row[filter.column] ?? '').includes(filter.value) && (row[filter.column] ?? null) !== null;
    case 'compare': {
      const order = compare(row[filter.column] ?? null, filter.value);
      if (order === undefined) return false;
      switch (filter.operator) {
        case '=':
          return order === 0;
        case '<>':
          return order !== 0;
        case '<':
          return order < 0;
        case '<=':
          return order <= 0;
        case '>':
          return order > 0;
        case '>=':
          return order >= 0;
      }
    }
  }
}

/** Undefined where one is NULL. Text by code point, as the engine's binary collation. */
function compare(left: Value, right: Value): number | undefined {
  if (left === null || right === null) return undefined;
  if (typeof left === 'string' && typeof right === 'string') {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortRows(rows: Rows, order: NonNullable<Scan['order']>): Rows {
  return [...rows].sort((left, right) => {
    for (const { column, descending } of order) {
      const found = compare(left[column] ?? null, right[column] ?? null) ?? 0;
      if (found !== 0) return descending ? -found : found;
    }
    return 0;
  });
}

function lowerRow(row: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, lower(value)]));
}

function lowerFilter(filter: Filter): Filter {
  switch (filter.kind) {
    case 'in':
      return { ...filter, values: filter.values.map(lower) };
    case 'compare':
      return { ...filter, value: lower(filter.value) };
    case 'starts':
    case 'ends':
    case 'contains':
      return { ...filter, value: filter.value.toLowerCase() };
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map(lowerFilter) };
    case 'null':
    case 'never':
      return filter;
  }
}

function lower(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
