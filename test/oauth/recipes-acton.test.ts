/** The ways to sign in to Act-On as people are told them, each with exactly the properties that they are told. */
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/index.ts';
import { type ActOnService, startActOnService } from './acton-service.ts';
import { type Chromium, startChromium } from './chromium.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { enterMovableClock, type MovableClock } from './fast-clock.ts';
import {
  callOnce,
  captureStandardError,
  codeIn,
  createMachine,
  expectNoSecrets,
  type Machine,
} from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

/** Seconds that access tokens live. */
const life = 3600;
const callback = 'http://localhost:80';

describe('signing in to Act-On', () => {
  let actOn: ActOnService;
  let browser: Chromium;
  let desktop: Desktop;
  let clock: MovableClock;
  let here: Machine;
  let elsewhere: Machine;
  let said: ReturnType<typeof captureStandardError>;

  beforeAll(async () => {
    clock = enterMovableClock();
    browser = await startChromium();
    desktop = await startDesktop((url) => browser.signIn(url, actOn.person));
  });
  afterAll(async () => {
    await desktop?.close();
    await browser?.close();
    clock.leave();
  });
  beforeEach(async () => {
    actOn = await startActOnService();
    here = await createMachine(desktop.env);
    elsewhere = await createMachine();
    said = captureStandardError();
  });
  afterEach(async () => {
    said.release();
    await here.close();
    await elsewhere.close();
    await actOn.close();
    expectNoSecrets(said.text(), actOn.authorization.secrets());
    expect(actOn.authorization.expiredUses).toEqual([]);
  });

  const host = () => ({ BaseURL: actOn.origin });
  const app = () => {
    const { id, secret } = actOn.clients.integration;
    return { OAuthClientId: id, OAuthClientSecret: secret };
  };
  const whoAmI = async (connection: Connection) => (await connection.test()).sources[0]?.identity.user;
  const grants = () => actOn.authorization.log.map(({ grant, outcome }) => `${grant} ${outcome}`);

  it('on a desktop opens the browser once, or says why it cannot come back to port 80', async () => {
    const since = desktop.opened.length;
    const properties = { ...host(), InitiateOAuth: 'GETANDREFRESH', ...app(), CallbackURL: callback };
    if (!(await mayListen(80))) {
      const failed = here.with('acton', properties, whoAmI);
      await expect(failed).rejects.toMatchObject({ reason: 'callback_unavailable' });
      return;
    }
    expect(await here.with('acton', properties, whoAmI)).toBe(actOn.person.user);
    clock.advance(life * 1000);
    expect(await here.with('acton', properties, whoAmI)).toBe(actOn.person.user);
    expect([desktop.opened.length - since, desktop.failures]).toEqual([1, []]);
    expect(grants()).toEqual(['authorization_code granted', 'refresh_token granted']);
  });

  /** The steps of a web application, up to the tokens. */
  const webTokens = () =>
    here.with('acton', { ...host(), InitiateOAuth: 'OFF', ...app() }, async (connection) => {
      const inputs = { AuthMode: 'WEB', CallbackURL: callback };
      const { URL: url } = await callOnce(connection, 'GetOAuthAuthorizationURL', inputs);
      const Verifier = codeIn(await signInOverHttp(url ?? '', actOn.person));
      return callOnce(connection, 'GetOAuthAccessToken', { AuthMode: 'WEB', Verifier });
    });

  it('for a web application gives tokens, which are then renewed with little said', async () => {
    const { OAuthAccessToken, OAuthRefreshToken } = await webTokens();
    const first = {
      ...{ ...host(), InitiateOAuth: 'REFRESH', ...app() },
      OAuthAccessToken: String(OAuthAccessToken),
      OAuthRefreshToken: String(OAuthRefreshToken),
      OAuthSettingsLocation: here.settingsFile,
    };
    expect(await here.with('acton', first, whoAmI)).toBe(actOn.person.user);
    const later = { InitiateOAuth: 'REFRESH', OAuthSettingsLocation: here.settingsFile };
    expect(await here.with('acton', later, whoAmI)).toBe(actOn.person.user);
    // The tokens that were left in are older than what is kept.
    expect(await here.with('acton', first, whoAmI)).toBe(actOn.person.user);
    expect(grants()[0]).toBe('authorization_code granted');
    expect(
      grants()
        .slice(1)
        .every((grant) => grant === 'refresh_token granted'),
    ).toBe(true);
  });

  it('can be renewed by hand', async () => {
    const { OAuthRefreshToken } = await webTokens();
    const properties = { ...host(), InitiateOAuth: 'OFF', ...app() };
    const renewed = await here.with('acton', properties, (connection) =>
      callOnce(connection, 'RefreshOAuthAccessToken', { OAuthRefreshToken: String(OAuthRefreshToken) }),
    );
    expect(renewed.OAuthRefreshToken).not.toBe(OAuthRefreshToken);
    const using = { ...host(), InitiateOAuth: 'OFF', OAuthAccessToken: String(renewed.OAuthAccessToken) };
    expect(await here.with('acton', using, whoAmI)).toBe(actOn.person.user);
  });

  it.each(['the bare code', 'the whole redirect URL'] as const)(
    'on a headless machine takes %s',
    async (what) => {
      const begin = { ...host(), InitiateOAuth: 'OFF', ...app() };
      const { URL: url } = await here.with('acton', begin, (connection) =>
        callOnce(connection, 'GetOAuthAuthorizationURL'),
      );
      const redirect = String(await signInOverHttp(url ?? '', actOn.person));
      const file = { OAuthSettingsLocation: elsewhere.settingsFile };
      const properties = {
        ...{ ...host(), InitiateOAuth: 'REFRESH', ...app(), ...file },
        OAuthVerifier: what === 'the bare code' ? codeIn(redirect) : redirect,
      };
      expect(await elsewhere.with('acton', properties, whoAmI)).toBe(actOn.person.user);
      clock.advance(life * 1000);
      const later = { ...host(), InitiateOAuth: 'REFRESH', ...app(), ...file };
      expect(await elsewhere.with('acton', later, whoAmI)).toBe(actOn.person.user);
      expect(grants()).toEqual(['authorization_code granted', 'refresh_token granted']);
    },
  );

  it('on a headless machine takes the copied file with client id and secret', async () => {
    const file = { OAuthSettingsLocation: here.settingsFile };
    const callbackElsewhere = { CallbackURL: 'http://localhost:33333' };
    const onDesktop = { ...host(), InitiateOAuth: 'GETANDREFRESH', ...app(), ...callbackElsewhere, ...file };
    expect(await here.with('acton', onDesktop, whoAmI)).toBe(actOn.person.user);
    await elsewhere.copySettingsFrom(here);
    clock.advance(life * 1000);
    const headless = { InitiateOAuth: 'REFRESH', OAuthSettingsLocation: elsewhere.settingsFile, ...app() };
    expect(await elsewhere.with('acton', headless, whoAmI)).toBe(actOn.person.user);
  });

  it('with user and password needs nobody', async () => {
    const { user, password } = actOn.person;
    const properties = {
      ...{ ...host(), AuthScheme: 'OAuthPassword', InitiateOAuth: 'GETANDREFRESH' },
      ...{ User: user, Password: password, ...app() },
    };
    await elsewhere.with('acton', properties, async (connection) => {
      expect(await whoAmI(connection)).toBe(user);
      clock.advance(life * 1000);
      expect(await whoAmI(connection)).toBe(user);
    });
    expect(await elsewhere.with('acton', properties, whoAmI)).toBe(user);
    // Act-On counts sign-ins by password, five an hour, but not renewals.
    expect(grants().filter((grant) => grant === 'password granted')).toHaveLength(1);
  });
});

/** Whether this user may open the port on this machine. */
function mayListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
