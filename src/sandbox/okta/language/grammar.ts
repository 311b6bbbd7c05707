import { baseAttributes, type TypeOfUser } from '../org/user-schema.ts';
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
interface AttributeRule {
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

const equality = ['eq'] as const;
const ranges = ['eq', 'gt', 'ge', 'lt', 'le'] as const;
const textSearch = [...ranges, 'sw', 'pr'] as const;

/** `filter` of /api/v1/users: seven attributes, `eq`, and ranges of lastUpdated (API document, listUsers). */
export const userFilter: Grammar = {
  parameter: 'filter',
  caseSensitive: true,
  negation: false,
  ruleOf: table({
    status: text(equality),
    lastUpdated: time(ranges),
    id: text(equality),
    'profile.login': text(equality),
    'profile.email': text(equality),
    'profile.firstName': text(equality),
    'profile.lastName': text(equality),
  }),
};

const containable = new Set(['profile.firstName', 'profile.lastName', 'profile.email', 'profile.login']);

/** `search` of /api/v1/users: the profile with its custom attributes, and eight attributes beside it. */
export function userSearch(types: readonly TypeOfUser[]): Grammar {
  const ruleOf = table({
    id: text(textSearch),
    status: text(textSearch),
    'type.id': text(textSearch),
    created: time([...ranges, 'pr']),
    activated: time([...ranges, 'pr']),
    statusChanged: time([...ranges, 'pr']),
    lastUpdated: time([...ranges, 'pr']),
  });
  return {
    parameter: 'search',
    caseSensitive: false,
    negation: false,
    ruleOf: (attribute) => ruleOf(attribute) ?? profileRule(attribute, types),
  };
}

function profileRule(attribute: string, types: readonly TypeOfUser[]): AttributeRule | undefined {
  if (!attribute.startsWith('profile.')) return undefined;
  const name = attribute.slice('profile.'.length);
  const schemas = [baseAttributes, ...types.map((type) => type.custom)].flatMap((attributes) =>
    Object.hasOwn(attributes, name) ? [attributes[name]] : [],
  );
  if (schemas.length === 0) return undefined;
  const kinds = new Set(schemas.map((schema) => kindOfSchema(schema)));
  const [kind] = kinds.size === 1 ? kinds : (['any'] as const);
  switch (kind) {
    case 'text':
      return text(containable.has(attribute) ? [...textSearch, 'co'] : textSearch);
    case 'boolean':
      return { kind, operators: ['eq', 'pr'] };
    case 'time':
    case 'number':
      return { kind, operators: [...ranges, 'pr'] };
    default:
      return { kind: 'any', operators: [...ranges, 'pr'] };
  }
}

function kindOfSchema(schema: (typeof baseAttributes)[string] | undefined): ValueKind {
  const type = schema?.items?.type ?? schema?.type;
  if (schema?.format === 'date-time') return 'time';
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'boolean' ? 'boolean' : 'text';
}

/** `filter` of /api/v1/groups (API document, listGroups). */
export const groupFilter: Grammar = {
  parameter: 'filter',
  caseSensitive: true,
  negation: false,
  ruleOf: table({
    id: text(equality),
    type: text(equality),
    lastUpdated: time(ranges),
    lastMembershipUpdated: time(ranges),
  }),
};

/** `search` of /api/v1/groups: `eq`, `sw`, ranges of times, and `co` for name and description. */
export const groupSearch: Grammar = {
  parameter: 'search',
  caseSensitive: false,
  negation: false,
  ruleOf: table({
    id: text(['eq', 'sw']),
    type: text(['eq', 'sw']),
    created: time(ranges),
    lastUpdated: time(ranges),
    lastMembershipUpdated: time(ranges),
    'source.id': text(['eq', 'sw']),
    'profile.name': text(['eq', 'sw', 'co']),
    'profile.description': text(['eq', 'sw', 'co']),
    'profile.externalId': text(['eq', 'sw']),
    'profile.dn': text(['eq', 'sw']),
    'profile.samAccountName': text(['eq', 'sw']),
    'profile.windowsDomainQualifiedName': text(['eq', 'sw']),
  }),
};

/** `filter` of /api/v1/apps (API document, listApplications; `user.id` from its parameter `expand`). */
export const appFilter: Grammar = {
  parameter: 'filter',
  caseSensitive: true,
  negation: false,
  ruleOf: table({
    id: text(equality),
    status: text(equality),
    name: text(equality),
    'credentials.signing.kid': text(equality),
    'settings.slo.enabled': { kind: 'boolean', operators: equality },
    'user.id': text(equality),
  }),
};

const everyOperator = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'ew', 'co', 'pr'] as const;
const withoutContains = everyOperator.filter((operator) => operator !== 'co');
const eventAttributes = new Set([
  'actor',
  'authenticationContext',
  'client',
  'debugContext',
  'displayMessage',
  'eventType',
  'legacyEventType',
  'outcome',
  'request',
  'securityContext',
  'severity',
  'target',
  'transaction',
  'uuid',
  'version',
]);

/** `filter` of /api/v1/logs: any attribute but `published`, all operators, `co` not on two (Okta docs, system-log-query). */
export const eventFilter: Grammar = {
  parameter: 'filter',
  caseSensitive: true,
  negation: true,
  ruleOf: (attribute) => {
    if (!eventAttributes.has(attribute.split('.')[0] as string)) return undefined;
    const dear =
      attribute === 'debugContext.debugData.url' || attribute === 'debugContext.debugData.requestUri';
    return { kind: 'any', operators: dear ? withoutContains : everyOperator };
  },
};

function table(rules: Readonly<Record<string, AttributeRule>>): Grammar['ruleOf'] {
  return (attribute) => (Object.hasOwn(rules, attribute) ? rules[attribute] : undefined);
}

function text(operators: readonly Operator[]): AttributeRule {
  return { kind: 'text', operators };
}

function time(operators: readonly Operator[]): AttributeRule {
  return { kind: 'time', operators };
}
