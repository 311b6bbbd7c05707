import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';

const size = { users: 60, groups: 12, apps: 6, logs: 80, latency: 0, rate: 1_000_000 };
let sandbox: OktaSandbox;
let connection: Connection;

beforeAll(async () => {
  sandbox = await startOktaSandbox(size);
  connection = await connect(sandbox.connectionStrings.APIToken!);
  await connection.catalog();
});

beforeEach(() => {
  sandbox.setFaults([]);
  sandbox.clearLog();
});

afterAll(async () => {
  await connection?.close();
  await sandbox?.close();
});

describe('a feature that the org lacks', () => {
  let classic: OktaSandbox;
  beforeAll(async () => {
    classic = await startOktaSandbox({ ...size, identityEngine: false });
  });
  afterAll(() => classic.close());

  it('is an error with code, request id and what is needed', async () => {
    await using open = await connect(classic.connectionStrings.APIToken!);
    await expect(open.query('SELECT Id FROM Devices')).rejects.toMatchObject({
      ...{ code: 'HV00R', reason: 'not_enabled' },
      source: { table: 'Devices', code: 'E0000015', requestId: expect.stringMatching(/./) },
      message: expect.stringContaining('The org has no Devices'),
      hint: expect.stringContaining('Identity Engine'),
    });
  });

  it('is an empty table with a warning where that is wished', async () => {
    await using open = await connect(`${classic.connectionStrings.APIToken};UnavailableFeatures=Empty`);
    const { rows, stats } = await open.query(
      'SELECT d.Id, u.UserId FROM Devices d JOIN DeviceUsers u ON u.DeviceId = d.Id',
    );
    expect(rows).toEqual([]);
    expect(stats.warnings.join()).toMatch(/The org has no Devices\..*E0000015.*request/);
  });
});

describe('policies', () => {
  it('come of every type that the org has, a request for each, and the others are named', async () => {
    const { rows, stats } = await connection.query('SELECT Type, count(*) AS n FROM Policies GROUP BY Type');
    expect(rows).toHaveLength(8);
    expect(stats.requests).toBe(12);
    expect(stats.warnings).toEqual([expect.stringMatching(/no Policies for some values of Type.*E0000015/)]);
  });

  it.each([
    ["Type = 'password'", 1],
    ["Type IN ('PASSWORD', 'OKTA_SIGN_ON') AND Status = 'ACTIVE'", 2],
    ["Type = 'ENTITY_RISK'", 1],
  ])('take as many requests as %s names types', async (condition, requests) => {
    const { stats } = await connection.query(`SELECT Id FROM Policies WHERE ${condition}`);
    expect(stats.requests).toBe(requests);
  });
});

describe('a filter that Okta refuses although it was pushed', () => {
  it.each(['E0000031', 'E0000053'] as const)('is done without, counted and told, after %s', async (code) => {
    const sql = "SELECT Name FROM NetworkZones WHERE Usage = 'BLOCKLIST'";
    const wanted = (await connection.query(sql)).rows;
    expect(wanted.length).toBeGreaterThan(0);
    sandbox.setFaults([{ times: 1, fault: { kind: 'filter refused', code } }]);
    const { rows, stats } = await connection.query(sql);
    expect(rows).toEqual(wanted);
    expect(stats.fallbacks).toBe(1);
    expect(stats.warnings).toEqual([expect.stringMatching(new RegExp(`NetworkZones \\(${code}, request `))]);
  });

  it('gives no row too many where the filter counted as exact', async () => {
    const sql = "SELECT Id FROM Apps WHERE Status = 'INACTIVE'";
    const wanted = (await connection.query(sql)).rows;
    sandbox.setFaults([{ times: 1, fault: { kind: 'filter refused', code: 'E0000031' } }]);
    const { rows, stats } = await connection.query(sql);
    expect(rows).toEqual(wanted);
    expect(stats.fallbacks).toBe(1);
  });

  it('is an error where Okta wants a filter in every request', async () => {
    sandbox.setFaults([{ times: 9, fault: { kind: 'filter refused', code: 'E0000031' } }]);
    await expect(connection.query('SELECT Id FROM PrincipalRateLimits')).rejects.toMatchObject({
      reason: 'filter_refused',
      source: { code: 'E0000031' },
    });
  });
});

describe('what is not there', () => {
  it('is no row of a fan-out when a parent vanished in its midst', async () => {
    const org = await startOktaSandbox({ ...size, users: 20 });
    let gone: string | undefined;
    await using open = await connect(org.connectionStrings.APIToken!, {
      onEvent: (event) => {
        if (event.kind !== 'page' || event.table !== 'Users' || gone !== undefined) return;
        gone = String(org.truth().users![4]!.id);
        org.removeUser(gone);
      },
    });
    const { rows } = await open.query('SELECT UserId, FactorType FROM UserFactors');
    expect(gone).toBeDefined();
    expect(rows.length).toBe(org.truth().userFactors!.length);
    expect(org.log.filter(({ status }) => status === 404)).toHaveLength(1);
    await org.close();
  });

  it('is told where events are asked for that Okta no longer keeps', async () => {
    const { stats } = await connection.query(
      "SELECT count(*) FROM SystemLogs WHERE Published >= now() - INTERVAL '400 days'",
    );
    expect(stats.warnings).toEqual([expect.stringMatching(/keeps 90 days/)]);
    const near = await connection.query(
      "SELECT count(*) FROM SystemLogs WHERE Published >= now() - INTERVAL '30 days'",
    );
    expect(near.stats.warnings).toEqual([]);
  });

  it.each([
    "SELECT Id FROM Groups WHERE Id = 'rules'",
    "SELECT Id FROM RealmAssignments WHERE Id = 'operations'",
    "SELECT Id FROM Roles WHERE Id = 'SUPER_ADMIN'",
    "SELECT Id FROM AuthorizationServers WHERE Id = '../policies'",
  ])('is not taken for another resource of the path: %s', async (sql) => {
    expect((await connection.query(sql)).rows).toEqual([]);
  });

  it('is not looked for under what is no id: a label', async () => {
    const [role] = sandbox.truth().roles!;
    const { rows, stats } = await connection.query('SELECT Label FROM RolePermissions WHERE RoleId = $1', [
      role!.label,
    ]);
    expect(rows).toEqual([]);
    expect(stats.requests).toBe(0);
  });

  it('names the scope that a table needs', async () => {
    await using open = await connect(sandbox.tokenConnections.usersOnly);
    await expect(open.query('SELECT Id FROM IdentityProviders')).rejects.toMatchObject({
      ...{ code: '42501', reason: 'missing_scope' },
      message: expect.stringContaining('okta.idps.read'),
    });
  });
});

describe('several orgs in one statement', () => {
  it('are told apart by a column, where that is wished', async () => {
    const lab = await startOktaSandbox({ ...size, users: 7, seed: 9 });
    await using both = await connect({
      okta: `${sandbox.connectionStrings.APIToken};OrgColumn=true`,
      lab: `${lab.connectionStrings.APIToken};OrgColumn=true`,
    });
    const { rows } = await both.query(
      'SELECT Org, count(*) AS n FROM (SELECT Org FROM okta.Users UNION ALL SELECT Org FROM lab.Users) u GROUP BY Org ORDER BY n',
    );
    expect(rows).toEqual([
      { Org: new URL(lab.url).host, n: 7 },
      { Org: new URL(sandbox.url).host, n: 60 },
    ]);
    const { schemas } = await both.catalog();
    for (const table of schemas.flatMap(({ tables }) => tables))
      expect(table.columns.at(-1)!.name).toBe('Org');
    await lab.close();
  });

  it('have no such column otherwise', async () => {
    const [schema] = (await connection.catalog()).schemas;
    for (const table of schema!.tables) expect(table.columns.some(({ name }) => name === 'Org')).toBe(false);
  });
});
