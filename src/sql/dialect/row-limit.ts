import { driverError } from '../../errors.ts';
import { closingBracket, isClause, isSymbol, isWord } from '../name.ts';
import { applyEdits, characterPosition, type Edit, inOrder } from '../position.ts';
import type { Token } from '../token.ts';

const setOperators = ['union', 'except', 'intersect'];

/** Writes MySQL's `LIMIT offset, count` as `OFFSET offset LIMIT count`. */
export function commaLimitEdits(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, index): readonly Edit[] => {
    const comma = isClause(tokens, index, 'limit') ? commaBehind(tokens, index) : undefined;
    if (comma === undefined) return [];
    return [
      { start: token.start, end: token.end, text: 'OFFSET' },
      { start: comma.start, end: comma.end, text: ' LIMIT' },
    ];
  });
}

function commaBehind(tokens: readonly Token[], limit: number): Token | undefined {
  // A name of this spelling has its comma directly behind it.
  if (isSymbol(tokens[limit + 1], ',')) return undefined;
  let depth = 0;
  for (const token of tokens.slice(limit + 1)) {
    if (isSymbol(token, '(')) depth++;
    else if (isSymbol(token, ')') && --depth < 0) return undefined;
    else if (depth === 0 && ['offset', 'select', ...setOperators].some((word) => isWord(token, word)))
      return undefined;
    else if (depth === 0 && isSymbol(token, ',')) return token;
  }
  return undefined;
}

/**
 * Adds to `edits`, which are in no order, those that move each `SELECT TOP n` to the end of its query as `LIMIT n`.
 * What is moved is moved as the other edits spell it. Throws `syntax_error`, `unsupported_statement`.
 */
export function withTopEdits(sql: string, tokens: readonly Token[], edits: readonly Edit[]): readonly Edit[] {
  let result = edits;
  // Backwards, so that a TOP within the argument of another is done before it is moved.
  for (const select of [...tokens.keys()].reverse()) {
    const top = isClause(tokens, select, 'select') ? topOf(sql, tokens, select) : undefined;
    if (top !== undefined) result = withTop(sql, tokens, select, top, result);
  }
  return result;
}

/** TOP and its argument, by index of their tokens. */
interface Top {
  readonly word: number;
  readonly from: number;
  readonly to: number;
}

function topOf(sql: string, tokens: readonly Token[], select: number): Top | undefined {
  const distinct = isWord(tokens[select + 1], 'distinct') || isWord(tokens[select + 1], 'all');
  const word = select + (distinct ? 2 : 1);
  const from = word + 1;
  if (!isWord(tokens[word], 'top')) return undefined;
  const first = tokens[from];
  const bracketed = isSymbol(first, '(');
  if (!bracketed && first?.kind !== 'number' && first?.kind !== 'parameter') return undefined;
  const to = bracketed ? closingBracket(tokens, from) : from;
  if (to === undefined) return undefined;
  const behind = tokens[to + 1];
  const ties = isWord(behind, 'with') && isWord(tokens[to + 2], 'ties');
  if (isWord(behind, 'percent') || ties) {
    throw driverError('unsupported_statement', `TOP … ${ties ? 'WITH TIES' : 'PERCENT'} is not offered.`, {
      position: characterPosition(sql, behind!.start),
      hint: ties ? 'Write QUALIFY rank() OVER (ORDER BY …) <= n.' : 'Write LIMIT n PERCENT at the end.',
    });
  }
  return { word, from, to };
}

function withTop(
  sql: string,
  tokens: readonly Token[],
  select: number,
  top: Top,
  edits: readonly Edit[],
): readonly Edit[] {
  const { last, branch } = queryOf(sql, tokens, select);
  const from = tokens[top.from]!.start;
  const to = tokens[top.to]!.end;
  const word = tokens[top.word]!.start;
  const inside = edits.filter(({ start, end }) => start >= from && end <= to);
  const argument = applyEdits(
    sql.slice(from, to),
    inOrder(inside).map(({ start, end, text }) => ({ start: start - from, end: end - from, text })),
  );
  // What follows TOP directly must not run into what stands before it.
  const removed: Edit = { start: word, end: tokens[top.to + 1]?.start ?? to, text: '' };
  const limit: Edit = {
    start: last.end,
    end: last.end,
    text: ` LIMIT ${argument}${branch ? ')' : ''}`,
    from,
  };
  const { start } = tokens[select]!;
  const opening: readonly Edit[] = branch ? [{ start, end: start, text: '(' }] : [];
  return [...edits.filter((edit) => !inside.includes(edit)), ...opening, removed, limit];
}

/**
 * The last token of the query that begins at `select`. A branch of a set operation ends before the ORDER BY, which
 * belongs to the whole, and needs brackets to have a LIMIT of its own.
 */
function queryOf(
  sql: string,
  tokens: readonly Token[],
  select: number,
): { readonly last: Token; readonly branch: boolean } {
  let end = tokens.length;
  let order: number | undefined;
  let operator = false;
  for (let index = select + 1, depth = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (isSymbol(token, '(')) depth++;
    else if (isSymbol(token, ')')) depth--;
    // `SELECT * EXCEPT (a)` leaves out a column.
    const combines = depth === 0 && isSetOperator(tokens, index) && !isSymbol(tokens[index - 1], '*');
    if (depth < 0 || combines) {
      end = index;
      operator = combines;
      break;
    }
    if (depth === 0 && isClause(tokens, index, 'limit')) {
      throw driverError('syntax_error', 'The query has both TOP and LIMIT.', {
        position: characterPosition(sql, token.start),
        hint: 'Write one of them.',
      });
    }
    if (depth === 0 && isClause(tokens, index, 'order')) order ??= index;
  }
  const before = tokens[select - 1];
  const second = ['all', 'distinct', 'name'].some((word) => isWord(before, word));
  const branch = operator || second || isSetOperator(tokens, select - 1);
  return { last: tokens[(branch && order !== undefined ? order : end) - 1]!, branch };
}

function isSetOperator(tokens: readonly Token[], index: number): boolean {
  return setOperators.some((word) => isClause(tokens, index, word));
}
