import type { DuckDBAppender, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { Batch } from '../catalog/batch.ts';
import { isArrayType, type Value } from '../catalog/data-type.ts';
import type { Column } from '../catalog/table.ts';
import { driverError } from '../errors.ts';
import type { RunTable } from './engine.ts';
import { type Converter, converterOf, type DuckDb, Misfit } from './load-value.ts';
import { storedColumns } from './sql-type.ts';

/** How much text a chunk may have taken in before it is thrown away; it keeps every text it was ever given. */
const chunkText = 4_000_000;
const chunkRows = 2048;

/**
 * Fills one table of a run. Everything is checked here, since the engine's own writer takes much that does not fit
 * (any truthy value as a boolean, say).
 */
export class TableLoader {
  readonly #table: RunTable;
  readonly #appender: DuckDBAppender;
  readonly #engine: DuckDb;
  readonly #columns: readonly Column[];
  readonly #types: readonly DuckDBType[];
  readonly #converters: readonly Converter[];
  readonly #positions: ReadonlyMap<string, number>;
  #chunk: ReusedChunk | undefined;
  #pending = false;

  constructor(table: RunTable, appender: DuckDBAppender, engine: DuckDb) {
    this.#table = table;
    this.#appender = appender;
    this.#engine = engine;
    const columns = storedColumns(table);
    this.#columns = columns;
    this.#types = columns.map((_, index) => appender.columnType(index));
    this.#converters = columns.map((column) => converterOf(column.type, engine));
    this.#positions = new Map(columns.map((column, index) => [column.name, index]));
  }

  /** Appends the rows of `batch`, whose columns are named by `names`; the other columns are NULL. */
  append(names: readonly string[], batch: Batch): void {
    const positions = names.map((name) => {
      const position = this.#positions.get(name);
      if (position === undefined) throw driverError('internal', `${this.#name()} has no column ${name}.`);
      return position;
    });
    for (let from = 0; from < batch.rowCount; from += chunkRows) {
      const count = Math.min(chunkRows, batch.rowCount - from);
      const used = this.#chunkFor(positions, count);
      for (let index = 0; index < positions.length; index++) {
        used.text += this.#fill(used.chunk, positions[index]!, batch.columns[index]!, from, count);
      }
      this.#appender.appendDataChunk(used.chunk);
      if (used.text > chunkText) this.#chunk = undefined;
    }
    this.#pending ||= batch.rowCount > 0;
  }

  /** Makes what was appended visible. Costs as much as appending a page, so it is done once before rows are read. */
  flush(): void {
    if (this.#pending) this.#appender.flushSync();
    this.#pending = false;
  }

  /** Writes one column and says how much text that was. */
  #fill(
    chunk: DuckDBDataChunk,
    position: number,
    source: readonly Value[],
    from: number,
    count: number,
  ): number {
    const vector = chunk.getColumnVector(position);
    const convert = this.#converters[position]!;
    let text = 0;
    try {
      for (let row = 0; row < count; row++) {
        const value = source[from + row];
        const converted = value === null || value === undefined ? null : convert(value);
        if (typeof converted === 'string') text += converted.length;
        vector.setItem(row, converted);
      }
    } catch (error) {
      // The rows before it were written to a chunk that must not be used again half full.
      this.#chunk = undefined;
      if (!(error instanceof Misfit)) throw error;
      const column = this.#columns[position]!;
      throw driverError(
        'unexpected_data',
        `The source sent a value for ${this.#name()}.${column.name} that is no ${column.type}: ${error.message}.`,
      );
    }
    vector.flush();
    return text;
  }

  /**
   * A chunk of `count` rows in which all columns but those at `positions` are NULL. Making so many NULLs costs more
   * than the few columns that most statements need, so the chunk before is taken again where it fits.
   */
  #chunkFor(positions: readonly number[], count: number): ReusedChunk {
    const key = positions.join();
    let used = this.#chunk;
    if (used?.key === key) used.chunk.rowCount = count;
    else used = { chunk: this.#engine.DuckDBDataChunk.create(this.#types, count), key, nullRows: 0, text: 0 };
    if (used.nullRows < count) {
      for (let position = 0; position < this.#types.length; position++) {
        if (positions.includes(position)) continue;
        const vector = used.chunk.getColumnVector(position);
        for (let row = used.nullRows; row < count; row++) vector.setItem(row, null);
        vector.flush();
      }
      used.nullRows = count;
    }
    const nested = positions.some((position) => isArrayType(this.#columns[position]!.type));
    this.#chunk = nested ? undefined : used;
    return used;
  }

  #name(): string {
    return `${this.#table.schema}.${this.#table.table.name}`;
  }

  /** What was not flushed is gone. */
  close(): void {
    this.#appender.clear();
    this.#appender.closeSync();
  }
}

interface ReusedChunk {
  readonly chunk: DuckDBDataChunk;
  /** The positions of the columns that are written. */
  readonly key: string;
  /** How many rows are NULL in all other columns. */
  nullRows: number;
  text: number;
}
