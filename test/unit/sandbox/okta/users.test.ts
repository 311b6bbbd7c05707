import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get, idsOf, type Json, walk } from './client.ts';

describe('/api/v1/users', () => {
  let sandbox: OktaSandbox;
  let users: readonly Json[];
  beforeAll(async () => {
    sandbox = await startOktaSandbox({ users: 1000, groups: 30, apps: 5, logs: 0, latency: 0, rate: 10_000 });
    users = sandbox.truth().users as readonly Json[];
  });
  afterAll(() => sandbox.close());

  const ask = (parameters: Readonly<Record<string, string | number>>) =>
    walk(sandbox, '/api/v1/users', parameters);

  it('hides deactivated users in the plain list (Okta docs, core-okta-api: filter)', async () => {
    const { rows, pages } = await ask({});
    expect(rows).toEqual(users.filter((user) => user.status !== 'DEPROVISIONED'));
    expect(pages).toBe(Math.ceil(rows.length / 200));
  });

  it('shows deactivated users to filter and search (API document, listUsers)', async () => {
    const wanted = users.filter((user) => user.status === 'DEPROVISIONED');
    expect(wanted.length).toBeGreaterThan(50);
    expect((await ask({ filter: 'status eq "DEPROVISIONED"' })).rows).toEqual(wanted);
    expect((await ask({ search: 'status eq "deprovisioned"' })).rows).toEqual(wanted);
  });

  it('shows everybody to a filter of all statuses', async () => {
    const statuses = [...new Set(users.map((user) => user.status))];
    expect(statuses).toHaveLength(8);
    const filter = statuses.map((status) => `status eq "${status}"`).join(' or ');
    expect((await ask({ filter })).rows).toEqual(users);
  });

  it('minds the case in a filter, not in a search (API document, listUsers)', async () => {
    const named = (name: string) => users.filter((user) => user.profile.firstName === name);
    expect((await ask({ filter: 'profile.firstName eq "ada"' })).rows).toEqual(named('ada'));
    const found = (await ask({ search: 'profile.firstName eq "ada"' })).rows;
    expect(found).toEqual(users.filter((user) => user.profile.firstName?.toLowerCase() === 'ada'));
    expect(new Set(found.map((user) => user.profile.firstName))).toEqual(new Set(['Ada', 'ADA', 'ada']));
  });

  it('takes diacritics in earnest in a search (API document, listUsers)', async () => {
    const found = (await ask({ search: 'profile.nickName eq "ISAAC"' })).rows;
    expect(found.map((user) => user.profile.nickName)).toEqual(['isaac']);
  });

  it('finds an array by any of its elements (Okta docs, core-okta-api: filter)', async () => {
    const { rows } = await ask({ search: 'profile.skills eq "SQL"' });
    expect(rows).toEqual(users.filter((user) => user.profile.skills?.includes('sql')));
    expect(rows.some((user) => user.profile.skills.length > 1)).toBe(true);
  });

  it('counts an empty text as not present (RFC 7644, 3.4.2.2)', async () => {
    const { rows } = await ask({ search: 'profile.organization pr' });
    expect(rows).toEqual(users.filter((user) => user.profile.organization));
    expect(users.some((user) => user.profile.organization === '')).toBe(true);
  });

  it('filters by ranges of lastUpdated to the millisecond', async () => {
    const time = users[500].lastUpdated;
    const after = (await ask({ filter: `lastUpdated gt "${time}"` })).rows;
    const from = (await ask({ filter: `lastUpdated ge "${time}"` })).rows;
    expect(after).toEqual(users.filter((user) => user.lastUpdated > time));
    expect(from).toEqual(users.filter((user) => user.lastUpdated >= time));
  });

  it('sorts a search by one attribute, ties by id in both directions (API document, sortBy)', async () => {
    const byTime = (sign: number) =>
      [...users].sort((a, b) =>
        a.lastUpdated === b.lastUpdated
          ? a.id < b.id
            ? -1
            : 1
          : a.lastUpdated < b.lastUpdated
            ? -sign
            : sign,
      );
    const tied = users.length - new Set(users.map((user) => user.lastUpdated)).size;
    expect(tied).toBeGreaterThan(50);
    for (const [sortOrder, sign] of [
      ['asc', 1],
      ['desc', -1],
    ] as const) {
      const { rows, pages } = await ask({ search: 'id pr', sortBy: 'lastUpdated', sortOrder, limit: 90 });
      expect(idsOf(rows)).toEqual(idsOf(byTime(sign)));
      expect(pages).toBe(12);
    }
  });

  it('gives every user once when sorted by an attribute that some lack', async () => {
    const { rows } = await ask({ search: 'id pr', sortBy: 'profile.costLevel', limit: 77 });
    expect([...new Set(idsOf(rows))].sort()).toEqual(idsOf(users));
  });

  it('ignores sortBy without a search (API document, sortBy)', async () => {
    const { rows } = await ask({ filter: 'status eq "STAGED"', sortBy: 'lastUpdated', sortOrder: 'desc' });
    expect(idsOf(rows)).toEqual([...idsOf(rows)].sort());
  });

  it('answers q with ten users, no more pages and nobody deactivated (Okta docs, core-okta-api: filter)', async () => {
    const { body, next } = await get(sandbox, '/api/v1/users', { q: 'a' });
    expect(body).toHaveLength(10);
    expect(next).toBeUndefined();
    const all = (await get(sandbox, '/api/v1/users', { q: 'a', limit: 200 })).body;
    expect(all.map((user: Json) => user.status)).not.toContain('DEPROVISIONED');
  });

  it('shows only the fields asked for, the id always (API document, fields)', async () => {
    const { rows } = await ask({ fields: 'status,profile:(login, city)', filter: 'status eq "STAGED"' });
    for (const user of rows) {
      expect(Object.keys(user).sort()).toEqual(['_links', 'id', 'profile', 'status']);
      expect(Object.keys(user.profile).every((name) => name === 'login' || name === 'city')).toBe(true);
    }
  });

  it('leaves out what okta-response says (API document, Content-Type)', async () => {
    const header = {
      'content-type': 'application/json; okta-response=omitCredentials,omitTransitioningToStatus',
    };
    const { body } = await get(sandbox, '/api/v1/users', {}, header);
    expect(body.flatMap((user: Json) => Object.keys(user))).not.toContain('credentials');
    expect(body.flatMap((user: Json) => Object.keys(user))).not.toContain('transitioningToStatus');
  });

  it('gives a user by id, by login in any case, by short login, and as me', async () => {
    const user = users[300];
    const { login } = user.profile;
    for (const key of [user.id, login, login.toUpperCase(), login.split('@')[0]]) {
      const { body } = await get(sandbox, `/api/v1/users/${encodeURIComponent(key)}`);
      expect(body.profile).toEqual(user.profile);
    }
    expect((await get(sandbox, '/api/v1/users/me')).body.id).toBe(users[0].id);
  });

  it('finds a login of odd signs, but not one with a slash (API document, getUser)', async () => {
    const odd = users.find((user) => user.profile.login.includes('%'));
    const slashed = users.find((user) => user.profile.login.includes('/'));
    expect((await get(sandbox, `/api/v1/users/${encodeURIComponent(odd.profile.login)}`)).body.id).toBe(
      odd.id,
    );
    const refused = await get(sandbox, `/api/v1/users/${encodeURIComponent(slashed.profile.login)}`);
    expect([refused.status, refused.body.errorCode]).toEqual([404, 'E0000007']);
    const filter = `profile.login eq ${JSON.stringify(slashed.profile.login)}`;
    expect(idsOf((await ask({ filter })).rows)).toEqual([slashed.id]);
  });

  it.each(['nobody', '00u00000000000000000', 'a b?#', '%', '"', '..'])('has no user %j', async (id) => {
    const { status } = await get(
      sandbox,
      `/api/v1/users/${encodeURIComponent(id).replace('..', '%2E%2E%20')}`,
    );
    expect(status).toBe(404);
  });

  it('lists the groups of a user, as the members of the groups have it', async () => {
    const truth = sandbox.truth();
    for (const user of users.slice(0, 20)) {
      const { body, next } = await get(sandbox, `/api/v1/users/${user.id}/groups`);
      const groups = truth.groupMembers?.filter((member) => member.id === user.id);
      expect(next).toBeUndefined();
      expect(idsOf(body).sort()).toEqual(groups?.map((member) => member._parent).sort());
    }
  });
});
