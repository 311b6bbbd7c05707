import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect, sourceProperties } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';

let sandbox: OktaSandbox;
let connection: Connection;

beforeAll(async () => {
  sandbox = await startOktaSandbox({ users: 20, groups: 4, apps: 3, logs: 20, latency: 0, rate: 1_000_000 });
  connection = await connect(`${sandbox.connectionStrings.APIToken};PageSize=10`);
});

afterAll(async () => {
  await connection?.close();
  await sandbox?.close();
});

async function rows(
  sql: string,
  params: readonly unknown[] = [],
): Promise<readonly Record<string, unknown>[]> {
  return (await connection.query<Record<string, unknown>>(sql, params)).rows;
}

describe('metadata of Okta', () => {
  it('lists what the catalog has, table by table and column by column', async () => {
    const { schemas } = await connection.catalog();
    const tables = schemas[0]!.tables;
    expect((await rows('SELECT TableName FROM sys_tables')).map((row) => row.TableName)).toEqual(
      tables.map(({ name }) => name),
    );
    const columns = await rows(
      "SELECT ColumnName, DataTypeName, IsKey, Ordinal FROM sys.sys_tablecolumns WHERE TableName = 'Users' ORDER BY Ordinal",
    );
    const users = tables.find(({ name }) => name === 'Users')!;
    expect(columns).toEqual(
      users.columns.map(({ name, type }, index) => ({
        ColumnName: name,
        DataTypeName: type,
        IsKey: name === 'Id',
        Ordinal: index + 1,
      })),
    );
  });

  it('joins, counts and explains like other tables, and sends nothing', async () => {
    await connection.catalog();
    sandbox.clearLog();
    const sql = `SELECT t.table_name, count(*) AS columns
      FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
      GROUP BY ALL ORDER BY t.table_name LIMIT 3`;
    const { rows: found, stats } = await connection.query(sql);
    expect(found).toHaveLength(3);
    expect(stats).toMatchObject({ requests: 0, schemaRequests: 0, fallbacks: 0 });
    const { calls, steps } = await connection.explain(sql);
    expect(calls).toEqual({ count: 0, atLeast: false });
    expect(steps.map(({ source, table, read }) => `${source}.${table} by ${read}`)).toEqual([
      'information_schema.tables by metadata',
      'information_schema.columns by metadata',
    ]);
    const counted = await connection.query(`EXPLAIN ANALYZE ${sql}`);
    expect(counted.rows).toContainEqual(
      expect.objectContaining({ table: 'information_schema.tables', requests: 0, rows: expect.any(Number) }),
    );
    expect(sandbox.log).toEqual([]);
  });

  it('asks the source for what it does not know yet, and says what that took', async () => {
    await using fresh = await connect(sandbox.connectionStrings.APIToken!);
    const properties = await fresh.query('SELECT * FROM sys_connection_props');
    expect(properties.stats.schemaRequests).toBe(0);
    const tables = await fresh.query('SELECT * FROM sys_tables');
    expect(tables.stats.schemaRequests).toBeGreaterThan(0);
    expect((await fresh.query('SELECT DISTINCT Purpose FROM sys_requests')).rows).toEqual([
      { Purpose: 'schema' },
    ]);
  });

  it('tells which conditions the source checks as the planner finds them', async () => {
    const asked = `SELECT TableName, ColumnName, Operator, Support FROM sys_pushdown
      WHERE (TableName, ColumnName) IN (('Users', 'Status'), ('GroupMembers', 'GroupId'))`;
    const found = new Map(
      (await rows(asked)).map((row) => [`${row.TableName}.${row.ColumnName} ${row.Operator}`, row.Support]),
    );
    const { steps } = await connection.explain("SELECT Id FROM Users WHERE Status = 'ACTIVE'");
    const exact = steps[0]!.pushed[0] === "Status = 'ACTIVE'";
    expect(found.get('Users.Status =')).toBe(exact ? 'exact' : 'inexact');
    expect(found.get('GroupMembers.GroupId =')).toBe('exact');
    expect(found.get('Users.Status LIKE %a')).toBe('unsupported');
    const supports = await rows('SELECT DISTINCT Support FROM sys_pushdown ORDER BY Support');
    expect(supports.map((row) => row.Support)).toEqual(expect.arrayContaining(['exact', 'unsupported']));
  });

  it('shows the requests so far, with their numbers and without secrets', async () => {
    await using fresh = await connect(sandbox.connectionStrings.APIToken!);
    await fresh.query("SELECT Id FROM Users WHERE Status = 'ACTIVE'");
    const { rows: requests } = await fresh.query<Record<string, unknown>>(
      "SELECT * FROM sys_requests WHERE Purpose = 'scan'",
    );
    expect(requests[0]).toMatchObject({ SchemaName: 'okta', TableName: 'Users', Method: 'GET', Status: 200 });
    expect(requests[0]!.Url).toMatch(/\/api\/v1\/users\?/);
    expect(JSON.stringify(requests)).not.toContain(sandbox.tokens.full);
  });

  it('shows what is left of the rate limits', async () => {
    await rows('SELECT Id FROM Users');
    const limits = await rows('SELECT * FROM sys_ratelimits WHERE Sent > 0 AND RateLimit IS NOT NULL');
    expect(limits.length).toBeGreaterThan(0);
    for (const limit of limits) {
      expect(limit.Remaining).toBeLessThan(Number(limit.RateLimit));
      expect(limit.ResetAt).toBeInstanceOf(Date);
      expect(limit.InFlight).toBe(0);
    }
  });

  it('shows every property with its value, but no secret', async () => {
    const properties = await rows('SELECT PropertyName, Value, Sensitivity FROM sys_connection_props');
    expect(properties.map((row) => row.PropertyName)).toEqual(
      (await sourceProperties('okta')).map(({ name }) => name),
    );
    const value = (name: string) => properties.find((row) => row.PropertyName === name)?.Value;
    expect(value('PageSize')).toBe('10');
    expect(value('APIToken')).toBe('********');
    expect(JSON.stringify(properties)).not.toContain(sandbox.tokens.full);
  });

  it('leads from keys to what they refer to', async () => {
    const keys = await rows(
      `SELECT k.column_name, r.table_name AS refers_to
       FROM information_schema.referential_constraints c
       JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
       JOIN information_schema.table_constraints r
         ON r.constraint_schema = c.unique_constraint_schema AND r.constraint_name = c.unique_constraint_name
       WHERE k.table_name = 'GroupMembers' ORDER BY 1`,
    );
    expect(keys).toEqual([
      { column_name: 'GroupId', refers_to: 'Groups' },
      { column_name: 'UserId', refers_to: 'Users' },
    ]);
  });
});

describe('an attribute that is added while a connection lives', () => {
  const asked = 'SELECT ProfileFloorPlan FROM Users LIMIT 1';

  it('is seen after RESET SCHEMA CACHE', async () => {
    await using living = await connect(sandbox.connectionStrings.APIToken!);
    await expect(living.query(asked)).rejects.toMatchObject({ code: '42703' });
    sandbox.addUserAttribute('floorPlan', 'Floor plan');
    await expect(living.query(asked)).rejects.toMatchObject({ code: '42703' });
    expect((await living.query('RESET SCHEMA CACHE;')).rows).toEqual([{ schema: 'okta' }]);
    expect((await living.query(asked)).rows).toEqual([{ ProfileFloorPlan: null }]);
    const { rows: columns } = await living.query(
      "SELECT IsCustom FROM sys_tablecolumns WHERE TableName = 'Users' AND ColumnName = 'ProfileFloorPlan'",
    );
    expect(columns).toEqual([{ IsCustom: true }]);
  });

  it('is seen once what is known is older than MetadataMaxAge', async () => {
    await using living = await connect(`${sandbox.connectionStrings.APIToken};MetadataMaxAge=1`);
    const late = 'SELECT ProfileLate FROM Users LIMIT 1';
    await expect(living.query(late)).rejects.toMatchObject({ code: '42703' });
    sandbox.addUserAttribute('late', 'Late');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await living.query(late)).rows).toEqual([{ ProfileLate: null }]);
  });

  it('is seen by catalog() with refresh', async () => {
    await using living = await connect(sandbox.connectionStrings.APIToken!);
    const has = async (refresh: boolean) => {
      const users = (await living.catalog({ refresh })).schemas[0]!.tables.find(
        ({ name }) => name === 'Users',
      );
      return users!.columns.some(({ name }) => name === 'ProfileShoeSize');
    };
    expect(await has(false)).toBe(false);
    sandbox.addUserAttribute('shoeSize', 'Shoe size');
    expect(await has(false)).toBe(false);
    expect(await has(true)).toBe(true);
  });
});
