import { type Command, Option } from 'commander';
import type { ResultColumn, RowStream } from '../index.ts';
import { type FormatName, formatOfFile, type RowFormat, rowFormats } from './formats/row-format.ts';
import { type Style, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { fileSink, streamSink, type TextSink } from './text-sink.ts';

/** Options of every command that prints rows. */
export interface OutputOptions {
  readonly format?: FormatName;
  readonly output?: string;
}

/** How and where rows are written. */
export interface RowTarget {
  readonly format: FormatName;
  readonly style: Style;
  open(): Promise<TextSink>;
}

/** Adds `--format`. */
export function addFormatOption(command: Command): Command {
  const description = 'how rows are written (default: table, or as the output file ends)';
  return command.addOption(new Option('--format <format>', description).choices(Object.keys(rowFormats)));
}

/** Adds the options that {@link rowTarget} reads. */
export function addOutputOptions(command: Command): Command {
  return addFormatOption(command).option(
    '-o, --output <file>',
    'write to a file, which appears when it is complete',
  );
}

/** The target that the options name; by default a table on standard output, or what the file's ending says. */
export function rowTarget(
  { format, output }: OutputOptions,
  terminal: Terminal,
  beforeWrite: () => void = () => {},
): RowTarget {
  const name = format ?? (output === undefined ? undefined : formatOfFile(output)) ?? 'table';
  return output === undefined
    ? {
        format: name,
        style: styleFor(terminal.output, terminal.env),
        open: async () => streamSink(terminal.output, beforeWrite),
      }
    : { format: name, style: styleFor({}, terminal.env), open: () => fileSink(output) };
}

/** Writes a result while it is read. A file appears only when all rows are in it. */
export async function writeStream(stream: RowStream<unknown[]>, target: RowTarget): Promise<void> {
  await writeAll(stream.columns, target, async (format, sink) => {
    for await (const row of stream) {
      const text = format.row(row);
      if (text !== '' && !(await sink.write(text))) return;
    }
  });
}

/** Writes rows that are there. */
export async function writeRows(
  columns: readonly ResultColumn[],
  rows: Iterable<readonly unknown[]>,
  target: RowTarget,
): Promise<void> {
  await writeAll(columns, target, async (format, sink) => {
    for (const row of rows) await sink.write(format.row(row));
  });
}

async function writeAll(
  columns: readonly ResultColumn[],
  target: RowTarget,
  write: (format: RowFormat, sink: TextSink) => Promise<void>,
): Promise<void> {
  const sink = await target.open();
  try {
    const format = rowFormats[target.format](columns, target.style);
    await write(format, sink);
    await sink.write(format.end());
    await sink.finish();
  } finally {
    await sink.discard();
  }
}
