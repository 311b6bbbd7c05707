import { readFile } from 'node:fs/promises';
import { UsageError } from './failures.ts';
import type { Terminal } from './terminal.ts';

/** All of standard input. It can be read once. */
export async function readInput(terminal: Terminal): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of terminal.input) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

/** Where the text of a statement comes from. */
export interface StatementSource {
  /** The text itself, or `-` for standard input. */
  readonly argument: string | undefined;
  readonly file: string | undefined;
  /** True when standard input holds the connection string. */
  readonly inputTaken: boolean;
}

/** The SQL of a command: its argument, standard input for `-`, or a file. */
export async function readSql(source: StatementSource, terminal: Terminal): Promise<string> {
  const { argument, file, inputTaken } = source;
  if (argument !== undefined && file !== undefined) {
    throw new UsageError('Give the SQL as an argument or with --file, not both.');
  }
  if (file !== undefined) {
    return readFile(file, 'utf8').catch((error: Error) => {
      throw new UsageError(`${file} cannot be read: ${error.message}`);
    });
  }
  if (argument === undefined)
    throw new UsageError('Give the SQL: as an argument, with --file, or - to read it.');
  if (argument !== '-') return argument;
  if (inputTaken) throw new UsageError('Standard input cannot give both the connection and the SQL.');
  return readInput(terminal);
}

/** The values of `--params`: a JSON array. */
export function parseParameters(text: string | undefined): readonly unknown[] {
  if (text === undefined) return [];
  const parsed = parseJson(text);
  if (!Array.isArray(parsed)) {
    throw new UsageError(`--params takes a JSON array, such as '["ACTIVE", 5]'.`);
  }
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d+(?![\d.eE])/g) ?? [];
  const inexact = numbers.find((digits) => !Number.isSafeInteger(Number(digits)));
  if (inexact !== undefined) {
    throw new UsageError(`The number ${inexact} of --params is too long for JSON; write it as "${inexact}".`);
  }
  return parsed;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
