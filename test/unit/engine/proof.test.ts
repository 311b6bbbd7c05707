/**
 * The heart of it: what a plan says of a statement's scans may only leave out rows and columns that the answer does
 * not need. Each statement runs twice, over everything and over what its plan asked for; both must agree.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Value } from '../../../src/catalog/data-type.ts';
import { decodePlan, onlyPlan } from '../../../src/engine/decode.ts';
import { openEngine } from '../../../src/engine/duckdb-engine.ts';
import type { Engine, StatementSettings } from '../../../src/engine/engine.ts';
import { bindParameters } from '../../../src/engine/parameter.ts';
import { type Level, levels, PlanInstance } from '../../../src/engine/plan-instance.ts';
import { resolveTable } from '../../../src/engine/table-name.ts';
import type { PlanNode } from '../../../src/plan/plan.ts';
import { keeps, scansOf, understanding } from './evaluate.ts';
import { randomFilter, randomStatement } from './random-statement.ts';
import {
  batchOf,
  catalog,
  loadWorld,
  randomFrom,
  randomWorld,
  rowsOf,
  runTables,
  settings,
  users,
  type World,
} from './world.ts';

const options = { memoryLimit: '256MB' };
let engine: Engine;
const instances = new Map<Level, PlanInstance>();

beforeAll(async () => {
  engine = openEngine(options);
  for (const level of levels) instances.set(level, await PlanInstance.open(level, options));
});
afterAll(async () => {
  await engine.close();
  for (const instance of instances.values()) await instance.close();
});

/** The plan of one level; undefined where that level cannot write it down. */
async function planAt(level: Level, sql: string, with_: StatementSettings): Promise<PlanNode | undefined> {
  const statement = await engine.parse(sql);
  const bound = bindParameters(statement.text, with_.parameters);
  const tables = statement.tables.map((reference) => resolveTable(reference, catalog));
  const { serialized } = await instances.get(level)!.plan(bound.sql, tables, catalog, with_);
  if (serialized.error === true) {
    expect(serialized.error_type, sql).toBe('internal');
    return undefined;
  }
  return decodePlan(onlyPlan(serialized), level, (schema, name) => {
    const found = resolveTable({ schema, name, position: undefined }, catalog);
    return { schema: found.schema, table: found.table.name };
  }).root;
}

/** Rows of the statement when every table holds only the rows and columns that some scan of `plan` asks for. */
async function runPruned(sql: string, world: World, plan: PlanNode, with_: StatementSettings) {
  const scans = scansOf(plan);
  const run = await engine.run(runTables(world), catalog, with_);
  let left = 0;
  try {
    for (const { schema, table } of runTables(world)) {
      const key = `${schema}.${table.name}`;
      const mine = scans.filter((scan) => scan.key === key);
      const all = world.get(key)!;
      const rows = all.filter((row) =>
        mine.some(
          (scan) => scan.usesRowNumber || scan.conditions.every((condition) => keeps(condition, row, table)),
        ),
      );
      left += all.length - rows.length;
      const columns = [...new Set(mine.flatMap((scan) => scan.columns))];
      const names = columns.map((position) => table.columns[position]!.name);
      await run.load(schema, table.name, names, batchOf(rows, columns));
    }
    return { rows: await rowsOf(run.execute((await engine.parse(sql)).sql)), left };
  } finally {
    await run.close();
  }
}

async function runWhole(sql: string, world: World, with_: StatementSettings) {
  const run = await engine.run(runTables(world), catalog, with_);
  try {
    await loadWorld(run, world);
    return await rowsOf(run.execute((await engine.parse(sql)).sql));
  } finally {
    await run.close();
  }
}

/** As text, in an order that does not depend on the order of the rows. */
function bag(rows: readonly (readonly Value[])[]): readonly string[] {
  return rows
    .map((row) => JSON.stringify(row, (_, value) => (typeof value === 'number' ? String(value) : value)))
    .sort();
}

describe('running over what a plan asked for gives the rows of running over everything', () => {
  test.each(levels)('for 300 random statements planned at level %s', async (level) => {
    const random = randomFrom(level.charCodeAt(0));
    const seen = { statements: 0, withRows: 0, left: 0, understood: 0, opaque: 0 };
    for (let count = 0; count < 300; count++) {
      const { sql, countOnly } = randomStatement(random);
      const world = randomWorld(random);
      const plan = await planAt(level, sql, settings());
      if (plan === undefined) continue;
      const pruned = await runPruned(sql, world, plan, settings());
      const whole = await runWhole(sql, world, settings());
      if (countOnly) expect(pruned.rows.length, sql).toBe(whole.length);
      else expect(bag(pruned.rows), sql).toEqual(bag(whole));
      seen.statements++;
      if (whole.length > 1) seen.withRows++;
      seen.left += pruned.left;
      for (const condition of scansOf(plan).flatMap((scan) => scan.conditions)) {
        const { understood, opaque } = understanding(condition);
        seen.understood += understood;
        seen.opaque += opaque;
      }
    }
    // A proof over nothing proves nothing: rows were left out, and most conditions were understood.
    expect(seen.statements).toBeGreaterThan(230);
    expect(seen.withRows).toBeGreaterThan(70);
    expect(seen.left).toBeGreaterThan(2000);
    expect(seen.understood).toBeGreaterThan(2 * seen.opaque);
  });
});

describe('a condition of a plan', () => {
  test('keeps every row that its WHERE keeps, and no other where all of it was understood', async () => {
    const random = randomFrom(7);
    const world = randomWorld(random);
    const all = world.get('okta.Users')!;
    const run = await engine.run(runTables(world), catalog, settings());
    const seen = { whole: 0, some: 0 };
    try {
      await loadWorld(run, world);
      for (let count = 0; count < 1500; count++) {
        const sql = `SELECT Users.Id FROM Users WHERE ${randomFilter(random)}`;
        const plan = (await planAt('A', sql, settings()))!;
        const conditions = scansOf(plan).flatMap((scan) => scan.conditions);
        const empty = conditions.length === 0;
        const kept = all.filter(
          (row) => !empty && conditions.every((condition) => keeps(condition, row, users)),
        );
        const ids = kept.map((row) => row[0]);
        const expected = (await rowsOf(run.execute(sql))).map((row) => String(row[0]));
        if (conditions.some((condition) => understanding(condition).opaque > 0)) {
          expect(ids, sql).toEqual(expect.arrayContaining(expected));
          seen.some++;
        } else {
          expect(ids.toSorted(), sql).toEqual(expected.toSorted());
          seen.whole++;
        }
      }
    } finally {
      await run.close();
    }
    expect(seen.whole).toBeGreaterThan(500);
    expect(seen.some).toBeGreaterThan(300);
  });
});
