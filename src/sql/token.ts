import { driverError } from '../errors.ts';
import { characterPosition } from './position.ts';

/** What a stretch of SQL text is. White space and comments are between tokens. */
export type TokenKind =
  /** A keyword or an unquoted name. */
  | 'word'
  /** `"name"` */
  | 'quoted'
  /** `` `name` `` */
  | 'backtick'
  /** `[name]`: a quoted name in the manner of SQL Server, told from lists and subscripts. */
  | 'bracketed'
  /** `'text'`, `E'text'`, `x'ff'`, `$tag$text$tag$` */
  | 'string'
  | 'number'
  /** `?`, `$1`, `$name` */
  | 'parameter'
  /** One character of punctuation or of an operator. */
  | 'symbol';

/** A token: `sql.slice(start, end)`, in UTF-16 units. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/*
 * One sticky expression tells the tokens apart by their beginning; what can hold anything (quotes, comments,
 * brackets) is closed by hand, which no length of text can overflow. Follows the scanner of PostgreSQL (src/backend/parser/scan.l), which the engine shares.
 */
const pattern = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*)`,
    String.raw`(?<comment>/\*)`,
    "(?<escaped>[eE]')",
    '(?<quote>(?:[bBxX]|[uU]&)?\'|(?:[uU]&)?"|`)',
    String.raw`(?<dollar>\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)`,
    String.raw`(?<parameter>\?|\$\d+|\$[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)`,
    '(?<symbol>.)',
  ].join('|'),
  'suy',
);

/** The tokens of `sql`. Throws `syntax_error` where a quote or comment is not closed. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const add = (kind: TokenKind, end: number) => {
    tokens.push({ kind, text: sql.slice(at, end), start: at, end });
    at = end;
  };
  while (at < sql.length) {
    pattern.lastIndex = at;
    const groups = pattern.exec(sql)!.groups!;
    const end = pattern.lastIndex;
    if (groups.space !== undefined) at = end;
    else if (groups.comment !== undefined) at = commentEnd(sql, at);
    else if (groups.escaped !== undefined) add('string', quoteEnd(sql, at, end, true));
    else if (groups.quote !== undefined) add(quoteKinds[sql[end - 1]!]!, quoteEnd(sql, at, end, false));
    else if (groups.dollar !== undefined) add('string', dollarEnd(sql, at, groups.dollar));
    else if (groups.parameter !== undefined) add('parameter', end);
    else if (groups.number !== undefined) add('number', end);
    else if (groups.word !== undefined) add('word', end);
    else {
      const bracketEnd = groups.symbol === '[' ? bracketedNameEnd(sql, at, tokens.at(-1)) : undefined;
      if (bracketEnd === undefined) add('symbol', end);
      else add('bracketed', bracketEnd);
    }
  }
  return tokens;
}

const quoteKinds: Readonly<Record<string, TokenKind>> = { "'": 'string', '"': 'quoted', '`': 'backtick' };

/** Where the quoted text that opened before `body` ends; a doubled quote stands for itself. */
function quoteEnd(sql: string, start: number, body: number, backslashEscapes: boolean): number {
  const quote = sql[body - 1]!;
  for (let at = sql.indexOf(quote, body); at >= 0; at = sql.indexOf(quote, at + 1)) {
    if (backslashEscapes && backslashesBefore(sql, at) % 2 === 1) continue;
    if (sql[at + 1] !== quote) return at + 1;
    at++;
  }
  throw unterminated(sql, start, 'quoted text');
}

function backslashesBefore(sql: string, at: number): number {
  let count = 0;
  while (sql[at - 1 - count] === '\\') count++;
  return count;
}

function commentEnd(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  for (let depth = 0, found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  throw unterminated(sql, start, 'comment');
}

function dollarEnd(sql: string, start: number, tag: string): number {
  const end = sql.indexOf(tag, start + tag.length);
  if (end < 0) throw unterminated(sql, start, 'dollar-quoted text');
  return end + tag.length;
}

function unterminated(sql: string, start: number, what: string) {
  return driverError('syntax_error', `The SQL has ${what} that is never closed.`, {
    position: characterPosition(sql, start),
  });
}

/** Words that shape a query: unquoted, they are neither a name nor the beginning or end of an operand. */
export const keywords: ReadonlySet<string> = new Set(
  `all and any as asc between by case cross desc distinct else except from full having ilike in inner intersect into
   is join left like limit natural not offset on or order outer over qualify right select then union using values
   when where with`.split(/\s+/),
);

/*
 * `[` can open a name, a list or a subscript. It opens a name when its content reads as one and nothing stands
 * directly before it that could be subscripted: `[Login]`, `dbo.[Login]`, `count(*) [Total]`; but `Tags[1]`,
 * `Tags[i]`, `[1, 2]`, `['a']`, `[x for x in Tags]`.
 */
function bracketedNameEnd(sql: string, start: number, before: Token | undefined): number | undefined {
  const found = /^\[([\p{L}_](?:[\p{L}\p{N}_ .$#@:/-]|\]\])*)\]/u.exec(sql.slice(start, start + 260));
  if (found === null) return undefined;
  if (/^(?:null|true|false)$|^\S+ for .* in /i.test(found[1]!)) return undefined;
  if (before !== undefined) {
    const word = before.text.toLowerCase();
    if (word === 'array') return undefined;
    const adjacent = before.end === start;
    if (adjacent && before.kind === 'word' && !keywords.has(word)) return undefined;
    if (adjacent && (before.kind === 'symbol' ? /[)\]]/.test(word) : before.kind !== 'word'))
      return undefined;
  }
  return start + found[0].length;
}
