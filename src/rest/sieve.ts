/** Which rows of a list are given: those of the keys that were asked for, each once. */
import type { Value } from '../catalog/data-type.ts';
import { driverError } from '../errors.ts';
import type { ReadDeclaration, TableDeclaration } from './declaration.ts';
import type { KeySet } from './key-set.ts';
import { compileColumn, compileKey, type KeyReader, type SourceRow } from './row-map.ts';
import { placeholders } from './url.ts';

/** What a sieve is made for. */
export interface SieveOptions {
  readonly connector: string;
  readonly table: TableDeclaration;
  readonly read: ReadDeclaration;
  /** The keys that the list was asked for. */
  readonly keys: ReadonlyMap<string, Value>;
  /** Keys of the rows that were given, by this list or another of the same scan; undefined where none comes twice. */
  readonly seen: KeySet | undefined;
}

/** Sorts out the rows of one list, page by page. */
export class Sieve {
  readonly #options: SieveOptions;
  readonly #keyOf: KeyReader | undefined;
  readonly #isAsked: (row: SourceRow) => boolean;
  #unkeyed = false;

  constructor(options: SieveOptions) {
    this.#options = options;
    this.#keyOf = compileKey(options.table);
    this.#isAsked = compileAsked(options);
  }

  /** Whether every row that was given would be known again. */
  get knowsAll(): boolean {
    return this.#options.seen !== undefined && !this.#unkeyed;
  }

  /** The rows to give. Errors: `source_changed` where two different rows of a page have one key. */
  fresh(rows: readonly SourceRow[]): readonly SourceRow[] {
    const { keys, seen } = this.#options;
    return rows.filter((row) => {
      if (!this.#isAsked(row)) return false;
      const key = seen && this.#keyOf?.(row, keys);
      if (key !== undefined && !seen!.add(key)) {
        this.#checkTwin(rows, row, key);
        return false;
      }
      this.#unkeyed ||= key === undefined;
      return true;
    });
  }

  /** A text that pages share that have the same rows; undefined where pages cannot be told apart. */
  markOf(rows: readonly SourceRow[]): string | undefined {
    const { keys } = this.#options;
    const [first, last] = [rows[0], rows.at(-1)].map((row) => row && this.#keyOf?.(row, keys));
    return first === undefined || last === undefined ? undefined : JSON.stringify([first, last, rows.length]);
  }

  /** A row that comes again is the same row, or the key does not name one: then to leave it out would lose it. */
  #checkTwin(rows: readonly SourceRow[], row: SourceRow, key: string): void {
    const { connector, table, keys } = this.#options;
    const twin = rows.find((other) => this.#keyOf?.(other, keys) === key);
    if (twin === row || JSON.stringify(twin) === JSON.stringify(row)) return;
    throw driverError(
      'source_changed',
      `${connector} gave two rows of ${table.name} with the same ${table.primaryKey.join(', ')}: these columns do not name a row.`,
      { source: { connector, table: table.name } },
    );
  }
}

/** Whether a row has the keys that the path was filled with: a source may take other things for a key. */
function compileAsked({ table, read, keys }: SieveOptions): (row: SourceRow) => boolean {
  const inPath = placeholders(read.path);
  const asked = table.columns
    .filter(({ name, path }) => path !== undefined && inPath.includes(name))
    .map((column) => ({ cellOf: compileColumn(column), value: keys.get(column.name) }));
  return (row) => asked.every(({ cellOf, value }) => cellOf(row, keys) === value);
}
