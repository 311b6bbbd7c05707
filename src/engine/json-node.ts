/** An object of the JSON that the engine writes of its syntax trees and plans. */
export interface JsonNode {
  readonly [key: string]: unknown;
}

/** Whether `value` is an object and no array. */
export function isNode(value: unknown): value is JsonNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under `key`, or undefined. */
export function nodeAt(node: JsonNode | undefined, key: string): JsonNode | undefined {
  const value = node?.[key];
  return isNode(value) ? value : undefined;
}

/** The objects of the list under `key`; absent lists are empty. */
export function nodesAt(node: JsonNode | undefined, key: string): readonly JsonNode[] {
  const value = node?.[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The text under `key`; absent texts are empty. */
export function textAt(node: JsonNode | undefined, key: string): string {
  const value = node?.[key];
  return typeof value === 'string' ? plainText(value) : '';
}

const exactNumber = /"(?:[^"\\]|\\.)*"|(?<![\d.])-?\d{16,}(?![\d.eE])|-?(?:NaN|nan|Infinity|inf)\b/g;

/**
 * Reads the engine's JSON, in which integers of 16 digits and more, NaN and infinities stand bare: they become texts
 * that begin with `#`. A text of the JSON that begins with `#` gets a second one, see {@link plainText}.
 */
export function parseEngineJson(json: string): unknown {
  return JSON.parse(
    json.replace(exactNumber, (token) => {
      if (token[0] !== '"') return `"#${token}"`;
      return token[1] === '#' ? `"#${token.slice(1)}` : token;
    }),
  );
}

/** A text as it was before {@link parseEngineJson} marked it. */
export function plainText(text: string): string {
  return text.startsWith('##') ? text.slice(1) : text;
}

/** An integer that {@link parseEngineJson} read; undefined for anything else. */
export function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^#-?\d+$/.test(value)) return BigInt(value.slice(1));
  return undefined;
}

/** A number that {@link parseEngineJson} read, NaN and infinities included; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !value.startsWith('#')) return undefined;
  const text = value.slice(1);
  if (/nan/i.test(text)) return Number.NaN;
  if (/inf/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}
