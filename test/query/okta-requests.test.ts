import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, connect, type QueryResult } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';

let sandbox: OktaSandbox;
let connection: Connection;
let users: readonly Readonly<Record<string, unknown>>[];
let groups: readonly { readonly id: string; readonly name: string; readonly members: number }[];

beforeAll(async () => {
  sandbox = await startOktaSandbox({ users: 5000, groups: 200, latency: 0, rate: 1_000_000 });
  connection = await connect(sandbox.connectionStrings.APIToken!);
  // Schema look-ups are done once and kept; from here on only rows cost requests.
  await connection.catalog();
  const truth = sandbox.truth();
  users = truth.users!;
  const sizes = new Map<unknown, number>();
  for (const { _parent } of truth.groupMembers!) sizes.set(_parent, (sizes.get(_parent) ?? 0) + 1);
  groups = truth.groups!.map(({ id, profile }) => ({
    id: String(id),
    name: String((profile as { name?: unknown }).name),
    members: sizes.get(id) ?? 0,
  }));
});

beforeEach(() => sandbox.clearLog());

afterAll(async () => {
  await connection?.close();
  await sandbox?.close();
});

/** Runs a statement; the server's count must be that of `stats`, and that of EXPLAIN where it is certain. */
async function cost(
  sql: string,
  params: readonly unknown[] = [],
): Promise<QueryResult & { readonly cost: number }> {
  const { calls } = await connection.explain(sql, params);
  expect(sandbox.log).toHaveLength(0);
  const result = await connection.query(sql, params);
  expect(result.stats.requests).toBe(sandbox.log.length);
  if (calls.atLeast) expect(sandbox.log.length).toBeGreaterThanOrEqual(calls.count);
  else expect(sandbox.log.length).toBe(calls.count);
  return { ...result, cost: sandbox.log.length };
}

const withStatus = (...statuses: readonly string[]) =>
  users.filter(({ status }) => statuses.includes(String(status))).length;

describe('what statements cost in requests, with 5,000 users and 200 groups', () => {
  it('takes one request for a user by id', async () => {
    const id = String(users[17]!.id);
    const found = await cost(`SELECT ProfileLogin FROM Users WHERE Id = '${id}'`);
    expect(found.cost).toBe(1);
    expect(sandbox.log[0]!.path).toBe(`/api/v1/users/${id}`);
    expect(found.rows).toHaveLength(1);
  });

  it('takes one request for LIMIT 10', async () => {
    const found = await cost('SELECT * FROM Users LIMIT 10');
    expect(found.cost).toBe(1);
    expect(found.rows).toHaveLength(10);
    expect(new URL(sandbox.log[0]!.url, sandbox.url).searchParams.get('limit')).toBe('10');
  });

  it('takes as many requests for two states as their users fill pages, or one more', async () => {
    const matches = withStatus('STAGED', 'SUSPENDED');
    const found = await cost("SELECT Id FROM Users WHERE Status IN ('STAGED', 'SUSPENDED')");
    expect(found.rows).toHaveLength(matches);
    expect(found.cost).toBeGreaterThanOrEqual(Math.ceil(matches / 200));
    expect(found.cost).toBeLessThanOrEqual(Math.ceil(matches / 200) + 1);
  });

  it('takes one request for the five users changed last', async () => {
    const found = await cost('SELECT Id, LastUpdated FROM Users ORDER BY LastUpdated DESC LIMIT 5');
    expect(found.cost).toBe(1);
    const latest = users
      .map(({ lastUpdated }) => String(lastUpdated))
      .sort()
      .reverse()
      .slice(0, 5);
    expect(found.rows.map(({ LastUpdated }) => (LastUpdated as Date).toISOString())).toEqual(latest);
  });

  it('takes one request and its pages for the users of one group by name', async () => {
    const group = groups.find(
      ({ members, name }) => members > 1000 && groups.filter((other) => other.name === name).length === 1,
    )!;
    const found = await cost(
      'SELECT m.ProfileLogin FROM Groups g JOIN GroupMembers m ON m.GroupId = g.Id WHERE g.ProfileName = $1',
      [group.name],
    );
    expect(found.rows).toHaveLength(group.members);
    expect(found.cost).toBe(1 + Math.ceil(group.members / 1000));
  });

  it('folds the keys of a join into few requests', async () => {
    const group = groups.find(({ members }) => members > 5 && members <= 50)!;
    const found = await cost(
      `SELECT u.ProfileLogin FROM GroupMembers m JOIN Users u ON u.Id = m.UserId WHERE m.GroupId = '${group.id}'`,
    );
    expect(found.rows).toHaveLength(group.members);
    expect(found.cost).toBe(2);
  });

  it('reads all users rather than look up most of them', async () => {
    const found = await cost('SELECT count(*) FROM GroupMembers m JOIN Users u ON u.Id = m.UserId');
    const ofUsers = sandbox.log.filter(({ path }) => path === '/api/v1/users');
    expect(ofUsers).toHaveLength(25);
    expect(found.rows[0]!.count).toBe(groups.reduce((sum, { members }) => sum + members, 0));
  });

  it.each([
    "SELECT * FROM Users WHERE Status = 'ACTIVE' AND Status = 'STAGED'",
    'SELECT * FROM Users WHERE 1 = 0',
    'SELECT * FROM Users WHERE Id = NULL',
    "SELECT * FROM Users WHERE Id = ''",
    'SELECT * FROM Users LIMIT 0',
    "SELECT * FROM GroupMembers WHERE GroupId = '../users'",
    "SELECT * FROM UserGroups WHERE UserId = 'me'",
    'SELECT 1',
  ])('sends nothing for %s', async (sql) => {
    expect((await cost(sql)).cost).toBe(0);
  });

  it('counts all users as the sum over their states', async () => {
    const [all] = (await cost('SELECT COUNT(*) AS n FROM Users')).rows;
    sandbox.clearLog();
    const byStatus = (await cost('SELECT Status, COUNT(*) AS n FROM Users GROUP BY Status')).rows;
    expect(all!.n).toBe(5000);
    expect(byStatus.reduce((sum, { n }) => sum + Number(n), 0)).toBe(5000);
    sandbox.clearLog();
    const [gone] = (await cost("SELECT COUNT(*) AS n FROM Users WHERE Status = 'Deprovisioned'")).rows;
    expect(gone!.n).toBe(withStatus('DEPROVISIONED'));
  });

  it('reads every user in as few pages as Okta allows', async () => {
    expect((await cost('SELECT Id FROM Users')).cost).toBe(25);
  });

  it.each(['me', 'login', '../groups', 'a/b?x#y', '', '10 kB'])(
    'finds no row that the SQL does not select, and touches no other endpoint, for the id %j',
    async (kind) => {
      const id =
        kind === 'login'
          ? String((users[3]!.profile as { login: string }).login)
          : kind === '10 kB'
            ? 'x'.repeat(10_000)
            : kind;
      const found = await cost('SELECT Id FROM Users WHERE Id = $1', [id]);
      expect(found.rows).toEqual([]);
      expect(found.cost).toBeLessThanOrEqual(1);
      for (const { path } of sandbox.log) expect(path).toBe('/api/v1/users');
    },
  );

  it('never searches under Consistency=Strict, and says where it does otherwise', async () => {
    const sql = "SELECT Id FROM Users WHERE ProfileDepartment = 'Sales'";
    const relaxed = await connection.explain(sql);
    expect(relaxed.steps[0]).toMatchObject({ read: 'search', eventual: true });
    const strict = await connect(`${sandbox.connectionStrings.APIToken};Consistency=Strict`);
    try {
      await strict.catalog();
      sandbox.clearLog();
      const fresh = await strict.query(sql);
      const found = await connection.query(sql);
      expect(fresh.rows.length).toBe(found.rows.length);
      expect(fresh.stats.scans[0]!.read).toBe('filter');
    } finally {
      await strict.close();
    }
  });

  it('stops at MaxRequests before the request that would be one too many', async () => {
    const bounded = await connect(`${sandbox.connectionStrings.APIToken};MaxRequests=9`);
    try {
      await bounded.catalog();
      sandbox.clearLog();
      await expect(bounded.query('SELECT * FROM Users')).rejects.toMatchObject({
        code: '53400',
        reason: 'request_limit',
      });
      expect(sandbox.log.length).toBeLessThanOrEqual(9);
    } finally {
      await bounded.close();
    }
  });
});
