/** Ways to sign in to Okta besides the recipes: with a key, with tokens bound to a key, and with a code for devices. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/index.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import { captureStandardError, createMachine, expectNoSecrets, type Machine, pause } from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

/** Seconds that access tokens live. */
const life = 5;
const afterTheEnd = (life + 0.5) * 1000;
const callback = 'http://localhost:33334/callback';

describe('signing in to Okta', () => {
  let okta: OktaService;
  let desktop: Desktop;
  let machine: Machine;
  let said: ReturnType<typeof captureStandardError>;
  beforeEach(async () => {
    okta = await startOktaService({ lifetimes: { accessToken: life } });
    desktop = await startDesktop(async (url) => {
      const redirect = await signInOverHttp(url, okta.person);
      if (redirect !== undefined) await fetch(redirect);
    });
    machine = await createMachine(desktop.env);
    said = captureStandardError();
  });
  afterEach(async () => {
    said.release();
    await desktop.close();
    await machine.close();
    await okta.close();
    expectNoSecrets(said.text(), okta.authorization.secrets());
    expect(okta.authorization.expiredUses).toEqual([]);
  });

  const interactive = (client: { readonly id: string; readonly secret?: string }) => ({
    ...{
      Domain: okta.origin,
      InitiateOAuth: 'GETANDREFRESH',
      OAuthClientId: client.id,
      CallbackURL: callback,
    },
    ...(client.secret && { OAuthClientSecret: client.secret }),
  });
  const users = async (connection: Connection) =>
    (await connection.query('SELECT Id FROM Users')).rows.length;
  const usersTwice = async (connection: Connection) => {
    const first = await users(connection);
    await pause(afterTheEnd);
    return [first, await users(connection)];
  };
  const granted = () =>
    okta.authorization.log.filter(({ outcome }) => outcome === 'granted').map(({ grant }) => grant);

  it('as an app with a private key needs nobody, and asks for a token per table', async () => {
    const properties = {
      ...{ Domain: okta.origin, AuthScheme: 'OAuthJWT', OAuthClientId: okta.clients.service.id },
      ...{ OAuthJWTCert: okta.serviceKey.pem.trim().replaceAll('\n', '\\n') },
      OAuthJWTPublicKeyId: okta.serviceKey.keyId,
    };
    expect(await machine.with('okta', properties, usersTwice)).toEqual([20, 20]);
    expect(new Set(granted())).toEqual(new Set(['client_credentials']));
    const scopes = okta.authorization.log.flatMap((request) => request.scopes);
    expect(new Set(scopes)).not.toContain('okta.logs.read');
  });

  it('with tokens bound to a key proves it at each request, with the nonce of the server', async () => {
    const properties = interactive(okta.clients.webBound);
    expect(await machine.with('okta', properties, usersTwice)).toEqual([20, 20]);
    await pause(afterTheEnd);
    // The key is kept with the tokens.
    expect(await machine.with('okta', properties, users)).toBe(20);
    expect(granted()).toEqual(['authorization_code', 'refresh_token', 'refresh_token']);
    expect(okta.authorization.log.map(({ outcome }) => outcome)).toContain('use_dpop_nonce');
  });

  it('without a secret relies on the proof key alone', async () => {
    const properties = { ...interactive(okta.clients.native), AuthScheme: 'OAuthPKCE' };
    expect(await machine.with('okta', properties, usersTwice)).toEqual([20, 20]);
    expect(granted()).toEqual(['authorization_code', 'refresh_token']);
  });

  it('with a code for devices waits until someone has typed it in', async () => {
    const properties = { ...interactive(okta.clients.native), AuthScheme: 'OAuthDevice' };
    expect(await machine.with('okta', properties, usersTwice)).toEqual([20, 20]);
    expect(said.text()).toMatch(/\/activate.*\b[A-Z]{4}-[A-Z]{4}\b/s);
    expect(granted()).toEqual(['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token']);
  });

  it('says which scopes were asked for, and where to grant them, when the app may not have them', async () => {
    const attempt = machine.with('okta', interactive(okta.clients.usersOnly), users);
    await expect(attempt).rejects.toMatchObject({
      message: expect.stringMatching(/invalid_scope.*okta\.groups\.read/s),
      hint: expect.stringContaining('Okta API Scopes'),
    });
  });

  it('opens no browser for a table outside the scopes, but says how to add one', async () => {
    const properties = { ...interactive(okta.clients.usersOnly), Scope: 'okta.users.read offline_access' };
    await machine.with('okta', properties, async (connection) => {
      expect(await users(connection)).toBe(20);
      await expect(connection.query('SELECT Id FROM Groups')).rejects.toMatchObject({
        ...{ code: '42501', message: expect.stringContaining('okta.groups.read') },
        hint: expect.stringContaining('sqluice auth login --add-scope okta.groups.read'),
      });
    });
    expect(desktop.opened).toHaveLength(1);
  });
});
