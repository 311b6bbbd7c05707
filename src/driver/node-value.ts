/** Values between the engine's form and what Node programs hold. */
import type { Batch } from '../catalog/batch.ts';
import { type DataType, elementType, isArrayType, type Value } from '../catalog/data-type.ts';
import { driverError } from '../errors.ts';
import type { NodeValue, QueryOptions, ResultColumn } from './result.ts';

type Convert = (value: Value) => NodeValue;

const microsecondsPerDay = 86_400_000_000;

/** Makes rows of batches with the given columns; chosen once per result, for it runs once per row. */
export function rowMaker(
  columns: readonly ResultColumn[],
  options: Pick<QueryOptions, 'rowMode' | 'raw'>,
): (batch: Batch) => unknown[] {
  const converters = columns.map(({ type }) => converterFor(type, options.raw ?? false));
  const convert = (batch: Batch) =>
    converters.map((converter, index) => {
      const values = batch.columns[index] ?? [];
      return converter ? values.map((value) => (value === null ? null : converter(value))) : values;
    });
  if (options.rowMode === 'array') {
    return (batch) => {
      const converted = convert(batch);
      return Array.from({ length: batch.rowCount }, (_, row) => converted.map((values) => values[row]));
    };
  }
  const names = uniqueNames(columns);
  // Copies of one object have one shape from the start, which is quicker than to let each grow.
  const template = Object.fromEntries(names.map((name) => [name, null as unknown]));
  return (batch) => {
    const converted = convert(batch);
    const rows: unknown[] = new Array(batch.rowCount);
    for (let row = 0; row < batch.rowCount; row++) {
      const object = { ...template };
      for (let index = 0; index < names.length; index++) {
        object[names[index] as string] = (converted[index] as readonly unknown[])[row];
      }
      rows[row] = object;
    }
    return rows;
  };
}

/** Names for the keys of a row object: a name that came before gets `_2`, `_3` … behind it. */
export function uniqueNames(columns: readonly { readonly name: string }[]): readonly string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name}_${number}`;
    taken.add(unique);
    return unique;
  });
}

/** Undefined where Node's form is the engine's. */
function converterFor(type: DataType, raw: boolean): Convert | undefined {
  if (isArrayType(type)) {
    const inner = converterFor(elementType(type), raw);
    return (
      inner && ((value) => (value as readonly Value[]).map((part) => (part === null ? null : inner(part))))
    );
  }
  switch (type) {
    case 'timestamp with time zone':
      return raw ? (value) => isoTimestamp(value, 'Z') : toDate;
    case 'timestamp':
      return raw ? (value) => isoTimestamp(value, '') : toDate;
    case 'date':
      return isoDate;
    default:
      return undefined;
  }
}

function toDate(value: Value): Date {
  return new Date(Math.floor(Number(value) / 1000));
}

function isoDate(value: Value): NodeValue {
  return isoTimestamp(Number(value) * microsecondsPerDay, '').slice(0, -'T00:00:00'.length);
}

/** ISO 8601, with as many digits of the second as the value has: none, three or six. */
export function isoTimestamp(value: Value, zone: 'Z' | ''): string {
  const micros = BigInt(value as number | bigint);
  const second = micros >= 0n ? micros / 1_000_000n : -((-micros + 999_999n) / 1_000_000n);
  const fraction = Number(micros - second * 1_000_000n);
  const milliseconds = Number(second) * 1000;
  if (Math.abs(milliseconds) > 8.64e15) return micros > 0n ? 'infinity' : '-infinity';
  const whole = new Date(milliseconds).toISOString().slice(0, -'.000Z'.length);
  const digits =
    fraction % 1000 === 0 ? String(fraction / 1000).padStart(3, '0') : String(fraction).padStart(6, '0');
  return `${whole}${fraction === 0 ? '' : `.${digits}`}${zone}`;
}

/** A parameter as the engine takes it. Throws `bad_parameter` for what SQL cannot hold. */
export function parameterValue(value: unknown, index: number): Value {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      if (value >= -(2n ** 63n) && value < 2n ** 63n) return value;
      break;
    case 'undefined':
      return null;
    case 'object':
      if (value === null || value instanceof Uint8Array) return value;
      if (value instanceof Date) {
        if (Number.isNaN(value.getTime())) break;
        return value.toISOString();
      }
      if (Array.isArray(value)) return value.map((part) => parameterValue(part, index));
      return JSON.stringify(value);
  }
  throw driverError('bad_parameter', `Parameter ${index} is ${describe(value)}, which SQL cannot take.`);
}

function describe(value: unknown): string {
  if (value instanceof Date) return 'an invalid Date';
  return typeof value === 'bigint' ? 'an integer of more than 64 bits' : `a ${typeof value}`;
}
