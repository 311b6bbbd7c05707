import { afterEach, describe, expect, it } from 'vitest';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get, testTime } from './client.ts';

const small = { users: 20, groups: 4, apps: 3, logs: 10, latency: 0 } as const;

/** Okta docs: rate-limits, rl2-monitor, rl2-token-oauth, rl2-concurrency. */
describe('rate limits', () => {
  let sandbox: OktaSandbox;
  afterEach(() => sandbox.close());

  it('tell limit, remaining and reset with each answer, and refuse with E0000047', async () => {
    let time = testTime + 12_345;
    sandbox = await startOktaSandbox({ ...small, rate: 3, now: () => time });
    const seen: unknown[] = [];
    for (let number = 0; number < 4; number++) {
      time += 1000;
      const { status, headers, body } = await get(sandbox, '/api/v1/users');
      seen.push([
        status,
        headers.get('x-rate-limit-limit'),
        headers.get('x-rate-limit-remaining'),
        body.errorCode,
      ]);
      // A window lasts a minute from its first request, wherever the clock's minute ends.
      expect(headers.get('x-rate-limit-reset')).toBe(String(Math.ceil((testTime + 13_345 + 60_000) / 1000)));
    }
    expect(seen).toEqual([
      [200, '3', '2', undefined],
      [200, '3', '1', undefined],
      [200, '3', '0', undefined],
      [429, '3', '0', 'E0000047'],
    ]);
    time = testTime + 13_345 + 60_000;
    expect((await get(sandbox, '/api/v1/users')).status).toBe(200);
  });

  it('count each family of endpoints and each token apart', async () => {
    sandbox = await startOktaSandbox({ ...small, rate: 1 });
    const user = String(sandbox.truth().users?.[0]?.id);
    const group = String(sandbox.truth().groups?.[0]?.id);
    const statuses = [];
    for (const path of [
      'users',
      'users',
      `users/${user}`,
      'groups',
      `groups/${group}`,
      `groups/${group}/users`,
      `users/${user}/groups`,
      'apps',
      'logs',
    ])
      statuses.push((await get(sandbox, `/api/v1/${path}`)).status);
    // Members and a user's groups fall under everything else and share its bucket.
    expect(statuses).toEqual([200, 429, 200, 200, 200, 200, 429, 200, 200]);
    const other = { authorization: `SSWS ${sandbox.tokens.usersOnly}` };
    expect((await get(sandbox, '/api/v1/users', {}, other)).status).toBe(200);
  });

  it('leave the keys and the metadata free', async () => {
    sandbox = await startOktaSandbox({ ...small, rate: 1 });
    for (let number = 0; number < 3; number++) {
      const { status, headers } = await get(sandbox, '/oauth2/v1/keys');
      expect([status, headers.get('x-rate-limit-limit')]).toEqual([200, null]);
    }
  });

  it('refuse what is in flight beyond 75 with limit and remaining 0', async () => {
    sandbox = await startOktaSandbox({ ...small, latency: 2000 });
    const sentAt = Math.floor(Date.now() / 1000);
    const answers = await Promise.all(Array.from({ length: 90 }, () => get(sandbox, '/api/v1/users')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(15);
    for (const { headers, body } of refused) {
      expect([headers.get('x-rate-limit-limit'), headers.get('x-rate-limit-remaining')]).toEqual(['0', '0']);
      expect(Number(headers.get('x-rate-limit-reset'))).toBeGreaterThanOrEqual(sentAt);
      expect(body.errorCode).toBe('E0000047');
    }
  });
});
