import type { DataType, ScalarType, Value } from '../catalog/data-type.ts';
import type { Constant } from '../plan/plan.ts';
import { integerOf, type JsonNode, nodeAt, numberOf, plainText, textAt } from './json-node.ts';

/** A type as plans write it: `{id, type_info?}`. */
export type PlanType = JsonNode;

/** Our name of a plan's type; `unknown` where we have none. */
export function dataTypeOf(type: PlanType | undefined): DataType | 'unknown' {
  const info = nodeAt(type, 'type_info');
  switch (textAt(type, 'id')) {
    case 'VARCHAR':
      return textAt(info, 'alias') === 'JSON' ? 'json' : 'text';
    case 'BOOLEAN':
      return 'boolean';
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'UTINYINT':
    case 'USMALLINT':
      return 'integer';
    case 'UINTEGER':
    case 'BIGINT':
      return 'bigint';
    case 'UBIGINT':
    case 'HUGEINT':
      return 'decimal(38,0)';
    case 'FLOAT':
    case 'DOUBLE':
      return 'double';
    case 'DECIMAL':
      return `decimal(${Number(info?.width)},${Number(info?.scale ?? 0)})`;
    case 'DATE':
      return 'date';
    case 'TIMESTAMP':
      return 'timestamp';
    case 'TIMESTAMP WITH TIME ZONE':
      return 'timestamp with time zone';
    case 'UUID':
      return 'uuid';
    case 'LIST': {
      const element = dataTypeOf(nodeAt(info, 'child_type'));
      return element === 'unknown' || element.endsWith('[]') ? 'unknown' : `${element as ScalarType}[]`;
    }
    default:
      return 'unknown';
  }
}

/** A constant of a plan; undefined where its value has no form of ours. Numbers of the JSON are exact, see `json-node`. */
export function decodeConstant(node: JsonNode | undefined): Constant | undefined {
  const type = nodeAt(node, 'type');
  if (node === undefined || type === undefined) return undefined;
  const ours = dataTypeOf(type);
  if (node.is_null === true) return { type: ours, value: null };
  const value = decodeValue(ours, type, node.value);
  return value === undefined ? undefined : { type: ours, value };
}

function decodeValue(ours: DataType | 'unknown', type: PlanType, value: unknown): Value | undefined {
  switch (ours) {
    case 'text':
      return typeof value === 'string' ? plainText(value) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'double':
      return numberOf(value);
    case 'integer':
    case 'bigint':
    case 'date':
    case 'timestamp':
    case 'timestamp with time zone': {
      const integer = integerOf(value);
      return integer === undefined ? undefined : safeInteger(integer);
    }
    case 'uuid': {
      const halves = hugeIntegerOf(value);
      return halves === undefined ? undefined : uuidText(halves);
    }
    default: {
      if (!ours.startsWith('decimal') || ours.endsWith('[]')) return undefined;
      const unscaled = hugeIntegerOf(value);
      return unscaled === undefined
        ? undefined
        : decimalText(unscaled, Number(nodeAt(type, 'type_info')?.scale ?? 0));
    }
  }
}

/** Integers of up to 64 bits stand bare, wider ones as two halves. */
function hugeIntegerOf(value: unknown): bigint | undefined {
  const integer = integerOf(value);
  if (integer !== undefined) return integer;
  if (typeof value !== 'object' || value === null) return undefined;
  const upper = integerOf((value as JsonNode).upper);
  const lower = integerOf((value as JsonNode).lower);
  return upper === undefined || lower === undefined ? undefined : (upper << 64n) + lower;
}

/** A number within ±2^53, else the bigint itself. */
export function safeInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The engine stores a UUID as an integer with its top bit flipped, so that it sorts like its text. */
function uuidText(stored: bigint): string {
  const digits = BigInt.asUintN(128, stored ^ (1n << 127n))
    .toString(16)
    .padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** `unscaled` / 10^`scale` with all its digits. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The integer `text` × 10^`scale`; undefined where the text is no decimal or has more digits than `scale` can hold. */
export function unscaledDecimal(text: string, scale: number): bigint | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (parts === null || !(parts[2] || parts[3])) return undefined;
  const fraction = parts[3] ?? '';
  if (/[1-9]/.test(fraction.slice(scale))) return undefined;
  const digits = BigInt(parts[2] + fraction.slice(0, scale).padEnd(scale, '0'));
  return parts[1] === '-' ? -digits : digits;
}
