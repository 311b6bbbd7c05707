import { DriverError } from '../errors.ts';
import { tokenize } from './token.ts';

/** Text that is typed in, cut at its semicolons. */
export interface SplitText {
  /** Complete statements, each with its semicolon and without blanks around it. Empty ones are left out. */
  readonly statements: readonly string[];
  /** What stands behind the last semicolon: the beginning of a statement, or blanks and comments. */
  readonly rest: string;
}

/**
 * Cuts `text` behind each semicolon that ends a statement: not those in quotes and comments. While a quote or a
 * comment is open nothing is complete.
 */
export function splitStatements(text: string): SplitText {
  const statements: string[] = [];
  let start = 0;
  let tokens = 0;
  for (const token of readTokens(text)) {
    if (token.kind !== 'symbol' || token.text !== ';') {
      tokens++;
      continue;
    }
    if (tokens > 0) statements.push(text.slice(start, token.end).trim());
    start = token.end;
    tokens = 0;
  }
  return { statements, rest: text.slice(start) };
}

function readTokens(text: string): ReturnType<typeof tokenize> {
  try {
    return tokenize(text);
  } catch (error) {
    if (error instanceof DriverError && error.reason === 'syntax_error') return [];
    throw error;
  }
}
