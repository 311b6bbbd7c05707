import type { Token } from './token.ts';

/** The name that a token is, without its quotes; undefined for a token that is none. Keywords are names here. */
export function nameOf(token: Token | undefined): string | undefined {
  switch (token?.kind) {
    case 'word':
      return token.text;
    case 'quoted':
      return /^"/.test(token.text) ? token.text.slice(1, -1).replaceAll('""', '"') : undefined;
    case 'backtick':
      return token.text.slice(1, -1).replaceAll('``', '`');
    case 'bracketed':
      return token.text.slice(1, -1).replaceAll(']]', ']');
    default:
      return undefined;
  }
}

/** Whether a token is this keyword, given in lower case. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word;
}

/** Whether the keyword at `index` begins a clause, and is no name behind a dot or AS. */
export function isClause(tokens: readonly Token[], index: number, word: string): boolean {
  const before = tokens[index - 1];
  return isWord(tokens[index], word) && !isSymbol(before, '.') && !isWord(before, 'as');
}

/** Whether a token is this punctuation. */
export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}

/** The index of the bracket that closes the one at `open`; undefined where none does. */
export function closingBracket(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (isSymbol(tokens[index], '(')) depth++;
    else if (isSymbol(tokens[index], ')') && --depth === 0) return index;
  }
  return undefined;
}
