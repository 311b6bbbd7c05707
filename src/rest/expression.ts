/** What of a scan's conditions goes into a read's expression parameter, within its limits. */
import type { Value } from '../catalog/data-type.ts';
import type { Support } from '../spi/filter.ts';
import type { Conjunct } from './conjuncts.ts';
import type { ColumnDeclaration, ExpressionDeclaration, TableDeclaration } from './declaration.ts';
import { pathSteps } from './property-path.ts';
import {
  type Attribute,
  type AttributeOf,
  type Clause,
  inClauses,
  isAttributeName,
  joinClauses,
  translate,
} from './scim.ts';
import { encodeValue } from './url.ts';

/** The expressions of a scan: one, or one per chunk of a long IN list. */
export interface ExpressionPlan {
  /** Expression texts, one walk each; undefined where the parameter is left out. Empty: no row can fit. */
  readonly texts: readonly (string | undefined)[];
  /** For each of the conditions given. */
  readonly support: readonly Support[];
}

/** The attributes of a table's columns in a read's expression. */
export function attributesOf(table: TableDeclaration, expression: ExpressionDeclaration): AttributeOf {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return (name) => {
    const column = columns.get(name);
    return column && attributeOf(column, expression);
  };
}

function attributeOf(column: ColumnDeclaration, expression: ExpressionDeclaration): Attribute | undefined {
  const { type, enumeration } = column;
  if (column.mixed) return undefined;
  const declared = Object.hasOwn(expression.attributes, column.name)
    ? expression.attributes[column.name]
    : undefined;
  if (declared !== undefined) return { declaration: declared, type, enumeration };
  const property = pathSteps(column.path ?? '').at(-1);
  if (!column.custom || expression.customPrefix === undefined || property === undefined) return undefined;
  const attribute = expression.customPrefix + property;
  if (!isAttributeName(attribute)) return undefined;
  const operators = expression.customOperators ?? ({ '=': 'inexact', in: 'inexact' } as const);
  // The source may fold the case of custom values, so the spelling in an enumeration is no reason to hold back.
  return { declaration: { attribute, operators }, type, enumeration };
}

/** Room in one expression: comparisons, and characters once percent-encoded. */
class Room {
  #terms: number;
  #characters: number;

  constructor(terms: number, characters: number) {
    this.#terms = terms;
    this.#characters = characters;
  }

  fits(clause: Clause): boolean {
    return clause.terms <= this.#terms && sizeOf(clause) <= this.#characters;
  }

  take(clause: Clause): void {
    this.#terms -= clause.terms;
    this.#characters -= sizeOf(clause);
  }

  copy(): Room {
    return new Room(this.#terms, this.#characters);
  }
}

/** ` and (…)` around a clause, percent-encoded. */
const JOINT = encodeValue(' and ()').length + 2;

function sizeOf(clause: Clause): number {
  return encodeValue(clause.text).length + JOINT;
}

/**
 * Puts as many conditions as fit into the expression, the short ones first. One IN list that does not fit may be
 * cut into chunks (`chunks`), where rows that two chunks may share can be told apart.
 */
export function planExpression(
  conjuncts: readonly Conjunct[],
  expression: ExpressionDeclaration,
  attribute: AttributeOf,
  options: { readonly characters: number; readonly chunks: 'none' | 'disjoint' | 'any' },
): ExpressionPlan {
  const support: Support[] = conjuncts.map(() => 'unsupported');
  const translated = conjuncts.map(({ filter }, index) => ({
    index,
    filter,
    clause: translate(filter, attribute),
  }));
  if (translated.some(({ clause }) => clause === 'never'))
    return { texts: [], support: conjuncts.map(() => 'exact') };

  const room = new Room(expression.maximumTerms, options.characters);
  const base: Clause[] = [];
  let chunks: readonly Clause[] | undefined;
  for (const { index, filter, clause } of translated.sort(bySize)) {
    if (clause === undefined || clause === 'never') continue;
    if (chunks === undefined && room.fits(clause)) {
      room.take(clause);
      base.push(clause);
      support[index] = clause.support;
    } else if (filter.kind === 'in' && chunks === undefined && options.chunks !== 'none') {
      if (options.chunks === 'disjoint' && clause.support !== 'exact') continue;
      chunks = chunksOf(attribute(filter.column)!, filter.values, room);
      if (chunks !== undefined) support[index] = clause.support;
    }
  }
  const parts = chunks ?? [undefined];
  return {
    texts: parts.map((chunk) => {
      const clauses = chunk === undefined ? base : [...base, chunk];
      return clauses.length === 0 ? expression.everything : joinClauses('and', clauses).text;
    }),
    support,
  };
}

function bySize(a: { readonly clause: unknown }, b: { readonly clause: unknown }): number {
  return termsOf(a.clause) - termsOf(b.clause);
}

function termsOf(clause: unknown): number {
  return typeof clause === 'object' && clause !== null ? (clause as Clause).terms : 0;
}

function chunksOf(attribute: Attribute, values: readonly Value[], room: Room): readonly Clause[] | undefined {
  const chunks: Clause[][] = [];
  let left = room;
  for (const clause of inClauses(attribute, values) ?? []) {
    if (chunks.length === 0 || !left.fits(clause)) {
      left = room.copy();
      if (!left.fits(clause)) return undefined;
      chunks.push([]);
    }
    left.take(clause);
    chunks.at(-1)!.push(clause);
  }
  return chunks.length === 0 ? undefined : chunks.map((clauses) => joinClauses('or', clauses));
}
