import { driverError } from '../errors.ts';
import { dialectEdits } from './dialect/dialect.ts';
import { spellingEdits } from './dialect/spelling.ts';
import { isWord } from './name.ts';
import { joinNamedParameters, numberParameters, parameterNames } from './parameter.ts';
import { applyEdits, characterPosition, type Edit, sourceOffset } from './position.ts';
import { type Token, tokenize } from './token.ts';

/** What a statement asks for, as its first words tell. */
export type StatementKind =
  | 'select'
  | 'explain'
  | 'insert'
  | 'update'
  | 'delete'
  | 'merge'
  | 'call'
  | 'definition'
  | 'transaction'
  | 'setting'
  | 'refresh'
  | 'description'
  | 'engine'
  | 'unknown';

const kindOfWord = new Map<string, StatementKind>(
  Object.entries({
    select: 'select with from values table pivot unpivot',
    explain: 'explain',
    insert: 'insert upsert',
    update: 'update',
    delete: 'delete truncate',
    merge: 'merge',
    call: 'call exec execute',
    definition: 'create alter drop comment grant revoke rename',
    transaction: 'begin start commit end rollback abort savepoint release',
    setting: 'set reset use discard',
    description: 'show describe desc summarize',
    engine: `attach detach copy export import install update_extensions load force pragma checkpoint vacuum analyze
      prepare deallocate reindex listen notify lock declare fetch`,
  }).flatMap(([kind, words]) => words.split(/\s+/).map((word) => [word, kind as StatementKind] as const)),
);

/** One statement in the engine's dialect, and the way back to the text it was written as. */
export interface StatementText {
  readonly kind: StatementKind;
  readonly original: string;
  /** Parameters as `$1`…`$n`, all else as docs/sql.md says of other dialects; no final semicolon. */
  readonly sql: string;
  /** What was done to `original` to make `sql`, step by step. */
  readonly edits: readonly (readonly Edit[])[];
  /** The tokens of `sql`'s parameters, in its offsets. */
  readonly parameters: readonly ParameterToken[];
  /** The names of `@name` parameters as first written, in the order of their numbers; none for other forms. */
  readonly parameterNames: readonly string[];
  /** The highest number among the parameters. */
  readonly parameterCount: number;
}

/** Where a parameter stands in {@link StatementText.sql}. */
export interface ParameterToken {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the text of exactly one statement. Throws `syntax_error` for what cannot be read, for mixed `?` and `$n`, and
 * for an empty text; `unsupported_statement` for several statements.
 */
export function readStatement(original: string): StatementText {
  const tokens = tokenize(original);
  const ending = tokens.findIndex((token) => token.kind === 'symbol' && token.text === ';');
  const statement = ending < 0 ? tokens : tokens.slice(0, ending);
  const extra = ending < 0 ? undefined : tokens.slice(ending).find((token) => token.text !== ';');
  if (statement.length === 0)
    throw driverError('syntax_error', 'The SQL holds no statement.', { position: 1 });
  if (extra !== undefined) {
    throw driverError('unsupported_statement', 'The SQL holds several statements.', {
      position: characterPosition(original, extra.start),
      hint: 'Send one statement at a time.',
    });
  }
  const kind = kindOf(statement);
  // In a call `@name` names an input.
  const read = kind === 'call' ? statement : joinNamedParameters(statement);
  const numbers = numberParameters(original, read);
  const edits = [
    ...(kind === 'call' ? spellingEdits(read, numbers) : dialectEdits(original, read, numbers)),
    // The final semicolon goes, with all behind it: a comment there would swallow what a wrapper appends.
    { start: read.at(-1)!.end, end: original.length, text: '' },
  ];
  const sql = applyEdits(original, edits);
  return {
    kind,
    original,
    sql,
    edits: [edits],
    // To look for none takes time where a list is long.
    parameters: numbers.size > 0 ? parametersOf(sql) : [],
    parameterNames: parameterNames(numbers),
    parameterCount: Math.max(0, ...numbers.values()),
  };
}

/** The parameters of a text in the engine's dialect, wherever they have moved. */
export function parametersOf(sql: string): readonly ParameterToken[] {
  return tokenize(sql).flatMap(({ kind, text, start, end }) =>
    kind === 'parameter' ? [{ number: Number(text.slice(1)), start, end }] : [],
  );
}

/** An EXPLAIN, taken apart. */
export interface ExplainedText {
  readonly analyze: boolean;
  /** The explained statement; blanks stand where EXPLAIN stood, so that positions stay true. */
  readonly statement: string;
}

/** Takes `EXPLAIN [ANALYZE | (ANALYZE)] statement` apart; undefined for any other statement. */
export function readExplain(sql: string): ExplainedText | undefined {
  const tokens = tokenize(sql);
  if (tokens[0] === undefined || !isWord(tokens[0], 'explain')) return undefined;
  let next = 1;
  let analyze = false;
  if (isWord(tokens[1], 'analyze')) {
    analyze = true;
    next = 2;
  } else if (tokens[1]?.text === '(' && isWord(tokens[2], 'analyze') && tokens[3]?.text === ')') {
    analyze = true;
    next = 4;
  }
  const first = tokens[next];
  if (first === undefined) {
    throw driverError('syntax_error', 'EXPLAIN stands alone.', {
      hint: 'Write the statement to explain after it.',
    });
  }
  const before = [...sql.slice(0, first.start)].length;
  return { analyze, statement: ' '.repeat(before) + sql.slice(first.start) };
}

/** The 1-based character position in the original text of an offset into `text.sql`. */
export function originalPosition(text: StatementText, offset: number): number {
  const source = text.edits.reduceRight((at, edits) => sourceOffset(edits, at), offset);
  return characterPosition(text.original, source);
}

function kindOf(tokens: readonly Token[]): StatementKind {
  const first = tokens.find((token) => token.text !== '(')!;
  if (first.kind !== 'word') return 'unknown';
  if (isWord(first, 'with')) return kindAfterWith(tokens);
  if (isSchemaReset(tokens)) return 'refresh';
  return kindOfWord.get(first.text.toLowerCase()) ?? 'unknown';
}

/** `RESET SCHEMA CACHE` and nothing else; other RESETs change settings. */
function isSchemaReset(tokens: readonly Token[]): boolean {
  const words = ['reset', 'schema', 'cache'];
  return tokens.length === words.length && words.every((word, index) => isWord(tokens[index], word));
}

/** WITH also introduces changes: the first verb outside all brackets tells. */
function kindAfterWith(tokens: readonly Token[]): StatementKind {
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    else if (depth === 0 && token.kind === 'word') {
      const kind = kindOfWord.get(token.text.toLowerCase());
      if (kind === 'insert' || kind === 'update' || kind === 'delete' || kind === 'merge') return kind;
      if (/^(?:select|from|values|table)$/i.test(token.text)) return 'select';
    }
  }
  return 'select';
}
