import type { Comparison, Expression, Literal, Operator } from './expression.ts';

/** How the values of an attribute compare. */
export type ValueKind = 'text' | 'time' | 'number' | 'boolean' | 'any';

/** How an expression is to be understood. */
export interface Reading {
  /** Whether text compares with its case. */
  readonly caseSensitive: boolean;
  kindOf(attribute: string): ValueKind;
}

/** Gives the value of an attribute of the object in question. */
export type Reader = (attribute: string) => unknown;

/** Whether an object fits. */
export type Predicate = (read: Reader) => boolean;

/**
 * Makes an expression into a test. An attribute without a value fits no comparison; an array fits if any element does.
 */
export function compilePredicate(expression: Expression, reading: Reading): Predicate {
  switch (expression.kind) {
    case 'and': {
      const terms = expression.terms.map((term) => compilePredicate(term, reading));
      return (read) => terms.every((term) => term(read));
    }
    case 'or':
      return compileAny(expression.terms, reading);
    case 'not': {
      const term = compilePredicate(expression.term, reading);
      return (read) => !term(read);
    }
    case 'comparison':
      return compileComparison(expression, reading);
  }
}

/** Long chains of `a eq "x" or a eq "y"` become one look-up. */
function compileAny(terms: readonly Expression[], reading: Reading): Predicate {
  const [first] = terms;
  const alike =
    first?.kind === 'comparison' &&
    first.operator === 'eq' &&
    reading.kindOf(first.attribute) === 'text' &&
    terms.every(
      (term) => term.kind === 'comparison' && term.operator === 'eq' && term.attribute === first.attribute,
    );
  if (!alike) {
    const tests = terms.map((term) => compilePredicate(term, reading));
    return (read) => tests.some((test) => test(read));
  }
  const wanted = new Set(
    terms.map((term) => comparable((term as Comparison).value, 'text', reading.caseSensitive)),
  );
  return (read) =>
    anyElement(read(first.attribute), (value) =>
      wanted.has(comparable(value, 'text', reading.caseSensitive)),
    );
}

function compileComparison(
  { attribute, operator, value }: Comparison,
  { caseSensitive, kindOf }: Reading,
): Predicate {
  if (operator === 'pr') return (read) => isPresent(read(attribute));
  const kind = kindOf(attribute);
  const wanted = comparable(value, kind, caseSensitive);
  const holds = operations[operator];
  return (read) =>
    anyElement(read(attribute), (element) => {
      const given = comparable(element, kind, caseSensitive);
      return typeof given === typeof wanted && holds(given as string, wanted as string);
    });
}

/** Strings compare by code unit, times and numbers by size. */
const operations: Readonly<Record<Exclude<Operator, 'pr'>, (given: string, wanted: string) => boolean>> = {
  eq: (given, wanted) => given === wanted,
  ne: (given, wanted) => given !== wanted,
  gt: (given, wanted) => given > wanted,
  ge: (given, wanted) => given >= wanted,
  lt: (given, wanted) => given < wanted,
  le: (given, wanted) => given <= wanted,
  sw: (given, wanted) => String(given).startsWith(String(wanted)),
  ew: (given, wanted) => String(given).endsWith(String(wanted)),
  co: (given, wanted) => String(given).includes(String(wanted)),
};

/** RFC 7644, 3.4.2.2: present is what has a non-empty value. */
function isPresent(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPresent);
  return value !== undefined && value !== null && value !== '';
}

function anyElement(value: unknown, test: (element: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((element) => anyElement(element, test));
  return value !== undefined && value !== null && test(value);
}

/** A value in the form in which it is compared: times as milliseconds since 1970. */
export function comparable(value: unknown, kind: ValueKind, caseSensitive: boolean): Literal | undefined {
  if (kind === 'time' && typeof value === 'string') return Date.parse(value);
  if (typeof value === 'string') return caseSensitive ? value : value.toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
