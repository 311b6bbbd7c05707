/** Rows of a source into columns: compiled once per scan, for it is the hot path. */
import type { Batch } from '../catalog/batch.ts';
import type { Value } from '../catalog/data-type.ts';
import { driverError } from '../errors.ts';
import type { ColumnDeclaration, TableDeclaration } from './declaration.ts';
import { pathSteps } from './property-path.ts';
import { columnReader, type ValueReader } from './value-reader.ts';

/** A row as it came. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** Where rows came from: the keys that their request was made for. */
export interface RowOrigin {
  readonly keys: ReadonlyMap<string, Value>;
  readonly requestId: string | undefined;
}

/** Makes a batch of rows. Errors: `unexpected_data`. */
export type RowMap = (rows: readonly SourceRow[], origin: RowOrigin) => Batch;

/** Columns that lie in one object of the row, so that its path is walked once per row. */
interface ColumnGroup {
  /** Steps from the row to the object. */
  readonly parent: readonly string[];
  readonly members: readonly {
    readonly index: number;
    readonly property: string;
    readonly read: ValueReader;
    readonly column: ColumnDeclaration;
  }[];
}

/** Compiles the map for the given columns of a table. */
export function compileRowMap(
  connector: string,
  table: TableDeclaration,
  columns: readonly string[],
  typeErrors: 'error' | 'null',
): RowMap {
  const declared = columns.map((name) => columnOf(table, name));
  const groups = groupColumns(declared);
  return (rows, origin) => {
    const count = rows.length;
    const values = declared.map(({ fromKey, constant }) => {
      const column = new Array<Value>(count);
      if (constant !== undefined) return column.fill(constant);
      return fromKey === undefined ? column : column.fill(origin.keys.get(fromKey) ?? null);
    });
    for (let row = 0; row < count; row++) {
      for (const { parent, members } of groups) {
        const object = objectAt(rows[row]!, parent);
        for (const { index, property, read, column } of members) {
          const value = object?.[property];
          const fitting = value === undefined || value === null ? null : read(value);
          if (fitting === undefined && typeErrors === 'error')
            throw unexpected(connector, table, column, value, origin.requestId);
          values[index]![row] = fitting ?? null;
        }
      }
    }
    return { rowCount: count, columns: values };
  };
}

function columnOf(table: TableDeclaration, name: string): ColumnDeclaration {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw driverError('internal', `${table.name} has no column ${name}.`);
  return column;
}

function groupColumns(columns: readonly ColumnDeclaration[]): readonly ColumnGroup[] {
  const groups = new Map<string, { parent: readonly string[]; members: ColumnGroup['members'][number][] }>();
  for (const [index, column] of columns.entries()) {
    if (column.path === undefined) continue;
    const steps = pathSteps(column.path);
    const parent = steps.slice(0, -1);
    const key = JSON.stringify(parent);
    const group = groups.get(key) ?? { parent, members: [] };
    groups.set(key, group);
    const property = steps.at(-1)!;
    group.members.push({ index, column, property, read: ownReader(column, property) });
  }
  return [...groups.values()];
}

/** A reader that takes what every object inherits, such as `constructor`, for a missing property. */
function ownReader(column: ColumnDeclaration, property: string): ValueReader {
  const read = columnReader(column);
  const inherited = ({} as Readonly<Record<string, unknown>>)[property];
  return inherited === undefined ? read : (value) => (value === inherited ? null : read(value));
}

/** The object at the steps, undefined where there is none. */
function objectAt(row: SourceRow, steps: readonly string[]): SourceRow | undefined {
  let object: SourceRow = row;
  for (const step of steps) {
    const next = object[step];
    if (typeof next !== 'object' || next === null) return undefined;
    object = next as SourceRow;
  }
  return object;
}

function unexpected(
  connector: string,
  table: TableDeclaration,
  column: ColumnDeclaration,
  value: unknown,
  requestId: string | undefined,
) {
  const kind = Array.isArray(value)
    ? 'an array'
    : typeof value === 'object'
      ? 'an object'
      : `a ${typeof value}`;
  return driverError(
    'unexpected_data',
    `${connector} sent ${kind} for ${table.name}.${column.name} that is not a ${column.type}.`,
    { source: { connector, table: table.name, ...(requestId === undefined ? {} : { requestId }) } },
  );
}

/** Reads the primary key of rows as one text; undefined where part of it is NULL or the table has none. */
export type KeyReader = (row: SourceRow, keys: ReadonlyMap<string, Value>) => string | undefined;

/** Compiles the reader of a table's primary key; undefined where rows cannot be told apart. */
export function compileKey(table: TableDeclaration): KeyReader | undefined {
  if (table.primaryKey.length === 0) return undefined;
  const parts = table.primaryKey.map((name) => compileColumn(columnOf(table, name)));
  const [only] = parts;
  return (row, keys) => {
    if (parts.length === 1) {
      const value = only!(row, keys);
      return value === null ? undefined : String(value);
    }
    const values = parts.map((part) => part(row, keys));
    return values.includes(null) ? undefined : JSON.stringify(values.map(String));
  };
}

/** Compiles the reader of one column; NULL where the value is missing or does not fit. */
export function compileColumn(
  column: ColumnDeclaration,
): (row: SourceRow, keys: ReadonlyMap<string, Value>) => Value {
  const { fromKey, constant, path } = column;
  if (constant !== undefined) return () => constant;
  if (fromKey !== undefined) return (_, keys) => keys.get(fromKey) ?? null;
  const steps = pathSteps(path ?? '');
  const parent = steps.slice(0, -1);
  const property = steps.at(-1)!;
  const read = ownReader(column, property);
  return (row) => {
    const value = objectAt(row, parent)?.[property];
    return value === undefined || value === null ? null : (read(value) ?? null);
  };
}
