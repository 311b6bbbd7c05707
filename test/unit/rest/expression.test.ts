import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conjunct } from '../../../src/rest/conjuncts.ts';
import type { ExpressionDeclaration } from '../../../src/rest/declaration.ts';
import { attributesOf, type ExpressionPlan, planExpression } from '../../../src/rest/expression.ts';
import type { Filter } from '../../../src/spi/filter.ts';
import { type Expression, parseScim } from './scim-parser.ts';
import { people } from './table.ts';

const declared: ExpressionDeclaration = {
  ...{ parameter: 'filter', grammar: 'scim', maximumTerms: 50, everything: 'id pr' },
  attributes: {
    Id: { attribute: 'id', operators: { '=': 'exact', in: 'exact' }, pattern: '[^!]*' },
    Login: { attribute: 'profile.login', operators: { '=': 'inexact', in: 'inexact', starts: 'inexact' } },
    Status: {
      attribute: 'status',
      operators: { '=': 'exact', in: 'exact', '<>': 'exact' },
      notEqual: 'lt or gt',
    },
  },
};

interface Given {
  readonly expression?: ExpressionDeclaration;
  readonly characters?: number;
  readonly chunks?: 'none' | 'disjoint' | 'any';
}

function planned(filters: readonly Filter[], given: Given = {}): ExpressionPlan {
  const { expression = declared, characters = 7_000, chunks = 'any' } = given;
  const conjuncts: readonly Conjunct[] = filters.map((filter, origin) => ({ filter, origin }));
  return planExpression(conjuncts, expression, attributesOf(people, expression), { characters, chunks });
}

const among = (values: readonly string[], column = 'Id'): Filter => ({ kind: 'in', column, values });
const is = (column: string, value: string): Filter => ({ kind: 'compare', column, operator: '=', value });
const ids = (count: number) => Array.from({ length: count }, (_, number) => `p${number}`);

/** The comparisons of an expression, left to right. */
function terms(expression: Expression): readonly (Expression & { readonly kind: 'term' })[] {
  return expression.kind === 'term' ? [expression] : expression.parts.flatMap(terms);
}

const chunksOf = ({ texts }: ExpressionPlan) => texts.map((text) => terms(parseScim(text!)));

describe('an IN list', () => {
  it.each([
    [1, [1]],
    [50, [50]],
    [51, [50, 1]],
    [2_000, Array(40).fill(50)],
    [5_000, Array(100).fill(50)],
  ])('of %i values is cut into as few expressions as hold it, each value in one', (count, sizes) => {
    const plan = planned([among(ids(count))]);
    expect(plan.support).toEqual(['exact']);
    const chunks = chunksOf(plan);
    expect(chunks.map((chunk) => chunk.length)).toEqual(sizes);
    expect(chunks.flat().map(({ value }) => value)).toEqual(ids(count));
  });

  it('of hostile values reads back as just these, in expressions that keep to their length', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', '\\', ' or ', ')', 'é', '\u{1f600}', '%', '\n'),
        fc.string({ unit: 'grapheme' }),
      ),
      maxLength: 30,
    });
    const values = fc.uniqueArray(
      hostile.filter((value) => !value.includes('!')),
      { minLength: 2, maxLength: 80 },
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 600, max: 3_000 }), (list, characters) => {
        const plan = planned([among(list), is('Status', 'ACTIVE')], { characters });
        // One value alone may be longer than there is room for.
        if (plan.support[0] !== 'exact') {
          expect(
            list.some((value) => encodeURIComponent(JSON.stringify(value)).length > characters - 150),
          ).toBe(true);
          return;
        }
        expect(plan.support).toEqual(['exact', 'exact']);
        const chunks = chunksOf(plan);
        expect(chunks.flatMap((chunk) => chunk.filter(({ attribute }) => attribute === 'id'))).toEqual(
          list.map((value) => ({ kind: 'term', attribute: 'id', operator: 'eq', value })),
        );
        for (const [index, text] of plan.texts.entries()) {
          expect(encodeURIComponent(text!).length).toBeLessThanOrEqual(characters);
          expect(chunks[index]!.length).toBeLessThanOrEqual(50);
          expect(parseScim(text!)).toMatchObject({ kind: 'and', parts: [{ attribute: 'status' }, {}] });
        }
      }),
    );
  });

  it('goes into every chunk together with the conditions that fit', () => {
    const plan = planned([among(ids(100)), { kind: 'starts', column: 'Login', value: 'a' }]);
    expect(plan.support).toEqual(['exact', 'inexact']);
    // One of the fifty terms is taken by the other condition.
    expect(chunksOf(plan).map((chunk) => chunk.length)).toEqual([50, 50, 3]);
    for (const text of plan.texts) expect(text).toMatch(/^profile\.login sw "a" and /);
  });

  it('is cut only once: of two long lists the longer is left to the engine', () => {
    const plan = planned([
      among(ids(90)),
      among(
        ids(60).map((id) => `${id}@x`),
        'Login',
      ),
    ]);
    expect(plan.support).toEqual(['unsupported', 'inexact']);
    expect(chunksOf(plan).map((chunk) => chunk.length)).toEqual([50, 10]);
  });

  it('is not cut where rows of two chunks could not be told apart, or where chunks are not wanted', () => {
    const logins = among(ids(51), 'Login');
    expect(planned([logins], { chunks: 'disjoint' })).toEqual({ texts: ['id pr'], support: ['unsupported'] });
    expect(planned([among(ids(51))], { chunks: 'disjoint' }).texts).toHaveLength(2);
    expect(planned([among(ids(51))], { chunks: 'none' })).toEqual({
      texts: ['id pr'],
      support: ['unsupported'],
    });
    expect(planned([among(ids(50))], { chunks: 'none' }).texts).toHaveLength(1);
  });

  it('leaves out values that its pattern rules out, and is never when none is left', () => {
    expect(planned([among(['a!', 'p1', 'b!', 'p2'])]).texts).toEqual(['id eq "p1" or id eq "p2"']);
    expect(planned([among(['a!', 'b!']), is('Login', 'x')])).toEqual({
      texts: [],
      support: ['exact', 'exact'],
    });
    expect(planned([is('Id', 'a!')])).toEqual({ texts: [], support: ['exact'] });
  });
});

describe('the expression of a scan', () => {
  it('asks for everything, or is left out, where no condition can be said', () => {
    const unsayable: Filter = { kind: 'null', column: 'Login', negated: false };
    expect(planned([unsayable])).toEqual({ texts: ['id pr'], support: ['unsupported'] });
    expect(planned([]).texts).toEqual(['id pr']);
    const bare = { ...declared, everything: undefined };
    expect(planned([unsayable], { expression: bare }).texts).toEqual([undefined]);
  });

  it('takes the short conditions first when there is not room for all', () => {
    const expression = { ...declared, maximumTerms: 3 };
    const either: Filter = { kind: 'or', filters: [is('Id', 'a'), is('Login', 'b'), is('Login', 'c')] };
    const other: Filter = { kind: 'compare', column: 'Status', operator: '<>', value: 'ACTIVE' };
    const plan = planned([either, other, is('Id', 'a')], { expression });
    expect(plan.support).toEqual(['unsupported', 'exact', 'exact']);
    expect(plan.texts).toEqual(['id eq "a" and (status lt "ACTIVE" or status gt "ACTIVE")']);
  });

  it('leaves out what does not fit its length, rather than send it cut', () => {
    const plan = planned([is('Login', 'x'.repeat(200)), is('Id', 'a')], { characters: 100 });
    expect(plan).toEqual({ texts: ['id eq "a"'], support: ['unsupported', 'exact'] });
    expect(planned([is('Id', 'a')], { characters: -5 }).texts).toEqual(['id pr']);
  });
});

describe('a column that the customer added', () => {
  const expression: ExpressionDeclaration = { ...declared, customPrefix: 'profile.' };
  const shoe = (column: object) => {
    const columns = [{ name: 'Shoe', type: 'text', custom: true, path: 'profile.shoe', ...column } as const];
    const attribute = attributesOf({ ...people, columns }, expression)('Shoe');
    return attribute?.declaration;
  };

  it('is an attribute by its property, with the operators that are declared for such', () => {
    expect(shoe({})).toEqual({ attribute: 'profile.shoe', operators: { '=': 'inexact', in: 'inexact' } });
    expect(shoe({ path: 'profile.größe_2-b' })?.attribute).toBe('profile.größe_2-b');
  });

  it('is none where its name cannot stand in an expression, or its values have several types', () => {
    for (const name of ['a b', 'a"', 'a) or (b', '1a', 'a\\\\b', ''])
      expect(shoe({ path: `profile.${name}` })).toBeUndefined();
    expect(shoe({ mixed: true })).toBeUndefined();
    expect(shoe({ custom: false })).toBeUndefined();
    expect(attributesOf(people, declared)('ProfileShoe')).toBeUndefined();
    expect(attributesOf(people, expression)('constructor')).toBeUndefined();
  });
});
