import type { ResultColumn } from '../../index.ts';
import { plainText } from './plain-text.ts';
import type { RowFormat } from './row-format.ts';

/** RFC 4180 with a header line. NULL is an empty field, empty text a pair of quotes. */
export function csvFormat(columns: readonly ResultColumn[]): RowFormat {
  let heading = record(columns.map(({ name }) => field(name)));
  const first = () => {
    const text = heading;
    heading = '';
    return text;
  };
  return {
    row: (values) => first() + record(values.map((value) => (value === null ? '' : field(plainText(value))))),
    end: first,
  };
}

function record(fields: readonly string[]): string {
  return `${fields.join(',')}\r\n`;
}

function field(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
