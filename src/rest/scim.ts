/**
 * Filters as SCIM expressions, as Okta speaks them: `attribute operator value`, joined by `and` and `or`, grouped
 * by parentheses, text as JSON strings (developer.okta.com, core Okta API, "Filter"; RFC 7644, 3.4.2.2).
 */
import type { DataType, Value } from '../catalog/data-type.ts';
import type { ComparisonOperator, Filter, Support } from '../spi/filter.ts';
import type { AttributeDeclaration } from './declaration.ts';
import { formatDate, formatMilliseconds, toMilliseconds } from './timestamp.ts';

/** A column that expressions can speak of. */
export interface Attribute {
  readonly declaration: AttributeDeclaration;
  readonly type: DataType;
  readonly enumeration: readonly string[] | undefined;
}

/** The attribute of a column, undefined where there is none. */
export type AttributeOf = (column: string) => Attribute | undefined;

/** Expression text that stands for a condition; its rows hold every row of the condition. */
export interface Clause {
  readonly text: string;
  /** Number of comparisons. */
  readonly terms: number;
  readonly support: 'exact' | 'inexact';
  /** How the text is held together outermost: decides whether it needs parentheses inside another. */
  readonly join: 'term' | 'and' | 'or';
}

/** `never`: the condition fits no row. Undefined: it cannot be said. */
export type Translation = Clause | 'never' | undefined;

type Operator = keyof AttributeDeclaration['operators'];

const words = { '=': 'eq', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const;
const partWords = { starts: 'sw', ends: 'ew', contains: 'co' } as const;
const attributeName = /^[\p{L}_$][\p{L}\p{N}_$-]*(\.[\p{L}_$][\p{L}\p{N}_$-]*)*$/u;

/** Whether a name can stand in an expression as an attribute. */
export function isAttributeName(name: string): boolean {
  return attributeName.test(name);
}

/** A value as a literal of the grammar: the one place where text is quoted. Undefined: it has none. */
export function scimLiteral(
  value: Value,
  type: DataType,
  form?: AttributeDeclaration['form'],
): string | undefined {
  switch (writtenForm(type, form)) {
    case 'string':
      return typeof value === 'string' ? JSON.stringify(value) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined;
    case 'number':
      if (typeof value === 'bigint') return String(value);
      if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? value : undefined;
      return typeof value === 'number' && Number.isFinite(value) ? plainNumber(value) : undefined;
    case 'timestamp': {
      const time = toMilliseconds(value);
      return time?.exact ? JSON.stringify(formatMilliseconds(time.floor)) : undefined;
    }
    case 'date': {
      const date = typeof value === 'number' ? formatDate(value) : undefined;
      return date && JSON.stringify(date);
    }
    default:
      return undefined;
  }
}

/**
 * How values of a type are written. Undefined where they are not: times and dates are counted from 1970, and as
 * numbers, or one as the other, they would be other values.
 */
function writtenForm(type: DataType, form: AttributeDeclaration['form']): ReturnType<typeof formOf> {
  const natural = formOf(type);
  return form === undefined || form === natural || natural === 'string' ? (form ?? natural) : undefined;
}

/** A number without an exponent, which the grammar does not have. */
function plainNumber(value: number): string | undefined {
  const text = String(value);
  return text.includes('e') ? undefined : text;
}

function formOf(type: DataType): AttributeDeclaration['form'] | 'date' {
  switch (type) {
    case 'text':
    case 'uuid':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'bigint':
    case 'double':
      return 'number';
    case 'timestamp':
    case 'timestamp with time zone':
      return 'timestamp';
    case 'date':
      return 'date';
    default:
      return type.startsWith('decimal(') && !type.endsWith('[]') ? 'number' : undefined;
  }
}

/** Clauses joined; parentheses where the joint differs. */
export function joinClauses(join: 'and' | 'or', clauses: readonly Clause[]): Clause {
  if (clauses.length === 1) return clauses[0]!;
  const texts = clauses.map((clause) =>
    clause.join === 'term' || clause.join === join ? clause.text : `(${clause.text})`,
  );
  return {
    text: texts.join(` ${join} `),
    terms: clauses.reduce((sum, clause) => sum + clause.terms, 0),
    support: clauses.every((clause) => clause.support === 'exact') ? 'exact' : 'inexact',
    join,
  };
}

function honoured(attribute: Attribute, operator: Operator): 'exact' | 'inexact' | undefined {
  const support: Support | undefined = attribute.declaration.operators[operator];
  return support === 'unsupported' ? undefined : support;
}

/** Whether a value can be at the source, as far as its pattern tells. */
function possible(attribute: Attribute, value: Value): boolean {
  const { pattern } = attribute.declaration;
  return (
    pattern === undefined || typeof value !== 'string' || new RegExp(`^(?:${pattern})$`, 'u').test(value)
  );
}

/** A value outside the declared enumeration may be new at the source, in a spelling that nobody knows. */
function known(attribute: Attribute, value: Value): boolean {
  return attribute.enumeration === undefined || attribute.enumeration.includes(value as string);
}

function term(attribute: Attribute, word: string, value: Value, support: 'exact' | 'inexact'): Translation {
  const { declaration, type } = attribute;
  const literal = scimLiteral(value, type, declaration.form);
  if (literal === undefined) return undefined;
  return { text: `${declaration.attribute} ${word} ${literal}`, terms: 1, support, join: 'term' };
}

/** A comparison with a time between two milliseconds, widened to the milliseconds around it. */
function widened(attribute: Attribute, operator: ComparisonOperator, floor: number): Translation {
  const below = floor * 1000;
  const above = (floor + 1) * 1000;
  const part = (as: '<' | '<=' | '>' | '>=', micros: number): Translation =>
    honoured(attribute, as) && term(attribute, words[as], micros, 'inexact');
  switch (operator) {
    case '<':
    case '<=':
      return part(operator, above);
    case '>':
    case '>=':
      return part(operator, below);
    case '=':
      return all([part('>=', below), part('<=', above)]);
    case '<>':
      return undefined;
    default:
      return operator satisfies never;
  }
}

/** Both or nothing: half of a conjunction would do, but nobody asks for it. */
function all(parts: readonly Translation[]): Translation {
  const clauses = parts.filter((part): part is Clause => part !== undefined && part !== 'never');
  return clauses.length === parts.length ? joinClauses('and', clauses) : undefined;
}

function compare(attribute: Attribute, operator: ComparisonOperator, value: Value): Translation {
  if (operator === '=' && !possible(attribute, value)) return 'never';
  const support = honoured(attribute, operator);
  if (support === undefined || !known(attribute, value)) return undefined;
  const isTime = writtenForm(attribute.type, attribute.declaration.form) === 'timestamp';
  const time = isTime ? toMilliseconds(value) : undefined;
  if (time !== undefined && !time.exact) return widened(attribute, operator, time.floor);
  if (operator !== '<>') return term(attribute, words[operator], value, support);
  if (attribute.declaration.notEqual !== 'lt or gt') return term(attribute, 'ne', value, support);
  const less = term(attribute, 'lt', value, support);
  const more = term(attribute, 'gt', value, support);
  return less === undefined || less === 'never' || more === undefined || more === 'never'
    ? undefined
    : joinClauses('or', [less, more]);
}

/**
 * The clause of each value of an IN list that can occur at the source; undefined when one of them cannot be said.
 * Their disjunction stands for the list.
 */
export function inClauses(attribute: Attribute, values: readonly Value[]): readonly Clause[] | undefined {
  const support = honoured(attribute, 'in');
  if (support === undefined) return undefined;
  const clauses: Clause[] = [];
  for (const value of values) {
    const clause = compare(attribute, '=', value);
    if (clause === 'never') continue;
    if (clause === undefined) return undefined;
    clauses.push(support === 'exact' ? clause : { ...clause, support });
  }
  return clauses;
}

/** Says a simplified condition as an expression. */
export function translate(filter: Filter, attributeOf: AttributeOf): Translation {
  switch (filter.kind) {
    case 'compare': {
      const attribute = attributeOf(filter.column);
      return attribute && compare(attribute, filter.operator, filter.value);
    }
    case 'in': {
      const attribute = attributeOf(filter.column);
      const clauses = attribute && inClauses(attribute, filter.values);
      if (clauses === undefined) return undefined;
      return clauses.length === 0 ? 'never' : joinClauses('or', clauses);
    }
    case 'starts':
    case 'ends':
    case 'contains': {
      const attribute = attributeOf(filter.column);
      const support = attribute && honoured(attribute, filter.kind);
      // Every text starts with the empty one; servers differ in whether they agree.
      if (attribute === undefined || support === undefined || filter.value === '') return undefined;
      return term(attribute, partWords[filter.kind], filter.value, support);
    }
    case 'null': {
      const attribute = attributeOf(filter.column);
      const support = attribute && honoured(attribute, 'not null');
      if (attribute === undefined || support === undefined || !filter.negated) return undefined;
      return { text: `${attribute.declaration.attribute} pr`, terms: 1, support, join: 'term' };
    }
    case 'and': {
      const parts = filter.filters.map((part) => translate(part, attributeOf));
      if (parts.includes('never')) return 'never';
      const clauses = parts.filter((part): part is Clause => part !== undefined && part !== 'never');
      if (clauses.length === 0) return undefined;
      const joined = joinClauses('and', clauses);
      return clauses.length === parts.length ? joined : { ...joined, support: 'inexact' };
    }
    case 'or': {
      const parts = filter.filters.map((part) => translate(part, attributeOf));
      if (parts.includes(undefined)) return undefined;
      const clauses = parts.filter((part): part is Clause => part !== undefined && part !== 'never');
      return clauses.length === 0 ? 'never' : joinClauses('or', clauses);
    }
    case 'never':
      return 'never';
    default:
      return filter satisfies never;
  }
}
