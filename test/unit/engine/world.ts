/** A small world to plan and run over: two schemas, all types, and rows with many NULLs and ties. */
import type { Batch } from '../../../src/catalog/batch.ts';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import type { DataType, Value } from '../../../src/catalog/data-type.ts';
import type { Column, Table } from '../../../src/catalog/table.ts';
import type { Engine, EngineRun, RunTable, StatementSettings } from '../../../src/engine/engine.ts';

function column(name: string, type: DataType, enumeration?: readonly string[]): Column {
  return { name, type, nullable: true, enumeration };
}

function table(name: string, columns: readonly Column[]): Table {
  return {
    name,
    description: '',
    columns,
    primaryKey: [columns[0]!.name],
    foreignKeys: [],
    requiredKeys: [],
    scopes: [],
  };
}

export const users = table('Users', [
  column('Id', 'text'),
  column('Login', 'text'),
  column('Status', 'text', ['ACTIVE', 'STAGED', 'SUSPENDED']),
  column('Age', 'integer'),
  column('Score', 'decimal(18,4)'),
  column('Visits', 'bigint'),
  column('Ratio', 'double'),
  column('Active', 'boolean'),
  column('Created', 'timestamp with time zone'),
  column('Birthday', 'date'),
  column('ManagerId', 'text'),
  column('Tags', 'text[]'),
  column('Profile', 'json'),
]);

export const groups = table('Groups', [
  column('Id', 'text'),
  column('Name', 'text'),
  column('Type', 'text', ['OKTA_GROUP', 'APP_GROUP']),
  column('Size', 'integer'),
]);

export const members = table('GroupMembers', [
  column('GroupId', 'text'),
  column('UserId', 'text'),
  column('Since', 'timestamp with time zone'),
]);

export const staff = table('Staff', [
  column('Number', 'integer'),
  column('Login', 'text'),
  column('Salary', 'decimal(10,2)'),
  column('Hired', 'date'),
]);

export const catalog: Catalog = {
  schemas: [
    { name: 'okta', tables: [users, groups, members], procedures: [], warnings: [] },
    { name: 'hr', tables: [staff, table('Groups', [column('Code', 'text')])], procedures: [], warnings: [] },
  ],
};

/** `parameters` and the rest as most tests want it. */
export function settings(parameters: readonly Value[] = [], timeZone = 'UTC'): StatementSettings {
  return { parameters, now: Date.UTC(2024, 5, 15, 12) * 1000, timeZone };
}

/** A row by position of the table's columns. */
export type WorldRow = readonly Value[];

/** Rows by table, `schema.table`. */
export type World = ReadonlyMap<string, readonly WorldRow[]>;

/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of `items`. */
export function pick<T>(random: () => number, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!;
}

const day = 86_400_000_000;
const newYear = Date.UTC(2024, 0, 1) * 1000;

/** Rows for every table of {@link catalog}; small domains, so that joins meet and values tie. */
export function randomWorld(random: () => number): World {
  const maybe = <T extends Value>(make: () => T): T | null => (random() < 0.2 ? null : make());
  const int = (limit: number) => Math.floor(random() * limit);
  const userIds = Array.from({ length: 14 }, (_, index) => `u${index}`);
  const groupIds = Array.from({ length: 6 }, (_, index) => `g${index}`);
  const logins = ['eve', 'Eve', 'Ewa', 'F', 'E', 'bob', 'émile', 'E%x', '', '3', 'z'];
  return new Map<string, readonly WorldRow[]>([
    [
      'okta.Users',
      userIds.map((id) => [
        id,
        maybe(() => pick(random, logins)),
        maybe(() => pick(random, users.columns[2]!.enumeration!)),
        maybe(() => int(6)),
        maybe(() => pick(random, ['0.5000', '1.5000', '1.2345', '-2.0000', '30.0000'])),
        maybe(() => int(5) - 2),
        maybe(() => pick(random, [0.5, -1, 2, Number.NaN, Number.POSITIVE_INFINITY])),
        maybe(() => random() < 0.5),
        maybe(() => newYear + int(6) * day + int(2) * (day / 2)),
        maybe(() => 19_723 + int(4)),
        maybe(() => pick(random, userIds)),
        maybe(() => Array.from({ length: int(3) }, () => pick(random, ['a', 'b', 'c']))),
        maybe(() => ({ a: pick(random, ['x', 'y']), n: int(3) })),
      ]),
    ],
    [
      'okta.Groups',
      groupIds.map((id) => [
        id,
        maybe(() => pick(random, ['Ops', 'Ops 2', 'Dev', 'eve', 'E'])),
        maybe(() => pick(random, groups.columns[2]!.enumeration!)),
        maybe(() => int(6)),
      ]),
    ],
    [
      'okta.GroupMembers',
      Array.from({ length: 20 }, () => [
        maybe(() => pick(random, groupIds)),
        maybe(() => pick(random, userIds)),
        maybe(() => newYear + int(6) * day),
      ]),
    ],
    [
      'hr.Staff',
      Array.from({ length: 7 }, (_, index) => [
        index,
        maybe(() => pick(random, logins)),
        maybe(() => pick(random, ['100.00', '100.50', '2500.00'])),
        maybe(() => 19_723 + int(4)),
      ]),
    ],
    ['hr.Groups', []],
  ]);
}

/** The tables of the catalog that have rows in `world`. */
export function runTables(world: World): readonly RunTable[] {
  return catalog.schemas.flatMap((schema) =>
    schema.tables.flatMap((one) =>
      world.has(`${schema.name}.${one.name}`) ? [{ schema: schema.name, table: one }] : [],
    ),
  );
}

/** Rows as a batch of the columns at `positions`. */
export function batchOf(rows: readonly WorldRow[], positions: readonly number[]): Batch {
  return {
    rowCount: rows.length,
    columns: positions.map((position) => rows.map((row) => row[position]!)),
  };
}

/** Loads a world whole. */
export async function loadWorld(run: EngineRun, world: World): Promise<void> {
  for (const { schema, table: one } of runTables(world)) {
    const positions = one.columns.map((_, index) => index);
    const names = one.columns.map((entry) => entry.name);
    await run.load(schema, one.name, names, batchOf(world.get(`${schema}.${one.name}`)!, positions));
  }
}

/** The rows of a statement, in order. */
export async function rowsOf(batches: AsyncIterable<Batch>): Promise<Value[][]> {
  const rows: Value[][] = [];
  for await (const batch of batches) {
    for (let row = 0; row < batch.rowCount; row++) rows.push(batch.columns.map((values) => values[row]!));
  }
  return rows;
}

/** Plans and runs a statement over `world`. */
export async function query(
  engine: Engine,
  sql: string,
  world: World = new Map(),
  with_: StatementSettings = settings(),
): Promise<Value[][]> {
  const statement = await engine.parse(sql);
  const run = await engine.run(runTables(world), catalog, with_);
  try {
    await loadWorld(run, world);
    return await rowsOf(run.execute(statement.sql));
  } finally {
    await run.close();
  }
}
