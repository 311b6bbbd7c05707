/** The authorization servers of these tests are strict: what a careless client would send is refused. */
import { createHash, randomUUID } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ActOnService, startActOnService } from './acton-service.ts';
import type { Person, RegisteredClient } from './client.ts';
import { type DatabricksService, startDatabricksService } from './databricks-service.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

/** An answer of a token endpoint. */
interface Tokens {
  readonly status: number;
  readonly error?: string;
  readonly error_description?: string;
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly expires_in?: number;
  readonly token_type?: string;
}

const callback = 'http://localhost:33333';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

describe('Okta, as the rig plays it', () => {
  let okta: OktaService;
  let token: (form: Record<string, string>, headers?: Record<string, string>) => Promise<Tokens>;
  beforeAll(async () => {
    okta = await startOktaService({ lifetimes: { accessToken: 2 } });
    token = poster(`${okta.origin}/oauth2/v1/token`);
  });
  afterAll(() => okta.close());

  const verifier = oauth.generateRandomCodeVerifier();
  const challenge = createHash('sha256').update(verifier).digest('base64url');

  function authorizeUrl(client: RegisteredClient, changes: Record<string, string | undefined> = {}): string {
    const url = new URL('/oauth2/v1/authorize', okta.origin);
    const parameters = {
      ...{ response_type: 'code', client_id: client.id, redirect_uri: callback, state: 'state-1' },
      scope: 'okta.users.read offline_access',
      ...{ code_challenge: challenge, code_challenge_method: 'S256', ...changes },
    };
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, value);
    return url.href;
  }
  const redirectOf = async (client: RegisteredClient, changes: Record<string, string | undefined> = {}) =>
    new URL((await signInOverHttp(authorizeUrl(client, changes), okta.person)) ?? '').searchParams;
  const codeOf = async (client: RegisteredClient, changes = {}) =>
    (await redirectOf(client, changes)).get('code') ?? '';
  const exchange = (client: RegisteredClient, code: string, changes: Record<string, string> = {}) =>
    token({
      ...{ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier },
      ...{ client_id: client.id, ...(client.secret && { client_secret: client.secret }), ...changes },
    });
  const refresh = (client: RegisteredClient, refreshToken = '', changes = {}) =>
    token({
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
      ...{ client_id: client.id, ...(client.secret && { client_secret: client.secret }), ...changes },
    });
  const signIn = async (client: RegisteredClient) => exchange(client, await codeOf(client));
  const api = async (path: string, headers: Record<string, string>) => {
    const response = await fetch(`${okta.origin}${path}`, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const bearer = (tokens: Tokens) => ({ authorization: `Bearer ${tokens.access_token}` });

  it('signs a user in, whose tables then answer', async () => {
    const tokens = await signIn(okta.clients.web);
    expect(tokens).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 2 });
    expect(tokens.scope?.split(' ').sort()).toEqual(['offline_access', 'okta.users.read']);
    const me = await api('/api/v1/users/me', bearer(tokens));
    expect(me.body.profile).toMatchObject({ login: okta.person.user });
    const groups = await api('/api/v1/groups', bearer(tokens));
    expect([groups.status, groups.body.errorCode]).toEqual([403, 'E0000006']);
  });

  it('agrees with a client written by others', async () => {
    const issuer = new URL(okta.origin);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
    );
    const { id, secret } = okta.clients.web;
    const client = { client_id: id };
    const returned = oauth.validateAuthResponse(
      server,
      client,
      await redirectOf(okta.clients.web),
      'state-1',
    );
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(secret),
      returned,
      callback,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
    expect(tokens.refresh_token).toMatch(/\w/);
  });

  it.each<[string, Record<string, string>, string]>([
    ['another verifier', { code_verifier: oauth.generateRandomCodeVerifier() }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another secret', { client_secret: 'wrong' }, 'invalid_client'],
    ['another redirect', { redirect_uri: 'http://localhost:33334/callback' }, 'invalid_grant'],
    ['the redirect with a slash', { redirect_uri: `${callback}/` }, 'invalid_grant'],
  ])('refuses a code with %s', async (_, changes, error) => {
    const { web } = okta.clients;
    expect((await exchange(web, await codeOf(web), changes)).error).toBe(error);
  });

  it('refuses a code that another client got, and a secret that is missing', async () => {
    const { web, webKeeping } = okta.clients;
    expect((await exchange(webKeeping, await codeOf(web))).error).toBe('invalid_grant');
    const anonymous: RegisteredClient = { ...web, secret: undefined };
    expect((await exchange(anonymous, await codeOf(web))).error).toBe('invalid_client');
  });

  it('ends all that came of a code when it is used twice', async () => {
    const { web } = okta.clients;
    const code = await codeOf(web);
    const tokens = await exchange(web, code);
    expect((await exchange(web, code)).error).toBe('invalid_grant');
    expect((await api('/api/v1/users', bearer(tokens))).status).toBe(401);
    expect((await refresh(web, tokens.refresh_token)).error).toBe('invalid_grant');
  });

  it('wants a challenge, but not of a client that was set up without', async () => {
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    expect((await redirectOf(okta.clients.web, without)).get('error')).toBe('invalid_request');
    const { webWithoutPkce } = okta.clients;
    const code = await codeOf(webWithoutPkce, without);
    expect((await exchange(webWithoutPkce, code, { code_verifier: '' })).status).toBe(200);
    expect((await redirectOf(okta.clients.native, { code_challenge_method: 'plain' })).get('error')).toBe(
      'invalid_request',
    );
  });

  it.each(['http://localhost:33333/', 'http://127.0.0.1:33333', 'http://localhost:33335'])(
    'sends nobody to %s, which is not registered',
    async (redirect_uri) => {
      const url = authorizeUrl(okta.clients.web, { redirect_uri });
      await expect(signInOverHttp(url, okta.person)).rejects.toThrow('redirect_uri');
    },
  );

  it.each(['okta.groups.read', 'okta.unheard.read', 'okta.users.read okta.unheard.read'])(
    'refuses the scopes %s to a client that was not granted them',
    async (scope) => {
      const answer = await redirectOf(okta.clients.usersOnly, { scope });
      expect([answer.get('error'), answer.get('state')]).toEqual(['invalid_scope', 'state-1']);
    },
  );

  it('lets people refuse, and notices a wrong password', async () => {
    const url = authorizeUrl(okta.clients.web);
    const denied = await signInOverHttp(url, { ...okta.person, deny: true });
    expect(new URL(denied ?? '').searchParams.get('error')).toBe('access_denied');
    const forgetful: Person = { ...okta.person, password: 'wrong' };
    await expect(signInOverHttp(url, forgetful)).rejects.toThrow('Unable to sign in.');
  });

  it('gives a refresh token for offline_access only', async () => {
    const { web } = okta.clients;
    const tokens = await exchange(web, await codeOf(web, { scope: 'okta.users.read' }));
    expect(tokens.refresh_token).toBeUndefined();
  });

  it('gives a new refresh token each time and ends the family when an old one comes back', async () => {
    const { web } = okta.clients;
    const first = await signIn(web);
    const second = await refresh(web, first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await api('/api/v1/users', bearer(second))).status).toBe(200);
    expect((await refresh(web, first.refresh_token)).error).toBe('invalid_grant');
    expect((await refresh(web, second.refresh_token)).error).toBe('invalid_grant');
    expect((await api('/api/v1/users', bearer(second))).status).toBe(401);
  });

  it('leaves a client its refresh token where it is set up so', async () => {
    const { webKeeping } = okta.clients;
    const first = await signIn(webKeeping);
    for (let time = 0; time < 2; time++) {
      const again = await refresh(webKeeping, first.refresh_token);
      expect([again.status, again.refresh_token]).toEqual([200, first.refresh_token]);
    }
  });

  it('refuses a token after its end, and counts its use', async () => {
    const tokens = await signIn(okta.clients.web);
    expect(okta.authorization.expiredUses).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const { status, body } = await api('/api/v1/users', bearer(tokens));
    expect([status, body.errorCode]).toEqual([401, 'E0000011']);
    expect(okta.authorization.expiredUses).toEqual([{ at: expect.any(Number), late: expect.any(Number) }]);
    expect((await refresh(okta.clients.web, tokens.refresh_token)).status).toBe(200);
  });

  it('revokes', async () => {
    const { web } = okta.clients;
    const tokens = await signIn(web);
    const revoke = poster(`${okta.origin}/oauth2/v1/revoke`);
    await revoke({ token: tokens.refresh_token ?? '', client_id: web.id, client_secret: web.secret });
    expect((await refresh(web, tokens.refresh_token)).error).toBe('invalid_grant');
  });

  it('takes a service app by its key, with scopes that it was granted', async () => {
    const { id } = okta.clients.service;
    const { pem, keyId } = okta.serviceKey;
    const ask = async (scope: string, key = pem) =>
      token({
        ...{ grant_type: 'client_credentials', scope },
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await new SignJWT({ jti: randomUUID() })
          .setProtectedHeader({ alg: 'RS256', kid: keyId })
          .setIssuer(id)
          .setSubject(id)
          .setAudience(`${okta.origin}/oauth2/v1/token`)
          .setIssuedAt()
          .setExpirationTime('5m')
          .sign(await importPKCS8(key, 'RS256')),
      });
    const tokens = await ask('okta.users.read');
    expect(tokens.status).toBe(200);
    expect((await api('/api/v1/users', bearer(tokens))).status).toBe(200);
    for (const scope of ['okta.users.read okta.unheard.read', 'offline_access', ''])
      expect((await ask(scope)).error).toBe('invalid_scope');
    const { privateKey } = await oauth.generateKeyPair('RS256', { extractable: true });
    const other = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
    const wrong = `-----BEGIN PRIVATE KEY-----\n${other}\n-----END PRIVATE KEY-----`;
    expect((await ask('okta.users.read', wrong)).error).toBe('invalid_client');
  });

  it('binds tokens to a key, with a nonce of its own', async () => {
    const { webBound } = okta.clients;
    const insecure = { [oauth.allowInsecureRequests]: true };
    const server = { issuer: okta.origin, token_endpoint: `${okta.origin}/oauth2/v1/token` };
    const client: oauth.Client = { client_id: webBound.id };
    const returned = oauth.validateAuthResponse(server, client, await redirectOf(webBound), 'state-1');
    const unproven = await exchange(webBound, returned.get('code') ?? '');
    expect(unproven.error).toBe('invalid_dpop_proof');

    const proof = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
    const ask = async () =>
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.ClientSecretPost(webBound.secret),
        returned,
        callback,
        verifier,
        { DPoP: proof, ...insecure },
      );
    const first = await ask();
    expect([first.status, ((await first.clone().json()) as Tokens).error]).toEqual([400, 'use_dpop_nonce']);
    await oauth.processAuthorizationCodeResponse(server, client, first).catch(() => {});
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, await ask());
    expect(tokens.token_type).toBe('dpop');

    const url = new URL('/api/v1/users/me', okta.origin);
    const use = (DPoP: oauth.DPoPHandle) =>
      oauth.protectedResourceRequest(tokens.access_token, 'GET', url, undefined, undefined, {
        DPoP,
        ...insecure,
      });
    expect((await use(proof)).status).toBe(200);
    const stranger = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
    await expect(use(stranger)).rejects.toMatchObject({ status: 401 });
    expect((await api(url.pathname, { authorization: `Bearer ${tokens.access_token}` })).status).toBe(401);
  });

  it('signs devices in, which ask until someone has agreed', async () => {
    const { native, web } = okta.clients;
    const start = async (scope: string, client: RegisteredClient = native) => {
      const form = new URLSearchParams({ client_id: client.id, scope });
      const response = await fetch(`${okta.origin}/oauth2/v1/device/authorize`, {
        method: 'POST',
        body: form,
      });
      return (await response.json()) as Record<string, string>;
    };
    const device = await start('okta.users.read offline_access');
    const poll = () =>
      token({ grant_type: deviceGrant, device_code: device.device_code ?? '', client_id: native.id });
    expect((await poll()).error).toBe('authorization_pending');
    expect(await signInOverHttp(device.verification_uri_complete ?? '', okta.person)).toBeUndefined();
    expect(await poll()).toMatchObject({ status: 200, refresh_token: expect.any(String) });
    expect((await poll()).error).toBe('invalid_grant');
    expect((await start('okta.unheard.read')).error).toBe('invalid_scope');
    expect((await start('okta.users.read', web)).error).toMatch(/invalid/);
  });

  it('writes down every token request and all that is secret', async () => {
    const { web } = okta.clients;
    const since = okta.authorization.log.length;
    const code = await codeOf(web);
    const tokens = await exchange(web, code);
    await refresh(web, tokens.refresh_token);
    await refresh(web, 'made-up');
    const seen = okta.authorization.log.slice(since);
    expect(seen.map(({ grant, clientId, outcome }) => [grant, clientId, outcome])).toEqual([
      ['authorization_code', web.id, 'granted'],
      ['refresh_token', web.id, 'granted'],
      ['refresh_token', web.id, 'invalid_grant'],
    ]);
    const secrets = [web.secret, okta.person.password, code, verifier, 'made-up', tokens.access_token ?? ''];
    expect(okta.authorization.secrets()).toEqual(expect.arrayContaining(secrets));
  });

  it('goes wrong where a test wants it to', async () => {
    const { web } = okta.clients;
    const tokens = await signIn(web);
    const { authorization } = okta;
    const body = { error: 'temporarily_unavailable' };
    authorization.inject({ kind: 'answer', status: 503, body, headers: { 'retry-after': '1' } });
    expect(await refresh(web, tokens.refresh_token)).toEqual({ status: 503, ...body });
    authorization.inject({ kind: 'answer', grant: 'password', status: 500, body: 'no JSON' });
    authorization.inject({ kind: 'lose' });
    await expect(refresh(web, tokens.refresh_token)).rejects.toThrow('fetch failed');
    // It was served all the same, so the refresh token is used.
    expect(authorization.log.at(-1)).toMatchObject({ outcome: 'granted' });
    authorization.inject({ kind: 'cut' });
    await expect(signIn(web)).rejects.toThrow('terminated');
    authorization.inject({ kind: 'delay', milliseconds: 300 });
    const started = performance.now();
    expect((await signIn(web)).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(290);
  });
});

describe('a Databricks workspace, as the rig plays it', () => {
  let databricks: DatabricksService;
  let token: (form: Record<string, string>, headers?: Record<string, string>) => Promise<Tokens>;
  beforeAll(async () => {
    databricks = await startDatabricksService();
    token = poster(`${databricks.origin}/oidc/v1/token`);
  });
  afterAll(() => databricks.close());

  const me = async (tokens: Tokens) => {
    const url = `${databricks.origin}/api/2.0/preview/scim/v2/Me`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    return ((await response.json()) as { readonly userName?: string }).userName;
  };

  it('describes itself below /oidc', async () => {
    const response = await fetch(`${databricks.origin}/oidc/.well-known/oauth-authorization-server`);
    expect(await response.json()).toMatchObject({
      issuer: `${databricks.origin}/oidc`,
      authorization_endpoint: `${databricks.origin}/oidc/v1/authorize`,
      token_endpoint: `${databricks.origin}/oidc/v1/token`,
    });
  });

  it('signs a person in with its own public client, on any of its ports', async () => {
    const verifier = oauth.generateRandomCodeVerifier();
    const url = (redirect_uri: string) => {
      const parameters = new URLSearchParams({
        ...{ response_type: 'code', client_id: 'databricks-cli', redirect_uri, state: 's' },
        scope: 'all-apis offline_access',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      // A blank may be written in either way.
      return `${databricks.origin}/oidc/v1/authorize?${String(parameters).replaceAll('+', '%20')}`;
    };
    const redirect_uri = 'http://localhost:8040';
    const returned = await signInOverHttp(url(redirect_uri), databricks.person);
    const tokens = await token({
      ...{ grant_type: 'authorization_code', client_id: 'databricks-cli', redirect_uri },
      ...{ code: new URL(returned ?? '').searchParams.get('code') ?? '', code_verifier: verifier },
    });
    expect(await me(tokens)).toBe(databricks.person.user);
    expect(tokens.refresh_token).toMatch(/\w/);
    for (const other of ['http://localhost:8041', 'http://localhost:8020/callback'])
      await expect(signInOverHttp(url(other), databricks.person)).rejects.toThrow('redirect_uri');
  });

  it('takes the secret of a service principal in the header, and nowhere else', async () => {
    const { id, secret } = databricks.clients.service;
    const form = { grant_type: 'client_credentials', scope: 'all-apis' };
    const basic = (password: string) => ({
      authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`,
    });
    const tokens = await token(form, basic(secret));
    expect([tokens.status, tokens.refresh_token, await me(tokens)]).toEqual([200, undefined, id]);
    expect((await token(form, basic('wrong'))).error).toBe('invalid_client');
    expect((await token({ ...form, client_id: id, client_secret: secret })).error).toBe('invalid_client');
    expect((await token({ ...form, scope: 'all' }, basic(secret))).error).toBe('invalid_scope');
  });
});

describe('Act-On, as the rig plays it', () => {
  let actOn: ActOnService;
  let token: (form: Record<string, string>, headers?: Record<string, string>) => Promise<Tokens>;
  beforeAll(async () => {
    actOn = await startActOnService();
    token = poster(`${actOn.origin}/token`);
  });
  afterAll(() => actOn.close());

  const keys = () => {
    const { id, secret } = actOn.clients.integration;
    return { client_id: id, client_secret: secret };
  };
  const byPassword = (changes: Record<string, string> = {}) => {
    const { user, password } = actOn.person;
    return token({ grant_type: 'password', username: user, password, ...keys(), ...changes });
  };
  const refresh = (tokens: Tokens) =>
    token({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '', ...keys() });
  const account = async (tokens: Tokens) => {
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const response = await fetch(`${actOn.origin}/api/1/account`, { headers });
    return { status: response.status, body: await response.json() };
  };

  it('signs a person in by password', async () => {
    const tokens = await byPassword();
    expect(tokens).toMatchObject({ status: 200, scope: 'offline-access', expires_in: 3600 });
    expect((await account(tokens)).body).toMatchObject({ user_email: actOn.person.user });
    expect(await byPassword({ password: 'wrong' })).toEqual({
      ...{ status: 403, error: 'invalid_grant', error_description: 'Wrong email or password.' },
    });
    expect(await byPassword({ client_secret: 'wrong' })).toEqual({
      ...{ status: 401, error: 'access_denied', error_description: 'Unauthorized' },
    });
  });

  it('signs a person in by code, and leaves PKCE unread', async () => {
    const redirect_uri = 'http://localhost:80';
    const parameters = new URLSearchParams({
      ...{
        response_type: 'code',
        scope: 'PRODUCTION',
        client_id: keys().client_id,
        redirect_uri,
        state: 's',
      },
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
    });
    const returned = await signInOverHttp(`${actOn.origin}/authorize?${parameters}`, actOn.person);
    expect(returned).toMatch(/^http:\/\/localhost\/\?/);
    const tokens = await token({
      ...{ grant_type: 'authorization_code', redirect_uri, code_verifier: 'y'.repeat(43), ...keys() },
      code: new URL(returned ?? '').searchParams.get('code') ?? '',
    });
    expect((await account(tokens)).status).toBe(200);
  });

  it('ends the older refresh token with every new one of the same credentials', async () => {
    const first = await byPassword();
    const second = await refresh(first);
    const unknown = {
      ...{ status: 403, error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
    };
    expect(await refresh(first)).toEqual(unknown);
    const third = await refresh(second);
    expect(third.status).toBe(200);
    await byPassword();
    expect(await refresh(third)).toEqual(unknown);
  });

  it('answers neither without a token nor about itself', async () => {
    expect(await account({ status: 0, access_token: 'made-up' })).toMatchObject({
      ...{ status: 401, body: { httpCode: '401' } },
    });
    const metadata = await fetch(`${actOn.origin}/.well-known/oauth-authorization-server`);
    expect(metadata.status).toBe(404);
  });
});

/** Posts forms. */
function poster(url: string) {
  return async (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Tokens> => {
    const sent = Object.entries(form).filter(([, value]) => value !== '');
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(sent), headers });
    const text = await response.text();
    return { status: response.status, ...(text && JSON.parse(text)) };
  };
}
