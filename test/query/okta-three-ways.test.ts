import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import { oktaTruth } from './okta-truth.ts';
import { type Answer, answerOf, Reference } from './reference.ts';
import { oktaShapes, type Shape, twoSourceShapes } from './shapes.ts';

/** The server's clock stands still, so that no event grows too old to be kept while the tests run. */
const startedAt = Date.now();
const size = {
  now: () => startedAt,
  users: 450,
  groups: 40,
  apps: 14,
  logs: 3000,
  latency: 0,
  rate: 1_000_000,
  seed: 7,
};
let sandbox: OktaSandbox;
let on: Connection;
let off: Connection;
let reference: Reference;
let shapes: readonly Shape[];

/** Families and their shapes must be known before anything runs; the values they name come with the sandbox. */
const outline = oktaShapes({ userIds: [], groupIds: [], appIds: [], logins: [], groupName: '' });

beforeAll(async () => {
  sandbox = await startOktaSandbox(size);
  const connection = `${sandbox.connectionStrings.APIToken};SystemLogDays=179`;
  on = await connect(connection);
  off = await connect(`${connection};Pushdown=Off`);
  const truth = oktaTruth(sandbox, await on.catalog(), 'okta');
  reference = await Reference.open([truth]);
  const texts = (table: string, column: string) => truth.rows[table]!.map((row) => String(row[column]));
  shapes = oktaShapes({
    userIds: texts('Users', 'Id'),
    groupIds: texts('Groups', 'Id'),
    appIds: texts('Apps', 'Id'),
    logins: texts('Users', 'ProfileLogin'),
    groupName: texts('Groups', 'ProfileName')[3]!,
  });
});

afterAll(async () => {
  await Promise.all([on?.close(), off?.close()]);
  reference?.close();
  await sandbox?.close();
});

async function ask(connection: Connection, sql: string, params: readonly unknown[]): Promise<Answer> {
  const result = await connection.query<unknown[]>(sql, params, { rowMode: 'array', raw: true });
  expect(result.stats.fallbacks).toBe(0);
  expect(result.stats.requests).toBe(result.stats.scans.reduce((sum, scan) => sum + scan.requests, 0));
  return answerOf(result.columns, result.rows);
}

function sorted(answer: Answer): readonly string[] {
  return answer.rows.map((row) => row.join('\u0001')).sort();
}

/** Asks both ways and compares with the reference. */
async function compare(shape: Shape, connections: readonly Connection[], truths: Reference): Promise<void> {
  const { sql, params = [] } = shape;
  const truth = await truths.run(sql, params);
  for (const connection of connections) {
    const found = await ask(connection, sql, params);
    expect(found.types, sql).toEqual(truth.types);
    switch (shape.compare) {
      case 'rows':
        expect(sorted(found), sql).toEqual(sorted(truth));
        break;
      case 'order':
        expect(found.rows, sql).toEqual(truth.rows);
        break;
      case 'some': {
        const left = [...sorted(await truths.run(shape.without!, params))];
        expect(found.rows.length, sql).toBe(truth.rows.length);
        for (const row of sorted(found)) {
          expect(left, sql).toContain(row);
          left.splice(left.indexOf(row), 1);
        }
      }
    }
  }
}

describe('Okta answers the same with pushdown, without it, and as plain DuckDB over all its rows', () => {
  it.each(outline.map(({ family }, index) => [family, index] as const))('%s, shape %i', (_, index) =>
    compare(shapes[index]!, [on, off], reference),
  );

  it('reads names in brackets and backticks as quoted names', async () => {
    const truth = await reference.run('SELECT "Id", "Status" FROM "Users"');
    expect(sorted(await ask(on, 'SELECT [Id], `Status` FROM [Users]', []))).toEqual(sorted(truth));
  });

  it('has at least 150 shapes, each of its own', () => {
    expect(new Set(shapes.map(({ sql }) => sql)).size).toBe(shapes.length);
    expect(shapes.length).toBeGreaterThanOrEqual(150);
    const families = new Map<string, number>();
    for (const { family } of [...shapes, ...twoSourceShapes])
      families.set(family, (families.get(family) ?? 0) + 1);
    console.table(Object.fromEntries(families));
  });
});

describe('two orgs in one statement answer the same three ways', () => {
  const tiny = { ...size, users: 60, groups: 8, apps: 6, logs: 50 };
  let lab: OktaSandbox;
  let both: readonly Connection[];
  let truths: Reference;

  beforeAll(async () => {
    lab = await startOktaSandbox({ ...tiny, seed: 8 });
    const strings = { okta: sandbox.connectionStrings.APIToken!, lab: lab.connectionStrings.APIToken! };
    both = [
      await connect(strings),
      await connect({ okta: `${strings.okta};Pushdown=Off`, lab: `${strings.lab};Pushdown=Off` }),
    ];
    const catalog = await both[0]!.catalog();
    truths = await Reference.open([oktaTruth(sandbox, catalog, 'okta'), oktaTruth(lab, catalog, 'lab')]);
  });

  afterAll(async () => {
    await Promise.all((both ?? []).map((connection) => connection.close()));
    truths?.close();
    await lab?.close();
  });

  it.each(twoSourceShapes.map((shape) => [shape.sql, shape] as const))('%s', (_, shape) =>
    compare(shape, both, truths),
  );
});
