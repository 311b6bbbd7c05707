import { type Edit, inOrder } from '../position.ts';
import type { Token } from '../token.ts';
import { containsEdits } from './contains.ts';
import { dateLiteralEdits } from './date-literal.ts';
import { commaLimitEdits, withTopEdits } from './row-limit.ts';
import { refuseSelectInto } from './select-into.ts';
import { spellingEdits } from './spelling.ts';

/**
 * The edits that turn a statement as other drivers read it into one of the engine's, in order. To read their result
 * again changes nothing. Throws `syntax_error`, `unsupported_statement`.
 */
export function dialectEdits(
  sql: string,
  tokens: readonly Token[],
  numbers: ReadonlyMap<Token, number>,
): readonly Edit[] {
  refuseSelectInto(sql, tokens);
  const edits = withTopEdits(sql, tokens, [
    ...spellingEdits(tokens, numbers),
    ...containsEdits(tokens),
    ...dateLiteralEdits(sql, tokens),
    ...commaLimitEdits(tokens),
  ]);
  return inOrder(edits);
}
