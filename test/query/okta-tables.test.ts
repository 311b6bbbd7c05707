import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oktaDeclaration } from '../../src/connectors/okta/declaration.ts';
import { type Connection, connect } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import { statementOver } from './generated-statement.ts';
import { oktaTruth } from './okta-truth.ts';
import { type Answer, answerOf, Reference, type Truth } from './reference.ts';
import type { Shape } from './shapes.ts';

/** Statements per table; with all tables more than a thousand. */
const perTable = 13;
const seed = Number(process.env.SEED ?? 20_261_124);
const startedAt = Date.now();
const names = oktaDeclaration.tables.map(({ name }) => name);

/** Columns without a value in so small an org: what comes and goes, imported groups, attributes of few. */
const rare =
  /TransitioningToStatus|RealmId|HonorificSuffix|NeverSet|^UserSchemaAttributes (Default|External)|ActorDetailEntry|^GroupApps ClientId$|Profile(Dn|ExternalId|SamAccountName|WindowsDomainQualifiedName)$/;

let sandbox: OktaSandbox;
let on: Connection;
let off: Connection;
let reference: Reference;
let truth: Truth;

beforeAll(async () => {
  sandbox = await startOktaSandbox({
    ...{ users: 22, groups: 9, apps: 8, logs: 60, latency: 0, rate: 1_000_000, seed: 7 },
    now: () => startedAt,
  });
  const text = `${sandbox.connectionStrings.APIToken};SystemLogDays=179;PageSize=4`;
  on = await connect(text);
  off = await connect(`${text};Pushdown=Off`);
  truth = oktaTruth(sandbox, await on.catalog(), 'okta');
  reference = await Reference.open([truth]);
});

afterAll(async () => {
  await Promise.all([on?.close(), off?.close()]);
  reference?.close();
  await sandbox?.close();
});

async function ask(connection: Connection, sql: string): Promise<Answer> {
  const result = await connection.query<unknown[]>(sql, [], { rowMode: 'array', raw: true });
  expect(result.stats.fallbacks, sql).toBe(0);
  return answerOf(result.columns, result.rows);
}

function sorted({ rows }: Answer): readonly string[] {
  return rows.map((row) => row.join('\u0001')).sort();
}

async function compare({ sql, compare: how, without }: Shape): Promise<void> {
  const wanted = await reference.run(sql);
  for (const connection of [on, off]) {
    const found = await ask(connection, sql);
    expect(found.types, sql).toEqual(wanted.types);
    if (how === 'order') expect(found.rows, sql).toEqual(wanted.rows);
    else if (how === 'rows') expect(sorted(found), sql).toEqual(sorted(wanted));
    else {
      const left = [...sorted(await reference.run(without!))];
      expect(found.rows.length, sql).toBe(wanted.rows.length);
      for (const row of sorted(found)) {
        expect(left, sql).toContain(row);
        left.splice(left.indexOf(row), 1);
      }
    }
  }
}

describe.each(names)('%s', (name) => {
  it('gives every row with every column, three ways', () =>
    compare({ family: name, sql: `SELECT * FROM "${name}"`, compare: 'rows' }));

  it('answers whatever is asked, three ways', async () => {
    const table = truth.tables.find((candidate) => candidate.name === name)!;
    await fc.assert(fc.asyncProperty(statementOver(truth, table), compare), { numRuns: perTable, seed });
  });
});

describe('the made-up org', () => {
  it('makes for more than a thousand statements', () => {
    expect(names.length * (perTable + 1)).toBeGreaterThan(1000);
  });

  it('has rows in every table, and a value in every column', () => {
    const empty: string[] = [];
    for (const { name, columns } of truth.tables) {
      const rows = truth.rows[name]!;
      expect(rows.length, name).toBeGreaterThan(0);
      const unseen = columns.filter((column) => rows.every((row) => row[column.name] === null));
      empty.push(...unseen.map((column) => `${name} ${column.name}`));
    }
    expect(empty.filter((column) => !rare.test(column))).toEqual([]);
  });
});
