import type { PropertyFault } from '../../catalog/property.ts';
import type { PropertyEntry } from './connection-string.ts';
import type { OptionsHost } from './host.ts';

/** A property whose references were replaced; `value` is undefined where one of them has nothing behind it. */
export interface ResolvedEntry {
  readonly name: string;
  readonly value: string | undefined;
}

/** Entries with their references replaced, and what could not be. */
export interface ResolvedEntries {
  readonly entries: readonly ResolvedEntry[];
  readonly faults: readonly PropertyFault[];
}

const reference = /\$\$\{|\$\{(env|file):([^}]+)\}/g;

/**
 * Replaces each `${env:NAME}` and `${file:PATH}` in the values; `$${` stands for a plain `${`. What is put in is not
 * read again. The last newline of a file does not count. Faults (`unresolved_reference`) name the property.
 */
export async function resolveReferences(
  entries: readonly PropertyEntry[],
  host: Pick<OptionsHost, 'variable' | 'readText'>,
): Promise<ResolvedEntries> {
  const faults: PropertyFault[] = [];
  const resolved = await Promise.all(
    entries.map(async ({ name, value }): Promise<ResolvedEntry> => {
      let text = '';
      let at = 0;
      let complete = true;
      for (const match of value.matchAll(reference)) {
        const part = await lookUp(match, host);
        if (part === undefined) {
          faults.push(missing(name, match[1]!, match[2]!));
          complete = false;
        }
        text += value.slice(at, match.index) + (part ?? '');
        at = match.index + match[0].length;
      }
      return { name, value: complete ? text + value.slice(at) : undefined };
    }),
  );
  return { entries: resolved, faults };
}

/** Whether all of a value comes from references, so that the text itself gives nothing away. */
export function isReference(value: string): boolean {
  return (
    value.trim() !== '' && value.replace(reference, (match) => (match === '$${' ? match : '')).trim() === ''
  );
}

async function lookUp(
  [, kind, name]: RegExpMatchArray,
  host: Pick<OptionsHost, 'variable' | 'readText'>,
): Promise<string | undefined> {
  if (kind === undefined || name === undefined) return '${';
  if (kind === 'env') return host.variable(name);
  try {
    return (await host.readText(name)).replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}

function missing(property: string, kind: string, name: string): PropertyFault {
  const what =
    kind === 'env'
      ? `the environment variable ${name}, which is not set`
      : `the file ${name}, which cannot be read`;
  return { reason: 'unresolved_reference', message: `${property} refers to ${what}.` };
}
