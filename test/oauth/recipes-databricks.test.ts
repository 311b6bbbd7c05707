/** The ways to sign in to a Databricks workspace for Lakebase, each with exactly the properties that people are told. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/index.ts';
import { type Chromium, startChromium } from './chromium.ts';
import { type DatabricksService, startDatabricksService } from './databricks-service.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { enterMovableClock, type MovableClock } from './fast-clock.ts';
import {
  callOnce,
  captureStandardError,
  codeIn,
  createMachine,
  expectNoSecrets,
  type Machine,
  type Properties,
} from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

/** Seconds that access tokens live. */
const life = 3600;

describe('signing in to Databricks', () => {
  let databricks: DatabricksService;
  let browser: Chromium;
  let desktop: Desktop;
  let clock: MovableClock;
  let here: Machine;
  let elsewhere: Machine;
  let said: ReturnType<typeof captureStandardError>;

  beforeAll(async () => {
    clock = enterMovableClock();
    browser = await startChromium();
    desktop = await startDesktop((url) => browser.signIn(url, databricks.person));
  });
  afterAll(async () => {
    await desktop?.close();
    await browser?.close();
    clock.leave();
  });
  beforeEach(async () => {
    databricks = await startDatabricksService();
    here = await createMachine(desktop.env);
    elsewhere = await createMachine();
    said = captureStandardError();
  });
  afterEach(async () => {
    said.release();
    await here.close();
    await elsewhere.close();
    await databricks.close();
    expectNoSecrets(said.text(), databricks.authorization.secrets());
    expect(databricks.authorization.expiredUses).toEqual([]);
  });

  const workspace = () => ({ DatabricksInstance: databricks.origin });
  const person = () => ({ AuthScheme: 'OAuthPKCE', User: databricks.person.user });
  const whoAmI = async (connection: Connection) => (await connection.test()).sources[0]?.identity.user;
  const grants = () => databricks.authorization.log.map(({ grant, outcome }) => `${grant} ${outcome}`);

  it('on a desktop opens the browser once; afterwards REFRESH needs nobody', async () => {
    const since = desktop.opened.length;
    const file = { OAuthSettingsLocation: here.settingsFile };
    const first = { ...workspace(), ...person(), InitiateOAuth: 'GETANDREFRESH', ...file };
    expect(await here.with('lakebase', first, whoAmI)).toBe(databricks.person.user);
    clock.advance(life * 1000);
    const later = { ...workspace(), ...person(), InitiateOAuth: 'REFRESH', ...file };
    expect(await here.with('lakebase', later, whoAmI)).toBe(databricks.person.user);
    expect([desktop.opened.length - since, desktop.failures]).toEqual([1, []]);
    expect(grants()).toEqual(['authorization_code granted', 'refresh_token granted']);
  });

  it('as a service principal needs nobody at all, on a headless machine too', async () => {
    const { id, secret } = databricks.clients.service;
    const properties = {
      ...workspace(),
      ...{ AuthScheme: 'OAuthClient', InitiateOAuth: 'GETANDREFRESH' },
      ...{ OAuthClientId: id, OAuthClientSecret: secret },
    };
    await elsewhere.with('lakebase', properties, async (connection) => {
      expect(await whoAmI(connection)).toBe(id);
      clock.advance(life * 1000);
      expect(await whoAmI(connection)).toBe(id);
    });
    expect(grants()).toEqual(['client_credentials granted', 'client_credentials granted']);
  });

  /** What the machine with the browser gets for the machine without. */
  async function beginHere(properties: Properties = person()) {
    const row = await here.with(
      'lakebase',
      { ...workspace(), ...properties, InitiateOAuth: 'OFF' },
      (connection) => callOnce(connection, 'GetOAuthAuthorizationURL'),
    );
    const redirect = String(await signInOverHttp(row.URL ?? '', databricks.person));
    return { redirect, code: codeIn(redirect), PKCEVerifier: String(row.PKCEVerifier) };
  }

  it.each(['the bare code with PKCEVerifier', 'the bare code where it began'] as const)(
    'on a headless machine takes %s',
    async (what) => {
      const { code, PKCEVerifier } = await beginHere();
      const apart = what === 'the bare code with PKCEVerifier';
      const machine = apart ? elsewhere : here;
      const file = { OAuthSettingsLocation: machine.settingsFile };
      const properties = {
        ...{ ...workspace(), ...person(), InitiateOAuth: 'REFRESH', OAuthVerifier: code, ...file },
        ...(apart && { PKCEVerifier }),
      };
      expect(await machine.with('lakebase', properties, whoAmI)).toBe(databricks.person.user);
      clock.advance(life * 1000);
      const later = { ...workspace(), ...person(), InitiateOAuth: 'REFRESH', ...file };
      expect(await machine.with('lakebase', later, whoAmI)).toBe(databricks.person.user);
      expect(grants()).toEqual(['authorization_code granted', 'refresh_token granted']);
    },
  );

  it('on another machine takes the whole redirect URL of an application with a secret', async () => {
    const { id, secret } = databricks.clients.custom;
    const custom = { AuthScheme: 'OAuth', OAuthClientId: id, OAuthClientSecret: secret };
    const { redirect } = await beginHere(custom);
    const properties = { ...workspace(), ...custom, InitiateOAuth: 'REFRESH', OAuthVerifier: redirect };
    expect(await elsewhere.with('lakebase', properties, whoAmI)).toBe(databricks.person.user);
  });

  it('on a headless machine takes the copied file with the key it was written with', async () => {
    const key = { OAuthSettingsKey: 'a key of my own' };
    const onDesktop = { ...workspace(), ...person(), InitiateOAuth: 'GETANDREFRESH', ...key };
    await here.with('lakebase', { ...onDesktop, OAuthSettingsLocation: here.settingsFile }, whoAmI);
    await elsewhere.copySettingsFrom(here);
    clock.advance(life * 1000);
    const headless = { InitiateOAuth: 'REFRESH', OAuthSettingsLocation: elsewhere.settingsFile };
    const locked = elsewhere.with('lakebase', headless, whoAmI);
    await expect(locked).rejects.toThrow(/OAuthSettingsKey/);
    expect(await elsewhere.with('lakebase', { ...headless, ...key }, whoAmI)).toBe(databricks.person.user);
  });
});
