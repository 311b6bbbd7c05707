/** The ways to sign in to Okta as people are told them, each with exactly the properties that they are told. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/index.ts';
import { type Chromium, startChromium } from './chromium.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { enterMovableClock, type MovableClock } from './fast-clock.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
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
const callback = 'http://localhost:33333';

describe('signing in to Okta', () => {
  let okta: OktaService;
  let browser: Chromium;
  let desktop: Desktop;
  let clock: MovableClock;
  let here: Machine;
  let elsewhere: Machine;
  let said: ReturnType<typeof captureStandardError>;
  const pages: (string | undefined)[] = [];
  /** How often a token may be used after its end. */
  let lateUses: number;

  beforeAll(async () => {
    clock = enterMovableClock();
    browser = await startChromium();
    desktop = await startDesktop(async (url) => {
      pages.push((await browser.signIn(url, okta.person)).text);
    });
  });
  afterAll(async () => {
    await desktop?.close();
    await browser?.close();
    clock.leave();
  });
  beforeEach(async () => {
    okta = await startOktaService();
    here = await createMachine(desktop.env);
    elsewhere = await createMachine();
    said = captureStandardError();
    pages.length = 0;
    lateUses = 0;
  });
  afterEach(async () => {
    said.release();
    await here.close();
    await elsewhere.close();
    await okta.close();
    expectNoSecrets(said.text(), okta.authorization.secrets());
    expect(okta.authorization.expiredUses).toHaveLength(lateUses);
  });

  const domain = () => ({ Domain: okta.origin });
  const app = ({ id, secret } = okta.clients.web) => ({ OAuthClientId: id, OAuthClientSecret: secret });
  const users = async (connection: Connection) =>
    (await connection.query('SELECT Id FROM Users')).rows.length;
  const grants = () => okta.authorization.log.map(({ grant, outcome }) => `${grant} ${outcome}`);
  /** Someone signs in at the address somewhere, and nobody waits there for the browser to come back. */
  const signInAt = (url: string | null | undefined) => signInOverHttp(url ?? '', okta.person);

  it('on a desktop opens the browser once, and renews by itself', async () => {
    const properties = {
      ...domain(),
      InitiateOAuth: 'GETANDREFRESH',
      ...app(),
      CallbackURL: callback,
      OAuthSettingsLocation: here.settingsFile,
    };
    const since = desktop.opened.length;
    await here.with('okta', properties, async (connection) => {
      expect(await users(connection)).toBe(20);
      clock.advance(life * 1000);
      expect(await users(connection)).toBe(20);
    });
    clock.advance(life * 1000);
    expect(await here.with('okta', properties, users)).toBe(20);
    expect([desktop.opened.length - since, desktop.failures]).toEqual([1, []]);
    expect(pages).toEqual([expect.stringContaining('Signed in to Okta')]);
    // Where the browser does not come up, one can still open the address oneself.
    expect(said.text()).toContain(desktop.opened.at(-1));
    expect(grants()).toEqual([
      'authorization_code granted',
      'refresh_token granted',
      'refresh_token granted',
    ]);
  });

  /** The steps of a web application, up to the tokens. */
  async function webTokens(more: Record<string, string> = {}) {
    const properties = { ...domain(), InitiateOAuth: 'OFF', ...app(), ...more };
    return here.with('okta', properties, async (connection) => {
      const inputs = { AuthMode: 'WEB', CallbackURL: callback };
      const { URL: url } = await callOnce(connection, 'GetOAuthAuthorizationURL', inputs);
      const Verifier = codeIn((await browser.signIn(url ?? '', okta.person)).url);
      return callOnce(connection, 'GetOAuthAccessToken', { AuthMode: 'WEB', Verifier });
    });
  }

  it('for a web application gives the URL, and tokens for the code', async () => {
    const tokens = await webTokens();
    expect(tokens).toMatchObject({
      ExpiresIn: String(life),
      Scope: expect.stringContaining('okta.users.read'),
    });
    const { OAuthAccessToken = '', OAuthRefreshToken } = tokens;
    expect(OAuthRefreshToken).toMatch(/\w/);
    const properties = { ...domain(), OAuthAccessToken: String(OAuthAccessToken) };
    expect(await here.with('okta', properties, users)).toBe(20);
    expect(grants()).toEqual(['authorization_code granted']);
  });

  it.each<[string, (name: string, inputs: Readonly<Record<string, string>>) => string]>([
    ['EXEC', (name, inputs) => `EXEC ${name} ${listed(inputs, (key, value) => `@${key} = '${value}'`)}`],
    ['EXECUTE', (name, inputs) => `execute ${name} ${listed(inputs, (key, value) => `${key} = '${value}'`)}`],
    ['CALL', (name, inputs) => `CALL ${name}(${listed(inputs, (key, value) => `${key} => '${value}'`)})`],
    [
      'SELECT',
      (name, inputs) => `SELECT * FROM ${name}(${listed(inputs, (key, value) => `${key} => '${value}'`)})`,
    ],
  ])('takes the same steps as statements with %s', async (_, statement) => {
    await here.with('okta', { ...domain(), InitiateOAuth: 'OFF', ...app() }, async (connection) => {
      const inputs = { AuthMode: 'WEB', CallbackURL: callback };
      const first = await connection.query<{ URL: string }>(statement('GETOAUTHAUTHORIZATIONURL', inputs));
      const Verifier = codeIn(await signInAt(first.rows[0]?.URL));
      const second = await connection.query(statement('getOAuthAccessToken', { AuthMode: 'WEB', Verifier }));
      expect(second.rows).toEqual([expect.objectContaining({ OAuthAccessToken: expect.any(String) })]);
    });
  });

  it('afterwards needs only InitiateOAuth and OAuthSettingsLocation', async () => {
    const { OAuthAccessToken } = await webTokens({ OAuthSettingsLocation: here.settingsFile });
    const first = {
      ...domain(),
      InitiateOAuth: 'REFRESH',
      ...app(),
      OAuthAccessToken: String(OAuthAccessToken),
      OAuthSettingsLocation: here.settingsFile,
    };
    expect(await here.with('okta', first, users)).toBe(20);
    clock.advance(life * 1000);
    const later = { InitiateOAuth: 'REFRESH', OAuthSettingsLocation: here.settingsFile };
    for (let time = 0; time < 2; time++) expect(await here.with('okta', later, users)).toBe(20);
    expect(grants()).toEqual(['authorization_code granted', 'refresh_token granted']);
  });

  it('with an access token alone lasts as long as that does, and then says what to do', async () => {
    const { OAuthAccessToken } = await webTokens();
    const first = {
      ...domain(),
      InitiateOAuth: 'REFRESH',
      ...app(),
      OAuthAccessToken: String(OAuthAccessToken),
      OAuthSettingsLocation: here.settingsFile,
    };
    expect(await here.with('okta', first, users)).toBe(20);
    const later = { InitiateOAuth: 'REFRESH', OAuthSettingsLocation: here.settingsFile };
    expect(await here.with('okta', later, users)).toBe(20);
    clock.advance(life * 1000);
    // Nobody told how long the token lives, so its end is found out by using it.
    await expect(here.with('okta', later, users)).rejects.toMatchObject({ reason: 'sign_in_needed' });
    lateUses = okta.authorization.expiredUses.length;
    expect(lateUses).toBeGreaterThan(0);
  });

  it('can be renewed by hand, with the refresh token kept', async () => {
    const keeping = app(okta.clients.webKeeping);
    let { OAuthAccessToken, OAuthRefreshToken } = await webTokens(keeping);
    for (let time = 0; time < 2; time++) {
      clock.advance(life * 1000);
      const properties = { ...domain(), InitiateOAuth: 'OFF', ...keeping };
      const renewed = await here.with('okta', properties, (connection) =>
        callOnce(connection, 'RefreshOAuthAccessToken', { OAuthRefreshToken: String(OAuthRefreshToken) }),
      );
      expect(renewed.OAuthAccessToken).not.toBe(OAuthAccessToken);
      OAuthAccessToken = renewed.OAuthAccessToken;
      const using = { ...domain(), InitiateOAuth: 'OFF', OAuthAccessToken: String(OAuthAccessToken) };
      expect(await here.with('okta', using, users)).toBe(20);
    }
  });

  /** What the machine with the browser gets for the machine without. */
  async function beginHere(inputs: Record<string, string> = {}, client = okta.clients.web) {
    const properties = { ...domain(), InitiateOAuth: 'OFF', ...app(client) };
    const row = await here.with('okta', properties, (connection) =>
      callOnce(connection, 'GetOAuthAuthorizationURL', inputs),
    );
    const redirect = String(await signInAt(row.URL));
    return { redirect, code: codeIn(redirect), PKCEVerifier: String(row.PKCEVerifier) };
  }
  const finish = (machine: Machine, verifier: string, more = {}, client = okta.clients.web) => ({
    ...domain(),
    InitiateOAuth: 'REFRESH',
    OAuthVerifier: verifier,
    ...app(client),
    OAuthSettingsLocation: machine.settingsFile,
    ...more,
  });
  /** A connection test writes the file; afterwards the verifier is dropped. */
  async function expectSignedIn(machine: Machine, properties: Record<string, string>) {
    const report = await machine.with('okta', properties, (connection) => connection.test());
    expect(report.sources[0]?.identity.user).toBe(okta.person.user);
    const written = await machine.readSettings();
    expectNoSecrets(written, okta.authorization.secrets());
    // A verifier that was left in is not used again.
    expect(await machine.with('okta', properties, users)).toBe(20);
    const { OAuthVerifier: _, PKCEVerifier: __, ...later } = properties;
    clock.advance(life * 1000);
    expect(await machine.with('okta', later, users)).toBe(20);
    expect(grants().at(-1)).toBe('refresh_token granted');
  }

  it('on a headless machine that began it takes the bare code', async () => {
    const { code } = await beginHere();
    await expectSignedIn(here, finish(here, code));
  });

  it('on another machine takes the bare code with PKCEVerifier', async () => {
    const { code, PKCEVerifier } = await beginHere();
    await expectSignedIn(elsewhere, finish(elsewhere, code, { PKCEVerifier }));
  });

  it('on another machine takes the whole redirect URL', async () => {
    const { redirect } = await beginHere();
    await expectSignedIn(elsewhere, finish(elsewhere, redirect));
  });

  it('on another machine takes a bare code that was asked for without PKCE', async () => {
    const { webWithoutPkce } = okta.clients;
    const { code } = await beginHere({ PKCE: 'Off' }, webWithoutPkce);
    await expectSignedIn(elsewhere, finish(elsewhere, code, {}, webWithoutPkce));
  });

  it('on another machine names the three ways when the bare code is not enough', async () => {
    const { code } = await beginHere();
    const attempt = elsewhere.with('okta', finish(elsewhere, code), users);
    await expect(attempt).rejects.toMatchObject({
      hint: expect.stringMatching(/GetOAuthAuthorizationURL.*PKCEVerifier.*whole address/s),
    });
  });

  it('on a headless machine takes the copied file with client id and secret', async () => {
    const properties = {
      ...domain(),
      InitiateOAuth: 'GETANDREFRESH',
      ...app(),
      CallbackURL: callback,
      OAuthSettingsLocation: here.settingsFile,
    };
    expect(await here.with('okta', properties, users)).toBe(20);
    await elsewhere.copySettingsFrom(here);
    const headless = {
      InitiateOAuth: 'REFRESH',
      OAuthSettingsLocation: elsewhere.settingsFile,
      ...app(),
    };
    clock.advance(life * 1000);
    expect(await elsewhere.with('okta', headless, users)).toBe(20);
    // The renewed sign-in was kept there.
    clock.advance(life * 1000);
    expect(await elsewhere.with('okta', headless, users)).toBe(20);
    const withoutSecret = {
      InitiateOAuth: 'REFRESH',
      OAuthSettingsLocation: elsewhere.settingsFile,
      OAuthClientId: okta.clients.web.id,
    };
    const third = await createMachine();
    await third.copySettingsFrom(here);
    await expect(
      third.with('okta', { ...withoutSecret, OAuthSettingsLocation: third.settingsFile }, users),
    ).rejects.toThrow(/OAuthClientSecret|OAuthSettingsKey/);
    await third.close();
  });
});

/** Inputs of a procedure as a statement lists them. */
function listed(
  inputs: Readonly<Record<string, string>>,
  write: (name: string, value: string) => string,
): string {
  return Object.entries(inputs)
    .map(([name, value]) => write(name, value))
    .join(', ');
}
