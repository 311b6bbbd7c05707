import { driverError } from '../../errors.ts';
import { isClause, isSymbol } from '../name.ts';
import { characterPosition } from '../position.ts';
import type { Token } from '../token.ts';

/** Throws `unsupported_statement` for `SELECT … INTO …`, which other drivers write files and tables with. */
export function refuseSelectInto(sql: string, tokens: readonly Token[]): void {
  for (const index of tokens.keys()) {
    const into = isClause(tokens, index, 'select') ? intoOf(tokens, index) : undefined;
    if (into === undefined) continue;
    throw driverError('unsupported_statement', 'SELECT … INTO is not offered: a query only gives rows.', {
      position: characterPosition(sql, into.start),
      hint: 'Write the rows to a file with `sqluice query --format csv --output <file>`.',
    });
  }
}

/** The INTO of the query that begins at `select`. */
function intoOf(tokens: readonly Token[], select: number): Token | undefined {
  let depth = 0;
  for (let index = select + 1; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (isSymbol(token, '(')) depth++;
    else if (isSymbol(token, ')')) depth--;
    if (depth < 0 || (depth === 0 && isClause(tokens, index, 'from'))) return undefined;
    if (depth === 0 && isClause(tokens, index, 'into')) return token;
  }
  return undefined;
}
