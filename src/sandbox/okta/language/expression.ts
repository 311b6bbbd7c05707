/**
 * The expression language of `search` and `filter`: SCIM's, as far as Okta speaks it (Okta docs, core-okta-api: filter;
 * RFC 7644, 3.4.2.2).
 */

export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'sw' | 'ew' | 'co' | 'pr';

/** The value an attribute is compared with. */
export type Literal = string | number | boolean;

/** One comparison. `pr` has no value. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly attribute: string;
  readonly operator: Operator;
  readonly value: Literal | undefined;
}

/** A parsed expression. */
export type Expression =
  | Comparison
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Expression[] }
  | { readonly kind: 'not'; readonly term: Expression };

/** An expression that cannot be read. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const operators: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'ew', 'co', 'pr']);

// A quoted string (JSON.parse checks what is inside), a number, a name or word, or a single sign.
const token =
  /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|([A-Za-z_$][\w.$:-]*)|([()[\]])|(\S))/y;

interface Token {
  readonly kind: 'text' | 'number' | 'word' | 'sign';
  readonly text: string;
}

/**
 * Reads an expression. Attribute names keep their case, operator words have none; `and` binds closer than `or`.
 *
 * @throws ExpressionError, saying what was found and where.
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = () => tokens[at];
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text.toLowerCase() === word;
  const isSign = (sign: string) => peek()?.kind === 'sign' && peek()?.text === sign;
  const fail = (wanted: string): never => {
    throw new ExpressionError(`expected ${wanted}, found ${peek()?.text ?? 'the end'}`);
  };

  const chain = (word: 'and' | 'or', part: () => Expression): Expression => {
    const terms = [part()];
    while (isWord(word)) {
      at++;
      terms.push(part());
    }
    return terms.length === 1 ? (terms[0] as Expression) : { kind: word, terms };
  };
  const disjunction = (): Expression => chain('or', conjunction);
  const conjunction = (): Expression => chain('and', unit);
  const unit = (): Expression => {
    if (isWord('not') && tokens[at + 1]?.text === '(') {
      at++;
      return { kind: 'not', term: group() };
    }
    return isSign('(') ? group() : comparison();
  };
  const group = (): Expression => {
    at++;
    const inner = disjunction();
    if (!isSign(')')) fail('")"');
    at++;
    return inner;
  };
  const comparison = (): Expression => {
    if (peek()?.kind !== 'word') fail('an attribute');
    const attribute = tokens[at++]?.text as string;
    const operator = peek()?.text.toLowerCase() ?? '';
    if (peek()?.kind !== 'word' || !operators.has(operator)) fail('an operator');
    at++;
    return {
      kind: 'comparison',
      attribute,
      operator: operator as Operator,
      value: operator === 'pr' ? undefined : literal(),
    };
  };
  const literal = (): Literal => {
    const { kind, text } = peek() ?? { kind: 'sign', text: '' };
    if (kind === 'sign' || (kind === 'word' && text !== 'true' && text !== 'false')) return fail('a value');
    at++;
    try {
      return JSON.parse(text);
    } catch {
      throw new ExpressionError(`cannot read the text ${text}`);
    }
  };

  const expression = disjunction();
  if (at < tokens.length) fail('"and" or "or"');
  return expression;
}

/** Every comparison in an expression, from left to right. */
export function comparisonsOf(expression: Expression): readonly Comparison[] {
  switch (expression.kind) {
    case 'comparison':
      return [expression];
    case 'not':
      return comparisonsOf(expression.term);
    case 'and':
    case 'or':
      return expression.terms.flatMap(comparisonsOf);
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const [, quoted, number, word, sign, unknown] = token.exec(text) ?? [];
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else throw new ExpressionError(`cannot read ${unknown ?? 'the text'}`);
  }
  return tokens;
}
