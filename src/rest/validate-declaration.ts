import { driverError } from '../errors.ts';
import type { ReadDeclaration, SourceDeclaration, TableDeclaration } from './declaration.ts';
import { declarationShape } from './declaration-shape.ts';
import type { ShapeFault } from './shape.ts';
import { placeholders } from './url.ts';

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
    ...table.columns.flatMap((column, index) => {
      const where = `${path}.columns[${index}]`;
      const sources = [column.path, column.fromKey].filter((source) => source !== undefined).length;
      return [
        ...(sources === 1 ? [] : [{ path: where, message: 'must have either "path" or "fromKey"' }]),
        ...(column.fromKey === undefined ? [] : known([column.fromKey], `columns[${index}].fromKey`)),
        ...(column.capture === undefined ? [] : badExpression(column.capture, `${where}.capture`)),
      ];
    }),
    ...known(table.primaryKey, 'primaryKey'),
    ...references.flatMap((key) => [
      ...known(key.columns, key.where),
      ...faultsOfReference(key.table, key.references, `${path}.${key.where}`, tables),
    ]),
    ...table.reads.flatMap((read, index) => faultsOfRead(read, `${path}.reads[${index}]`, known, index)),
    ...(table.reads.some((read) => givesEveryRow(read, keys))
      ? []
      : [{ path: `${path}.reads`, message: 'must have one that gives every row, given the required keys' }]),
  ];
}

function faultsOfRead(
  read: ReadDeclaration,
  path: string,
  known: (names: readonly string[], where: string) => readonly ShapeFault[],
  index: number,
): readonly ShapeFault[] {
  const where = `reads[${index}]`;
  return [
    ...known(placeholders(read.path), `${where}.path`),
    ...known(Object.keys(read.keyPatterns ?? {}), `${where}.keyPatterns`),
    ...known(Object.keys(read.parameters ?? {}), `${where}.parameters`),
    ...known(Object.keys(read.expression?.attributes ?? {}), `${where}.expression.attributes`),
    ...known(read.range ? [read.range.column] : [], `${where}.range.column`),
    ...known(Object.keys(read.order?.columns ?? {}), `${where}.order.columns`),
    ...known(read.resume ? [read.resume.column] : [], `${where}.resume.column`),
    ...Object.entries(read.keyPatterns ?? {}).flatMap(([column, pattern]) =>
      badExpression(pattern, `${path}.keyPatterns.${column}`),
    ),
    ...Object.entries(read.expression?.attributes ?? {}).flatMap(([column, { pattern }]) =>
      pattern === undefined ? [] : badExpression(pattern, `${path}.expression.attributes.${column}.pattern`),
    ),
    ...(read.single && read.paging ? [{ path, message: 'is single, so it has no pages' }] : []),
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

function badExpression(expression: string, path: string): readonly ShapeFault[] {
  try {
    new RegExp(expression, 'u');
    return [];
  } catch {
    return [{ path, message: 'is no regular expression' }];
  }
}
