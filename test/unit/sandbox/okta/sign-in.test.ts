import { importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceAppName } from '../../../../src/sandbox/okta/oauth/service-clients.ts';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get, type Json, testTime } from './client.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe('signing in', () => {
  let sandbox: OktaSandbox;
  let time = testTime;
  beforeAll(async () => {
    sandbox = await startOktaSandbox({
      users: 20,
      groups: 4,
      apps: 3,
      logs: 10,
      latency: 0,
      tokenLifetime: 100,
      now: () => time,
    });
  });
  afterAll(() => sandbox.close());

  interface AssertionChange {
    readonly app?: ServiceAppName;
    readonly signedBy?: ServiceAppName;
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly header?: Readonly<Record<string, unknown>>;
  }

  async function assertion({ app = 'full', signedBy = app, claims, header }: AssertionChange = {}) {
    const { clientId, keyId } = sandbox.serviceApp(app);
    const { privateKeyPem, algorithm } = sandbox.serviceApp(signedBy);
    const seconds = Math.floor(time / 1000);
    return new SignJWT({
      iss: clientId,
      sub: clientId,
      aud: `${sandbox.url}/oauth2/v1/token`,
      iat: seconds,
      exp: seconds + 300,
      jti: crypto.randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg: algorithm, kid: keyId, ...header })
      .sign(await importPKCS8(privateKeyPem, algorithm));
  }

  async function requestToken(client_assertion: string, more: Readonly<Record<string, string>> = {}) {
    const response = await fetch(`${sandbox.url}/oauth2/v1/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'okta.users.read okta.groups.read',
        client_assertion_type: assertionType,
        client_assertion,
        ...more,
      }),
    });
    const body: Json = await response.json();
    return { status: response.status, body };
  }

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it.each(['full', 'ellipticCurve'] as const)(
    'gives a token for an assertion signed by the key of %s',
    async (app) => {
      const { status, body } = await requestToken(await assertion({ app }));
      expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 100]);
      expect(body.scope).toBe('okta.users.read okta.groups.read');
      expect((await get(sandbox, '/api/v1/users', {}, bearer(body.access_token))).status).toBe(200);
    },
  );

  /** Okta docs, implement-oauth-for-okta-serviceapp; RFC 7523, 3. */
  it.each([
    ['an issuer who is not the client', { claims: { iss: 'someone' } }],
    ['an unknown client', { claims: { iss: 'someone', sub: 'someone' } }],
    ['another audience', { claims: { aud: 'https://example.com/oauth2/v1/token' } }],
    ['the issuer as audience', { claims: { aud: 'http://127.0.0.1' } }],
    ['an end in the past', { claims: { exp: Math.floor(testTime / 1000) - 1 } }],
    ['an end more than an hour ahead', { claims: { exp: Math.floor(testTime / 1000) + 3601 } }],
    ['no end', { claims: { exp: undefined } }],
    ['another key', { signedBy: 'withoutSchemas' }],
    ['a key of another kind', { signedBy: 'ellipticCurve' }],
    ['an unknown key id', { header: { kid: 'unknown' } }],
  ] as const)('refuses an assertion with %s', async (_, change) => {
    sandbox.serviceApp('withoutSchemas');
    const { status, body } = await requestToken(await assertion(change));
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(body.error_description).toMatch(/\w/);
  });

  it('refuses an assertion without a signature', async () => {
    const [, claims] = (await assertion()).split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const text of [`${header}.${claims}.`, `${header}.${claims}`, 'x', ''])
      expect((await requestToken(text)).body.error).toBe('invalid_client');
  });

  it('takes each assertion once', async () => {
    const once = await assertion();
    expect((await requestToken(once)).status).toBe(200);
    expect((await requestToken(once)).body.error).toBe('invalid_client');
  });

  it('refuses scopes that the app was not granted, and other grants', async () => {
    const scope = await requestToken(await assertion({ app: 'usersOnly' }), { scope: 'okta.logs.read' });
    expect([scope.status, scope.body.error]).toEqual([400, 'invalid_scope']);
    const grant = await requestToken(await assertion(), { grant_type: 'password' });
    expect([grant.status, grant.body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('lets access tokens end', async () => {
    const { body } = await requestToken(await assertion());
    time += 101_000;
    const { status, body: error } = await get(sandbox, '/api/v1/users', {}, bearer(body.access_token));
    time = testTime;
    expect([status, error.errorCode]).toEqual([401, 'E0000011']);
  });

  it('names the missing scope of an access token in www-authenticate', async () => {
    const { body } = await requestToken(await assertion({ app: 'usersOnly' }), { scope: 'okta.users.read' });
    const refused = await get(sandbox, '/api/v1/groups', {}, bearer(body.access_token));
    expect([refused.status, refused.body.errorCode]).toEqual([403, 'E0000006']);
    expect(refused.headers.get('www-authenticate')).toMatch(/scope="okta\.groups\.read".*insufficient_scope/);
    // A service app is nobody's token, so there is no me.
    expect((await get(sandbox, '/api/v1/users/me', {}, bearer(body.access_token))).status).toBe(404);
  });

  it('takes API tokens as far as their owner may go', async () => {
    const status = async (token: string, path: string) =>
      (await get(sandbox, path, {}, { authorization: `SSWS ${token}` })).status;
    const schema = '/api/v1/meta/schemas/user/default';
    const { full, withoutSchemas, usersOnly, expired } = sandbox.tokens;
    expect(await status(full, schema)).toBe(200);
    expect(await status(withoutSchemas, schema)).toBe(403);
    expect(await status(withoutSchemas, '/api/v1/groups')).toBe(200);
    expect(await status(usersOnly, '/api/v1/groups')).toBe(403);
    expect(await status(expired, '/api/v1/users')).toBe(401);
  });

  it.each([
    ['no token', '', 403, 'E0000005'],
    ['an unknown token', 'SSWS nothing', 401, 'E0000011'],
    ['an unknown access token', 'Bearer nothing', 401, 'E0000011'],
    ['another scheme', 'Basic YTpi', 403, 'E0000005'],
  ])('refuses %s', async (_, authorization, status, code) => {
    const answer = await get(sandbox, '/api/v1/users', {}, { authorization });
    expect([answer.status, answer.body.errorCode]).toEqual([status, code]);
  });

  it.each(['openid-configuration', 'oauth-authorization-server'])('describes itself at %s', async (name) => {
    const { body } = await get(sandbox, `/.well-known/${name}`, {}, { authorization: '' });
    expect(body.issuer).toBe(sandbox.url);
    expect(body.token_endpoint).toBe(`${sandbox.url}/oauth2/v1/token`);
    expect(body.token_endpoint_auth_methods_supported).toContain('private_key_jwt');
  });

  it('writes connection strings, with the key inline and in quotes', () => {
    const { APIToken, OAuthJWT } = sandbox.connectionStrings;
    expect(APIToken).toBe(`okta:Domain=${sandbox.url};AuthScheme=APIToken;APIToken=${sandbox.tokens.full};`);
    const { privateKeyPem, clientId } = sandbox.serviceApp('full');
    expect(OAuthJWT).toContain(`OAuthClientId=${clientId};OAuthJWTCert="${privateKeyPem}";`);
  });
});
