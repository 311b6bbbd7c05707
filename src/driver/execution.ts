/** Runs a plan: fetches what it says, stage by stage, and gives the result in batches. */
import type { Batch } from '../catalog/batch.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Value } from '../catalog/data-type.ts';
import type { Engine, EngineRun, ParsedStatement, RunTable, StatementSettings } from '../engine/engine.ts';
import { driverError } from '../errors.ts';
import { oneOf } from '../planner/condition.ts';
import type { KeySource, Plan, PlannedScan } from '../planner/plan.ts';
import type { Connector, Page, Scan, ScanOffer } from '../spi/connector.ts';
import type { Filter } from '../spi/filter.ts';
import { compileMatch } from '../spi/filter-match.ts';
import type { Ledger } from './ledger.ts';

/** Everything a plan needs to run. */
export interface Execution {
  readonly plan: Plan;
  readonly statement: ParsedStatement;
  readonly settings: StatementSettings;
  readonly catalog: Catalog;
  /** The tables that the statement names: all of them exist in the run, filled or not. */
  readonly tables: readonly RunTable[];
  readonly engine: Engine;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly ledger: Ledger;
}

/** The result, batch by batch. Ends only when it is complete. */
export function execute(execution: Execution): AsyncIterable<Batch> {
  const { lane } = execution.plan;
  switch (lane.kind) {
    case 'direct':
      return runDirectly(execution, lane);
    case 'batches':
      return runInBatches(execution, lane.limit);
    case 'engine':
      return runAtOnce(execution);
  }
}

async function* runDirectly(
  execution: Execution,
  lane: Plan['lane'] & { kind: 'direct' },
): AsyncIterable<Batch> {
  const { last, keys } = await fetchKeys(execution);
  let skip = lane.offset;
  let left = lane.limit ?? Infinity;
  for await (const { batch } of pagesOf(last, keys, execution)) {
    const from = Math.min(skip, batch.rowCount);
    skip -= from;
    const rowCount = Math.min(batch.rowCount - from, left);
    left -= rowCount;
    const whole = rowCount === batch.rowCount;
    const columns = lane.columns.map((position) => {
      const values = batch.columns[position] ?? [];
      return whole ? values : values.slice(from, from + rowCount);
    });
    if (rowCount > 0) yield { rowCount, columns };
    if (left === 0) return;
  }
}

async function* runInBatches(execution: Execution, limit: number | undefined): AsyncIterable<Batch> {
  const { engine, catalog, settings, statement, tables, ledger } = execution;
  const { last, keys } = await fetchKeys(execution);
  const run = await engine.run(tables, catalog, settings);
  try {
    let left = limit ?? Infinity;
    let empty = true;
    for await (const { batch } of pagesOf(last, keys, execution)) {
      if (batch.rowCount === 0) continue;
      if (!empty) await run.clear(last.schema, last.table.name);
      empty = false;
      await run.load(last.schema, last.table.name, last.scan.columns, batch);
      for await (const result of run.execute(statement.sql, ledger.signal)) {
        const rowCount = Math.min(result.rowCount, left);
        left -= rowCount;
        if (rowCount > 0) yield firstRows(result, rowCount);
      }
      if (left === 0) return;
    }
  } finally {
    await run.close();
  }
}

async function* runAtOnce(execution: Execution): AsyncIterable<Batch> {
  const { engine, catalog, settings, statement, tables, ledger } = execution;
  const run = await engine.run(tables, catalog, settings);
  try {
    await fetchAll(execution, run);
    yield* run.execute(statement.sql, ledger.signal);
  } finally {
    await run.close();
  }
}

/** Rows that are loaded into the engine at once: as many as its own chunks hold. */
const loadedTogether = 2048;

function joined(batches: readonly Batch[]): Batch {
  const [first] = batches;
  if (first && batches.length === 1) return first;
  return {
    rowCount: batches.reduce((sum, { rowCount }) => sum + rowCount, 0),
    columns: (first?.columns ?? []).map((values, column) =>
      values.concat(...batches.slice(1).map(({ columns }) => columns[column] ?? [])),
    ),
  };
}

function firstRows(batch: Batch, rowCount: number): Batch {
  if (rowCount === batch.rowCount) return batch;
  return { rowCount, columns: batch.columns.map((values) => values.slice(0, rowCount)) };
}

/** Values by scan and column: what other scans are limited to. */
class Keys {
  readonly #values = new Map<string, Set<Value>>();
  readonly #rows = new Map<string, Map<string, readonly Value[]>>();

  /**
   * Takes the columns of `scan` that others in `plan` want as keys out of its pages; undefined where none does. Rows
   * that the statement's own conditions rule out give none.
   */
  collector(scan: PlannedScan, plan: Plan): ((batch: Batch) => void) | undefined {
    const wanted = new Set(
      plan.scans.flatMap(({ keys }) => keys.filter((key) => key.scan === scan.id).map((key) => key.from)),
    );
    if (wanted.size === 0) return undefined;
    const { columns, filters } = scan.scan;
    const match = compileMatch(filters, scan.table, columns);
    const targets = [...wanted].map((column) => {
      const values = new Set<Value>();
      this.#values.set(`${scan.id}\0${column}`, values);
      return { position: columns.indexOf(column), values };
    });
    const related = plan.scans
      .map(({ keys }) => relatedKeys(keys, scan.id))
      .filter((keys) => keys.length > 0);
    const rowTargets = related.map((keys) => {
      const from = keys.map((key) => key.from);
      const rows = new Map<string, readonly Value[]>();
      this.#rows.set(JSON.stringify([scan.id, from]), rows);
      return { positions: from.map((column) => columns.indexOf(column)), rows };
    });
    return ({ rowCount, columns: batch }) => {
      for (let row = 0; row < rowCount; row++) {
        if (match && !match(batch, row)) continue;
        for (const { position, values } of targets) {
          const value = batch[position]?.[row] ?? null;
          if (value !== null) values.add(value);
        }
        for (const { positions, rows } of rowTargets) {
          const values = positions.map((position) => batch[position]?.[row] ?? null);
          if (!values.includes(null)) rows.set(JSON.stringify(values.map(String)), values);
        }
      }
    };
  }

  /** The rows of values that columns of a scan have together, each once. */
  rowsOf(scan: number, columns: readonly string[]): readonly (readonly Value[])[] {
    const rows = this.#rows.get(JSON.stringify([scan, columns]));
    if (!rows) throw driverError('internal', `The related keys of scan ${scan} were not collected.`);
    return [...rows.values()];
  }

  of(scan: number, column: string): ReadonlySet<Value> {
    const values = this.#values.get(`${scan}\0${column}`);
    if (!values)
      throw driverError('internal', `The keys of scan ${scan}, column ${column}, were not collected.`);
    return values;
  }
}

/** The keys that one scan supplies row by row. */
function relatedKeys(keys: readonly KeySource[], scan: number): readonly KeySource[] {
  return keys.filter((key) => key.related && key.scan === scan);
}

/** That columns have one of the given rows of values. */
function oneRowOf(columns: readonly string[], rows: readonly (readonly Value[])[]): Filter {
  const equals = (row: readonly Value[]) =>
    row.map((value, at) => ({ kind: 'compare', column: columns[at]!, operator: '=', value }) as const);
  return { kind: 'or', filters: rows.map((row) => ({ kind: 'and', filters: equals(row) })) };
}

/** For lanes with one scan that gives rows: fetches the scans that only supply its keys. */
async function fetchKeys(execution: Execution): Promise<{ last: PlannedScan; keys: Keys }> {
  const { plan } = execution;
  const keys = new Keys();
  const last = plan.scans.find((scan) => scan.loads);
  if (!last) throw driverError('internal', 'A plan without rows was given a lane that needs them.');
  for (const scan of plan.scans) {
    if (scan.loads) continue;
    const collector = keys.collector(scan, plan);
    for await (const { batch } of pagesOf(scan, keys, execution)) collector?.(batch);
  }
  return { last, keys };
}

/** Every scan as soon as those that it waits for are complete; the first failure stops all. */
async function fetchAll(execution: Execution, run: EngineRun): Promise<void> {
  const { plan } = execution;
  const keys = new Keys();
  const done = new Map<number, Promise<void>>();
  for (const scan of plan.scans) {
    const before = scan.keys.map((key) => done.get(key.scan));
    done.set(
      scan.id,
      Promise.all(before).then(() => fetchOne(scan, execution, keys, run)),
    );
  }
  try {
    await Promise.all(done.values());
  } catch (error) {
    execution.ledger.stop(error);
    await Promise.allSettled(done.values());
    throw error;
  }
}

async function fetchOne(scan: PlannedScan, execution: Execution, keys: Keys, run: EngineRun): Promise<void> {
  const collector = keys.collector(scan, execution.plan);
  let waiting: Batch[] = [];
  let rows = 0;
  const load = async (): Promise<void> => {
    const batch = joined(waiting);
    waiting = [];
    rows = 0;
    await run.load(scan.schema, scan.table.name, scan.scan.columns, batch);
  };
  for await (const { batch } of pagesOf(scan, keys, execution)) {
    collector?.(batch);
    if (!scan.loads || batch.rowCount === 0) continue;
    waiting.push(batch);
    rows += batch.rowCount;
    if (rows >= loadedTogether) await load();
  }
  if (rows > 0) await load();
}

async function* pagesOf(planned: PlannedScan, keys: Keys, execution: Execution): AsyncIterable<Page> {
  const { connectors, ledger } = execution;
  const connector = connectors.get(planned.schema);
  if (!connector)
    throw driverError('internal', `The plan names the source ${planned.schema}, which is not open.`);
  const chosen = withKeys(planned, keys, connector);
  if (!chosen) return;
  const { scan, offer } = chosen;
  if (offer.notice) ledger.warn(offer.notice);
  for (const column of planned.table.columns) {
    if (column.warning !== undefined && scan.columns.includes(column.name)) ledger.warn(column.warning);
  }
  const context = ledger.scanContext(planned.schema, planned.table.name, offer.read);
  yield* connector.scan(scan, context);
}

/** The scan limited to the keys that are known now, unless the whole table takes fewer requests; undefined: no rows. */
function withKeys(
  planned: PlannedScan,
  keys: Keys,
  connector: Connector,
): { readonly scan: Scan; readonly offer: ScanOffer } | undefined {
  let { scan, offer } = planned;
  for (const column of new Set(planned.keys.map((key) => key.column))) {
    const sources = planned.keys.filter((key) => key.column === column);
    const values = sources.map((key) => keys.of(key.scan, key.from)).reduce(common);
    const filter = oneOf(column, [...values]);
    if (filter.kind === 'never') return undefined;
    const limited: Scan = { ...scan, filters: [...scan.filters, filter] };
    const limitedOffer = connector.offer(limited);
    const required = sources.some((key) => key.required);
    if (!required && limitedOffer.expectedCalls >= offer.expectedCalls) continue;
    scan = limited;
    offer = limitedOffer;
  }
  for (const source of new Set(planned.keys.map((key) => key.scan))) {
    const related = relatedKeys(planned.keys, source);
    if (related.length === 0) continue;
    const rows = keys.rowsOf(
      source,
      related.map((key) => key.from),
    );
    const columns = related.map((key) => key.column);
    scan = { ...scan, filters: [...scan.filters, oneRowOf(columns, rows)] };
    offer = connector.offer(scan);
  }
  if (offer.missing.length > 0) {
    throw driverError(
      'internal',
      `No keys were found for ${planned.table.name}: ${offer.missing.join(', ')}.`,
    );
  }
  return { scan, offer };
}

function common(left: ReadonlySet<Value>, right: ReadonlySet<Value>): ReadonlySet<Value> {
  return new Set([...left].filter((value) => right.has(value)));
}
