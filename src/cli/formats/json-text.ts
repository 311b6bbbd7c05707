/**
 * A value of a result as JSON text. Integers keep all their digits; decimals are strings, as they may hold more
 * digits than readers keep; NaN and infinities are strings, as in PostgreSQL; bytea is `\x…` in hexadecimal.
 */
export function jsonText(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
    case 'object':
      if (value === null) return 'null';
      if (value instanceof Uint8Array) return JSON.stringify(hexText(value));
      if (value instanceof Date) return JSON.stringify(value);
      if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
      return `{${Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`)
        .join(',')}}`;
    default:
      return JSON.stringify(value) ?? 'null';
  }
}

/** Bytes as PostgreSQL writes them. */
export function hexText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`;
}
