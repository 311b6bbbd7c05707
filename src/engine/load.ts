import type { DuckDBAppender, DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Batch } from '../catalog/batch.ts';
import {
  type DataType,
  elementType,
  isArrayType,
  type ScalarType,
  type Value,
} from '../catalog/data-type.ts';
import { driverError } from '../errors.ts';
import { unscaledDecimal } from './decode-constant.ts';
import type { RunTable } from './engine.ts';
import { decimalShape } from './sql-type.ts';

type DuckDb = typeof import('@duckdb/node-api');

/** Thrown by converters for a value that does not fit. */
class Misfit extends Error {
  override readonly name = 'Misfit';
}

/** Turns a value that is not null into the engine's form, or throws a Misfit. */
type Converter = (value: Value) => DuckDBValue;

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
  readonly #types: readonly DuckDBType[];
  readonly #converters: readonly Converter[];
  readonly #positions: ReadonlyMap<string, number>;
  #chunk: ReusedChunk | undefined;
  #pending = false;

  constructor(table: RunTable, appender: DuckDBAppender, engine: DuckDb) {
    this.#table = table;
    this.#appender = appender;
    this.#engine = engine;
    const { columns } = table.table;
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
      const column = this.#table.table.columns[position]!;
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
    const nested = positions.some((position) => isArrayType(this.#table.table.columns[position]!.type));
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

function converterOf(type: DataType, engine: DuckDb): Converter {
  if (isArrayType(type)) {
    const element = converterOf(elementType(type), engine);
    return (value) => {
      if (!Array.isArray(value)) throw misfit(value);
      return new engine.DuckDBListValue(value.map((item) => (item === null ? null : element(item))));
    };
  }
  const shape = decimalShape(type);
  if (shape !== undefined) {
    const limit = 10n ** BigInt(shape.width);
    return (value) => {
      const text =
        typeof value === 'string' ? value : typeof value === 'bigint' ? String(value) : plainNumber(value);
      const unscaled = unscaledDecimal(text, shape.scale);
      if (unscaled === undefined || unscaled >= limit || unscaled <= -limit) throw misfit(value);
      return new engine.DuckDBDecimalValue(unscaled, shape.width, shape.scale);
    };
  }
  switch (type as Exclude<ScalarType, `decimal(${number},${number})`>) {
    case 'text':
      return (value) => (typeof value === 'string' ? value : fail(value));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : fail(value));
    case 'integer':
      return (value) => (isInteger32(value) ? value : fail(value));
    case 'bigint':
      return integer64;
    case 'double':
      return (value) => (typeof value === 'number' ? value : fail(value));
    case 'timestamp with time zone':
      return (value) => new engine.DuckDBTimestampTZValue(integer64(value));
    case 'timestamp':
      return (value) => new engine.DuckDBTimestampValue(integer64(value));
    case 'date':
      return (value) => (isInteger32(value) ? new engine.DuckDBDateValue(value) : fail(value));
    case 'time':
      return (value) => new engine.DuckDBTimeValue(timeOf(value));
    case 'interval':
      return (value) => intervalOf(value, engine);
    case 'uuid':
      return (value) => {
        const digits = typeof value === 'string' ? value.replaceAll('-', '') : '';
        if (!/^[\da-f]{32}$/i.test(digits)) throw misfit(value);
        return engine.DuckDBUUIDValue.fromUint128(BigInt(`0x${digits}`));
      };
    case 'bytea':
      return (value) => (value instanceof Uint8Array ? new engine.DuckDBBlobValue(value) : fail(value));
    case 'json':
      return jsonOf;
  }
}

function isInteger32(value: Value): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

function integer64(value: Value): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value;
  throw misfit(value);
}

/** The digits of a number without an exponent. */
function plainNumber(value: Value): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw misfit(value);
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text;
}

function timeOf(value: Value): bigint {
  const parts =
    typeof value === 'string' ? /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/.exec(value) : null;
  if (parts === null) throw misfit(value);
  const [, hours, minutes, seconds = '0', fraction = ''] = parts;
  const whole = (BigInt(hours!) * 60n + BigInt(minutes!)) * 60n + BigInt(seconds);
  if (whole > 86_400n || Number(minutes) > 59 || Number(seconds) > 59) throw misfit(value);
  return whole * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

/** ISO 8601 durations with whole parts, and fractions of seconds. */
function intervalOf(value: Value, engine: DuckDb): DuckDBValue {
  const pattern =
    /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?$/;
  const parts = typeof value === 'string' && value.length > 2 ? pattern.exec(value) : null;
  if (parts === null) throw misfit(value);
  const [
    ,
    minus,
    years = 0,
    months = 0,
    weeks = 0,
    days = 0,
    hours = 0,
    minutes = 0,
    seconds = 0,
    fraction = '',
  ] = parts;
  const sign = minus === '-' ? -1 : 1;
  const micros =
    ((BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)) * 1_000_000n +
    BigInt(fraction.padEnd(6, '0'));
  return new engine.DuckDBIntervalValue(
    sign * (Number(years) * 12 + Number(months)),
    sign * (Number(weeks) * 7 + Number(days)),
    BigInt(sign) * micros,
  );
}

function jsonOf(value: Value): string {
  try {
    const text = JSON.stringify(value);
    if (text !== undefined) return text;
  } catch {
    // What JSON cannot write is no JSON.
  }
  throw misfit(value);
}

function fail(value: Value): never {
  throw misfit(value);
}

/** Says what the value is, not the value: it may be a secret, and it may be long. */
function misfit(value: Value): Misfit {
  if (typeof value === 'number') return new Misfit(`the number ${value}`);
  if (typeof value === 'object') return new Misfit(Array.isArray(value) ? 'an array' : 'an object');
  return new Misfit(`a ${typeof value === 'string' ? `text of ${value.length} characters` : typeof value}`);
}
