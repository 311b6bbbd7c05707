import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';

let folder: string;
let sandbox: OktaSandbox;
let connection: Connection;

const views = {
  ActiveUsers:
    "SELECT Id, [ProfileLogin] AS Login, ProfileDepartment, Created FROM [CData].[okta].Users WHERE Status = 'active'",
  NewUsers: 'SELECT * FROM UserViews.ActiveUsers WHERE Created > L_LAST_N_YEARS(1)',
  Members: `SELECT g.ProfileName AS "Group", u.Id, count(*) OVER (PARTITION BY g.Id)
    FROM Groups g JOIN GroupMembers m ON m.GroupId = g.Id JOIN ActiveUsers u ON u.Id = m.UserId`,
  Twins: 'SELECT a.Id, b.Id, a.ID FROM Users a JOIN Users b USING (Id) -- three of one name',
  Broken: 'SELECT Nope FROM Users',
  Lost: 'SELECT * FROM Nowhere',
  Circle: 'SELECT * FROM Round',
  Round: 'SELECT * FROM Circle',
  Groups: 'SELECT 1 AS one',
};

async function open(queries: Readonly<Record<string, string>>, more = ''): Promise<Connection> {
  const file = path.join(folder, `views-${Object.keys(queries).length}.json`);
  const content = Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, { query }]));
  await writeFile(file, JSON.stringify(content));
  return connect(`${sandbox.connectionStrings.APIToken};UserDefinedViews=${file};${more}`);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sqluice-views-'));
  sandbox = await startOktaSandbox({ users: 120, groups: 8, apps: 3, logs: 20, latency: 0, rate: 1_000_000 });
  connection = await open(views);
});

afterAll(async () => {
  await connection?.close();
  await sandbox?.close();
  await rm(folder, { recursive: true });
});

async function rows(sql: string, params: readonly unknown[] = []): Promise<readonly unknown[][]> {
  const result = await connection.query<unknown[]>(sql, params, { rowMode: 'array' });
  expect(result.stats.fallbacks).toBe(0);
  return result.rows;
}

describe('user-defined views', () => {
  it.each([
    ['SELECT Id, Login FROM ActiveUsers', "SELECT Id, ProfileLogin FROM Users WHERE Status = 'ACTIVE'"],
    [
      'SELECT a.Id, a.Login FROM UserViews.ActiveUsers a',
      "SELECT Id, ProfileLogin FROM Users WHERE Status = 'ACTIVE'",
    ],
    [
      'WITH x AS (SELECT Id FROM [CData].[UserViews].[ActiveUsers]) SELECT x.Id FROM x JOIN activeusers ON activeusers.Id = x.Id',
      "SELECT Id FROM Users WHERE Status = 'ACTIVE'",
    ],
    [
      'SELECT UserViews.ActiveUsers.Id FROM UserViews.ActiveUsers WHERE UserViews.ActiveUsers.ProfileDepartment IS NOT NULL',
      "SELECT Id FROM Users WHERE Status = 'ACTIVE' AND ProfileDepartment IS NOT NULL",
    ],
    [
      'SELECT Id FROM NewUsers',
      "SELECT Id FROM Users WHERE Status = 'ACTIVE' AND Created > L_LAST_N_YEARS(1)",
    ],
    [
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2) SELECT Id, i FROM ActiveUsers, n',
      "SELECT Id, i FROM Users, range(1, 3) AS r(i) WHERE Status = 'ACTIVE'",
    ],
    [
      'SELECT count(*) FROM ActiveUsers UNION SELECT TOP 1 0 FROM NewUsers',
      "SELECT count(*) FROM Users WHERE Status = 'ACTIVE' UNION SELECT 0",
    ],
  ])('%s gives what it stands for', async (sql, meaning) => {
    const found = await rows(sql);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(String).sort()).toEqual((await rows(meaning)).map(String).sort());
  });

  it('take conditions down to the source, their own and those from outside', async () => {
    const sql = 'SELECT Login FROM ActiveUsers WHERE Id IN (?, ?)';
    const ids = (await rows('SELECT TOP 2 Id FROM ActiveUsers')).map(([id]) => id);
    const { steps } = await connection.explain(sql, ids);
    expect(steps).toHaveLength(1);
    expect([...steps[0]!.pushed, ...steps[0]!.remaining].sort()).toEqual([
      expect.stringMatching(/^Id IN \(/),
      expect.stringMatching(/^Status = 'ACTIVE'/),
    ]);
    expect(steps[0]!.pushed.length).toBeGreaterThan(0);
    const { stats } = await connection.query(sql, ids);
    expect(stats.rowsFetched).toBeLessThanOrEqual(2);
  });

  it('have the columns of their query, under names that are distinct', async () => {
    const { columns } = await connection.query('SELECT * FROM Twins LIMIT 0');
    expect(columns.map(({ name }) => name)).toEqual(['Id', 'Id_2', 'Id_3']);
    const members = await connection.query('SELECT * FROM Members LIMIT 0').catch((error) => error);
    // Groups is a table and a view.
    expect(members).toMatchObject({ code: '42P09', message: expect.stringContaining('UserViews.Members') });
  });

  it('are in the catalog and in the metadata, with a warning for each that cannot be', async () => {
    const { schemas } = await connection.catalog();
    const own = schemas.find(({ name }) => name === 'UserViews')!;
    expect(own.tables.map(({ name }) => name)).toEqual(['ActiveUsers', 'NewUsers', 'Twins', 'Groups']);
    expect(own.warnings).toHaveLength(5);
    expect(
      await rows("SELECT TableName, TableType FROM sys_tables WHERE SchemaName = 'UserViews' LIMIT 1"),
    ).toEqual([['ActiveUsers', 'VIEW']]);
    expect(
      await rows(`SELECT column_name, data_type FROM information_schema.columns
        WHERE table_name = 'ActiveUsers' AND ordinal_position IN (2, 4)`),
    ).toEqual([
      ['Login', 'text'],
      ['Created', 'timestamp with time zone'],
    ]);
  });

  it.each([
    ['Broken', '42703', 'Nope'],
    ['Lost', '42P01', 'Nowhere'],
    ['Circle', '42000', 'Circle → Round → Circle'],
  ])('that are broken say so where they are read: %s', async (name, code, words) => {
    const error = await connection.query(`SELECT * FROM ${name}`).catch((reason) => reason);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(error.message).toMatch(/^The view UserViews\.\w+ \(.*views-9\.json\) cannot be used: /);
  });

  it('are refused by their plain name where a source has a table of it', async () => {
    await expect(connection.query('SELECT * FROM Groups')).rejects.toMatchObject({
      code: '42P09',
      message: 'The table name "Groups" is ambiguous: okta.Groups or UserViews.Groups.',
    });
    expect(await rows('SELECT one FROM UserViews.Groups')).toEqual([[1]]);
    expect((await rows('SELECT Id FROM okta.Groups')).length).toBe(8);
  });

  it('are guessed when a name is nearly theirs, and errors point into the statement as written', async () => {
    await expect(connection.query('SELECT * FROM UserViews.ActiveUser')).rejects.toMatchObject({
      code: '42P01',
      hint: 'Did you mean UserViews.ActiveUsers?',
    });
    await expect(connection.query('SELECT [Id], Nope FROM UserViews.ActiveUsers')).rejects.toMatchObject({
      code: '42703',
      position: 14,
    });
  });

  it('may be in a schema of another name, and in a prepared statement', async () => {
    await using other = await open({ One: 'SELECT 1 AS one' }, 'UserViewsSchemaName=Mine');
    await using statement = await other.prepare('SELECT one + ? AS n FROM Mine.One');
    expect((await statement.query([2])).rows).toEqual([{ n: 3 }]);
    expect((await statement.query([3])).rows).toEqual([{ n: 4 }]);
    expect((await other.query('SELECT SchemaName FROM sys_schemas')).rows).toEqual([
      { SchemaName: 'okta' },
      { SchemaName: 'Mine' },
    ]);
  });

  it.each([
    ['UserViewsSchemaName=okta', 'in a schema okta'],
    ['UserViewsSchemaName=sys', 'sys'],
  ])('cannot be in the schema of something else: %s', async (more, words) => {
    await expect(open({ One: 'SELECT 1 AS one' }, more)).rejects.toMatchObject({
      message: expect.stringContaining(words),
    });
  });

  it('see an attribute that was added, after RESET SCHEMA CACHE', async () => {
    await using other = await open({ All: 'SELECT * FROM Users', Two: 'SELECT * FROM Groups' });
    const width = async () => (await other.query('SELECT * FROM UserViews.All LIMIT 0')).columns.length;
    const before = await width();
    sandbox.addUserAttribute('nickColour', 'Colour');
    expect(await width()).toBe(before);
    await other.query('RESET SCHEMA CACHE');
    expect(await width()).toBe(before + 1);
  });
});
