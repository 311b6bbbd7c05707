/** What each resource of the API lets one ask for: the tables of attributes and operators. */
import { baseAttributes, type TypeOfUser } from '../org/user-schema.ts';
import type { Operator } from './expression.ts';
import type { AttributeRule, Grammar } from './grammar.ts';
import type { ValueKind } from './predicate.ts';

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

/** `filter` of /api/v1/logs: all operators on all attributes but a few (Okta docs, system-log-query). */
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
