/** Conditions of the plan in the terms of a source: by column name, with values of the column's own type. */
import type { DataType, Value } from '../catalog/data-type.ts';
import type { Column, Table } from '../catalog/table.ts';
import type { Condition, Constant } from '../plan/plan.ts';
import type { ComparisonOperator, Filter } from '../spi/filter.ts';

/** What can be asked of a source for a condition. */
export interface Translation {
  /** Every row for which the condition holds fits; undefined when nothing narrower than "all rows" can be said. */
  readonly filter: Filter | undefined;
  /** Whether only such rows fit. */
  readonly exact: boolean;
}

const everything: Translation = { filter: undefined, exact: true };
const unknown: Translation = { filter: undefined, exact: false };
const nothing: Translation = { filter: { kind: 'never' }, exact: true };

/** Translates a condition over the columns of `table`. What cannot be expressed makes the filter wider, never narrower. */
export function translate(condition: Condition, table: Table): Translation {
  switch (condition.kind) {
    case 'constant':
      return condition.value === true ? everything : nothing;
    case 'opaque':
      return unknown;
    case 'and':
      return conjunction(condition.conditions.map((part) => translate(part, table)));
    case 'or':
      return disjunction(condition.conditions.map((part) => translate(part, table)));
    case 'not':
      return translateNegation(condition.condition, table);
    case 'null': {
      const column = table.columns[condition.operand.column];
      return column
        ? { filter: { kind: 'null', column: column.name, negated: condition.negated }, exact: true }
        : unknown;
    }
    case 'starts':
    case 'ends':
    case 'contains': {
      const column = table.columns[condition.operand.column];
      if (column?.type !== 'text' || condition.operand.folded) return unknown;
      return { filter: { kind: condition.kind, column: column.name, value: condition.value }, exact: true };
    }
    case 'compare': {
      if (condition.value.value === null) return nothing;
      const column = table.columns[condition.operand.column];
      const value = column && valueFor(column, condition.value, condition.operand.folded);
      if (!column || value === undefined) return unknown;
      if (condition.operand.folded && isRange(condition.operator)) return unknown;
      return {
        filter: { kind: 'compare', column: column.name, operator: condition.operator, value },
        exact: true,
      };
    }
    case 'in': {
      const column = table.columns[condition.operand.column];
      if (!column) return unknown;
      const values: Value[] = [];
      for (const constant of condition.values) {
        if (constant.value === null) continue;
        const value = valueFor(column, constant, condition.operand.folded);
        if (value === undefined) return unknown;
        values.push(value);
      }
      return { filter: oneOf(column.name, values), exact: true };
    }
  }
}

/** The condition under which `condition` is false; NULL stays NULL, which is as good as false. */
function translateNegation(condition: Condition, table: Table): Translation {
  switch (condition.kind) {
    case 'constant':
      return condition.value === false ? everything : nothing;
    case 'and':
      return disjunction(condition.conditions.map((part) => translateNegation(part, table)));
    case 'or':
      return conjunction(condition.conditions.map((part) => translateNegation(part, table)));
    case 'not':
      return translate(condition.condition, table);
    case 'null':
      return translate({ ...condition, negated: !condition.negated }, table);
    case 'compare':
      return translate({ ...condition, operator: negated[condition.operator] }, table);
    case 'in':
      return conjunction(
        condition.values.map((value) =>
          translate({ kind: 'compare', operator: '<>', operand: condition.operand, value }, table),
        ),
      );
    case 'starts':
    case 'ends':
    case 'contains':
    case 'opaque':
      return unknown;
  }
}

const negated = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
} as const satisfies Record<ComparisonOperator, ComparisonOperator>;

function isRange(operator: ComparisonOperator): boolean {
  return operator !== '=' && operator !== '<>';
}

/** All of the parts; parts that say nothing are left out, which only widens. */
export function conjunction(parts: readonly Translation[]): Translation {
  const filters = unique(
    parts.flatMap(({ filter }) =>
      filter === undefined ? [] : filter.kind === 'and' ? filter.filters : [filter],
    ),
  );
  const exact = parts.every((part) => part.exact);
  if (filters.some((filter) => filter.kind === 'never')) return nothing;
  if (filters.length === 0) return { filter: undefined, exact };
  return { filter: filters.length === 1 ? filters[0] : { kind: 'and', filters }, exact };
}

/** Any of the parts; a part that says nothing makes the whole say nothing. */
export function disjunction(parts: readonly Translation[]): Translation {
  const exact = parts.every((part) => part.exact);
  const filters: Filter[] = [];
  for (const { filter } of parts) {
    if (filter === undefined) return { filter: undefined, exact };
    if (filter.kind === 'or') filters.push(...filter.filters);
    else if (filter.kind !== 'never') filters.push(filter);
  }
  const merged = mergeEqualities(unique(filters));
  if (merged.length === 0) return { filter: { kind: 'never' }, exact };
  if (merged.length === 1) return { filter: merged[0], exact };
  const branches: Filter = { kind: 'or', filters: merged };
  const implied = impliedEqualities(merged);
  return { filter: implied.length ? { kind: 'and', filters: [...implied, branches] } : branches, exact };
}

/** The parts that must all hold. */
export function conjunctsOf(filter: Filter | undefined): readonly Filter[] {
  if (filter === undefined) return [];
  return filter.kind === 'and' ? filter.filters : [filter];
}

/** `a = 1 OR a IN (2, 3)` as `a IN (1, 2, 3)`. */
function mergeEqualities(filters: readonly Filter[]): readonly Filter[] {
  const values = new Map<string, Value[]>();
  const others: Filter[] = [];
  for (const filter of filters) {
    const equality = equalityOf(filter);
    if (!equality) others.push(filter);
    else values.set(equality.column, [...(values.get(equality.column) ?? []), ...equality.values]);
  }
  return [...[...values].map(([column, list]) => oneOf(column, list)), ...others];
}

/** Columns that every branch binds to values: `(a=1 AND b=2) OR a=3` implies `a IN (1, 3)`, which may be a key. */
function impliedEqualities(branches: readonly Filter[]): readonly Filter[] {
  const [first, ...rest] = branches.map((branch) => {
    const bound = new Map<string, readonly Value[]>();
    for (const part of conjunctsOf(branch)) {
      const equality = equalityOf(part);
      if (equality && !bound.has(equality.column)) bound.set(equality.column, equality.values);
    }
    return bound;
  });
  if (!first) return [];
  return [...first].flatMap(([column, values]) => {
    const others = rest.map((bound) => bound.get(column));
    if (!others.every((list) => list !== undefined)) return [];
    return [oneOf(column, [...values, ...others.flat()])];
  });
}

function equalityOf(
  filter: Filter,
): { readonly column: string; readonly values: readonly Value[] } | undefined {
  if (filter.kind === 'in') return filter;
  return filter.kind === 'compare' && filter.operator === '='
    ? { column: filter.column, values: [filter.value] }
    : undefined;
}

/** `column IN (values)` in its simplest form. */
export function oneOf(column: string, values: readonly Value[]): Filter {
  const distinct = [...new Map(values.map((value) => [identity(value), value])).values()];
  const [only] = distinct;
  if (only === undefined) return { kind: 'never' };
  return distinct.length === 1
    ? { kind: 'compare', column, operator: '=', value: only }
    : { kind: 'in', column, values: distinct };
}

function unique(filters: readonly Filter[]): readonly Filter[] {
  if (filters.length < 2) return filters;
  return [...new Map(filters.map((filter) => [identity(filter), filter])).values()];
}

function identity(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part));
}

/** The constant as a value of the column's type, or undefined when that cannot be done without loss. */
function valueFor(column: Column, constant: Constant, folded: boolean): Value | undefined {
  const { value } = constant;
  if (folded) {
    // The plan compares in lower case. Only a spelling the source is known to use can be asked for; another value
    // may be one that the source has added since.
    return column.enumeration?.find((known) => known.toLowerCase() === value);
  }
  if (constant.type === column.type) return isMomentOutOfReach(column.type, value) ? undefined : value;
  if (column.type === 'integer' || column.type === 'bigint') return wholeNumber(value, constant.type);
  if (column.type === 'double' && isNumeric(constant.type)) return Number(value);
  return undefined;
}

function isNumeric(type: Constant['type']): boolean {
  return type === 'integer' || type === 'bigint' || type.startsWith('decimal(');
}

function wholeNumber(value: Value, type: Constant['type']): Value | undefined {
  if (!isNumeric(type)) return undefined;
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  const match = typeof value === 'string' ? /^(-?\d{1,15})(?:\.0*)?$/.exec(value) : null;
  return match ? Number(match[1]) : undefined;
}

const firstYear = -62_135_596_800_000_000;
const yearTenThousand = 253_402_300_800_000_000;

/** Infinity, and years that no API can write. */
function isMomentOutOfReach(type: DataType, value: Value): boolean {
  const unit = type === 'date' ? 86_400_000_000 : 1;
  if (type !== 'date' && type !== 'timestamp' && type !== 'timestamp with time zone') return false;
  return Number(value) * unit < firstYear || Number(value) * unit >= yearTenThousand;
}
