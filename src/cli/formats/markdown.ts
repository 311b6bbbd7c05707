import type { ResultColumn } from '../../index.ts';
import { isNumeric } from './alignment.ts';
import { plainText } from './plain-text.ts';
import type { RowFormat } from './row-format.ts';
import { visibleText } from './visible-text.ts';

/** A table of GitHub Flavored Markdown (section 4.10), numbers to the right. */
export function markdownFormat(columns: readonly ResultColumn[]): RowFormat {
  const rule = columns.map(({ type }) => (isNumeric(type) ? '---:' : '---'));
  let heading = line(columns.map(({ name }) => cell(name))) + line(rule);
  const first = () => {
    const text = heading;
    heading = '';
    return text;
  };
  return {
    row: (values) =>
      first() + line(values.map((value) => (value === null ? 'NULL' : cell(plainText(value))))),
    end: first,
  };
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function cell(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map((part) =>
      visibleText(part)
        .replace(/[\\|`*_[\]~]/g, '\\$&')
        .replace(/[&<>]/g, (character) => special[character]!),
    )
    .join('<br>');
}
