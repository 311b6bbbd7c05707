import { driverError } from '../../errors.ts';

/** One property as it was written: references unresolved, names unchecked. */
export interface PropertyEntry {
  readonly name: string;
  readonly value: string;
}

/** A connection string, read but not checked. */
export interface ConnectionString {
  /** Name of the connector, in lower case. */
  readonly connector: string;
  readonly entries: readonly PropertyEntry[];
}

/** How a connection string is written: `okta:A=1;B=2` or `okta:///?A=1&B=2`. */
export type ConnectionStringForm = 'native' | 'url';

const prefix = /^\s*(?:jdbc:(?:cdata:)?)?([a-z][a-z0-9_-]*):/i;

/**
 * Reads `okta:A=1;B=2`, the same behind `jdbc:` or `jdbc:cdata:`, and `okta:///?A=1&B=2` (entries parted by `&` or
 * `;`, percent-encoding, `+` means plus). Blanks around names and values do not count. A value that begins with a
 * quote, single or double, ends at the same quote; the quote doubled inside stands for itself. Whether the
 * properties exist and are given once is checked later, with all other faults. Throws `bad_connection_string`,
 * whose message repeats no part of the text but property names.
 */
export function parseConnectionString(text: string): ConnectionString {
  const match = prefix.exec(text);
  if (!match) {
    throw unreadable('It does not begin with the name of a source and a colon, such as okta:');
  }
  const connector = match[1]!.toLowerCase();
  const rest = text.slice(match[0].length);
  if (!rest.startsWith('//')) return { connector, entries: readEntries(rest, ';', (part) => part) };

  const url = /^\/\/\/?(?:\?(.*))?$/s.exec(rest.trimEnd());
  if (!url) {
    throw unreadable(
      `The URL form names no host, user or path: everything is a property, as in ${connector}:///?Domain=…&…`,
    );
  }
  return { connector, entries: readEntries(url[1] ?? '', ';&', decodePercent) };
}

/**
 * Writes a connection string that {@link parseConnectionString} reads back unchanged, whatever the values hold (in
 * the URL form they must be well-formed Unicode). Secrets are written out: not for showing.
 */
export function formatConnectionString(
  { connector, entries }: ConnectionString,
  form: ConnectionStringForm = 'native',
): string {
  if (form === 'url') {
    const query = entries.map(({ name, value }) => `${encodePercent(name)}=${encodePercent(value)}`);
    return `${connector}:///?${query.join('&')}`;
  }
  return `${connector}:${entries.map(({ name, value }) => `${name}=${quoteValue(value)};`).join('')}`;
}

function readEntries(text: string, separators: string, decode: (part: string) => string): PropertyEntry[] {
  const entries: PropertyEntry[] = [];
  let at = 0;
  while (at < text.length) {
    if (separators.includes(text[at]!) || isBlank(text[at]!)) {
      at++;
      continue;
    }
    const start = at;
    while (at < text.length && text[at] !== '=' && !separators.includes(text[at]!)) at++;
    const name = decode(text.slice(start, at).trim());
    if (text[at] !== '=' || name === '') throw notAnEntry(entries);
    at = skipBlanks(text, at + 1);

    const quote = text[at];
    if (quote !== '"' && quote !== "'") {
      const from = at;
      while (at < text.length && !separators.includes(text[at]!)) at++;
      entries.push({ name, value: decode(text.slice(from, at).trim()) });
      continue;
    }
    const quoted = readQuoted(text, at, quote);
    if (!quoted) throw unreadable(`The quote that begins the value of ${name} is not closed.`);
    at = skipBlanks(text, quoted.end);
    if (at < text.length && !separators.includes(text[at]!)) {
      throw unreadable(
        `Something follows the closing quote of ${name}. Double a quote that belongs to the value.`,
      );
    }
    entries.push({ name, value: decode(quoted.value) });
  }
  return entries;
}

/** The text between the quote at `start` and its partner, doubled quotes made single; `end` lies behind it. */
function readQuoted(text: string, start: number, quote: string): { value: string; end: number } | undefined {
  let value = '';
  let at = start + 1;
  for (;;) {
    const next = text.indexOf(quote, at);
    if (next < 0) return undefined;
    value += text.slice(at, next);
    if (text[next + 1] !== quote) return { value, end: next + 1 };
    value += quote;
    at = next + 2;
  }
}

/** Text without `=` is most often the tail of a secret that holds a semicolon, so it is not repeated. */
function notAnEntry(before: readonly PropertyEntry[]): Error {
  const last = before.at(-1);
  return unreadable(
    last
      ? `What follows the value of ${last.name} is not Name=Value. If that value holds a separator, quote it.`
      : 'The first property is not written as Name=Value.',
  );
}

function unreadable(message: string): Error {
  return driverError('bad_connection_string', `The connection string cannot be read. ${message}`);
}

function quoteValue(value: string): string {
  const plain = !/^["']|;/.test(value) && value.trim() === value;
  return plain ? value : `"${value.replaceAll('"', '""')}"`;
}

function encodePercent(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable(
      'In the URL form a percent sign begins two hexadecimal digits; write %25 for the sign itself.',
    );
  }
}

function isBlank(character: string): boolean {
  return character.trim() === '';
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at]!)) at++;
  return at;
}
