/** Values as plain text in paths and query parameters. */
import type { DataType, Value } from '../catalog/data-type.ts';
import { formatDate, formatMilliseconds, toMilliseconds } from './timestamp.ts';

/** A value as an API writes it, unquoted; undefined where it has no plain text. */
export function parameterText(value: Value, type: DataType): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return type.startsWith('timestamp') ? timeText(value) : String(value);
    case 'number':
      if (type.startsWith('timestamp')) return timeText(value);
      return type === 'date' ? formatDate(value) : Number.isFinite(value) ? String(value) : undefined;
    default:
      return undefined;
  }
}

function timeText(value: Value): string | undefined {
  const time = toMilliseconds(value);
  return time?.exact ? formatMilliseconds(time.floor) : undefined;
}
