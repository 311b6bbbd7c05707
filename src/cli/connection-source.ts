import {
  findProperty,
  isReference,
  parseConnectionString,
  type Sources,
  sourceNames,
  sourceProperties,
} from '../index.ts';
import { UsageError } from './failures.ts';
import { readInput } from './input-text.ts';
import type { Terminal } from './terminal.ts';

/** The sources of a command, and what the user should know about how they were given. */
export interface ConnectionSource {
  /** Undefined when none was given. */
  readonly sources: Sources | undefined;
  readonly warnings: readonly string[];
}

const namedSource = /^([A-Za-z_]\w*)=(.*)$/s;

/**
 * Reads the values of `--connection`: connection strings, `@names`, `-` for standard input, each possibly behind
 * `schema=`; without any, SQLUICE_CONNECTION. A secret that stands in the arguments is warned of, as other users of
 * the machine can see it.
 */
export async function readConnectionSource(
  given: readonly string[],
  terminal: Terminal,
): Promise<ConnectionSource> {
  if (given.length === 0) {
    return { sources: terminal.env.SQLUICE_CONNECTION || undefined, warnings: [] };
  }
  if (given.filter(readsInput).length > 1) {
    throw new UsageError('Standard input can give one connection string only.');
  }
  const warnings = await Promise.all(given.map((value) => warnOfSecrets(splitName(value).text)));
  const read = await Promise.all(
    given.map(async (value) => {
      const { name, text } = splitName(value);
      return { name, text: text === '-' ? (await readInput(terminal)).trim() : text };
    }),
  );
  const [only] = read;
  const sources = read.length === 1 && only && only.name === undefined ? only.text : nameAll(read);
  return { sources, warnings: warnings.flat() };
}

/** Whether standard input holds a connection string. */
export function readsInput(value: string): boolean {
  return splitName(value).text === '-';
}

function splitName(value: string): { name: string | undefined; text: string } {
  const match = namedSource.exec(value);
  return match ? { name: match[1], text: match[2]! } : { name: undefined, text: value };
}

function nameAll(read: readonly { name: string | undefined; text: string }[]): Sources {
  const sources = new Map<string, string>();
  for (const { name, text } of read) {
    const schema = name ?? (text.startsWith('@') ? text.slice(1) : parseConnectionString(text).connector);
    if (sources.has(schema)) {
      throw new UsageError(`Two connections are called ${schema}: put a name and = before one of them.`);
    }
    sources.set(schema, text);
  }
  return Object.fromEntries(sources);
}

async function warnOfSecrets(text: string): Promise<string[]> {
  if (text === '-' || text.startsWith('@')) return [];
  let connector: string;
  let entries: ReturnType<typeof parseConnectionString>['entries'];
  try {
    ({ connector, entries } = parseConnectionString(text));
  } catch {
    // Connecting says what is wrong with it.
    return [];
  }
  if (!sourceNames.includes(connector)) return [];
  const properties = await sourceProperties(connector);
  const literal = entries.filter(
    ({ name, value }) => findProperty(properties, name)?.secret && !isReference(value),
  );
  if (literal.length === 0) return [];
  return [
    `${literal.map(({ name }) => name).join(', ')}: a secret on the command line is seen by other users of this machine and kept in the shell's history. Use SQLUICE_CONNECTION, \${env:NAME}, --connection - or @name.`,
  ];
}
