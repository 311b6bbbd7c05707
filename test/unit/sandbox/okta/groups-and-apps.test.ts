import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get, idsOf, type Json, walk } from './client.ts';

type Truth = Readonly<Record<string, readonly Json[]>>;

describe('/api/v1/groups and /api/v1/apps', () => {
  let sandbox: OktaSandbox;
  let truth: Truth;
  beforeAll(async () => {
    sandbox = await startOktaSandbox({ users: 1200, groups: 80, apps: 40, logs: 0, latency: 0, rate: 1e6 });
    truth = sandbox.truth() as Truth;
  });
  afterAll(() => sandbox.close());

  it('lists every group, of all three types', async () => {
    const { rows } = await walk(sandbox, '/api/v1/groups', { limit: 30 });
    expect(rows).toEqual(truth.groups);
    expect(new Set(rows.map((group) => group.type))).toEqual(
      new Set(['OKTA_GROUP', 'APP_GROUP', 'BUILT_IN']),
    );
  });

  it('searches names by any part and without regard to case, filters with it (API document, listGroups)', async () => {
    const found = await walk(sandbox, '/api/v1/groups', { search: 'profile.name eq "SALES"' });
    expect(found.rows.map((group) => group.profile.name)).toEqual(['Sales', 'Sales', 'sales']);
    const part = await walk(sandbox, '/api/v1/groups', { search: 'profile.description co "PEOPLE"' });
    expect(part.rows).toEqual(
      truth.groups?.filter((group) => /people/i.test(group.profile.description ?? '')),
    );
    expect((await walk(sandbox, '/api/v1/groups', { filter: 'type eq "app_group"' })).rows).toEqual([]);
  });

  it('finds groups by the app that they come from', async () => {
    const app = truth.apps?.[14]?.id;
    const { rows } = await walk(sandbox, '/api/v1/groups', { search: `source.id eq "${app}"` });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((group) => group._links.source.href.endsWith(app))).toBe(true);
  });

  it('sorts a search of groups and pages through it', async () => {
    const { rows } = await walk(sandbox, '/api/v1/groups', {
      search: 'type sw "O"',
      sortBy: 'lastUpdated',
      sortOrder: 'desc',
      limit: 9,
    });
    const times = rows.map((group) => group.lastUpdated);
    expect(times).toEqual([...times].sort().reverse());
    expect(rows).toHaveLength(Number(truth.groups?.filter((group) => group.type === 'OKTA_GROUP').length));
  });

  it('answers q by the beginning of the name, in one page (API document, listGroups)', async () => {
    const { body, next } = await get(sandbox, '/api/v1/groups', { q: 'project' });
    expect(next).toBeUndefined();
    expect(body).toEqual(truth.groups?.filter((group) => group.profile.name.startsWith('Project')));
  });

  it('lists members as whole users of every status, from none to everybody', async () => {
    const sizes = new Map<string, number>();
    for (const group of truth.groups?.slice(0, 20) ?? []) {
      const { rows } = await walk(sandbox, `/api/v1/groups/${group.id}/users`, { limit: 200 });
      const expected = truth.groupMembers?.filter((member) => member._parent === group.id);
      expect(rows).toEqual(expected?.map(({ _parent, ...member }) => member));
      sizes.set(group.profile.name, rows.length);
    }
    expect([sizes.get('Everyone'), sizes.get('Empty'), sizes.get('Only one')]).toEqual([1200, 0, 1]);
    const everyone = truth.groupMembers?.filter((member) => member._parent === truth.groups?.[0]?.id);
    expect(everyone?.some((member) => member.status === 'DEPROVISIONED')).toBe(true);
  });

  it('has administrators who are not active', () => {
    const admins = truth.groups?.find((group) => group.profile.name === 'Okta Administrators');
    const members = truth.groupMembers?.filter((member) => member._parent === admins.id);
    expect(members?.some((member) => member.status !== 'ACTIVE')).toBe(true);
    expect(members?.some((member) => member.status === 'ACTIVE')).toBe(true);
  });

  it('counts members and apps of a group with expand=stats (API document, Group)', async () => {
    const { rows } = await walk(sandbox, '/api/v1/groups', { expand: 'stats' });
    for (const group of rows) {
      const of = (collection: string, key: string) =>
        truth[collection]?.filter((row) => row[key] === group.id).length;
      expect(group._embedded.stats.usersCount).toBe(of('groupMembers', '_parent'));
      expect(group._embedded.stats.appsCount).toBe(of('applicationGroups', 'id'));
    }
  });

  it('finds rules by a keyword and names their groups (API document, listGroupRules)', async () => {
    const { rows } = await walk(sandbox, '/api/v1/groups/rules', {
      search: 'engineering',
      expand: 'groupIdToGroupNameMap',
    });
    expect(rows).toHaveLength(1);
    expect(Object.values(rows[0]._embedded.groupIdToGroupNameMap)).toEqual(['Engineering']);
    expect((await get(sandbox, `/api/v1/groups/rules/${rows[0].id}`)).body.name).toBe(rows[0].name);
  });

  it('shows inactive apps only to filters and to includeNonDeleted (API document, listApplications)', async () => {
    const inactive = truth.apps?.filter((app) => app.status === 'INACTIVE') ?? [];
    expect(inactive.length).toBeGreaterThan(0);
    const plain = await walk(sandbox, '/api/v1/apps');
    expect(plain.rows).toEqual(truth.apps?.filter((app) => app.status === 'ACTIVE'));
    expect((await walk(sandbox, '/api/v1/apps', { includeNonDeleted: 'true' })).rows).toEqual(truth.apps);
    expect((await walk(sandbox, '/api/v1/apps', { filter: 'status eq "INACTIVE"' })).rows).toEqual(inactive);
  });

  it('finds apps by the beginning of name or label', async () => {
    const { rows } = await walk(sandbox, '/api/v1/apps', { q: 'old w', includeNonDeleted: 'true' });
    expect(rows.every((app) => app.label.startsWith('Old wiki'))).toBe(true);
    expect(rows.length).toBeGreaterThan(1);
  });

  it('finds the apps of a user and embeds the assignment (API document, listApplications: expand)', async () => {
    const user = truth.users?.[40]?.id;
    const filter = `user.id eq "${user}"`;
    const { rows } = await walk(sandbox, '/api/v1/apps', { filter, expand: `user/${user}`, limit: 5 });
    const assigned = truth.applicationUsers?.filter((row) => row.id === user) ?? [];
    expect(idsOf(rows)).toEqual(assigned.map((row) => row._parent));
    expect(rows.map((app) => app._embedded.user)).toEqual(assigned.map(({ _parent, ...row }) => row));
    expect((await get(sandbox, '/api/v1/apps', { expand: `user/${user}` })).status).toBe(400);
  });

  it('lists the people and groups of every app, each once', async () => {
    for (const app of truth.apps ?? []) {
      const { rows } = await walk(sandbox, `/api/v1/apps/${app.id}/users`, { limit: 137 });
      const expected = truth.applicationUsers?.filter((row) => row._parent === app.id);
      expect(rows).toEqual(expected?.map(({ _parent, ...row }) => row));
      expect(new Set(idsOf(rows)).size).toBe(rows.length);
      const groups = await walk(sandbox, `/api/v1/apps/${app.id}/groups`);
      const assigned = truth.applicationGroups?.filter((row) => row._parent === app.id);
      expect(groups.rows).toEqual(assigned?.map(({ _parent, ...row }) => row));
    }
  });

  it('says of each assigned person whether a group brings them in, and which', () => {
    const members = new Set(truth.groupMembers?.map((row) => `${row._parent} ${row.id}`));
    const groups = new Set(truth.applicationGroups?.map((row) => `${row._parent} ${row.id}`));
    for (const row of truth.applicationUsers ?? []) {
      const group = row._links.group?.href.split('/').at(-1);
      expect(row.scope).toBe(group ? 'GROUP' : 'USER');
      if (!group) continue;
      expect(members.has(`${group} ${row.id}`) && groups.has(`${row._parent} ${group}`)).toBe(true);
    }
    expect(new Set(truth.applicationUsers?.map((row) => row.scope)).size).toBe(2);
  });

  it('filters assigned people and groups by q and embeds what they stand for', async () => {
    const app = truth.apps?.[2]?.id;
    const people = await walk(sandbox, `/api/v1/apps/${app}/users`, { q: 'GRACE', expand: 'user' });
    expect(people.rows.length).toBeGreaterThan(0);
    for (const row of people.rows) {
      expect(row.profile.firstName === 'Grace' || row.credentials.userName.startsWith('grace')).toBe(true);
      expect(row._embedded.user.id).toBe(row.id);
    }
    const everybody = truth.apps?.[0]?.id;
    const groups = await walk(sandbox, `/api/v1/apps/${everybody}/groups`, { q: 'every', expand: 'group' });
    expect(groups.rows.map((row) => row._embedded.group.profile.name)).toEqual(['Everyone']);
    expect((await walk(sandbox, `/api/v1/apps/${everybody}/groups`, { q: 'x' })).rows).toEqual([]);
  });

  it('lists the apps of a group, as the apps have it', async () => {
    for (const group of truth.groups?.slice(0, 20) ?? []) {
      const { rows } = await walk(sandbox, `/api/v1/groups/${group.id}/apps`);
      const assigned = truth.applicationGroups?.filter((row) => row.id === group.id);
      expect(idsOf(rows)).toEqual(assigned?.map((row) => row._parent));
    }
  });

  it('says so when a group, an app or a rule does not exist', async () => {
    for (const path of [
      'groups/00g1',
      'groups/00g1/users',
      'groups/rules/0pr1',
      'apps/0oa1',
      'apps/0oa1/users',
    ]) {
      const { status, body } = await get(sandbox, `/api/v1/${path}`);
      expect([path, status, body.errorCode]).toEqual([path, 404, 'E0000007']);
    }
  });
});
