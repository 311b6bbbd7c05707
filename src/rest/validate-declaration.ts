import { driverError } from '../errors.ts';
import type {
  ColumnDeclaration,
  ReadDeclaration,
  SourceDeclaration,
  TableDeclaration,
} from './declaration.ts';
import { declarationShape } from './declaration-shape.ts';
import type { ShapeFault } from './shape.ts';
import { fillPath, placeholders } from './url.ts';

/**
 * Checks that a parsed document is a declaration that can work: its form, and that its parts fit together. Throws
 * one `bad_declaration` that lists every fault with its place.
 */
export function validateDeclaration(value: unknown): SourceDeclaration {
  const faults: ShapeFault[] = [];
  declarationShape.check(value, '', faults);
  // Parts of the wrong form cannot be held against each other.
  if (faults.length === 0) faults.push(...faultsBetween(value as SourceDeclaration));
  if (faults.length === 0) return value as SourceDeclaration;
  throw driverError(
    'bad_declaration',
    `The declaration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}.`,
    {
      detail: faults.map(({ path, message }) => `${path || 'the document'} ${message}`).join('\n'),
    },
  );
}

function faultsBetween({ tables }: SourceDeclaration): readonly ShapeFault[] {
  return [
    ...repeated(tables, 'tables', ({ name }) => name),
    ...tables.flatMap((table, index) => faultsOfTable(table, `tables[${index}]`, tables)),
  ];
}

function faultsOfTable(
  table: TableDeclaration,
  path: string,
  tables: readonly TableDeclaration[],
): readonly ShapeFault[] {
  const columns = new Set(table.columns.map(({ name }) => name));
  const known = (names: readonly string[], where: string) =>
    names
      .filter((name) => !columns.has(name))
      .map((name) => ({
        path: `${path}.${where}`,
        message: `names the column ${name}, which the table lacks`,
      }));
  const keys = (table.requiredKeys ?? []).map(({ column }) => column);
  const fromKeys = [...new Set(table.columns.map(({ fromKey }) => fromKey))].filter(
    (key) => key !== undefined,
  );
  const references = [
    ...(table.foreignKeys ?? []).map((key, index) => ({ ...key, where: `foreignKeys[${index}]` })),
    ...(table.requiredKeys ?? []).map((key, index) => ({
      columns: [key.column],
      table: key.table,
      references: [key.references],
      where: `requiredKeys[${index}]`,
    })),
  ];
  return [
    ...repeated(table.columns, `${path}.columns`, ({ name }) => name),
    ...table.columns.flatMap((column, index) => [
      ...faultsOfColumn(column, `${path}.columns[${index}]`),
      ...known(column.fromKey === undefined ? [] : [column.fromKey], `columns[${index}].fromKey`),
    ]),
    ...known(table.primaryKey, 'primaryKey'),
    ...keys
      .filter((key) => !table.reads.some((read) => takes(read, key)))
      .map((key) => ({ path: `${path}.requiredKeys`, message: `names ${key}, which no read takes` })),
    ...references.flatMap((key) => [
      ...known(key.columns, key.where),
      ...faultIf(
        key.columns.length !== key.references.length,
        `${path}.${key.where}`,
        'must have as many columns as references',
      ),
      ...faultsOfReference(key.table, key.references, `${path}.${key.where}`, tables),
    ]),
    ...table.reads.flatMap((read, index) => [
      ...faultsOfRead(read, `${path}.reads[${index}]`, known, index),
      ...fromKeys
        .filter((key) => !placeholders(read.path).includes(key) && !(keys.includes(key) && takes(read, key)))
        .map((key) => ({
          path: `${path}.reads[${index}]`,
          message: `takes no ${key}, so there is no value for columns from this key`,
        })),
    ]),
    ...faultIf(
      !table.reads.some((read) => givesEveryRow(read, keys)),
      `${path}.reads`,
      'must have one that gives every row, given the required keys',
    ),
  ];
}

function faultsOfColumn(column: ColumnDeclaration, path: string): readonly ShapeFault[] {
  const { type, path: source, fromKey, constant, capture, enumeration } = column;
  const [digits = 0, scale = 0] = (type.match(/\d+/g) ?? []).map(Number);
  return [
    ...faultIf(
      [source, fromKey, constant].filter((origin) => origin !== undefined).length !== 1,
      path,
      'must have one of "path", "fromKey" and "constant"',
    ),
    ...faultIf(
      enumeration !== undefined && type !== 'text',
      path,
      'has an enumeration, which only text can have',
    ),
    ...faultIf(constant !== undefined && type !== 'text', path, 'has a constant, which is always text'),
    ...faultIf(scale > digits, path, `has the type ${type}, with a scale past its digits`),
    ...(capture === undefined ? [] : badExpression(capture, `${path}.capture`, 1)),
  ];
}

function faultsOfRead(
  read: ReadDeclaration,
  path: string,
  known: (names: readonly string[], where: string) => readonly ShapeFault[],
  index: number,
): readonly ShapeFault[] {
  const where = `reads[${index}]`;
  const keys = placeholders(read.path);
  const unkeyed = fillPath(read.path, new Map(keys.map((key) => [key, ''])));
  const { minimum = 1, default: usual, maximum } = read.paging?.size ?? { default: 1, maximum: 1 };
  return [
    ...known(keys, `${where}.path`),
    ...faultIf(/[{}]/.test(unkeyed), `${path}.path`, 'has a brace without its partner'),
    ...known(Object.keys(read.parameters ?? {}), `${where}.parameters`),
    ...known(Object.keys(read.expression?.attributes ?? {}), `${where}.expression.attributes`),
    ...Object.keys(read.keyPatterns ?? {})
      .filter((column) => !keys.includes(column))
      .map((column) => ({
        path: `${path}.keyPatterns`,
        message: `names ${column}, which is not in the path`,
      })),
    ...known(read.range ? [read.range.column] : [], `${where}.range.column`),
    ...known(Object.keys(read.order?.columns ?? {}), `${where}.order.columns`),
    ...known(read.order?.natural ? [read.order.natural.column] : [], `${where}.order.natural.column`),
    ...known(read.resume ? [read.resume.column] : [], `${where}.resume.column`),
    ...Object.entries(read.keyPatterns ?? {}).flatMap(([column, pattern]) =>
      badExpression(pattern, `${path}.keyPatterns.${column}`),
    ),
    ...Object.entries(read.expression?.attributes ?? {}).flatMap(([column, { pattern }]) =>
      pattern === undefined ? [] : badExpression(pattern, `${path}.expression.attributes.${column}.pattern`),
    ),
    ...faultIf(
      minimum > usual || usual > maximum,
      `${path}.paging.size`,
      'must have a default between minimum and maximum',
    ),
    ...faultIf(read.single === true && read.paging !== undefined, path, 'is single, so it has no pages'),
  ];
}

function faultsOfReference(
  name: string,
  columns: readonly string[],
  path: string,
  tables: readonly TableDeclaration[],
): readonly ShapeFault[] {
  const target = tables.find((table) => table.name === name);
  if (!target) return [{ path, message: `names the table ${name}, which is not declared` }];
  return columns
    .filter((column) => !target.columns.some((candidate) => candidate.name === column))
    .map((column) => ({ path, message: `names the column ${name}.${column}, which is not declared` }));
}

function givesEveryRow(read: ReadDeclaration, requiredKeys: readonly string[]): boolean {
  return !read.partial && placeholders(read.path).every((column) => requiredKeys.includes(column));
}

function repeated<T>(items: readonly T[], path: string, nameOf: (item: T) => string): readonly ShapeFault[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const name = nameOf(item).toLowerCase();
    const again = seen.has(name);
    seen.add(name);
    return again ? [{ path: `${path}[${index}].name`, message: `repeats the name ${nameOf(item)}` }] : [];
  });
}

function takes(read: ReadDeclaration, column: string): boolean {
  return placeholders(read.path).includes(column) || Object.hasOwn(read.parameters ?? {}, column);
}

function faultIf(condition: boolean, path: string, message: string): readonly ShapeFault[] {
  return condition ? [{ path, message }] : [];
}

function badExpression(expression: string, path: string, groups = 0): readonly ShapeFault[] {
  try {
    // With an empty alternative it matches anything, and so tells how many groups it has.
    const found = new RegExp(`${expression}|`, 'u').exec('')!;
    return faultIf(found.length <= groups, path, 'has no group to capture');
  } catch {
    return [{ path, message: 'is no regular expression' }];
  }
}
