import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Expression,
  ExpressionError,
  parseExpression,
} from '../../../../src/sandbox/okta/language/expression.ts';
import { compilePredicate } from '../../../../src/sandbox/okta/language/predicate.ts';

const comparison = (attribute: string, operator: string, value?: unknown) => ({
  kind: 'comparison',
  attribute,
  operator,
  value,
});

/** Writes an expression back, values as JSON. */
function write(expression: Expression): string {
  switch (expression.kind) {
    case 'comparison': {
      const { attribute, operator, value } = expression;
      return value === undefined
        ? `${attribute} ${operator}`
        : `${attribute} ${operator} ${JSON.stringify(value)}`;
    }
    case 'not':
      return `not (${write(expression.term)})`;
    case 'and':
    case 'or':
      return expression.terms.map((term) => `(${write(term)})`).join(` ${expression.kind} `);
  }
}

describe('the expression language (Okta docs, core-okta-api: filter)', () => {
  it.each([
    ['status eq "ACTIVE"', comparison('status', 'eq', 'ACTIVE')],
    ['profile.login SW "a\\"b\\\\c"', comparison('profile.login', 'sw', 'a"b\\c')],
    ['profile.badge ge -1.5e3', comparison('profile.badge', 'ge', -1500)],
    ['profile.contractor eq true', comparison('profile.contractor', 'eq', true)],
    ['  profile.city   pr  ', comparison('profile.city', 'pr')],
    ['a eq "\\u00e9"', comparison('a', 'eq', 'é')],
  ])('reads %s', (text, expected) => {
    expect(parseExpression(text)).toEqual(expected);
  });

  it('lets and bind closer than or, and groups closest', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => comparison(name, 'pr'));
    expect(parseExpression('a pr or b pr and c pr')).toEqual({
      kind: 'or',
      terms: [a, { kind: 'and', terms: [b, c] }],
    });
    expect(parseExpression('(a pr or b pr) AND not (c pr)')).toEqual({
      kind: 'and',
      terms: [
        { kind: 'or', terms: [a, b] },
        { kind: 'not', term: c },
      ],
    });
  });

  it.each([
    '',
    'status',
    'status eq',
    'status is "x"',
    'status eq ACTIVE',
    "status eq 'ACTIVE'",
    'status eq "ACTIVE',
    'status eq "ACTIVE" or',
    'status eq "ACTIVE" status pr',
    '(status eq "ACTIVE"',
    'status eq "ACTIVE")',
    'emails[type eq "work"]',
    '"status" eq "ACTIVE"',
    'status eq "a\nb"',
    'status eq "\\x"',
    'a eq 1x',
    'a eq null',
  ])('refuses %j', (text) => {
    expect(() => parseExpression(text)).toThrow(ExpressionError);
  });

  it('reads back whatever is written', () => {
    const leaf = fc.record({
      kind: fc.constant('comparison' as const),
      attribute: fc.constantFrom('id', 'profile.login', 'profile.a_b'),
      operator: fc.constantFrom('eq', 'ne', 'gt', 'sw'),
      value: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
    });
    const tree = fc.letrec<{ node: Expression }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf as fc.Arbitrary<Expression>,
        fc.record({
          kind: fc.constantFrom('and' as const, 'or' as const),
          terms: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant('not' as const), term: tie('node') }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (expression) => {
        expect(parseExpression(write(expression))).toEqual(expression);
      }),
    );
  });
});

describe('the meaning of expressions', () => {
  const user: Readonly<Record<string, unknown>> = {
    login: 'Ada@x.io',
    tags: ['Red', 'blue'],
    none: null,
    empty: '',
    list: [],
    size: 7,
    since: '2024-01-01T00:00:00.000Z',
    name: 'Zoë',
  };
  const holds = (text: string, caseSensitive = false) =>
    compilePredicate(parseExpression(text), {
      caseSensitive,
      kindOf: (attribute) => (attribute === 'since' ? 'time' : attribute === 'size' ? 'number' : 'text'),
    })((attribute) => user[attribute]);

  it.each([
    ['login eq "ADA@X.IO"', true],
    ['name eq "zoe"', false],
    ['name eq "ZOË"', true],
    ['tags eq "red"', true],
    ['tags sw "bl"', true],
    ['tags eq "green"', false],
    ['none pr', false],
    ['empty pr', false],
    ['list pr', false],
    ['tags pr', true],
    ['none eq "null"', false],
    ['none lt "zzz" or none gt "zzz"', false],
    ['size gt 6.5', true],
    ['since gt "2023-12-31T23:59:59.999Z"', true],
    ['since eq "2024-01-01T01:00:00.000+01:00"', true],
    ['login eq "x" or login eq "ada@x.io"', true],
    ['login eq "x" or login eq "y"', false],
    ['not (login eq "x")', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('minds the case where it is told to, in chains too', () => {
    expect(holds('login eq "ada@x.io"', true)).toBe(false);
    expect(holds('login eq "x" or login eq "ada@x.io"', true)).toBe(false);
    expect(holds('login eq "x" or login eq "Ada@x.io"', true)).toBe(true);
  });
});
