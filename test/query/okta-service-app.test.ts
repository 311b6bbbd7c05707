import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectionEvent, connect } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';

let sandbox: OktaSandbox;

const small = { users: 120, groups: 5, apps: 3, logs: 50, latency: 0 } as const;

beforeAll(async () => {
  sandbox = await startOktaSandbox(small);
});

afterAll(() => sandbox.close());

describe('a service app', () => {
  it.each(['full', 'ellipticCurve'] as const)('signs in with its key: %s', async (name) => {
    await using connection = await connect(sandbox.serviceApp(name).connectionString);
    const { rows, stats } = await connection.query('SELECT count(*) AS n FROM Users');
    expect(rows).toEqual([{ n: 120 }]);
    expect(stats.tokenRequests).toBe(1);
    const report = await connection.test();
    expect(report.sources[0]!.identity.scopes).toContain('okta.users.read');
  });

  it('gets one token for fifty statements at once', async () => {
    await using busy = await startOktaSandbox({ ...small, latency: 5 });
    await using connection = await connect(busy.connectionStrings.OAuthJWT!);
    const results = await Promise.all(
      Array.from({ length: 50 }, () => connection.query('SELECT count(*) AS n FROM Users')),
    );
    expect(results.map(({ rows }) => rows[0]!.n)).toEqual(Array(50).fill(120));
    expect(busy.log.filter(({ path }) => path === '/oauth2/v1/token')).toHaveLength(1);
  });

  it('renews its token in the middle of a scan, and no row is lost', async () => {
    await using forgetful = await startOktaSandbox({ ...small, tokenLifetime: 2 });
    await using connection = await connect(`${forgetful.connectionStrings.OAuthJWT};PageSize=10`);
    const ids = new Set<unknown>();
    for await (const { Id } of await connection.stream('SELECT Id FROM Users')) {
      ids.add(Id);
      if (ids.size % 30 === 0) await new Promise((resolve) => setTimeout(resolve, 800));
    }
    expect(ids.size).toBe(120);
    expect(forgetful.log.filter(({ path }) => path === '/oauth2/v1/token').length).toBeGreaterThan(1);
  });

  it('asks for what it is granted when no scope is named, and says which scope a table lacks', async () => {
    const { clientId, privateKeyPem } = sandbox.serviceApp('usersOnly');
    const key = privateKeyPem.replaceAll('"', '""');
    const events: ConnectionEvent[] = [];
    await using connection = await connect(
      `okta:Domain=${sandbox.url};AuthScheme=OAuthJWT;OAuthClientId=${clientId};OAuthJWTCert="${key}"`,
      { onEvent: (event) => events.push(event) },
    );
    expect((await connection.query('SELECT count(*) AS n FROM Users')).rows).toEqual([{ n: 120 }]);
    const error = await connection.query('SELECT Id FROM Apps').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: '42501',
      message: expect.stringMatching(/Apps.*okta\.apps\.read/),
      hint: expect.stringContaining('connect again'),
    });
    expect(events.some((event) => event.kind === 'request' && event.purpose === 'token')).toBe(true);
    expect(inspect([events, error], { depth: null })).not.toMatch(/PRIVATE KEY|eyJ|Bearer \S{20}/);
  });

  it('is refused with the code of Okta for a key of another app', async () => {
    const { clientId } = sandbox.serviceApp('full');
    const key = sandbox.serviceApp('usersOnly').privateKeyPem;
    await using connection = await connect(
      `okta:Domain=${sandbox.url};AuthScheme=OAuthJWT;OAuthClientId=${clientId};OAuthJWTCert="${key}"`,
    );
    await expect(connection.query('SELECT 1 FROM Users')).rejects.toMatchObject({
      code: '28000',
      source: { code: 'invalid_client', requestId: expect.any(String) },
    });
  });
});
