/** JSON values of a source as values of SQL types, checked. */
import {
  type DataType,
  elementType,
  isArrayType,
  type ScalarType,
  type Value,
} from '../catalog/data-type.ts';
import { decimalReader } from './decimal.ts';
import type { ColumnDeclaration } from './declaration.ts';
import { parseDate, parseTimeOfDay, parseTimestamp } from './timestamp.ts';

/** Reads a JSON value that is neither null nor missing; undefined when it does not fit the type. */
export type ValueReader = (value: unknown) => Value | undefined;

const INT32 = 2 ** 31;
const integerText = /^[+-]?\d{1,39}$/;
const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const readText: ValueReader = (value) => (typeof value === 'string' ? value : undefined);
const readMixed: ValueReader = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
const readJson: ValueReader = (value) => value as Value;
const readBoolean: ValueReader = (value) => (typeof value === 'boolean' ? value : undefined);
const readDouble: ValueReader = (value) => (typeof value === 'number' ? value : undefined);
const readTimestamp: ValueReader = (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined);
const readTime: ValueReader = (value) => (typeof value === 'string' ? parseTimeOfDay(value) : undefined);
const readDate: ValueReader = (value) => (typeof value === 'string' ? parseDate(value) : undefined);

const readInteger: ValueReader = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= -INT32 && value < INT32
    ? value
    : undefined;

/** JSON numbers past 2^53 have lost digits when they get here; APIs that mean them exactly send text. */
const readBigint: ValueReader = (value) => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !integerText.test(value)) return undefined;
  const exact = BigInt(value);
  if (BigInt.asIntN(64, exact) !== exact) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : exact;
};

/** In lower case (RFC 9562, 4), as the engine has it, so that equal ones are the same text everywhere. */
const readUuid: ValueReader = (value) =>
  typeof value === 'string' && uuidText.test(value) ? value.toLowerCase() : undefined;

const readBytes: ValueReader = (value) =>
  typeof value === 'string' && base64.test(value) ? new Uint8Array(Buffer.from(value, 'base64')) : undefined;

/** The reader of a column. */
export function columnReader({ type, mixed, capture }: ColumnDeclaration): ValueReader {
  if (mixed) return readMixed;
  const read = valueReader(type);
  if (capture === undefined) return read;
  const pattern = new RegExp(capture, 'u');
  return (value) => {
    if (typeof value !== 'string') return undefined;
    const part = pattern.exec(value)?.[1];
    return part === undefined ? null : read(part);
  };
}

function valueReader(type: DataType): ValueReader {
  if (!isArrayType(type)) return scalarReader(type);
  const read = scalarReader(elementType(type));
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const elements: Value[] = [];
    for (const element of value) {
      const fitting = element === null ? null : read(element);
      if (fitting === undefined) return undefined;
      elements.push(fitting);
    }
    return elements;
  };
}

function scalarReader(type: ScalarType): ValueReader {
  switch (type) {
    case 'text':
    case 'interval':
      return readText;
    case 'time':
      return readTime;
    case 'uuid':
      return readUuid;
    case 'boolean':
      return readBoolean;
    case 'integer':
      return readInteger;
    case 'bigint':
      return readBigint;
    case 'double':
      return readDouble;
    case 'timestamp':
    case 'timestamp with time zone':
      return readTimestamp;
    case 'date':
      return readDate;
    case 'bytea':
      return readBytes;
    case 'json':
      return readJson;
    default:
      return decimalReader(type);
  }
}
