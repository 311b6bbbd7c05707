import { closingBracket, isSymbol, isWord, nameOf } from '../name.ts';
import type { Edit } from '../position.ts';
import { quoteLiteral } from '../quote.ts';
import { keywords, type Token } from '../token.ts';

/**
 * Writes `text CONTAINS part` and `text NOT CONTAINS part` as LIKE, which binds as they do. `CONTAINS(text, part)` is
 * a function, and stays one.
 */
export function containsEdits(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, index): readonly Edit[] => {
    if (!isWord(token, 'contains')) return [];
    const before = isWord(tokens[index - 1], 'not') ? index - 2 : index - 1;
    const end = operandEnd(tokens, index + 1);
    if (end === undefined || !endsOperand(tokens[before])) return [];
    const operator: Edit = { start: token.start, end: token.end, text: 'LIKE' };
    const first = tokens[index + 1]!;
    if (first.kind === 'string' && first.text.startsWith("'")) {
      const part = first.text.slice(1, -1).replaceAll("''", "'");
      return [operator, { start: first.start, end: first.end, text: patternOf(part) }];
    }
    const last = tokens[end]!;
    return [
      operator,
      { start: first.start, end: first.start, text: "('%' || replace(replace(replace(" },
      {
        start: last.end,
        end: last.end,
        text: String.raw`, '\', '\\'), '%', '\%'), '_', '\_') || '%') ESCAPE '\'`,
      },
    ];
  });
}

/** The optimiser knows a plain pattern as "contains", which sources can be asked for; with ESCAPE it does not. */
function patternOf(part: string): string {
  const escaped = part.replaceAll(/[\\%_]/g, String.raw`\$&`);
  return quoteLiteral(`%${escaped}%`) + (escaped === part ? '' : String.raw` ESCAPE '\'`);
}

function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'symbol') return token.text === ')' || token.text === ']';
  return token.kind !== 'word' || !keywords.has(token.text.toLowerCase());
}

/** The index of the last token of the operand at `start`: a literal, a name, a call, or something in brackets. */
function operandEnd(tokens: readonly Token[], start: number): number | undefined {
  const token = tokens[start];
  if (token === undefined) return undefined;
  if (token.kind === 'string' || token.kind === 'number' || token.kind === 'parameter') return start;
  if (isSymbol(token, '(')) return closingBracket(tokens, start);
  if (nameOf(token) === undefined || (token.kind === 'word' && keywords.has(token.text.toLowerCase())))
    return undefined;
  let end = start;
  while (isSymbol(tokens[end + 1], '.') && nameOf(tokens[end + 2]) !== undefined) end += 2;
  return isSymbol(tokens[end + 1], '(') ? closingBracket(tokens, end + 1) : end;
}
