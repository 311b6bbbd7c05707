/** A small reader of SCIM expressions, written from the grammar alone (RFC 7644, 3.4.2.2), to hold ours against. */

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | {
      readonly kind: 'term';
      readonly attribute: string;
      readonly operator: string;
      readonly value: string | number | boolean | undefined;
    };

/** Reads a whole expression; throws where it is none. */
export function parseScim(text: string): Expression {
  let at = 0;
  const blanks = () => {
    while (text[at] === ' ') at++;
  };
  const fail = (): never => {
    throw new Error(`not an expression at ${at}: ${text}`);
  };
  const word = () => {
    blanks();
    const start = at;
    while (at < text.length && !' ()"'.includes(text[at]!)) at++;
    return at > start ? text.slice(start, at) : fail();
  };
  const string = () => {
    const start = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    if (text[at] !== '"') fail();
    at++;
    return JSON.parse(text.slice(start, at)) as string;
  };
  const value = () => {
    blanks();
    if (text[at] === '"') return string();
    const literal = word();
    if (literal === 'true' || literal === 'false') return literal === 'true';
    return /^-?\d+(\.\d+)?$/.test(literal) ? Number(literal) : fail();
  };
  const factor = (): Expression => {
    blanks();
    if (text[at] === '(') {
      at++;
      const inner = disjunction();
      blanks();
      if (text[at] !== ')') fail();
      at++;
      return inner;
    }
    const attribute = word();
    const operator = word();
    return { kind: 'term', attribute, operator, value: operator === 'pr' ? undefined : value() };
  };
  const joined = (kind: 'and' | 'or', part: () => Expression): Expression => {
    const parts = [part()];
    for (;;) {
      blanks();
      if (!text.startsWith(`${kind} `, at)) break;
      at += kind.length;
      parts.push(part());
    }
    return parts.length === 1 ? parts[0]! : { kind, parts };
  };
  const conjunction = () => joined('and', factor);
  const disjunction = (): Expression => joined('or', conjunction);
  const expression = disjunction();
  blanks();
  return at === text.length ? expression : fail();
}

/** Whether a row fits, by the values of its attributes; a missing value fits nothing. */
export function fits(
  expression: Expression,
  row: Readonly<Record<string, string | number | boolean | undefined>>,
): boolean {
  if (expression.kind !== 'term') {
    const { kind, parts } = expression;
    return kind === 'and' ? parts.every((part) => fits(part, row)) : parts.some((part) => fits(part, row));
  }
  const held = row[expression.attribute];
  if (held === undefined) return false;
  const wanted = expression.value;
  switch (expression.operator) {
    case 'pr':
      return true;
    case 'eq':
      return held === wanted;
    case 'ne':
      return held !== wanted;
    case 'lt':
      return held < wanted!;
    case 'le':
      return held <= wanted!;
    case 'gt':
      return held > wanted!;
    case 'ge':
      return held >= wanted!;
    case 'sw':
      return String(held).startsWith(String(wanted));
    case 'ew':
      return String(held).endsWith(String(wanted));
    case 'co':
      return String(held).includes(String(wanted));
    default:
      throw new Error(`unknown operator ${expression.operator}`);
  }
}
