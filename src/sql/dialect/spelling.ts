import { isSymbol, isWord, nameOf } from '../name.ts';
import type { Edit } from '../position.ts';
import { quoteIdentifier } from '../quote.ts';
import type { Token } from '../token.ts';

/**
 * What the connection calls the schema that users know as `information_schema`. The engine has one of that name in
 * every database, which tells of its own inside.
 */
export const informationSchema = 'information schema';

/** The name under which users know a schema of the connection. */
export function shownSchema(name: string): string {
  return name === informationSchema ? 'information_schema' : name;
}

/** Names of catalogs that may stand before the schema of a table and mean nothing. */
const catalogNames: ReadonlySet<string> = new Set(['sqluice', 'cdata']);

/** Functions that have to be known by the engine's name: keywords to its parser, and aggregates. */
const engineNames: Readonly<Record<string, string>> = {
  char: 'chr',
  count_big: 'count',
  stdev: 'stddev_samp',
  stdevp: 'stddev_pop',
  var: 'var_samp',
  varp: 'var_pop',
};

/** Keywords that other dialects write with empty brackets. */
const clocks: ReadonlySet<string> = new Set([
  'current_timestamp',
  'current_time',
  'localtimestamp',
  'localtime',
]);

/** Edits that spell names and parameters as the engine does; each replaces whole tokens. */
export function spellingEdits(tokens: readonly Token[], numbers: ReadonlyMap<Token, number>): Edit[] {
  return tokens.flatMap((token, index): readonly Edit[] => {
    const { start, end } = token;
    if (isCatalogName(tokens, index)) return [{ start, end: tokens[index + 1]!.end, text: '' }];
    const text = spelling(tokens, index, numbers);
    if (text !== token.text) return [{ start, end, text }];
    const open = tokens[index + 1];
    const empty = isSymbol(open, '(') && isSymbol(tokens[index + 2], ')');
    if (empty && token.kind === 'word' && clocks.has(text.toLowerCase()))
      return [{ start: open!.start, end: tokens[index + 2]!.end, text: '' }];
    return [];
  });
}

function spelling(tokens: readonly Token[], index: number, numbers: ReadonlyMap<Token, number>): string {
  const token = tokens[index]!;
  const number = numbers.get(token);
  if (number !== undefined) return `$${number}`;
  const name = nameOf(token);
  if (name === undefined) return token.text;
  if (name.toLowerCase() === 'information_schema' && isSymbol(tokens[index + 1], '.'))
    return quoteIdentifier(informationSchema);
  if (token.kind === 'bracketed' || token.kind === 'backtick') return quoteIdentifier(name);
  return engineFunction(tokens, index) ?? token.text;
}

/** `CAST(x AS CHAR(3))` and `x::char(3)` name a type. */
function engineFunction(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index]!;
  const before = tokens[index - 1];
  if (token.kind !== 'word' || !isSymbol(tokens[index + 1], '(')) return undefined;
  if (isWord(before, 'as') || isSymbol(before, ':') || isSymbol(before, '.')) return undefined;
  const name = token.text.toLowerCase();
  return Object.hasOwn(engineNames, name) ? engineNames[name] : undefined;
}

/** `catalog.schema.table`, and `catalog.schema.table.column`; `schema.table` is left alone, whatever it is called. */
function isCatalogName(tokens: readonly Token[], index: number): boolean {
  const name = nameOf(tokens[index]);
  return (
    name !== undefined &&
    catalogNames.has(name.toLowerCase()) &&
    !isSymbol(tokens[index - 1], '.') &&
    isSymbol(tokens[index + 1], '.') &&
    nameOf(tokens[index + 2]) !== undefined &&
    isSymbol(tokens[index + 3], '.') &&
    nameOf(tokens[index + 4]) !== undefined
  );
}
