import { driverError } from '../errors.ts';
import { characterPosition } from './position.ts';
import type { Token } from './token.ts';

/** The forms of parameters; a statement keeps to one. */
const forms = ['?', '$', '@'] as const;
type Form = (typeof forms)[number];

const formNames: Readonly<Record<Form, string>> = { '?': '?', $: '$1', '@': '@name' };

/**
 * Joins `@` and the name directly behind it to one parameter token. `@>`, `<@ list` and `@ -1`, in which no name is
 * adjacent, stay operators.
 */
export function joinNamedParameters(tokens: readonly Token[]): readonly Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    if (before?.text === '@' && token.kind === 'word' && before.end === token.start) {
      joined[joined.length - 1] = {
        kind: 'parameter',
        text: `@${token.text}`,
        start: before.start,
        end: token.end,
      };
    } else joined.push(token);
  }
  return joined;
}

/**
 * The numbers, from 1, of the parameters among `tokens`: `?` in order, `$n` as written, `@name` by first appearance,
 * without regard to case. Throws `syntax_error` for mixed forms and for numbers that no parameter has.
 */
export function numberParameters(sql: string, tokens: readonly Token[]): ReadonlyMap<Token, number> {
  const numbers = new Map<Token, number>();
  const names = new Map<string, number>();
  let form: Form | undefined;
  for (const token of tokens) {
    if (token.kind !== 'parameter') continue;
    const position = characterPosition(sql, token.start);
    const own = forms.find((one) => token.text.startsWith(one))!;
    if (form !== undefined && form !== own) {
      throw driverError(
        'syntax_error',
        `The SQL mixes the parameters ${formNames[form]} and ${formNames[own]}.`,
        {
          position,
          hint: 'Use one of the forms throughout.',
        },
      );
    }
    form = own;
    const number = numberOf(token, own, numbers, names);
    if (!Number.isSafeInteger(number) || number < 1 || number > 65_535) {
      throw driverError('syntax_error', `There is no parameter ${token.text}.`, {
        position,
        hint: 'Parameters are ?, $1 to $65535, or @name.',
      });
    }
    numbers.set(token, number);
  }
  return numbers;
}

/** The names of named parameters as they are first written, in the order of their numbers. */
export function parameterNames(numbers: ReadonlyMap<Token, number>): readonly string[] {
  const names = new Map<number, string>();
  for (const [{ text }, number] of numbers)
    if (text.startsWith('@') && !names.has(number)) names.set(number, text.slice(1));
  return [...names.values()];
}

function numberOf(
  token: Token,
  form: Form,
  numbers: ReadonlyMap<Token, number>,
  names: Map<string, number>,
): number {
  switch (form) {
    case '?':
      return numbers.size + 1;
    case '$':
      return Number(token.text.slice(1));
    case '@': {
      const name = token.text.toLowerCase();
      const number = names.get(name) ?? names.size + 1;
      names.set(name, number);
      return number;
    }
  }
}
