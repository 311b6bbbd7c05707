/** What keeps a sign-in alive, and what ends it: token endpoints that fail, grants that end, scopes that are added. */
import { access } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, type ConnectOptions, connect, openSignInSession } from '../../src/index.ts';
import { startActOnService } from './acton-service.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { enterMovableClock, type MovableClock } from './fast-clock.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import {
  captureStandardError,
  connectionString,
  createMachine,
  expectNoSecrets,
  type Machine,
} from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';
import type { TokenFault } from './token-endpoint.ts';

const port = 33_343;
const callback = `http://localhost:${port}/callback`;
const minute = 60_000;

describe('someone who is signed in to Okta', () => {
  let okta: OktaService;
  let desktop: Desktop;
  let machine: Machine;
  let clock: MovableClock;
  let said: ReturnType<typeof captureStandardError>;

  beforeEach(async () => {
    clock = enterMovableClock();
    okta = await startOktaService({ redirects: [callback], now: () => Date.now() });
    desktop = await startDesktop(async (url) => fetch((await signInOverHttp(url, okta.person)) ?? ''));
    machine = await createMachine(desktop.env);
    said = captureStandardError();
  });
  afterEach(async () => {
    said.release();
    await desktop.close();
    await machine.close();
    await okta.close();
    clock.leave();
    expectNoSecrets(said.text(), okta.authorization.secrets());
    expect(okta.authorization.expiredUses).toEqual([]);
  });

  const properties = (
    { id, secret }: { readonly id: string; readonly secret: string } = okta.clients.web,
    more: Readonly<Record<string, string>> = {},
  ) => ({
    ...{ Domain: okta.origin, InitiateOAuth: 'GETANDREFRESH', OAuthClientId: id, OAuthClientSecret: secret },
    ...{ CallbackURL: callback, OAuthSettingsLocation: machine.settingsFile, ...more },
  });
  const users = async (connection: Connection) =>
    (await connection.query('SELECT Id FROM Users')).rows.length;
  const opened = (more: Readonly<Record<string, string>> = {}, options: ConnectOptions = {}) =>
    connect(connectionString('okta', { ...properties(), ...more }), { env: machine.env, ...options });
  const outcomes = () => okta.authorization.log.map(({ grant, outcome }) => `${grant} ${outcome}`);
  const down: TokenFault = { kind: 'answer', status: 503, body: 'down', grant: 'refresh_token' };
  const ended: TokenFault = {
    ...{ kind: 'answer', status: 400, grant: 'refresh_token' },
    body: { error: 'invalid_grant', error_description: 'The refresh token is invalid or expired.' },
  };

  it('goes on while the token endpoint is down, for as long as the token lasts', async () => {
    const connection = await opened();
    expect(await users(connection)).toBe(20);
    clock.advance(56 * minute);
    okta.authorization.inject(down);
    expect([await users(connection), await users(connection)]).toEqual([20, 20]);
    // After a failure it is left alone for a moment, though many ask.
    expect(outcomes().filter((outcome) => outcome.startsWith('refresh_token'))).toHaveLength(1);
    clock.advance(5 * minute);
    // After that the statement waits for it, as it would for the source.
    okta.authorization.inject(down);
    expect(await users(connection)).toBe(20);
    expect(desktop.opened).toHaveLength(1);
    await connection.close();
  });

  it('is told to log in when the grant has ended, and what is kept stays as it is', async () => {
    const connection = await opened();
    const kept = await machine.readSettings();
    clock.advance(61 * minute);
    okta.authorization.inject(ended);
    await expect(users(connection)).rejects.toMatchObject({
      ...{ reason: 'sign_in_needed', code: '28000', message: expect.stringContaining('invalid_grant') },
      hint: expect.stringContaining('sqluice auth login'),
    });
    expect(await machine.readSettings()).toBe(kept);
    // It was another's mistake: the refresh token is as good as before.
    expect(await users(connection)).toBe(20);
    expect(desktop.opened).toHaveLength(1);
    await connection.close();
  });

  it('is asked again at the next connection, and only then, when the grant has ended', async () => {
    await (await opened()).close();
    clock.advance(61 * minute);
    okta.authorization.inject(ended);
    const connection = await opened();
    expect(await users(connection)).toBe(20);
    expect(desktop.opened).toHaveLength(2);
    await connection.close();
  });

  it('sends nothing for a table outside the scopes until they are added by a login', async () => {
    const few = { Scope: 'offline_access okta.users.read' };
    const before = await opened(few);
    const sent = () => okta.sandbox.log.length + okta.authorization.log.length;
    const since = sent();
    await expect(before.query('SELECT Id FROM Groups')).rejects.toMatchObject({
      ...{ reason: 'missing_scope', code: '42501', message: expect.stringContaining('okta.groups.read') },
      hint: expect.stringContaining('sqluice auth login --add-scope okta.groups.read'),
    });
    expect(sent()).toBe(since);
    await before.close();

    const source = connectionString('okta', { ...properties(), ...few });
    await using session = await openSignInSession(source, { env: machine.env });
    const { scopes } = await session.login({ addScopes: ['okta.groups.read'] });
    expect(scopes).toEqual(expect.arrayContaining(['okta.users.read', 'okta.groups.read']));
    await using after = await opened(few);
    expect((await after.query('SELECT Id FROM Groups')).rows.length).toBeGreaterThan(0);
    expect(await users(after)).toBe(20);
    expect(desktop.opened).toHaveLength(2);
  });

  it('is not asked where nobody may be: GETANDREFRESH acts as REFRESH', async () => {
    await expect(opened({}, { interaction: null })).rejects.toMatchObject({
      ...{ reason: 'sign_in_needed', code: '28000', hint: expect.stringContaining('sqluice auth login') },
    });
    expect([desktop.opened, okta.authorization.log]).toEqual([[], []]);
    await expect(access(machine.settingsFile)).rejects.toMatchObject({ code: 'ENOENT' });

    await (await opened()).close();
    clock.advance(61 * minute);
    await using served = await opened({}, { interaction: null });
    expect(await users(served)).toBe(20);
    expect(outcomes().at(-1)).toBe('refresh_token granted');
    expect(desktop.opened).toHaveLength(1);
  });

  it('learns why an app with a secret gets no token for itself', async () => {
    const { id, secret } = okta.clients.web;
    const app = { Domain: okta.origin, OAuthClientId: id, OAuthClientSecret: secret };
    await using connection = await machine.connect('okta', { ...app, AuthScheme: 'OAuthClient' });
    await expect(users(connection)).rejects.toMatchObject({
      ...{ reason: 'sign_in_failed', code: '28000', hint: expect.stringContaining('AuthScheme=OAuthJWT') },
    });
  });
});

describe('a password for Act-On', () => {
  it('is not tried a sixth time within an hour', async () => {
    const clock = enterMovableClock();
    const actOn = await startActOnService();
    const machine = await createMachine();
    const { id, secret } = actOn.clients.integration;
    const attempt = (Password: string) =>
      machine.with(
        'acton',
        {
          ...{ BaseURL: actOn.origin, AuthScheme: 'OAuthPassword', InitiateOAuth: 'GETANDREFRESH' },
          ...{ OAuthClientId: id, OAuthClientSecret: secret, User: actOn.person.user, Password },
        },
        async (connection) => (await connection.test()).sources[0]?.identity.user,
      );
    for (let time = 0; time < 5; time++) {
      await expect(attempt('a-wrong-password')).rejects.toMatchObject({ reason: 'sign_in_failed' });
    }
    expect(actOn.authorization.log).toHaveLength(5);
    await expect(attempt(actOn.person.password)).rejects.toMatchObject({
      ...{ reason: 'throttled', code: '53400', hint: expect.stringMatching(/^Wait (59|60) minutes\./) },
    });
    expect(actOn.authorization.log).toHaveLength(5);
    clock.advance(60 * minute);
    expect(await attempt(actOn.person.password)).toBe(actOn.person.user);
    await machine.close();
    await actOn.close();
    clock.leave();
  });
});
