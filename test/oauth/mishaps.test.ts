/** Sign-ins that go wrong: each says how, keeps nothing, and lets go of the port. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/index.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import {
  callOnce,
  captureStandardError,
  connectionString,
  createMachine,
  expectNoSecrets,
  type Machine,
} from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

const port = 33_341;
const callback = `http://localhost:${port}/callback`;

describe('a sign-in that goes wrong', () => {
  let okta: OktaService;
  let desktop: Desktop;
  let machine: Machine;
  let said: ReturnType<typeof captureStandardError>;
  /** What the person at the desktop does with the address that is opened; gives the status of the page they end at. */
  let look: (url: string) => Promise<number | undefined>;
  let status: number | undefined;

  beforeEach(async () => {
    okta = await startOktaService({ redirects: [callback] });
    desktop = await startDesktop(async (url) => {
      status = await look(url);
    });
    machine = await createMachine(desktop.env);
    said = captureStandardError();
    status = undefined;
  });
  afterEach(async () => {
    said.release();
    await desktop.close();
    expect(desktop.failures).toEqual([]);
    // The port is free again.
    await (await listenOn(port)).close();
    await machine.close();
    await okta.close();
    expectNoSecrets(said.text(), okta.authorization.secrets());
  });

  const app = ({ id, secret } = okta.clients.web) => ({ OAuthClientId: id, OAuthClientSecret: secret });
  const interactive = () => ({
    ...{ Domain: okta.origin, InitiateOAuth: 'GETANDREFRESH', ...app(), CallbackURL: callback },
    OAuthSettingsLocation: machine.settingsFile,
  });
  const signIn = (more: Readonly<Record<string, string>> = {}) =>
    machine.with('okta', { ...interactive(), ...more }, (connection) =>
      connection.query('SELECT Id FROM Users'),
    );
  /** The browser comes back with other parameters than the server sent. */
  const comeBackWith = (changes: Readonly<Record<string, string>>) => async (url: string) => {
    const redirect = new URL((await signInOverHttp(url, okta.person)) ?? '');
    for (const [name, value] of Object.entries(changes)) redirect.searchParams.set(name, value);
    return (await fetch(redirect)).status;
  };
  const exchanged = () => okta.authorization.log.map(({ outcome }) => outcome);

  it.each([
    ['a state that is not its own', { state: 'of-somebody-else' }, /state differs/],
    ['the issuer of another server', { iss: 'https://login.example.com' }, /another authorization server/],
  ])('refuses an answer with %s, and never sends its code', async (_, changes, message) => {
    look = comeBackWith(changes);
    await expect(signIn()).rejects.toMatchObject({
      ...{ reason: 'sign_in_mismatch', message: expect.stringMatching(message) },
    });
    await desktop.settled();
    expect([status, exchanged()]).toEqual([400, []]);
  });

  it('refuses the redirect of another application, whose code it cannot use', async () => {
    look = async (url) => {
      const other = new URL(url);
      other.searchParams.set('client_id', okta.clients.webKeeping.id);
      return (await fetch((await signInOverHttp(other.href, okta.person)) ?? '')).status;
    };
    await expect(signIn()).rejects.toMatchObject({ message: expect.stringContaining('invalid_grant') });
    await desktop.settled();
    expect([status, exchanged()]).toEqual([400, ['invalid_grant']]);
    await expect(machine.readSettings()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('tells when the person refuses', async () => {
    look = async (url) => {
      const redirect = await signInOverHttp(url, { ...okta.person, deny: true });
      return (await fetch(redirect ?? '')).status;
    };
    await expect(signIn()).rejects.toMatchObject({
      ...{ reason: 'sign_in_unfinished', message: expect.stringContaining('access_denied') },
    });
  });

  it('gives up when nobody comes back in time', async () => {
    look = async () => undefined;
    await expect(signIn({ OAuthLoginTimeout: '1' })).rejects.toMatchObject({ reason: 'sign_in_unfinished' });
  });

  it('ends at once when the program is told to stop', async () => {
    const stop = new AbortController();
    look = async () => {
      stop.abort();
      return undefined;
    };
    const properties = connectionString('okta', interactive());
    const attempt = connect(properties, { env: machine.env, signal: stop.signal });
    await expect(attempt).rejects.toMatchObject({ code: '57014' });
  });

  it('is not thrown off by other requests to its port', async () => {
    look = async (url) => {
      const icon = await fetch(`http://localhost:${port}/favicon.ico`);
      const probe = await fetch(callback, { method: 'POST' });
      expect([icon.status, probe.status]).toEqual([404, 404]);
      return comeBackWith({})(url);
    };
    expect((await signIn()).rows).toHaveLength(20);
    await desktop.settled();
    expect(status).toBe(200);
  });

  it('names the port that is taken, before a browser opens', async () => {
    const taken = await listenOn(port);
    await expect(signIn()).rejects.toMatchObject({
      ...{ reason: 'callback_unavailable', message: expect.stringContaining(String(port)) },
    });
    await taken.close();
    expect(desktop.opened).toEqual([]);
  });

  it('takes no callback that comes in the open, and says so at once', async () => {
    const open = signIn({ CallbackURL: 'http://app.example.com/callback' });
    await expect(open).rejects.toThrow(/CallbackURL/);
    expect([desktop.opened, okta.authorization.log]).toEqual([[], []]);
  });

  it('notices a code that was used before', async () => {
    const begin = { Domain: okta.origin, InitiateOAuth: 'OFF', ...app(), CallbackURL: callback };
    const { URL: url } = await machine.with('okta', begin, (connection) =>
      callOnce(connection, 'GetOAuthAuthorizationURL'),
    );
    const redirect = String(await signInOverHttp(url ?? '', okta.person));
    const finish = (OAuthSettingsLocation: string) =>
      machine.with(
        'okta',
        { ...begin, InitiateOAuth: 'REFRESH', OAuthVerifier: redirect, OAuthSettingsLocation },
        (connection) => connection.query('SELECT Id FROM Users'),
      );
    expect((await finish(machine.settingsFile)).rows).toHaveLength(20);
    const again = finish(`${machine.settingsFile}.other`);
    await expect(again).rejects.toMatchObject({
      ...{ message: expect.stringContaining('invalid_grant'), hint: expect.stringMatching(/once/) },
    });
  });

  /** Someone brings an address home that they did not begin: the machine has nothing but the app's id and secret. */
  const takeHome = (OAuthVerifier: string, client = okta.clients.webWithoutPkce) => {
    const { settingsFile: OAuthSettingsLocation } = machine;
    const known = { Domain: okta.origin, ...app(client), CallbackURL: callback, OAuthSettingsLocation };
    return machine.with('okta', { ...known, InitiateOAuth: 'REFRESH', OAuthVerifier }, (connection) =>
      connection.query('SELECT Id FROM Users'),
    );
  };

  it('exchanges no code that somebody else asked for', async () => {
    const theirs = new URL(`${okta.origin}/oauth2/v1/authorize`);
    const { id } = okta.clients.webWithoutPkce;
    const request = { response_type: 'code', client_id: id, redirect_uri: callback, state: 'evil' };
    theirs.search = new URLSearchParams({ ...request, scope: 'offline_access okta.users.read' }).toString();
    const redirect = String(await signInOverHttp(theirs.href, okta.person));
    await expect(takeHome(redirect)).rejects.toMatchObject({ reason: 'sign_in_mismatch' });
    expect(exchanged()).toEqual([]);
  });

  it('takes the whole address of a request that was made without a proof key, elsewhere too', async () => {
    const other = await createMachine();
    const begin = { Domain: okta.origin, InitiateOAuth: 'OFF', ...app(okta.clients.webWithoutPkce) };
    const { URL: url } = await other.with('okta', { ...begin, PKCE: 'Off' }, (connection) =>
      callOnce(connection, 'GetOAuthAuthorizationURL', { CallbackURL: callback }),
    );
    await other.close();
    expect(url).not.toContain('code_challenge');
    const redirect = String(await signInOverHttp(url ?? '', okta.person));
    expect((await takeHome(redirect)).rows).toHaveLength(20);
  });

  it('names all impossible combinations at connect, each with its fix', async () => {
    const attempt = signIn({ OAuthVerifier: 'a-code', CallbackURL: 'http://app.example.com/callback' });
    await expect(attempt).rejects.toMatchObject({
      detail: expect.stringMatching(/OAuthVerifier.*InitiateOAuth=REFRESH[\s\S]*CallbackURL.*https/),
    });
    expect([desktop.opened, okta.authorization.log]).toEqual([[], []]);
  });
});

/** Takes a port on this machine. */
async function listenOn(wanted: number): Promise<{ close(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
  });
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
