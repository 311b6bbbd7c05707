import type { DuckDBListType, DuckDBType } from '@duckdb/node-api';
import type { Batch } from '../catalog/batch.ts';
import { type DataType, elementType, isArrayType, type Value } from '../catalog/data-type.ts';
import { safeInteger } from './decode-constant.ts';
import { resultType } from './sql-type.ts';

/*
 * Reading value by value is the slowest link of the engine: four times slower than having it write each row as one
 * JSON array and parsing that. What JSON cannot carry exactly goes as text.
 */

/** How a statement's result crosses over. */
export interface ResultReader {
  /** The statement, wrapped so that each row is one JSON array. */
  readonly sql: string;
  read(rows: readonly string[]): Batch;
}

/** The reader of a SELECT whose columns have these types. */
export function resultReader(sql: string, types: readonly DuckDBType[]): ResultReader {
  const names = types.map((_, index) => `c${index}`);
  const fields = types.map((type, index) => fieldText(names[index]!, type));
  const converters = types.map((type) => converter(resultType(type)));
  return {
    // The line break ends a comment that the statement may end with.
    sql: `SELECT json_array(${fields.join(', ')})::VARCHAR FROM (${sql}\n) AS result(${names.join(', ')})`,
    read: (rows) => readRows(rows, converters),
  };
}

/** The expression that gives `name` in a form that survives JSON. */
function fieldText(name: string, type: DuckDBType): string {
  const ours = resultType(type);
  if (isArrayType(ours)) {
    const inner = (type as DuckDBListType).valueType;
    const text = fieldText('item', inner);
    return text === 'item' ? name : `list_transform(${name}, lambda item: ${text})`;
  }
  switch (ours) {
    case 'text':
      return type.toString() === 'VARCHAR' ? name : `${name}::VARCHAR`;
    case 'boolean':
    case 'integer':
      return name;
    case 'json':
      return type.alias === 'JSON' ? name : `to_json(${name})`;
    case 'timestamp':
    case 'timestamp with time zone':
      // The infinities have no microseconds.
      return `coalesce(epoch_us(${name})::VARCHAR, ${name}::VARCHAR)`;
    case 'date':
      return `${name} - DATE 'epoch'`;
    case 'bytea':
      return `base64(${name})`;
    default:
      return `${name}::VARCHAR`;
  }
}

/** Infinite timestamps, as the engine stores them. */
const infinity = 2n ** 63n - 1n;

type Converter = ((value: never) => Value) | undefined;

/** Turns what JSON carried into our form; undefined where they are the same. */
function converter(type: DataType): Converter {
  if (isArrayType(type)) {
    const inner = converter(elementType(type));
    if (inner === undefined) return undefined;
    return (items: (never | null)[]) => items.map((item) => (item === null ? null : inner(item)));
  }
  switch (type) {
    case 'bigint':
      return integerOfText;
    case 'timestamp':
    case 'timestamp with time zone':
      return momentOfText;
    case 'double':
      return doubleOfText;
    case 'bytea':
      return (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
    default:
      return undefined;
  }
}

function integerOfText(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : safeInteger(BigInt(text));
}

function momentOfText(text: string): number | bigint {
  if (!text.endsWith('infinity')) return integerOfText(text);
  return text.startsWith('-') ? -infinity : infinity;
}

function doubleOfText(text: string): number {
  switch (text) {
    case 'inf':
      return Number.POSITIVE_INFINITY;
    case '-inf':
      return Number.NEGATIVE_INFINITY;
    default:
      return Number(text);
  }
}

function readRows(rows: readonly string[], converters: readonly Converter[]): Batch {
  const parsed = rows.map(parseRow);
  const columns = converters.map((convert, index) => {
    const column: Value[] = new Array(parsed.length);
    for (let row = 0; row < parsed.length; row++) {
      const value = parsed[row]![index]!;
      column[row] = convert === undefined || value === null ? value : convert(value as never);
    }
    return column;
  });
  return { rowCount: parsed.length, columns };
}

/** Doubles inside structures are the only ones that come bare, and JSON has no word for those that are not finite. */
function parseRow(json: string): readonly Value[] {
  try {
    return JSON.parse(json);
  } catch {
    return JSON.parse(
      json.replace(/"(?:[^"\\]|\\.)*"|-?(?:NaN|nan|Infinity|inf)\b/g, (token) =>
        token[0] === '"' ? token : 'null',
      ),
    );
  }
}
