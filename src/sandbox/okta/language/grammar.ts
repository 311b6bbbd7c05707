import { OktaError } from '../wire/okta-error.ts';
import {
  comparisonsOf,
  type Expression,
  ExpressionError,
  type Operator,
  parseExpression,
} from './expression.ts';
import { compilePredicate, type Predicate, type ValueKind } from './predicate.ts';

/** What one attribute takes part in. */
export interface AttributeRule {
  readonly kind: ValueKind;
  readonly operators: readonly Operator[];
}

/** What one `search` or `filter` parameter takes (Okta docs, core-okta-api: filter). */
export interface Grammar {
  readonly parameter: 'search' | 'filter';
  readonly caseSensitive: boolean;
  readonly negation: boolean;
  /** Undefined for attributes that it does not know. */
  ruleOf(attribute: string): AttributeRule | undefined;
}

/** An expression that its grammar allows. */
export interface Condition {
  readonly expression: Expression;
  readonly fits: Predicate;
}

/**
 * Reads and checks an expression.
 *
 * @throws OktaError E0000053 for a filter that cannot be read, E0000031 for a search that cannot, and for attributes
 * and operators that do not go together (Okta docs, core-okta-api: filter).
 */
export function readCondition(text: string, grammar: Grammar): Condition {
  const expression = parse(text, grammar);
  if (!grammar.negation && hasNegation(expression)) throw refuse('the operator not is not supported');
  for (const { attribute, operator, value } of comparisonsOf(expression)) {
    const rule = grammar.ruleOf(attribute);
    if (!rule) throw refuse(`the attribute ${attribute} is not supported`);
    if (!rule.operators.includes(operator))
      throw refuse(`the operator ${operator} is not supported for ${attribute}`);
    if (value !== undefined && !fitsKind(value, rule.kind))
      throw refuse(`${JSON.stringify(value)} is no value of ${attribute}`);
  }
  const kindOf = (attribute: string) => grammar.ruleOf(attribute)?.kind ?? 'any';
  return {
    expression,
    fits: compilePredicate(expression, { caseSensitive: grammar.caseSensitive, kindOf }),
  };
}

function parse(text: string, grammar: Grammar): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new OktaError(grammar.parameter === 'filter' ? 'E0000053' : 'E0000031', [error.message]);
  }
}

function refuse(cause: string): OktaError {
  return new OktaError('E0000031', [cause]);
}

function hasNegation(expression: Expression): boolean {
  switch (expression.kind) {
    case 'not':
      return true;
    case 'comparison':
      return false;
    case 'and':
    case 'or':
      return expression.terms.some(hasNegation);
  }
}

const isoTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function fitsKind(value: unknown, kind: ValueKind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'time':
      return typeof value === 'string' && isoTimePattern.test(value) && !Number.isNaN(Date.parse(value));
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'any':
      return true;
  }
}
