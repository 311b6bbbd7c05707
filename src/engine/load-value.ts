import type { DuckDBValue } from '@duckdb/node-api';
import {
  type DataType,
  elementType,
  isArrayType,
  type ScalarType,
  type Value,
} from '../catalog/data-type.ts';
import { unscaledDecimal } from './decode-constant.ts';
import { decimalShape } from './sql-type.ts';

/** The engine's package, loaded when first needed. */
export type DuckDb = typeof import('@duckdb/node-api');

/** Thrown by converters for a value that does not fit. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
}

/** Turns a value that is not null into the engine's form, or throws a Misfit. */
export type Converter = (value: Value) => DuckDBValue;

/** The converter for values of `type`. */
export function converterOf(type: DataType, engine: DuckDb): Converter {
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
