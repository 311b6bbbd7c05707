import { afterEach, describe, expect, it } from 'vitest';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get, idsOf, type Json, testTime, walk } from './client.ts';

const profile = { login: 'new@tidewater.example', email: 'new@tidewater.example', firstName: 'New' };

describe('changes while pages are read', () => {
  let sandbox: OktaSandbox;
  let time = testTime;
  afterEach(() => sandbox.close());

  async function start(searchLag = 0): Promise<readonly Json[]> {
    time = testTime;
    sandbox = await startOktaSandbox({
      users: 300,
      groups: 20,
      apps: 5,
      logs: 0,
      latency: 0,
      rate: 1e6,
      searchLag,
      now: () => time,
    });
    return sandbox.truth().users as readonly Json[];
  }

  it('show at once in truth, by id, by login and in filters', async () => {
    const users = await start();
    const { id } = users[7];
    sandbox.changeUser(id, {
      status: 'SUSPENDED',
      profile: { login: 'Renamed@x.example', nickName: 'Nick' },
    });
    const { body } = await get(sandbox, '/api/v1/users/renamed@x.example');
    expect([body.id, body.status, body.profile.nickName]).toEqual([id, 'SUSPENDED', 'Nick']);
    expect(body.lastUpdated).toBe(new Date(testTime).toISOString());
    expect((await get(sandbox, `/api/v1/users/${users[7].profile.login}`)).status).toBe(404);
    const filter = 'status eq "SUSPENDED"';
    expect(idsOf((await walk(sandbox, '/api/v1/users', { filter })).rows)).toContain(id);
    expect(sandbox.truth().users?.find((user) => user.id === id)?.status).toBe('SUSPENDED');
  });

  it('add and remove users everywhere', async () => {
    const users = await start();
    const added = sandbox.addUser({ profile });
    sandbox.removeUser(users[3].id);
    const ids = idsOf((await walk(sandbox, '/api/v1/users', { search: 'id pr' })).rows);
    expect(ids).toEqual([...idsOf(users).filter((id) => id !== users[3].id), added]);
    expect((await get(sandbox, `/api/v1/users/${users[3].id}`)).status).toBe(404);
    expect((await get(sandbox, `/api/v1/users/${profile.login}`)).body.id).toBe(added);
    const [everyone] = (await walk(sandbox, '/api/v1/groups', { expand: 'stats' })).rows;
    expect(everyone._embedded.stats.usersCount).toBe(300);
    const members = await walk(sandbox, `/api/v1/groups/${everyone.id}/users`, { limit: 70 });
    expect(idsOf(members.rows).sort()).toEqual([...ids].sort());
    expect(idsOf((await get(sandbox, `/api/v1/users/${added}/groups`)).body)).toEqual([everyone.id]);
  });

  it('move a user to a later page of a scan sorted by time, so that it comes twice', async () => {
    const users = await start();
    const byTime = [...users].sort((a, b) => (a.lastUpdated < b.lastUpdated ? -1 : 1));
    const moved = byTime[0].id;
    const { rows } = await walk(
      sandbox,
      '/api/v1/users',
      { search: 'id pr', sortBy: 'lastUpdated', limit: 100 },
      (page) => {
        if (page === 1) sandbox.changeUser(moved, {});
      },
    );
    expect(rows).toHaveLength(301);
    expect(idsOf(rows).filter((id) => id === moved)).toHaveLength(2);
  });

  it('lose no other user of a scan by id when one goes', async () => {
    const users = await start();
    const { rows } = await walk(sandbox, '/api/v1/users', { search: 'id pr', limit: 100 }, (page) => {
      if (page === 1) for (const user of users.slice(10, 20)) sandbox.removeUser(user.id);
    });
    expect(idsOf(rows)).toEqual(idsOf(users));
  });

  it('reach the search only after its lag, and other ways at once (API document, listUsers)', async () => {
    const users = await start(5000);
    const { id } = users[200];
    time += 1;
    sandbox.changeUser(id, { profile: { nickName: 'Zanzibar' } });
    const added = sandbox.addUser({ profile });
    sandbox.removeUser(users[9].id);
    const search = (text: string, more = {}) => walk(sandbox, '/api/v1/users', { search: text, ...more });
    for (const more of [{}, { sortBy: 'lastUpdated' }]) {
      const found = idsOf((await search('id pr', more)).rows);
      expect([found.length, found.includes(added), found.includes(users[9].id)]).toEqual([300, false, true]);
    }
    expect((await search('profile.nickName eq "Zanzibar"')).rows).toEqual([]);
    expect((await get(sandbox, `/api/v1/users/${id}`)).body.profile.nickName).toBe('Zanzibar');
    time += 4999;
    expect((await search('profile.nickName eq "Zanzibar"')).rows).toEqual([]);
    time += 1;
    expect(idsOf((await search('profile.nickName eq "Zanzibar"')).rows)).toEqual([id]);
    for (const more of [{}, { sortBy: 'lastUpdated' }]) {
      const found = idsOf((await search('id pr', more)).rows);
      expect([found.length, found.includes(added), found.includes(users[9].id)]).toEqual([300, true, false]);
    }
  });
});
