/** Which scan waits for which: where required keys come from, and which joins make another scan cheaper. */

import type { Catalog } from '../catalog/catalog.ts';
import { findSchema, findTable } from '../catalog/catalog.ts';
import type { DataType, Value } from '../catalog/data-type.ts';
import type { RequiredKey, Table } from '../catalog/table.ts';
import { driverError } from '../errors.ts';
import type { Scan, ScanOffer } from '../spi/connector.ts';
import type { KeySource, PlannedScan } from './plan.ts';

/** A join lets `scan` be limited by the values of `parent`'s column `from`; scans by their place in the list. */
export interface JoinKey {
  readonly scan: number;
  readonly column: string;
  readonly parent: number;
  readonly from: string;
}

interface KeyContext {
  readonly catalog: Catalog;
  readonly offer: (schema: string, scan: Scan) => ScanOffer;
}

/**
 * Gives every scan its key sources, adds scans of parents that only supply keys, and sorts: a scan stands behind
 * those it waits for. Required keys come from a join where one allows it, else from the whole parent table. Other
 * scans wait for the keys of a join where that may save requests; when the keys are known, they decide.
 */
export function assignKeys(
  scans: readonly PlannedScan[],
  joins: readonly JoinKey[],
  context: KeyContext,
): readonly PlannedScan[] {
  const result = [...scans];
  /** Scans that others rely on to hold every row of their table. */
  const whole = new Set<number>();
  const waitsFor = (scan: number, other: number): boolean =>
    scan === other || (result[scan]?.keys ?? []).some((key) => waitsFor(key.scan, other));
  const add = (scan: number, key: KeySource): void => {
    const before = result[scan];
    if (before) result[scan] = { ...before, keys: [...before.keys, key] };
  };
  /** Requests that a scan is expected to take, given the keys it has so far. */
  const expected = (scan: number): number => {
    const { offer, keys } = result[scan] as PlannedScan;
    const own = offer.missing.length > 0 ? Infinity : offer.expectedCalls;
    // A scan whose keys a join supplies is about as narrow as the scan they come from.
    const joined = keys.filter((key) => result[key.scan]?.loads && !whole.has(key.scan));
    return Math.min(own, ...joined.map((key) => 1 + expected(key.scan)));
  };
  const cheapestFirst = (left: JoinKey, right: JoinKey) =>
    expected(left.parent) - expected(right.parent) || 0;

  for (const [id, scan] of scans.entries()) {
    const free = (parent: number) => !waitsFor(parent, id);
    const orphans = scan.offer.missing.filter((column) => {
      const found = equalColumns({ scan: id, column }, joins).filter(({ scan: other }) => free(other));
      for (const other of withoutIdle(found, result, joins, context))
        add(id, { column, scan: other.scan, from: other.column, required: true });
      return found.length === 0;
    });
    for (const key of parentKeys(scan, orphans, result, free, context)) {
      whole.add(key.scan);
      add(id, key);
    }
  }
  for (;;) {
    const join = joins
      .filter(({ scan, parent }) => {
        const child = result[scan] as PlannedScan;
        const free = child.keys.length === 0 && child.scan.limit === undefined && !whole.has(scan);
        return (
          free && child.offer.missing.length === 0 && child.offer.expectedCalls > 1 && !waitsFor(parent, scan)
        );
      })
      .filter(({ scan, parent }) => expected(parent) < callsAtMost(result[scan] as PlannedScan, context))
      .filter(({ scan, column }) => takesKeys(result[scan] as PlannedScan, column, context))
      .sort(cheapestFirst)[0];
    if (!join) break;
    add(join.scan, { column: join.column, scan: join.parent, from: join.from, required: false });
  }
  return sorted(result);
}

/** A column of a scan. */
interface ScanColumn {
  readonly scan: number;
  readonly column: string;
}

/**
 * Every column whose values limit `start`: those it is joined with, and those that limit these in turn. When P may
 * be limited to the values of Q, and C to those of P, then C may be limited to the values that both have.
 */
function equalColumns(start: ScanColumn, joins: readonly JoinKey[]): readonly ScanColumn[] {
  const found: ScanColumn[] = [start];
  for (const { scan, column } of found) {
    for (const join of joins) {
      if (join.scan !== scan || join.column !== column) continue;
      const next = { scan: join.parent, column: join.from };
      if (!found.some((known) => known.scan === next.scan && known.column === next.column)) found.push(next);
    }
  }
  return found.slice(1).filter(({ scan }) => scan !== start.scan);
}

/**
 * The columns that are worth waiting for. A scan without conditions leaves out next to nothing, so where another column
 * is there to wait for, it is better limited itself, if its source can.
 */
function withoutIdle(
  found: readonly ScanColumn[],
  scans: readonly PlannedScan[],
  joins: readonly JoinKey[],
  context: KeyContext,
): readonly ScanColumn[] {
  const busy = found.filter(({ scan, column }) => {
    const { scan: bare, keys, offer } = scans[scan] as PlannedScan;
    const narrow =
      bare.filters.length > 0 || keys.length > 0 || offer.missing.length > 0 || offer.expectedCalls <= 1;
    const limitable = joins.some((join) => join.scan === scan && join.column === column);
    return narrow || !limitable || !takesKeys(scans[scan] as PlannedScan, column, context);
  });
  return busy.length > 0 ? busy : found;
}

/** The key sources for required columns that no join supplies: every value that the parent tables hold. */
function parentKeys(
  scan: PlannedScan,
  columns: readonly string[],
  scans: PlannedScan[],
  free: (scan: number) => boolean,
  context: KeyContext,
): readonly KeySource[] {
  const byParent = new Map<string, RequiredKey[]>();
  for (const column of columns) {
    const key = scan.table.requiredKeys.find((required) => required.column === column);
    if (!key) throw missingFilter(scan, column);
    byParent.set(key.table, [...(byParent.get(key.table) ?? []), key]);
  }
  return [...byParent].flatMap(([name, keys]) => {
    const schema = findSchema(context.catalog, scan.schema);
    const parent = schema && findTable(schema, name);
    if (!parent) throw missingFilter(scan, columns.join(' and '));
    const id = parentScan(scan, parent, keys, scans, free, context);
    return keys.map(({ column, references }) => ({
      ...{ column, scan: id, from: references, required: true },
      ...(keys.length > 1 ? { related: true } : {}),
    }));
  });
}

/** The scan of a parent table that supplies `keys`: one that the statement makes anyway, or one of its own. */
function parentScan(
  scan: PlannedScan,
  parent: Table,
  keys: readonly RequiredKey[],
  scans: PlannedScan[],
  free: (scan: number) => boolean,
  context: KeyContext,
): number {
  const columns = [...new Set(keys.map(({ references }) => references))];
  const listed = scans.find(
    (other) =>
      other.schema === scan.schema &&
      other.table === parent &&
      other.scan.filters.length === 0 &&
      other.scan.limit === undefined &&
      columns.every((column) => other.scan.columns.includes(column)) &&
      other.keys.length === 0 &&
      other.offer.missing.length === 0 &&
      free(other.id),
  );
  if (listed) return listed.id;
  const id = scans.length;
  const bare: Scan = { table: parent.name, columns, filters: [] };
  const offer = context.offer(scan.schema, bare);
  scans.push({
    id,
    schema: scan.schema,
    table: parent,
    scan: bare,
    offer,
    keys: [],
    loads: false,
    residual: false,
  });
  // A parent may itself be listed by its own parent.
  const own = parentKeys(scans[id] as PlannedScan, offer.missing, scans, free, context);
  scans[id] = { ...(scans[id] as PlannedScan), keys: own };
  return id;
}

function missingFilter({ schema, table }: PlannedScan, columns: string) {
  return driverError(
    'missing_filter',
    `${schema}.${table.name} can only be listed for given values of ${columns}.`,
    { hint: `Add a condition such as WHERE ${columns} = '…'.` },
  );
}

/** The requests expected for the whole table: what a filter leaves of it is a guess, and may be most of it. */
function callsAtMost(scan: PlannedScan, context: KeyContext): number {
  const whole = context.offer(scan.schema, { ...scan.scan, filters: [] });
  return whole.missing.length > 0 ? scan.offer.expectedCalls : whole.expectedCalls;
}

/** Whether the source can make use of a list of values for the column at all. */
function takesKeys(scan: PlannedScan, column: string, context: KeyContext): boolean {
  const type = scan.table.columns.find(({ name }) => name === column)?.type;
  const values = type && sampleValues(type);
  if (!values) return false;
  const filters = [...scan.scan.filters, { kind: 'in', column, values } as const];
  const offer = context.offer(scan.schema, { ...scan.scan, filters });
  return offer.support.at(-1) !== 'unsupported';
}

function sampleValues(type: DataType): readonly Value[] | undefined {
  if (type === 'text') return ['a', 'b'];
  return type === 'integer' || type === 'bigint' ? [1, 2] : undefined;
}

function sorted(scans: readonly PlannedScan[]): readonly PlannedScan[] {
  const result: PlannedScan[] = [];
  const visit = (scan: PlannedScan): void => {
    if (result.includes(scan)) return;
    for (const key of scan.keys) visit(scans[key.scan] as PlannedScan);
    result.push(scan);
  };
  for (const scan of scans) visit(scan);
  return result;
}
