import { hexText, jsonText } from './json-text.ts';

/** A value that is not NULL as text for people and CSV: objects and arrays as JSON. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return hexText(value);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? jsonText(value) : String(value);
}
