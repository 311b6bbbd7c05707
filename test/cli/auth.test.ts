/** The commands of sign-in, as programs: against a strict authorization server, with a browser that is a person. */

import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Desktop, startDesktop } from '../oauth/desktop.ts';
import { type OktaService, startOktaService } from '../oauth/okta-service.ts';
import { codeIn, connectionString, createMachine, type Machine, type Properties } from '../oauth/recipe.ts';
import { signInOverHttp } from '../oauth/sign-in-over-http.ts';
import { buildSqluice, finish, startSqluice } from './sqluice.ts';

const port = 33371;
const callback = `http://localhost:${port}`;
const passphrase = 'cli-test-passphrase-Ge40';

let okta: OktaService;
let desktop: Desktop;
let here: Machine;
let elsewhere: Machine;
/** Whether the person refuses. */
let deny = false;
/** All that commands wrote, but for what was asked for as a secret. */
let written: string[] = [];
/** Secrets that only this test knows. */
let ownSecrets: string[] = [];

beforeAll(async () => {
  buildSqluice();
  desktop = await startDesktop(comeBack);
});

afterAll(() => desktop.close());

beforeEach(async () => {
  okta = await startOktaService({ redirects: [callback] });
  here = await createMachine(desktop.env);
  elsewhere = await createMachine();
  deny = false;
  written = [];
  ownSecrets = [passphrase];
});

afterEach(async () => {
  const secrets = [...okta.authorization.secrets(), ...ownSecrets];
  const all = written.join('\n');
  await here.close();
  await elsewhere.close();
  await okta.close();
  expect(secrets.length).toBeGreaterThan(5);
  expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
});

/** Signs in at an address, and lets the browser go where it is sent. */
async function comeBack(url: string): Promise<void> {
  const redirect = await signInOverHttp(url, { ...okta.person, deny });
  if (redirect !== undefined) await (await fetch(redirect)).text();
}

const app = ({ id, secret } = okta.clients.web) => ({ OAuthClientId: id, OAuthClientSecret: secret });

function properties(more: Properties = {}): Properties {
  return { Domain: okta.origin, ...app(), CallbackURL: callback, ...more };
}

interface RunSettings {
  readonly properties?: Properties;
  readonly machine?: Machine;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Whether a secret was asked for, so that it may stand in the output. */
  readonly secret?: boolean;
}

function start(args: readonly string[], settings: RunSettings = {}) {
  const { machine = here, env } = settings;
  const SQLUICE_CONNECTION = connectionString('okta', settings.properties ?? properties());
  const child = startSqluice(args, {
    cwd: path.dirname(machine.settingsFile),
    env: { ...machine.env, SQLUICE_CONNECTION, ...env },
  });
  const finished = finish(child).then((result) => {
    if (!settings.secret) written.push(result.output, result.errors);
    return result;
  });
  return { child, finished };
}

async function run(args: readonly string[], settings: RunSettings = {}) {
  const { child, finished } = start(args, settings);
  child.stdin?.end(settings.input ?? '');
  return finished;
}

/** Waits until the command has written an address to standard error, and gives it. */
function addressOf({ child }: ReturnType<typeof start>): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    child.stderr?.on('data', (piece) => {
      text += piece;
      const [address] = /https?:\S+authorize\?\S+/.exec(text) ?? [];
      if (address !== undefined && text.includes('Waiting')) resolve(address);
    });
  });
}

const status = async (machine = here, more: Properties = {}) => {
  const { output } = await run(['auth', 'status', '--json'], { machine, properties: properties(more) });
  return JSON.parse(output);
};

const grants = () => okta.authorization.log.map(({ grant, outcome }) => `${grant} ${outcome}`);

/** Asks for users with what is kept. */
const query = (machine = here, more: Properties = {}) =>
  run(['query', 'SELECT count(*) AS n FROM Users', '--format', 'ndjson'], {
    machine,
    properties: properties({ InitiateOAuth: 'REFRESH', ...more }),
  });

/** Begins a sign-in here and gives what the browser ends at. */
async function begun(settings: RunSettings = {}): Promise<string> {
  const { output } = await run(['auth', 'url'], settings);
  return String(await signInOverHttp(output.trim(), okta.person));
}

describe('sqluice auth login', () => {
  it('opens the browser, says what is kept and where, and later connections need nobody', async () => {
    const { code, output, errors } = await run(['auth', 'login']);
    expect({ code, errors }).toEqual({ code: 0, errors: expect.stringContaining('Your browser opens') });
    expect(output).toMatch(/^okta at 127\.0\.0\.1:\d+\n {2}state {5}signed in; the token ends .* renewed/);
    expect(output).toContain(okta.clients.web.id);
    const [, file = ''] = /kept in {3}(.*)/.exec(output) ?? [];
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await query()).output).toBe('{"n":20}\n');
    expect(desktop.failures).toEqual([]);
  });

  it('without a browser prints the address, and takes the browser that comes back', async () => {
    const since = desktop.opened.length;
    const login = start(['auth', 'login', '--no-browser']);
    await comeBack(await addressOf(login));
    expect((await login.finished).code).toBe(0);
    expect(desktop.opened).toHaveLength(since);
    expect(await status()).toMatchObject({ signedIn: true, renewable: true });
  });

  it('asks for more scopes besides those that are granted', async () => {
    const Scope = 'okta.users.read offline_access';
    await run(['auth', 'login'], { properties: properties({ Scope }) });
    const added = ['okta.groups.read', 'okta.apps.read'].flatMap((scope) => ['--add-scope', scope]);
    const { code } = await run(['auth', 'login', ...added], { properties: properties({ Scope }) });
    expect(code).toBe(0);
    expect((await status()).scopes.sort()).toEqual([
      ...['offline_access', 'okta.apps.read', 'okta.groups.read', 'okta.users.read'],
    ]);
  });

  it('with --device shows a code, and waits until someone has typed it in', async () => {
    const native = { Domain: okta.origin, OAuthClientId: okta.clients.native.id };
    const login = start(['auth', 'login', '--device', '--no-browser'], { properties: native });
    const shown = await new Promise<string>((resolve) => {
      login.child.stderr?.on('data', (text) => resolve(String(text)));
    });
    const [, page = '', userCode = ''] = /open (\S+) in a browser.*\n\n {2}(\S+)\n/s.exec(shown) ?? [];
    await signInOverHttp(`${page}?user_code=${userCode}`, okta.person);
    const { code, output } = await login.finished;
    expect(code).toBe(0);
    expect(output).toContain('scheme    OAuthDevice');
  });

  it('says so when the person refuses', async () => {
    deny = true;
    const { code, output, errors } = await run(['auth', 'login']);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toMatch(/^error 28000 sign_in_unfinished: .*access_denied/m);
  });

  it('says so when the port is taken', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    try {
      const { code, errors } = await run(['auth', 'login']);
      expect(code).toBe(1);
      expect(errors).toMatch(new RegExp(`callback_unavailable: Port ${port} is taken`));
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
    await run(['auth', 'login']);
  });

  it('waits no longer than OAuthLoginTimeout where nobody comes', async () => {
    const settings = { properties: properties({ OAuthLoginTimeout: '1' }), machine: elsewhere };
    const { code, errors } = await run(['auth', 'login'], settings);
    expect(code).toBe(1);
    expect(errors).toMatch(/sign_in_unfinished: Nobody signed in to Okta within the 1 seconds/);
    await run(['auth', 'login']);
  });

  it('ends with 130 and one line at Ctrl-C, and frees the port', async () => {
    const login = start(['auth', 'login', '--no-browser']);
    await addressOf(login);
    login.child.kill('SIGINT');
    const { code, output, errors } = await login.finished;
    expect({ code, output }).toEqual({ code: 130, output: '' });
    expect(errors).toMatch(/\n\n.*\nInterrupted: nobody signed in\.\n$/);
    expect((await run(['auth', 'login'])).code).toBe(0);
  });
});

describe('a command that connects', () => {
  it('opens the browser where InitiateOAuth is GETANDREFRESH, and tests the connection', async () => {
    const settings = { properties: properties({ InitiateOAuth: 'GETANDREFRESH' }) };
    const { code, output } = await run(['test'], settings);
    expect(code).toBe(0);
    expect(output).toContain(`user      ${okta.person.user}`);
    expect(output).toMatch(/scopes {4}.*okta\.users\.read/);
    expect(output).toMatch(/sign-in {3}signed in; the token ends/);
    expect(output).toMatch(/readable {2}\d+ of \d+ tables/);
    const [, file = ''] = /kept in {3}(.*)/.exec(output) ?? [];
    expect(await readFile(file, 'utf8')).toContain('"');
    const report = JSON.parse((await run(['test', '--json'], settings)).output);
    expect(report.sources[0].signIn).toMatchObject({ location: file, signedIn: true });
  });

  it('ends with 130 and one line at Ctrl-C while it waits for a person', async () => {
    const settings = { properties: properties({ InitiateOAuth: 'GETANDREFRESH' }), machine: elsewhere };
    const waiting = start(['query', 'SELECT 1'], settings);
    await addressOf(waiting);
    waiting.child.kill('SIGINT');
    const { code, errors } = await waiting.finished;
    expect(code).toBe(130);
    expect(errors).toMatch(/Interrupted: nobody signed in\.\n$/);
    expect((await run(['auth', 'login'])).code).toBe(0);
  });
});

describe('sqluice auth status, refresh and logout', () => {
  it('end with 1, or the error, where nobody is signed in', async () => {
    const { code, output } = await run(['auth', 'status']);
    expect(code).toBe(1);
    expect(output).toContain('nobody is signed in');
    expect(await status()).toMatchObject({ signedIn: false, scopes: [], renewable: false });
    const refreshed = await run(['auth', 'refresh']);
    expect(refreshed.code).toBe(1);
    expect(refreshed.errors).toMatch(/^error 28000 sign_in_needed: /);
    expect((await run(['auth', 'logout'])).code).toBe(0);
  });

  it('renews the tokens now', async () => {
    await run(['auth', 'login']);
    const files = ['requests.log', 'trace.har'].map((name) =>
      path.join(path.dirname(here.settingsFile), name),
    );
    const [log = '', trace = ''] = files;
    const { code } = await run(['auth', 'refresh', '--log', log, '--trace', trace]);
    expect(code).toBe(0);
    const logged = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(logged[0]).toMatch(/ token POST \S+\/token 200 /);
    written.push(...logged, (await run(['doctor'])).output);
    expect(grants()).toEqual(['authorization_code granted', 'refresh_token granted']);
    expect((await query()).output).toBe('{"n":20}\n');
  });

  it('forgets the sign-in here and at the server', async () => {
    await run(['auth', 'login']);
    const { location } = await status();
    const { code, output } = await run(['auth', 'logout']);
    expect(code).toBe(0);
    expect(output).toContain('nobody is signed in');
    await expect(stat(location)).rejects.toThrow('ENOENT');
    const refused = await query();
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('sign_in_needed');
  });

  it('forgets a sign-in that cannot be opened, and only that way can one log in anew', async () => {
    const kept = { OAuthSettingsLocation: here.settingsFile };
    await run(['auth', 'login'], { properties: properties(kept) });
    await writeFile(here.settingsFile, 'no sign-in');
    for (const verb of ['status', 'login', 'refresh']) {
      const { code, errors } = await run(['auth', verb], { properties: properties(kept) });
      expect(code).toBe(1);
      expect(errors).toMatch(/settings_unreadable: .* is damaged.*\n {2}hint: .*auth logout/);
    }
    expect((await run(['auth', 'logout'], { properties: properties(kept) })).code).toBe(0);
    expect((await run(['auth', 'login'], { properties: properties(kept) })).code).toBe(0);
  });
});

describe('sqluice auth url and exchange', () => {
  it.each([
    ['the whole address as an argument', (redirect: string) => ({ args: [redirect] })],
    ['the code as an argument', (redirect: string) => ({ args: [codeIn(redirect)] })],
    ['the whole address on standard input', (redirect: string) => ({ args: ['-'], input: `${redirect}\n` })],
  ])('take %s', async (_, given) => {
    const { args, input } = { input: '', ...given(await begun()) };
    const { code, output } = await run(['auth', 'exchange', ...args], { input });
    expect(code).toBe(0);
    expect(output).toContain('signed in');
    expect((await query()).output).toBe('{"n":20}\n');
  });

  it('say how long there is, and on which machine', async () => {
    const { code, output, errors } = await run(['auth', 'url']);
    expect(code).toBe(0);
    expect(output).toMatch(/^http:\S+\/authorize\?\S+\n$/);
    expect(errors).toMatch(/Within 10 minutes, exchange it on this machine/);
    const { url, state, ...others } = JSON.parse((await run(['auth', 'url', '--json'])).output);
    expect(new URL(url).searchParams.get('state')).toBe(state);
    expect(others).toEqual({});
  });

  it('show the verifier only where it is asked for, and take it on another machine', async () => {
    const { id } = okta.clients.native;
    const native = { Domain: okta.origin, OAuthClientId: id, CallbackURL: callback };
    const settings = { properties: native, secret: true };
    const { output } = await run(['auth', 'url', '--verifier'], settings);
    const [, url = '', PKCEVerifier = ''] = /^(\S+)\nPKCEVerifier=(\S+)\n$/.exec(output) ?? [];
    ownSecrets.push(PKCEVerifier);
    const answer = codeIn(await signInOverHttp(url, okta.person));
    const there = { machine: elsewhere, properties: native };
    const without = await run(['auth', 'exchange', answer], there);
    expect(without.code).toBe(1);
    expect(without.errors).toMatch(/sign_in_mismatch.*\n {2}hint: .*PKCEVerifier/);
    const taken = await run(['auth', 'exchange', answer], {
      ...there,
      properties: { ...native, PKCEVerifier },
    });
    expect(taken.errors).toBe('');
    expect(taken.code).toBe(0);
  });

  it('refuse a code that is used already, and an answer to another sign-in', async () => {
    const redirect = await begun();
    expect((await run(['auth', 'exchange', redirect])).code).toBe(0);
    const again = await run(['auth', 'exchange', redirect]);
    expect(again.code).toBe(1);
    expect(again.errors).toMatch(/^error 28000 sign_in_failed: .*invalid_grant/);
    const refused = await run(['auth', 'exchange', `${callback}/?error=access_denied&state=x`]);
    expect(refused.errors).toContain('sign_in_unfinished');
  });

  it('end with 2 where nothing is given', async () => {
    const { code, errors } = await run(['auth', 'exchange']);
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('or - to read it') });
    const twice = await run(['auth', 'exchange', '-', '-c', '-']);
    expect(twice.code).toBe(2);
  });
});

describe('sqluice auth export and import', () => {
  const file = (machine: Machine) => path.join(path.dirname(machine.settingsFile), 'exported.txt');
  const withPassphrase = { env: { SQLUICE_PASSPHRASE: passphrase } };

  it('carry a sign-in to another machine', async () => {
    await run(['auth', 'login']);
    const exported = await run(['auth', 'export', file(here)], withPassphrase);
    expect(exported.code).toBe(0);
    expect((await stat(file(here))).mode & 0o777).toBe(0o600);
    const text = await readFile(file(here), 'utf8');
    written.push(text);
    const passphraseFile = path.join(path.dirname(elsewhere.settingsFile), 'passphrase');
    await writeFile(passphraseFile, `${passphrase}\n`);
    const args = ['auth', 'import', file(here), '--passphrase-file', passphraseFile];
    const imported = await run(args, { machine: elsewhere });
    expect(imported.code).toBe(0);
    expect(imported.output).toContain('signed in');
    expect((await query(elsewhere)).output).toBe('{"n":20}\n');
  });

  it('give a file that opens as it is where OAuthSettingsKey is the passphrase', async () => {
    await run(['auth', 'login']);
    await run(['auth', 'export', file(here)], withPassphrase);
    const more = { OAuthSettingsLocation: file(here), OAuthSettingsKey: passphrase };
    expect((await query(elsewhere, more)).output).toBe('{"n":20}\n');
  });

  it('replace a file only with --force', async () => {
    await run(['auth', 'login']);
    await writeFile(file(here), 'mine', { mode: 0o644 });
    const refused = await run(['auth', 'export', file(here)], withPassphrase);
    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining('--force') });
    expect(await readFile(file(here), 'utf8')).toBe('mine');
    expect((await run(['auth', 'export', file(here), '--force'], withPassphrase)).code).toBe(0);
    expect((await stat(file(here))).mode & 0o777).toBe(0o600);
  });

  it('refuse what has no passphrase, another one, or nothing kept, and leave no file', async () => {
    const none = await run(['auth', 'export', file(here)], withPassphrase);
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('sign_in_needed') });
    await expect(stat(file(here))).rejects.toThrow('ENOENT');

    await run(['auth', 'login']);
    const silent = await run(['auth', 'export', file(here)]);
    expect(silent).toMatchObject({ code: 2, errors: expect.stringContaining('--passphrase-file') });
    await expect(stat(file(here))).rejects.toThrow('ENOENT');

    await run(['auth', 'export', file(here)], withPassphrase);
    const wrong = { machine: elsewhere, env: { SQLUICE_PASSPHRASE: 'another' } };
    const locked = await run(['auth', 'import', file(here)], wrong);
    expect(locked).toMatchObject({ code: 1, errors: expect.stringContaining('with this passphrase') });
    const missing = await run(['auth', 'import', file(elsewhere)], withPassphrase);
    expect(missing).toMatchObject({ code: 2, errors: expect.stringContaining('cannot be read') });
  });
});
