/** The SQL types that sources and results speak. An array of `t` is written `t[]`; decimals carry precision and scale. */
export type DataType = ScalarType | `${ScalarType}[]`;

/** A type that is not an array. */
export type ScalarType =
  | 'text'
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'double'
  | `decimal(${number},${number})`
  | 'timestamp with time zone'
  | 'timestamp'
  | 'date'
  | 'time'
  | 'interval'
  | 'uuid'
  | 'bytea'
  | 'json';

/**
 * A value as pages and results carry it, by type:
 * text, uuid, time, interval and decimal as string; boolean; integer and double as number (NaN and infinities
 * included); bigint as number within ±2^53, else bigint; timestamps as microseconds since 1970 UTC, number within
 * ±2^53, else bigint; date as days since 1970; bytea as Uint8Array; json as the parsed JSON value; arrays as
 * arrays of these. SQL NULL is null.
 */
export type Value = string | number | bigint | boolean | null | Uint8Array | JsonObject | readonly Value[];

/** A parsed JSON object. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** Whether `type` is an array type. */
export function isArrayType(type: DataType): type is `${ScalarType}[]` {
  return type.endsWith('[]');
}

/** The element type of an array type. */
export function elementType(type: `${ScalarType}[]`): ScalarType {
  return type.slice(0, -2) as ScalarType;
}
