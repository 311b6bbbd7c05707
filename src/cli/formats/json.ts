import { type ResultColumn, uniqueNames } from '../../index.ts';
import { jsonText } from './json-text.ts';
import type { RowFormat } from './row-format.ts';

/** One JSON array of objects, a row a line. */
export function jsonFormat(columns: readonly ResultColumn[]): RowFormat {
  const write = objectWriter(columns);
  let separator = '[\n';
  return {
    row(values) {
      const text = separator + write(values);
      separator = ',\n';
      return text;
    },
    end: () => (separator === '[\n' ? '[]\n' : '\n]\n'),
  };
}

/** One JSON object a line. */
export function ndjsonFormat(columns: readonly ResultColumn[]): RowFormat {
  const write = objectWriter(columns);
  return { row: (values) => `${write(values)}\n`, end: () => '' };
}

/** Keys are the names of the columns; a name that came before gets `_2`, `_3` … behind it. */
function objectWriter(columns: readonly ResultColumn[]): (values: readonly unknown[]) => string {
  const keys = uniqueNames(columns).map((name) => `${JSON.stringify(name)}:`);
  return (values) => `{${values.map((value, column) => keys[column]! + jsonText(value)).join(',')}}`;
}
