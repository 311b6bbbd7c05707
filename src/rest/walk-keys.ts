/** The values that the lists of a read are made for: from its path, and from parameters of their own. */
import type { Value } from '../catalog/data-type.ts';
import type { Support } from '../spi/filter.ts';
import { binds, boundValues, type Conjunct, tuples } from './conjuncts.ts';
import type { ReadDeclaration, TableDeclaration } from './declaration.ts';
import { parameterText } from './parameter-text.ts';
import { isEncodable, isSegment, placeholders, type Query } from './url.ts';

/** A read that cannot run for want of values of these columns. */
export interface MissingKeys {
  readonly missing: readonly string[];
}

/** Values that walks are made for: one walk for each row. */
export interface Keys {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** Binds the placeholders of the path. Their conditions are exact: rows of another key are dropped as they arrive. */
export function planPath(
  table: TableDeclaration,
  read: ReadDeclaration,
  conjuncts: readonly Conjunct[],
  support: Support[],
): ({ readonly keys: readonly Keys[] } & MissingKeys) | undefined {
  const missing: string[] = [];
  const bindings = new Map<string, readonly Value[]>();
  for (const column of new Set(placeholders(read.path))) {
    const bound = boundValues(conjuncts, column);
    if (bound === undefined) {
      missing.push(column);
      continue;
    }
    const pattern = read.keyPatterns?.[column];
    const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u');
    const fitting = bound.filter((value) => {
      const text = parameterText(value, typeOf(table, column));
      return text !== undefined && isSegment(text) && (whole === undefined || whole.test(text));
    });
    const required = table.requiredKeys?.some((key) => key.column === column) ?? false;
    if (fitting.length < bound.length && !required) return undefined;
    bindings.set(column, fitting);
    for (const [index, conjunct] of conjuncts.entries())
      if (binds(conjunct, column)) support[index] = 'exact';
  }
  return { keys: relatedKeys(bindings, conjuncts, support), missing };
}

/** The values of each column; those of columns that a condition relates go together, row by row. */
function relatedKeys(
  bindings: ReadonlyMap<string, readonly Value[]>,
  conjuncts: readonly Conjunct[],
  support: Support[],
): readonly Keys[] {
  const related: Keys[] = [];
  const done = new Set<string>();
  for (const [index, { filter }] of conjuncts.entries()) {
    const found = tuples(filter);
    if (!found?.columns.every((column) => bindings.has(column) && !done.has(column))) continue;
    const allowed = found.columns.map((column) => new Set(bindings.get(column)));
    const rows = found.rows.filter((row) => row.every((value, at) => allowed[at]!.has(value)));
    related.push({ columns: found.columns, rows });
    for (const column of found.columns) done.add(column);
    support[index] = 'exact';
  }
  const single = [...bindings].filter(([column]) => !done.has(column));
  return [...related, ...single.map(([column, values]) => keysOf(column, values))];
}

function keysOf(column: string, values: readonly Value[]): Keys {
  return { columns: [column], rows: values.map((value) => [value]) };
}

/** Conditions that are query parameters of their own. */
export function planParameters(
  table: TableDeclaration,
  read: ReadDeclaration,
  conjuncts: readonly Conjunct[],
  support: Support[],
): { readonly keys: readonly Keys[]; readonly query: Query } & MissingKeys {
  const keys: Keys[] = [];
  const query: [string, string][] = [];
  const missing: string[] = [];
  for (const [column, declared] of Object.entries(read.parameters ?? {})) {
    const required = table.requiredKeys?.some((key) => key.column === column) ?? false;
    const { values: all } = declared;
    const bound = boundValues(conjuncts, column);
    const values = all ? knownValues(all, bound) : bound;
    const texts = values?.map((value) => sentText(table, read, column, value));
    const sendable = texts?.every((text) => text !== undefined && isEncodable(text)) ?? false;
    const overlapping = declared.support !== 'exact' && table.primaryKey.length === 0;
    const several = values !== undefined && values.length !== 1;
    if (values === undefined || !sendable || (several && ((!declared.eachValue && !all) || overlapping))) {
      if (required) missing.push(column);
      continue;
    }
    if (declared.support === 'unsupported' && !required) continue;
    if (!several) query.push([declared.parameter, texts![0]!]);
    keys.push(keysOf(column, values));
    for (const [index, conjunct] of conjuncts.entries())
      if (binds(conjunct, column)) support[index] = declared.support;
  }
  return { keys, query, missing };
}

/** Of the only values that there are, those that a filter leaves. */
function knownValues(
  all: Readonly<Record<string, string>>,
  bound: readonly Value[] | undefined,
): readonly Value[] {
  return bound === undefined
    ? Object.keys(all)
    : bound.filter((value) => typeof value === 'string' && Object.hasOwn(all, value));
}

/** What is sent for a value of a column; undefined where it has no plain text. */
export function sentText(
  table: TableDeclaration,
  read: ReadDeclaration,
  column: string,
  value: Value,
): string | undefined {
  const all = read.parameters?.[column]?.values;
  return all ? all[String(value)] : parameterText(value, typeOf(table, column));
}

function typeOf(table: TableDeclaration, column: string) {
  return table.columns.find(({ name }) => name === column)!.type;
}

/** Every combination of keys, by column. */
export function* products(keys: readonly Keys[]): Iterable<ReadonlyMap<string, Value>> {
  const [first, ...rest] = keys;
  if (first === undefined) {
    yield new Map();
    return;
  }
  for (const row of first.rows)
    for (const others of products(rest))
      yield new Map([...first.columns.map((column, at) => [column, row[at]!] as const), ...others]);
}
