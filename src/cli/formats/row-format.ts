import type { ResultColumn } from '../../index.ts';
import type { Style } from '../style.ts';
import { csvFormat } from './csv.ts';
import { jsonFormat, ndjsonFormat } from './json.ts';
import { markdownFormat } from './markdown.ts';
import { tableFormat } from './table.ts';

/** Writes rows as text, one after the other; each call gives the text that is ready. */
export interface RowFormat {
  /** Values in the order of the columns. */
  row(values: readonly unknown[]): string;
  /** What closes the text; nothing comes after. */
  end(): string;
}

/** Makes a format for rows of these columns. */
export type RowFormatFactory = (columns: readonly ResultColumn[], style: Style) => RowFormat;

/** The formats by the name that `--format` takes. */
export const rowFormats = {
  table: tableFormat,
  csv: csvFormat,
  json: jsonFormat,
  ndjson: ndjsonFormat,
  markdown: markdownFormat,
} as const satisfies Readonly<Record<string, RowFormatFactory>>;

/** A name that `--format` takes. */
export type FormatName = keyof typeof rowFormats;

const extensions: Readonly<Record<string, FormatName>> = {
  csv: 'csv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  md: 'markdown',
};

/** The format that the name of a file asks for, if any. */
export function formatOfFile(file: string): FormatName | undefined {
  return extensions[file.slice(file.lastIndexOf('.') + 1).toLowerCase()];
}
