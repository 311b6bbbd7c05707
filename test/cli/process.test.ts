import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { buildSqluice, finish, startSqluice } from './sqluice.ts';

const root = path.join(import.meta.dirname, '..', '..');

let folder = '';
let sandbox: Sandbox;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  buildSqluice();
  folder = await mkdtemp(path.join(tmpdir(), 'sqluice-cli-'));
  sandbox = await startOktaSandbox({ users: 1000, groups: 20, apps: 5, logs: 100, latency: 0 });
  env = { PATH: process.env.PATH, HOME: folder, SQLUICE_CONNECTION: sandbox.connectionStrings.APIToken };
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

function start(args: readonly string[], variables: NodeJS.ProcessEnv = {}): ChildProcess {
  return startSqluice(args, { cwd: folder, env: { ...env, ...variables } });
}

async function run(args: readonly string[], settings: { input?: string; env?: NodeJS.ProcessEnv } = {}) {
  const child = start(args, settings.env);
  child.stdin?.end(settings.input ?? '');
  return finish(child);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('sqluice query', () => {
  it('writes every row to standard output and what it cost, last, to standard error', async () => {
    const { code, output, errors } = await run([
      'query',
      'SELECT Id, Status FROM Users',
      '--format',
      'ndjson',
      '--stats',
    ]);
    expect(code).toBe(0);
    const rows = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const users = sandbox.truth().users ?? [];
    expect(users).toHaveLength(1000);
    const byId = (left: { Id: string }, right: { Id: string }) => left.Id.localeCompare(right.Id);
    expect(rows.sort(byId)).toEqual(
      users.map(({ id, status }) => ({ Id: id as string, Status: status as string })).sort(byId),
    );
    expect(JSON.parse(errors)).toMatchObject({ rowsReturned: 1000, rowsFetched: 1000, fallbacks: 0 });
  });

  it('ends quietly when the reader goes away, and stops fetching', async () => {
    await using slow = await startOktaSandbox({ users: 5000, groups: 1, apps: 1, logs: 1, latency: 100 });
    const child = start(['query', 'SELECT Id, ProfileLogin FROM Users', '--format', 'csv'], {
      SQLUICE_CONNECTION: slow.connectionStrings.APIToken,
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { code, errors } = await finish(child);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(slow.log.filter((request) => request.path === '/api/v1/users').length).toBeLessThan(25);
  });

  it('makes a file appear only when all rows are in it', async () => {
    const file = path.join(folder, 'users.csv');
    const { code, output } = await run(['query', 'SELECT Id FROM Users', '--output', file]);
    expect(code).toBe(0);
    expect(output).toBe('');
    expect((await readFile(file, 'utf8')).split('\r\n')).toHaveLength(1002);

    const failing = path.join(folder, 'failing.csv');
    const sql = "SELECT CASE WHEN Id > '' THEN (Id || 'x')::int END FROM Users";
    const failed = await run(['query', sql, '--output', failing]);
    expect(failed.code).toBe(1);
    expect(failed.errors).toMatch(/^error 22/);
    expect((await readdir(folder)).filter((name) => name.startsWith('failing'))).toEqual([]);
  });

  it('cancels its requests at Ctrl-C, leaves no file and ends with 130', async () => {
    await using slow = await startOktaSandbox({ users: 5000, groups: 1, apps: 1, logs: 1, latency: 200 });
    const file = path.join(folder, 'slow.csv');
    const child = start(['query', 'SELECT Id FROM Users', '--output', file], {
      SQLUICE_CONNECTION: slow.connectionStrings.APIToken,
    });
    const finished = finish(child);
    await until(() => slow.log.filter((request) => request.path === '/api/v1/users').length >= 2);
    child.kill('SIGINT');
    const { code, output, errors } = await finished;
    expect({ code, output, errors }).toEqual({ code: 130, output: '', errors: '' });
    expect((await readdir(folder)).filter((name) => name.startsWith('slow'))).toEqual([]);
    expect(slow.log.length).toBeLessThan(10);
  });

  it('reads the connection from standard input, and from the connections file', async () => {
    const sql = 'SELECT COUNT(*) AS n FROM Groups';
    const string = sandbox.connectionStrings.APIToken ?? '';
    const variables = { SQLUICE_CONNECTION: undefined };
    const piped = await run(['query', sql, '--connection', '-', '--format', 'json'], {
      input: string,
      env: variables,
    });
    const expected = [{ n: (sandbox.truth().groups ?? []).length }];
    expect(piped.errors).toBe('');
    expect(JSON.parse(piped.output)).toEqual(expected);

    const connections = path.join(folder, 'connections.json');
    await writeFile(connections, JSON.stringify({ prod: string }), { mode: 0o600 });
    const named = await run(['query', sql, '--connection', '@prod', '--format', 'json'], {
      env: { ...variables, SQLUICE_CONNECTIONS: connections },
    });
    expect(named.errors).toBe('');
    expect(JSON.parse(named.output)).toEqual(expected);
  });

  it('warns of a secret on the command line', async () => {
    const { code, errors } = await run([
      'query',
      'SELECT 1',
      '-c',
      'okta:Domain=x.okta.com;AuthScheme=APIToken;APIToken=s3cret',
    ]);
    expect(code).toBe(0);
    expect(errors).toMatch(/^warning: APIToken: a secret on the command line/);
    expect(errors).not.toContain('s3cret');
  });

  it('logs one line per request and keeps the token out of log and trace', async () => {
    sandbox.clearLog();
    const log = path.join(folder, 'requests.log');
    const trace = path.join(folder, 'trace.har');
    const sql = "SELECT Id FROM Users WHERE Status = 'STAGED'";
    expect((await run(['query', sql, '--log', log, '--trace', trace])).code).toBe(0);
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    const archive = await readFile(trace, 'utf8');
    const sent = sandbox.log.map(({ requestId }) => requestId);
    expect(lines.map((line) => /request=(\S+)/.exec(line)?.[1])).toEqual(sent);
    expect(JSON.parse(archive).log.entries).toHaveLength(sent.length);
    const token = /APIToken=([^;]+)/.exec(sandbox.connectionStrings.APIToken ?? '')?.[1];
    expect(token).toBeTruthy();
    expect(archive + lines.join()).not.toContain(token);
  });

  it('shows an error in one block, with the place in the statement', async () => {
    const { code, output, errors } = await run(['query', 'SELECT Id,\n  Statu FROM Users']);
    expect(code).toBe(1);
    expect(output).toBe('');
    expect(errors).toMatch(/^error 42703 unknown_column: .*Statu/);
    expect(errors).toContain('    Statu FROM Users\n    ^\n');
    expect(errors).toContain('Status');
  });
});

describe('the other commands', () => {
  it('list tables and columns, also of another spelling', async () => {
    const tables = await run(['tables', '--format', 'ndjson']);
    expect(tables.output).toContain('"Table":"GroupMembers"');
    const columns = await run(['columns', 'users', '--format', 'csv']);
    expect(columns.output).toMatch(/^okta,Users,Status,text,/m);
    const unknown = await run(['columns', 'Usrs']);
    expect(unknown.code).toBe(1);
    expect(unknown.errors).toContain('Did you mean Users?');
  });

  it('explain a statement without sending it', async () => {
    sandbox.clearLog();
    const sql = "SELECT Id FROM Users WHERE Status = 'STAGED'";
    const { code, output } = await run(['explain', sql]);
    expect(code).toBe(0);
    expect(output).toMatch(/^1\. okta\.Users by filter: /m);
    expect(output).toContain('/api/v1/users?');
    expect(sandbox.log.some((request) => request.path === '/api/v1/users')).toBe(false);
    const analyzed = await run(['explain', sql, '--analyze', '--json']);
    const requests = sandbox.log.filter((request) => request.path === '/api/v1/users').length;
    expect(JSON.parse(analyzed.output).stats).toMatchObject({ requests });
  });

  it('write TypeScript that compiles', async () => {
    const file = path.join(folder, 'tables.ts');
    expect((await run(['types', '--output', file])).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('export interface Users {');
    const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    execFileSync(process.execPath, [compiler, '--noEmit', '--strict', '--ignoreConfig', file]);
  });

  it('test a connection, and fail when the sign-in does', async () => {
    const { code, output } = await run(['test']);
    expect(code).toBe(0);
    expect(output).toMatch(/readable {2}(\d+) of \1 tables/);
    const string = sandbox.connectionStrings.APIToken?.replace(/APIToken=[^;]+;$/, 'APIToken=wrong;');
    const refused = await run(['test'], { env: { SQLUICE_CONNECTION: string } });
    expect(refused.code).toBe(1);
    expect(refused.errors).toMatch(/^error 28000 sign_in_failed: /);
  });

  it('run a script in the shell', async () => {
    const { code, output } = await run(['shell', '--format', 'ndjson'], {
      input: 'SELECT COUNT(*) AS n\n  FROM Groups;\n\\d Groups\n',
    });
    expect(code).toBe(0);
    expect(output).toContain(`{"n":${(sandbox.truth().groups ?? []).length}}`);
    expect(output).toContain('"Table":"Groups","Column":"Id"');
  });

  it('start a sandbox that answers until Ctrl-C, which is its regular end', async () => {
    const child = start(['sandbox', 'okta', '--users', '30', '--latency', '0', '--json', '--log']);
    const finished = finish(child);
    const first = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (text) => resolve(String(text))),
    );
    const { connectionStrings } = JSON.parse(first);
    const { output } = await run(['query', 'SELECT COUNT(*) AS n FROM Users', '--format', 'json'], {
      env: { SQLUICE_CONNECTION: connectionStrings.APIToken },
    });
    expect(JSON.parse(output)).toEqual([{ n: 30 }]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGINT');
    const { code, errors } = await finished;
    expect(code).toBe(0);
    expect(errors).toMatch(/ GET \/api\/v1\/users\?\S* 200 request=/);
  });
});
