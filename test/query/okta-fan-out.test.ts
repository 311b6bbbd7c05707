import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, connect, type QueryResult } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';

let sandbox: OktaSandbox;
let connection: Connection;
let truth: ReturnType<OktaSandbox['truth']>;

beforeAll(async () => {
  sandbox = await startOktaSandbox({
    users: 1500,
    groups: 60,
    apps: 20,
    logs: 50,
    latency: 0,
    rate: 1_000_000,
  });
  connection = await connect(sandbox.connectionStrings.APIToken!);
  await connection.catalog();
  truth = sandbox.truth();
});

beforeEach(() => sandbox.clearLog());

afterAll(async () => {
  await connection?.close();
  await sandbox?.close();
});

/** Runs a statement; the server's count is that of `stats`, and never below what EXPLAIN is certain of. */
async function cost(sql: string, params: readonly unknown[] = []): Promise<QueryResult> {
  const { calls } = await connection.explain(sql, params);
  expect(sandbox.log).toHaveLength(0);
  const result = await connection.query(sql, params);
  expect(result.stats.requests).toBe(sandbox.log.length);
  if (calls.atLeast) expect(sandbox.log.length).toBeGreaterThanOrEqual(calls.count);
  else expect(sandbox.log.length).toBe(calls.count);
  return result;
}

const requestsTo = (path: RegExp) => sandbox.log.filter((request) => path.test(request.path)).length;

describe('what children of parents cost in requests', () => {
  it('is few requests for two hundred users by their emails', async () => {
    const emails = truth.users!.slice(0, 200).map(({ profile }) => (profile as { email: string }).email);
    const list = emails.map((_, at) => `$${at + 1}`).join(', ');
    const { rows } = await cost(`SELECT Id FROM Users WHERE ProfileEmail IN (${list})`, emails);
    expect(rows.length).toBeGreaterThanOrEqual(200);
    expect(sandbox.log.length).toBeLessThanOrEqual(4);
  });

  it('is one for the groups of a beginning of names, and the pages of each', async () => {
    const names = truth.groups!.map(
      ({ id, profile }) => [String(id), (profile as { name: string }).name] as const,
    );
    const wanted = names.filter(([, name]) => name.startsWith('Eng'));
    expect(wanted.length).toBeGreaterThan(0);
    const sizes = wanted.map(([id]) => truth.groupMembers!.filter((row) => row._parent === id).length);
    const { rows } = await cost(
      "SELECT g.ProfileName, m.UserId FROM Groups g JOIN GroupMembers m ON m.GroupId = g.Id WHERE g.ProfileName LIKE 'Eng%'",
    );
    expect(rows).toHaveLength(sizes.reduce((sum, size) => sum + size, 0));
    expect(sandbox.log).toHaveLength(
      1 + sizes.reduce((sum, size) => sum + Math.max(1, Math.ceil(size / 1000)), 0),
    );
  });

  it('is a request for each administrator, none for the other users, to know their roles', async () => {
    const admins = truth.adminAssignees!.length;
    const { rows } = await cost(
      'SELECT u.ProfileLogin, r.Type FROM AdminAssignees a JOIN UserRoles r ON r.UserId = a.Id JOIN Users u ON u.Id = a.Id',
    );
    expect(rows).toHaveLength(truth.userRoles!.length);
    expect(requestsTo(/^\/api\/v1\/users\/\w+\/roles$/)).toBe(admins);
    expect(sandbox.log.length).toBeLessThanOrEqual(admins + Math.ceil(admins / 100) + Math.ceil(admins / 50));
  });

  it('is the same where nobody names the administrators', async () => {
    await cost('SELECT * FROM UserRoles');
    expect(sandbox.log).toHaveLength(truth.adminAssignees!.length + 1);
  });

  it('asks for grandchildren only where their parents are', async () => {
    const servers = truth.authorizationServers!.length;
    const policies = truth.authServerPolicies!.length;
    const { rows } = await cost('SELECT * FROM AuthServerPolicyRules');
    expect(rows).toHaveLength(truth.authServerPolicyRules!.length);
    expect(sandbox.log).toHaveLength(1 + servers + policies);
    expect(sandbox.log.every(({ status }) => status === 200)).toBe(true);
  });

  it('takes what a condition says for one of two keys', async () => {
    const rule = truth.authServerPolicyRules![0]!;
    const { rows } = await cost(
      'SELECT Id FROM AuthServerPolicyRules WHERE AuthServerId = $1 AND PolicyId = $2',
      [rule._grandparent, rule._parent],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(sandbox.log).toHaveLength(1);
  });

  it.each([
    ['SELECT * FROM Roles', 2],
    ['SELECT * FROM ThreatInsights', 1],
    ['SELECT * FROM PrincipalRateLimits', 2],
    ['SELECT * FROM LinkedObjectRelationships', 1],
    ["SELECT * FROM Devices WHERE ProfileDisplayName LIKE '%a%' AND Id = 'none'", 1],
  ])('is certain for %s', async (sql, requests) => {
    await cost(sql);
    expect(sandbox.log).toHaveLength(requests);
  });
});

describe('a fan-out over two thousand groups', () => {
  it('keeps within the bucket, and no statement hears of a limit', async () => {
    await using org = await startOktaSandbox({
      ...{ users: 50, groups: 2000, apps: 3, logs: 10, latency: 0 },
      ...{ rate: 500, rateWindow: 1 },
    });
    await using open = await connect(org.connectionStrings.APIToken!);
    const { rows, stats } = await open.query('SELECT GroupId, Type FROM GroupRoles');
    expect(rows).toHaveLength(org.truth().groupRoles!.length);
    expect(stats.requests).toBe(2000 + 10);
    expect(org.log.filter(({ status }) => status === 429)).toEqual([]);
  }, 240_000);
});
