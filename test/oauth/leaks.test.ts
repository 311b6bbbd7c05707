/** Signs in in every way, and fails in every way, and searches everything that can be seen of it for anything secret. */
import { execFile, spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, openSignInSession } from '../../src/index.ts';
import { buildSqluice, finish, startSqluice } from '../cli/sqluice.ts';
import { startActOnService } from './acton-service.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { enterMovableClock, type MovableClock } from './fast-clock.ts';
import { type OktaService, startOktaService } from './okta-service.ts';
import {
  callOnce,
  captureStandardError,
  codeIn,
  connectionString,
  createMachine,
  type Machine,
  type Properties,
} from './recipe.ts';
import { signInOverHttp } from './sign-in-over-http.ts';

const callback = 'http://localhost:33344/callback';
const settingsKey = 'a-settings-key-of-someone-Ub72';
const wrongSecret = 'a-secret-that-is-wrong-Zk35';

describe('everything that can be seen of signing in', () => {
  let okta: OktaService;
  let desktop: Desktop;
  let machine: Machine;
  let clock: MovableClock;
  let said: ReturnType<typeof captureStandardError>;
  /** How the person at the browser comes back. */
  let comeBack: (redirect: string) => Promise<unknown>;
  let deny = false;
  /** All that was seen, by where. */
  const seen: { readonly where: string; readonly text: string }[] = [];
  /** Secrets that the server never hears of. */
  const ownSecrets = [settingsKey, wrongSecret];
  let files = 0;

  beforeAll(async () => {
    buildSqluice();
    clock = enterMovableClock();
    okta = await startOktaService({ redirects: [callback], now: () => Date.now() });
    desktop = await startDesktop(async (url) => {
      const redirect = await signInOverHttp(url, { ...okta.person, deny });
      if (redirect !== undefined) see('page', await comeBack(redirect));
    });
    machine = await createMachine(desktop.env);
    said = captureStandardError();
    ownSecrets.push(...okta.serviceKey.pem.split('\n').filter((line) => line.length === 64));
  });
  afterAll(async () => {
    said.release();
    await desktop.close();
    await machine.close();
    await okta.close();
    clock.leave();
  });

  const see = (where: string, value: unknown) => {
    const text = typeof value === 'string' ? value : inspect(value, { depth: 20, showHidden: true });
    seen.push({ where, text });
  };
  const open = async (redirect: string) => (await fetch(redirect)).text();
  const secrets = () => [...okta.authorization.secrets(), ...ownSecrets];
  /** Where secrets were seen, with what stands before them. */
  const found = () => {
    const all = secrets();
    return seen.flatMap(({ where, text }) =>
      all
        .filter((secret) => text.includes(secret))
        .map((secret) => `${where}: ${text.slice(0, text.indexOf(secret) + 4).slice(-100)}`),
    );
  };

  /** Does all that a connection can do, and sees what comes of it but for rows. */
  async function use(where: string, source: string, properties: Properties): Promise<void> {
    const note = (value: unknown) => see(where, value);
    try {
      await using connection = await connect(connectionString(source, properties), {
        ...{ env: machine.env, onEvent: note },
      });
      note(connection.notices);
      note(await connection.test());
      note(await connection.catalog());
      const sql = source === 'okta' ? 'SELECT Id FROM Users' : 'SELECT 1 AS one';
      note(await connection.explain(sql, [], { analyze: true }));
      note((await connection.query(sql)).stats);
      clock.advance(3_590_000);
      note((await connection.query(sql)).stats);
      clock.advance(20_000);
      note(await connection.query('SELECT * FROM sys_connection_props').catch((error) => error));
      note(
        await connection.query('SELECT * FROM Apps').then(
          ({ stats }) => stats,
          (error) => error,
        ),
      );
    } catch (error) {
      note(error);
      note(JSON.stringify(error));
      note(String((error as Error).stack));
    }
  }

  const app = ({ id, secret }: { readonly id: string; readonly secret?: string } = okta.clients.web) => ({
    ...{ Domain: okta.origin, OAuthClientId: id, ...(secret && { OAuthClientSecret: secret }) },
    CallbackURL: callback,
    OAuthSettingsLocation: path.join(path.dirname(machine.settingsFile), `settings-${++files}.txt`),
  });
  const interactive = (client?: Parameters<typeof app>[0], more: Properties = {}) => ({
    ...{ ...app(client), InitiateOAuth: 'GETANDREFRESH' },
    ...more,
  });
  const beginElsewhere = (properties: Properties) =>
    machine.with('okta', { ...properties, InitiateOAuth: 'OFF' }, (connection) =>
      callOnce(connection, 'GetOAuthAuthorizationURL'),
    );

  it('holds nothing secret when it goes well', async () => {
    comeBack = open;
    const { web, webBound, native, service } = okta.clients;
    await use('desktop', 'okta', interactive(web, { OAuthSettingsKey: settingsKey }));
    await use('bound to a key', 'okta', interactive(webBound));
    await use('without a secret', 'okta', interactive(native, { AuthScheme: 'OAuthPKCE' }));
    await use('with a device code', 'okta', interactive(native, { AuthScheme: 'OAuthDevice' }));
    await use('with a private key', 'okta', {
      ...{ Domain: okta.origin, AuthScheme: 'OAuthJWT', OAuthClientId: service.id },
      OAuthJWTCert: okta.serviceKey.pem.trim().replaceAll('\n', '\\n'),
      OAuthJWTPublicKeyId: okta.serviceKey.keyId,
    });
    for (const whole of [true, false]) {
      const headless = app();
      const { URL: url, PKCEVerifier } = await beginElsewhere(headless);
      ownSecrets.push(String(PKCEVerifier));
      const redirect = String(await signInOverHttp(url ?? '', okta.person));
      const OAuthVerifier = whole ? redirect : codeIn(redirect);
      await use('with a code from elsewhere', 'okta', {
        ...headless,
        InitiateOAuth: 'REFRESH',
        OAuthVerifier,
      });
    }
    expect(secrets().length).toBeGreaterThan(40);
    expect(found()).toEqual([]);
  });

  it('holds nothing secret when it fails', async () => {
    const { web } = okta.clients;
    comeBack = async (redirect) => open(redirect.replace(/state=[^&]+/, 'state=of-another'));
    await use('a wrong state', 'okta', interactive());
    comeBack = async (redirect) => open(`${redirect}&iss=https%3A%2F%2Flogin.example.com`);
    await use('a wrong issuer', 'okta', interactive());
    comeBack = open;
    await use('a wrong secret', 'okta', interactive({ id: web.id, secret: wrongSecret }));
    deny = true;
    await use('a denial', 'okta', interactive());
    deny = false;
    comeBack = async () => '';
    await use('a login that is not finished', 'okta', interactive(web, { OAuthLoginTimeout: '1' }));
    comeBack = open;
    for (const kind of ['lose', 'cut'] as const) {
      okta.authorization.inject({ kind });
      await use(`an answer that is lost (${kind})`, 'okta', interactive());
    }
    // A server that repeats what it was sent, as some do.
    const spent = okta.authorization.log.at(-1)?.form ?? {};
    for (const status of [400, 500]) {
      okta.authorization.inject({
        ...{ kind: 'answer', status },
        body: {
          error: 'invalid_request',
          error_description: `${web.secret} and ${Object.values(spent).join(' ')}`,
        },
      });
      const headless = { ...app(), InitiateOAuth: 'REFRESH', OAuthVerifier: spent.code ?? '' };
      const PKCEVerifier = spent.code_verifier ?? '';
      await use(`a server that repeats secrets (${status})`, 'okta', { ...headless, PKCEVerifier });
    }
    okta.authorization.inject({ kind: 'answer', status: 200, body: `<html>${web.secret}</html>` });
    await use('an answer that is no JSON', 'okta', interactive());
    await use('a code that was used', 'okta', {
      ...{ ...app(), InitiateOAuth: 'REFRESH', OAuthVerifier: spent.code ?? '' },
      PKCEVerifier: spent.code_verifier ?? '',
    });
    await use(
      'properties that do not go together',
      'okta',
      interactive(web, { OAuthVerifier: spent.code ?? '' }),
    );
    expect(seen.map(({ text }) => text).join()).toContain('invalid_client');
    expect(found()).toEqual([]);
  });

  it('holds nothing secret when Act-On signs in by password', async () => {
    const actOn = await startActOnService();
    const { id, secret } = actOn.clients.integration;
    for (const Password of [actOn.person.password, 'a-wrong-password-Hc58']) {
      await use('a password', 'acton', {
        ...{ BaseURL: actOn.origin, AuthScheme: 'OAuthPassword', InitiateOAuth: 'GETANDREFRESH' },
        ...{ OAuthClientId: id, OAuthClientSecret: secret, User: actOn.person.user, Password },
        OAuthSettingsLocation: `memory://${Password.length}`,
      });
    }
    ownSecrets.push(...actOn.authorization.secrets());
    await actOn.close();
    expect(found()).toEqual([]);
  });

  it('holds nothing secret on the command line, in its files, when it crashes, and among processes', async () => {
    comeBack = open;
    const properties = interactive(okta.clients.web, { OAuthSettingsKey: settingsKey });
    const folder = path.dirname(machine.settingsFile);
    const env = {
      ...machine.env,
      SQLUICE_CONNECTION: connectionString('okta', properties),
      NODE_DEBUG: 'http,net',
    };
    const trace = path.join(folder, 'trace.har');
    for (const args of [
      ['auth', 'login'],
      ['query', 'SELECT Id FROM Users', '--log', '-', '--trace', trace],
      ['explain', 'SELECT Id FROM Users'],
      ['test', '--log', '-'],
      ['doctor'],
      ['auth', 'status'],
      ['auth', 'refresh'],
      ['query', 'SELECT Nothing FROM Nowhere', '--log', path.join(folder, 'log.txt')],
    ]) {
      const child = startSqluice(args, { cwd: folder, env });
      const watch = setInterval(() => see('ps', processesOf(child.pid)), 200);
      const { output, errors } = await finish(child);
      clearInterval(watch);
      see(args.join(' '), output + errors);
    }
    see(
      'a crash',
      await crashOf({
        ...env,
        SQLUICE_CONNECTION: env.SQLUICE_CONNECTION.replace(okta.clients.web.secret, wrongSecret),
      }),
    );
    await using session = await openSignInSession(connectionString('okta', properties), { env: machine.env });
    await session.authorizationRequest();
    see('status', await session.status());
    see('standard error', said.text());
    for (const entry of await readdir(path.dirname(folder), { recursive: true, withFileTypes: true })) {
      see('file names', entry.name);
      if (entry.isFile()) see(entry.name, await readFile(path.join(entry.parentPath, entry.name), 'utf8'));
    }
    const places = new Set(seen.map(({ where }) => where));
    for (const place of ['ps', 'trace.har', 'log.txt', 'a crash', 'auth status'])
      expect(places).toContain(place);
    expect(found()).toEqual([]);
  });

  it('would show a secret that was there', () => {
    const [planted = ''] = okta.authorization.secrets().slice(-1);
    see('here', { deep: { down: [{ in: `a ${planted} text` }] } });
    expect(found()).toEqual([expect.stringMatching(/^here: .*in: 'a /s)]);
  });
});

/** A process and its children as the list of processes shows them to everybody. */
function processesOf(pid: number | undefined): string {
  const own = ['-ww', '-o', 'args', '--pid', `${pid}`, '--ppid', `${pid}`];
  return spawnSync('ps', own).stdout.toString();
}

/** What a program leaves on standard error that connects and does not catch what that throws. */
async function crashOf(env: NodeJS.ProcessEnv): Promise<string> {
  const index = path.join(import.meta.dirname, '..', '..', 'dist', 'index.js');
  const program = `
    const { connect } = await import(${JSON.stringify(index)});
    process.on('uncaughtExceptionMonitor', (error) => console.error(error));
    await connect(process.env.SQLUICE_CONNECTION.replace('OAuthSettingsLocation', 'OAuthSettingsKey') + 'OAuthVerifier=nothing;InitiateOAuth=REFRESH;');
  `;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
  return run.then(
    () => '',
    (error: { readonly stderr: string }) => error.stderr,
  );
}
