/** People who sign in twice at once, stop half way, or come back from elsewhere; pages that tell them the truth. */
import { access } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/index.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import {
  captureStandardError,
  connectionString,
  createMachine,
  expectNoSecrets,
  type Machine,
} from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

const port = 33_342;
const callback = `http://localhost:${port}/callback`;

/** A page as the person at the browser sees it. */
interface Page {
  readonly status: number;
  readonly text: string;
}

describe('a person who signs in', () => {
  let okta: OktaService;
  let desktop: Desktop;
  let machine: Machine;
  let said: ReturnType<typeof captureStandardError>;
  let look: (url: string) => Promise<unknown>;

  beforeEach(async () => {
    okta = await startOktaService({ redirects: [callback] });
    desktop = await startDesktop((url) => look(url));
    machine = await createMachine(desktop.env);
    said = captureStandardError();
  });
  afterEach(async () => {
    said.release();
    await desktop.close();
    expect(desktop.failures).toEqual([]);
    await expectFree(port);
    await machine.close();
    await okta.close();
    expectNoSecrets(said.text(), okta.authorization.secrets());
  });

  const properties = (more: Readonly<Record<string, string>> = {}) => {
    const { id, secret } = okta.clients.web;
    const { settingsFile: OAuthSettingsLocation } = machine;
    const app = { Domain: okta.origin, OAuthClientId: id, OAuthClientSecret: secret };
    return { ...app, InitiateOAuth: 'GETANDREFRESH', CallbackURL: callback, OAuthSettingsLocation, ...more };
  };
  const signIn = (more: Readonly<Record<string, string>> = {}) =>
    machine.with('okta', properties(more), (connection) => connection.query('SELECT Id FROM Users'));
  const expectNothingKept = () =>
    expect(access(machine.settingsFile)).rejects.toMatchObject({ code: 'ENOENT' });
  /** Signs in at the address and goes where that leads. */
  const comeBack = async (url: string): Promise<Page> => open(await signInOverHttp(url, okta.person));

  it('while another sign-in waits is told so, and the one that waits goes on', async () => {
    let come = (_: Page) => {};
    const page = new Promise<Page>((resolve) => {
      come = resolve;
    });
    let second: unknown;
    look = async (url) => {
      second = await signIn({ OAuthSettingsLocation: `${machine.settingsFile}.second` }).catch(
        (error: unknown) => error,
      );
      come(await comeBack(url));
    };
    expect((await signIn()).rows).toHaveLength(20);
    expect(second).toMatchObject({
      ...{ reason: 'callback_unavailable', code: '08001', message: expect.stringContaining(String(port)) },
      hint: expect.stringContaining('another sign-in may be waiting'),
    });
    expect(await page).toMatchObject({ status: 200, text: expect.stringContaining('Signed in to Okta') });
    expect(desktop.opened).toHaveLength(1);
  });

  it('comes back from an older sign-in of the same program, and is not taken for the new one', async () => {
    let older = '';
    look = async (url) => {
      older = url;
    };
    await expect(signIn({ OAuthLoginTimeout: '1' })).rejects.toThrow();
    let page: Page | undefined;
    look = async () => {
      page = await comeBack(older);
    };
    await expect(signIn()).rejects.toMatchObject({
      ...{ reason: 'sign_in_mismatch', code: '28000', message: expect.stringContaining('state differs') },
      hint: expect.stringContaining('only the newest link'),
    });
    await desktop.settled();
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('Not signed in to Okta') });
    expect(okta.authorization.log).toEqual([]);
    await expectNothingKept();
  });

  it('closes the browser half way, and is not waited for longer than allowed', async () => {
    look = (url) => fetch(url);
    await expect(signIn({ OAuthLoginTimeout: '1' })).rejects.toMatchObject({
      ...{ reason: 'sign_in_unfinished', code: '28000' },
      message: 'Nobody signed in to Okta within the 1 seconds that OAuthLoginTimeout allows.',
    });
    await expectNothingKept();
  });

  it('opens the redirect and goes away before the answer, and is signed in all the same', async () => {
    look = async (url) => {
      const leave = new AbortController();
      const redirect = await signInOverHttp(url, okta.person);
      const leaving = fetch(redirect ?? '', { signal: leave.signal }).catch(() => {});
      setTimeout(() => leave.abort(), 100);
      await leaving;
    };
    okta.authorization.inject({ kind: 'delay', milliseconds: 500 });
    expect((await signIn()).rows).toHaveLength(20);
  });

  it('refuses, and reads on the page that nobody was signed in', async () => {
    let page: Page | undefined;
    look = async (url) => {
      page = await open(await signInOverHttp(url, { ...okta.person, deny: true }));
    };
    await expect(signIn()).rejects.toMatchObject({
      ...{ reason: 'sign_in_unfinished', code: '28000', hint: expect.stringContaining('Agree') },
    });
    await desktop.settled();
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('Not signed in to Okta') });
    await expectNothingKept();
  });

  it('reads on the page that it failed where the server gives no token for the code', async () => {
    let page: Page | undefined;
    look = async (url) => {
      page = await comeBack(url);
    };
    okta.authorization.inject({ kind: 'answer', status: 401, body: { error: 'invalid_client' } });
    await expect(signIn()).rejects.toMatchObject({
      ...{ reason: 'sign_in_failed', code: '28000', hint: expect.stringContaining('Check the client id') },
    });
    await desktop.settled();
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('Not signed in to Okta') });
    await expectNothingKept();
  });

  it('is no longer waited for when the program is told to stop, and nothing is kept', async () => {
    const stop = new AbortController();
    look = async () => stop.abort();
    const attempt = connect(connectionString('okta', properties()), {
      ...{ env: machine.env, signal: stop.signal },
    });
    await expect(attempt).rejects.toMatchObject({ reason: 'cancelled', code: '57014' });
    await expectFree(port);
    await expectNothingKept();
  });
});

async function open(redirect: string | undefined): Promise<Page> {
  const response = await fetch(redirect ?? '');
  return { status: response.status, text: await response.text() };
}

/** Listens on the port at both addresses of this machine. */
async function expectFree(wanted: number): Promise<void> {
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        // A machine without IPv6.
        error.code === 'EADDRNOTAVAIL' ? resolve() : reject(error),
      );
      server.listen({ port: wanted, host, exclusive: true }, resolve);
    });
    await new Promise<void>((resolve) => {
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
  }
}
