import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkNode } from '../../../../src/driver/diagnosis/machine.ts';
import { checkClock } from '../../../../src/driver/diagnosis/reachability.ts';
import { diagnose, type Finding, type Sources } from '../../../../src/index.ts';
import { type OktaService, startOktaService } from '../../../oauth/okta-service.ts';
import { connectionString, createMachine, type Machine } from '../../../oauth/recipe.ts';
import { serveHttps } from '../../network/https-server.ts';
import { startHttpProxy } from '../../network/proxies.ts';
import { fixturePath } from '../../network/tls-fixtures.ts';

let home = '';
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'sqluice-doctor-'));
  env = { HOME: home, XDG_CONFIG_HOME: home };
});

afterAll(() => rm(home, { recursive: true }));

/** What was found of a source, a check by its name. */
async function found(
  sources: Sources | undefined,
  variables: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, Finding>> {
  const findings = await diagnose(sources, { env: { ...env, ...variables } });
  return new Map(findings.map((finding) => [finding.check, finding]));
}

const statesOf = (findings: ReadonlyMap<string, Finding>) =>
  Object.fromEntries([...findings].map(([check, { state }]) => [check, state]));

const okta = (origin: string, more = '') => `okta:Domain=${origin};APIToken=secret-token-Zx81;${more}`;

describe('a diagnosis', () => {
  it('looks at the machine where there is no source', async () => {
    const findings = await found(undefined);
    expect(statesOf(findings)).toEqual({ node: 'ok', engine: 'ok', 'machine key': 'ok' });
    expect(findings.get('node')?.message).toContain(process.versions.node);
  });

  it('goes on after a connection string that is wrong', async () => {
    const findings = await found({ one: 'okta:Dmain=x', two: 'okta:Domain=sandbox' });
    expect(findings.get('connection string')).toMatchObject({
      ...{ state: 'failed', source: 'one', message: expect.stringContaining('Did you mean Domain?') },
    });
    expect(findings.get('account')).toMatchObject({ state: 'ok', source: 'two' });
    expect((await found('@nobody')).get('connection string')?.state).toBe('failed');
  });

  it('finds all well where all is well', async () => {
    const findings = await found('okta:Domain=sandbox');
    expect(new Set(Object.values(statesOf(findings)))).toEqual(new Set(['ok']));
    expect(findings.get('rate limit')?.message).toMatch(
      /^5999 of 6000 requests are left until [\d:]{8} UTC$/,
    );
  });

  it('looks at sources that have no sign-in too', async () => {
    await using server = await serveHttps();
    const trust = `SSLServerCert=${fixturePath('authority.pem')}`;
    const url = `https://localhost:${server.port}`;
    const declaration = path.join(import.meta.dirname, '../../../../examples/hr.json');
    const findings = await found(`rest:Declaration=${declaration};URL=${url};${trust}`);
    expect(statesOf(findings)).toMatchObject({ tls: 'ok', account: 'ok', 'rate limit': 'ok' });
    expect(findings.has('sign-in')).toBe(false);
  });

  it('is cancelled by its signal', async () => {
    const options = { env, signal: AbortSignal.abort() };
    await expect(diagnose('okta:Domain=sandbox', options)).rejects.toMatchObject({ reason: 'cancelled' });
  });
});

describe('what is in the way is told apart:', () => {
  it('a name that nobody knows', async () => {
    const findings = await found(okta('dev-1.okta.invalid'));
    expect(findings.get('dns')).toMatchObject({ state: 'failed', hint: expect.stringContaining('DNS') });
    expect(findings.has('tcp')).toBe(false);
    expect(findings.has('account')).toBe(false);
    expect(findings.get('sign-in')?.state).toBe('ok');
  });

  it('a port that takes no connection', async () => {
    const port = await freePort();
    const findings = await found(okta(`127.0.0.1:${port}`));
    expect(statesOf(findings)).toMatchObject({ dns: 'ok', tcp: 'failed' });
    expect(findings.get('tcp')?.message).toContain('ECONNREFUSED');
  });

  it('a certificate that is not trusted', async () => {
    await using server = await serveHttps();
    const origin = `https://localhost:${server.port}`;
    const findings = await found(okta(origin));
    expect(statesOf(findings)).toMatchObject({ dns: 'ok', tcp: 'ok', tls: 'failed' });
    expect(findings.get('tls')?.hint).toContain('SSLServerCert');
    const trusting = await found(okta(origin, `SSLServerCert=${fixturePath('authority.pem')}`));
    expect(statesOf(trusting)).toMatchObject({ tls: 'ok', http: 'ok', clock: 'ok' });
  });

  it('a proxy that demands a password, and one that is not there', async () => {
    await using server = await serveHttps();
    await using proxy = await startHttpProxy({ user: 'u', password: 'proxy-password-Kd02' });
    // NO_PROXY does not matter: a proxy that a property names is used for this machine too.
    const way = `SSLServerCert=${fixturePath('authority.pem')};ProxyServer=127.0.0.1;ProxyPort=`;
    const origin = `https://localhost:${server.port}`;
    const asked = await found(okta(origin, `${way}${proxy.port}`));
    expect(asked.get('proxy')).toMatchObject({ state: 'failed', hint: expect.stringContaining('ProxyUser') });
    const known = `;ProxyUser=u;ProxyPassword=proxy-password-Kd02`;
    const letIn = await found(okta(origin, `${way}${proxy.port}${known}`));
    expect(letIn.get('proxy')).toMatchObject({ state: 'ok', message: expect.stringMatching(/ProxyServer/) });
    expect(JSON.stringify([...letIn.values()])).not.toContain('proxy-password-Kd02');
    const gone = await found(okta(origin, `${way}${await freePort()}`));
    expect(gone.get('tcp')).toMatchObject({ state: 'failed', hint: expect.stringContaining('proxy') });
  });

  it('a server that breaks off', async () => {
    const server = createServer((socket) => socket.destroy());
    const port = await listening(server);
    const findings = await found(okta(`127.0.0.1:${port}`));
    expect(statesOf(findings)).toMatchObject({ tcp: 'ok', http: 'failed' });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('the sign-in', () => {
  let org: OktaService;
  let machine: Machine;

  beforeAll(async () => {
    org = await startOktaService();
    machine = await createMachine();
  });

  afterAll(async () => {
    await machine.close();
    await org.close();
  });

  const source = (more: Readonly<Record<string, string>>) => {
    const { id, secret } = org.clients.web;
    const app = { OAuthClientId: id, OAuthClientSecret: secret };
    return connectionString('okta', { Domain: org.origin, ...app, ...more });
  };

  it('of nobody is a failure with its remedy, and asks nobody', async () => {
    const findings = await found(source({ InitiateOAuth: 'GETANDREFRESH' }));
    expect(findings.get('sign-in')).toMatchObject({
      state: 'failed',
      hint: expect.stringContaining('auth login'),
    });
    expect(findings.has('account')).toBe(false);
    expect(findings.get('settings file')?.state).toBe('ok');
  });

  it('by a code in the connection string is left to a connection', async () => {
    await found(source({ InitiateOAuth: 'REFRESH', OAuthVerifier: 'some-code' }));
    expect(org.authorization.log).toEqual([]);
  });

  it('that others can read, or that cannot be opened, is told', async () => {
    await writeFile(machine.settingsFile, '{}');
    await chmod(machine.settingsFile, 0o644);
    const kept = { InitiateOAuth: 'REFRESH', OAuthSettingsLocation: machine.settingsFile };
    const findings = await found(source(kept));
    expect(findings.get('sign-in')).toMatchObject({
      ...{ state: 'failed', message: expect.stringContaining('damaged') },
    });
    await writeFile(machine.settingsFile, '');
    expect((await found(source(kept))).get('settings file')).toMatchObject({
      ...{ state: 'warning', hint: expect.stringContaining('chmod 600') },
    });
    expect((await stat(machine.settingsFile)).size).toBe(0);
  });

  it('that the source refuses is a failure of the account', async () => {
    const findings = await found(`okta:Domain=${org.origin};APIToken=wrong`);
    expect(statesOf(findings)).toMatchObject({ http: 'ok', 'sign-in': 'ok', account: 'failed' });
  });
});

describe('the clock', () => {
  const date = 'Tue, 24 Nov 2026 12:00:00 GMT';
  const theirs = Date.parse(date) + 500;

  it.each([
    [0, 'ok', 'is that of the source'],
    [-30_000, 'ok', '30 s behind'],
    [90_000, 'warning', '90 s ahead of'],
    [-600_000, 'failed', '600 s behind'],
  ] as const)('%d ms away from the source is %s', (away, state, message) => {
    const finding = checkClock(date, theirs + away - 100, theirs + away + 100);
    expect(finding).toMatchObject({ state, message: expect.stringContaining(message) });
  });

  it('is not judged where the source tells no time', () => {
    expect(checkClock('', 0, 0).state).toBe('ok');
  });
});

it.each([
  ['18.20.0', 'failed'],
  ['20.18.9', 'failed'],
  ['20.19.0', 'ok'],
  ['24.1.0', 'ok'],
])('Node.js %s is %s', (version, state) => {
  expect(checkNode(version).state).toBe(state);
});

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { readonly port: number }).port));
  });
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
