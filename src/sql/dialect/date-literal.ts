import { driverError } from '../../errors.ts';
import { closingBracket, isSymbol, isWord } from '../name.ts';
import { characterPosition, type Edit } from '../position.ts';
import type { Token } from '../token.ts';

/*
 * L_TODAY(), L_LAST_N_WEEKS(3) … are periods of days, months and so on. A moment equals one when it lies within,
 * is less when it lies before, and greater when it lies after. They are written as bounds of type timestamp, which
 * dates and times of every kind compare with, and which fold into constants that can be pushed.
 */

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** How the units from `first` to `last` are counted: the current one is 0; `n` is the argument. */
interface Period {
  readonly unit: Unit;
  readonly first: number | '-n';
  readonly last: number | 'n' | 'n-1';
}

const units: readonly Unit[] = ['week', 'month', 'quarter', 'year'];

/** Every date literal by its name in lower case. */
export const dateLiterals: ReadonlyMap<string, Period> = new Map<string, Period>([
  ['l_today', { unit: 'day', first: 0, last: 0 }],
  ['l_yesterday', { unit: 'day', first: -1, last: -1 }],
  ['l_tomorrow', { unit: 'day', first: 1, last: 1 }],
  ['l_last_n_days', { unit: 'day', first: '-n', last: -1 }],
  ['l_next_n_days', { unit: 'day', first: 0, last: 'n-1' }],
  ['l_last_90_days', { unit: 'day', first: -90, last: -1 }],
  ['l_next_90_days', { unit: 'day', first: 0, last: 89 }],
  ...units.flatMap((unit): [string, Period][] => [
    [`l_last_${unit}`, { unit, first: -1, last: -1 }],
    [`l_this_${unit}`, { unit, first: 0, last: 0 }],
    [`l_next_${unit}`, { unit, first: 1, last: 1 }],
    [`l_last_n_${unit}s`, { unit, first: '-n', last: -1 }],
    [`l_next_n_${unit}s`, { unit, first: 1, last: 'n' }],
  ]),
]);

/** Weeks begin on Sunday here, as they do for FDWEEK and DATEPART('dw'); date_trunc begins them on Monday. */
const current: Readonly<Record<Unit, { readonly begins: string; readonly length: string }>> = {
  day: { begins: 'current_date', length: "INTERVAL '1 day'" },
  week: { begins: "date_trunc('week', current_date + 1) - INTERVAL '1 day'", length: "INTERVAL '7 days'" },
  month: { begins: "date_trunc('month', current_date)", length: "INTERVAL '1 month'" },
  quarter: { begins: "date_trunc('quarter', current_date)", length: "INTERVAL '3 months'" },
  year: { begins: "date_trunc('year', current_date)", length: "INTERVAL '1 year'" },
};

type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** What stands before a literal and says which of its bounds are meant, and the edit of it, if any. */
type Use =
  | { readonly kind: 'compared'; readonly operator: Comparison; readonly start: number; readonly end: number }
  | { readonly kind: 'bound'; readonly bound: 'first' | 'last' };

/** Writes comparisons with date literals out. Throws `syntax_error` for a literal that stands anywhere else. */
export function dateLiteralEdits(sql: string, tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, index): readonly Edit[] => {
    const period = token.kind === 'word' ? dateLiterals.get(token.text.toLowerCase()) : undefined;
    if (period === undefined || !isSymbol(tokens[index + 1], '(')) return [];
    const close = closingBracket(tokens, index + 1);
    // The engine says what is wrong with brackets that do not close.
    return close === undefined ? [] : literalEdits(sql, tokens, period, index, close);
  });
}

function literalEdits(
  sql: string,
  tokens: readonly Token[],
  period: Period,
  index: number,
  close: number,
): readonly Edit[] {
  const word = tokens[index]!;
  const name = `${word.text.toUpperCase()}()`;
  const position = characterPosition(sql, word.start);
  const counted = takesCount(period);
  if (counted !== close > index + 2) {
    throw driverError('syntax_error', `${name} takes ${counted ? 'a number' : 'no argument'}.`, { position });
  }
  const use = useOf(tokens, index);
  if (use === undefined) {
    throw driverError('syntax_error', `${name} is a period of time, and no value.`, {
      position,
      hint: 'Write it to the right of =, <>, <, <=, > or >=, or in BETWEEN.',
    });
  }
  const [before, behind] = boundsText(period, use);
  const literal: readonly Edit[] = counted
    ? [
        { start: word.start, end: tokens[index + 1]!.end, text: before },
        { start: tokens[close]!.start, end: tokens[close]!.end, text: behind },
      ]
    : [{ start: word.start, end: tokens[close]!.end, text: before }];
  if (use.kind === 'bound') return literal;
  return [{ start: use.start, end: use.end, text: operatorText[use.operator] }, ...literal];
}

const operatorText: Readonly<Record<Comparison, string>> = {
  '=': ' BETWEEN ',
  '<>': ' NOT BETWEEN ',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function takesCount({ first, last }: Period): boolean {
  return first === '-n' || last === 'n' || last === 'n-1';
}

/** Where the literal's argument stands in the text of a bound. */
const argument = Symbol('argument');
type Piece = string | typeof argument;

/** What a use means, as text before and behind the argument; a literal without one has all of it before. */
function boundsText(period: Period, use: Use): readonly [before: string, behind: string] {
  const pieces = boundsOf(period, use);
  const at = pieces.indexOf(argument);
  const before = at < 0 ? pieces : pieces.slice(0, at);
  return [before.join(''), at < 0 ? '' : pieces.slice(at + 1).join('')];
}

function boundsOf(period: Period, use: Use): readonly Piece[] {
  if (use.kind === 'bound') return boundOf(period, use.bound, takesCount(period));
  switch (use.operator) {
    case '=':
    case '<>':
      return [...boundOf(period, 'first', false), ' AND ', ...boundOf(period, 'last', false)];
    case '<':
    case '>=':
      return boundOf(period, 'first', takesCount(period));
    case '<=':
    case '>':
      return boundOf(period, 'last', takesCount(period));
  }
}

/** One bound. `keeps` says that the argument has to stay even where it does not matter: it may be a parameter. */
function boundOf(period: Period, bound: 'first' | 'last', keeps: boolean): readonly Piece[] {
  const { begins, length } = current[period.unit];
  const [open, close] = [`(${begins} + (`, `) * ${length}`];
  const end = bound === 'first' ? `${close})` : `${close} - INTERVAL '1 microsecond')`;
  const count = period[bound];
  switch (count) {
    case '-n':
      return [`${open}-(`, argument, `)${end}`];
    case 'n':
      return [`${open}(`, argument, `) + 1${end}`];
    case 'n-1':
      return [open, argument, end];
    default: {
      const units = String(bound === 'first' ? count : count + 1);
      return keeps ? [`${open}${units} + 0 * (`, argument, `)${end}`] : [`${open}${units}${end}`];
    }
  }
}

function useOf(tokens: readonly Token[], index: number): Use | undefined {
  const before = tokens[index - 1];
  if (isWord(before, 'between')) return { kind: 'bound', bound: 'first' };
  if (isWord(before, 'and'))
    return endsBetween(tokens, index - 1) ? { kind: 'bound', bound: 'last' } : undefined;
  return comparisonBefore(tokens, index);
}

/** Whether the AND at `and` belongs to a BETWEEN. */
function endsBetween(tokens: readonly Token[], and: number): boolean {
  for (let index = and - 1, depth = 0; index >= 0; index--) {
    const token = tokens[index];
    if (isSymbol(token, ')')) depth++;
    else if (isSymbol(token, '(') && --depth < 0) return false;
    else if (depth === 0 && isWord(token, 'between')) return true;
    else if (
      depth === 0 &&
      ['and', 'or', 'where', 'on', 'when', 'having'].some((word) => isWord(token, word))
    )
      return false;
  }
  return false;
}

const comparisons: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function comparisonBefore(tokens: readonly Token[], index: number): Use | undefined {
  let from = index;
  while (isComparing(tokens[from - 1]) && (from === index || tokens[from - 1]!.end === tokens[from]!.start))
    from--;
  const signs = tokens.slice(from, index);
  const text = signs.map((sign) => sign.text).join('');
  const operator = Object.hasOwn(comparisons, text) ? comparisons[text] : undefined;
  if (operator === undefined) return undefined;
  return { kind: 'compared', operator, start: signs[0]!.start, end: signs.at(-1)!.end };
}

function isComparing(token: Token | undefined): boolean {
  return token?.kind === 'symbol' && /[<>=!]/.test(token.text);
}
