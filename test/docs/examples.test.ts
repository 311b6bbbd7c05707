import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOktaService } from '../oauth/okta-service.ts';
import { signInOverHttp } from '../oauth/sign-in-over-http.ts';
import { openProgramFolder, type ProgramFolder, root } from './program.ts';

let folder: ProgramFolder;

beforeAll(async () => {
  folder = await openProgramFolder();
  for (const name of await readdir(path.join(root, 'examples'))) {
    if (/\.(ts|json)$/.test(name)) await folder.copy(path.join('examples', name));
  }
  await folder.compile();
});

afterAll(() => folder[Symbol.asyncDispose]());

describe('the examples', () => {
  it('ask one question, by the requests it takes', async () => {
    const { stdout } = await folder.run('query.js');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines.slice(0, 5)) expect(line).toMatch(/^\d{4}-\d{2}-\d{2} \S+@\S+$/);
    expect(lines.at(-1)).toMatch(/^1 request\(s\), \d+ rows fetched$/);
  });

  it('stream every user as a line of JSON', async () => {
    const { stdout, stderr } = await folder.run('stream.js');
    const users = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(users.map(({ Id }) => Id)).size).toBe(5000);
    expect(users[0]).toHaveProperty('ProfileLogin');
    expect(stderr).toBe('5000 users by 25 requests\n');
  });

  it('bind parameters in three ways', async () => {
    const { stdout } = await folder.run('parameters.js');
    expect(stdout).toMatch(/^\d+ people of Women's Network came after 2024-01-01T00:00:00.000Z\n/);
    expect(stdout).toContain('Okta Administrators: 12 members, 2 requests\n');
    expect(stdout).toContain('Everyone: 5000 members, 6 requests\n');
    expect(stdout.match(/\S+@\S+/g)).toHaveLength(3);
  });

  it('join a declared source with Okta', async () => {
    const { stdout } = await folder.run('two-sources.js');
    expect(stdout.match(/2026-01-31/g)).toHaveLength(3);
    expect(stdout).toContain('hr.Employees: 2 requests\n');
    expect(stdout).toMatch(/okta\.Users: \d+ requests?\n/);
  });

  it('sign the users of a web application in, each in the browser that asked', async () => {
    const origin = 'http://localhost:33377';
    const okta = await startOktaService({ redirects: [`${origin}/callback`] });
    const { id, secret } = okta.clients.web;
    const OKTA_APP = `okta:Domain=${okta.origin};OAuthClientId=${id};OAuthClientSecret=${secret}`;
    const env = { ...process.env, OKTA_APP, PORT: '33377', HOME: folder.path, XDG_CONFIG_HOME: folder.path };
    const application = spawn(process.execPath, ['web-application.js'], { cwd: folder.path, env });
    try {
      const [started] = await once(application.stdout, 'data');
      expect(String(started)).toBe(`${origin}\n`);
      const sent = await fetch(origin, { redirect: 'manual' });
      const redirect = String(await signInOverHttp(sent.headers.get('location') ?? '', okta.person));
      const [cookie = ''] = (sent.headers.get('set-cookie') ?? '').split(';');
      expect((await fetch(redirect)).status).toBe(404);
      const others = await fetch(redirect, { headers: { cookie: `state=${'0'.repeat(32)}` } });
      expect(await others.text()).toContain('its state differs');
      const answer = await fetch(redirect, { headers: { cookie } });
      expect(await answer.text()).toBe('Signed in for 3600 s: 20 users\n');
    } finally {
      application.kill();
      await okta.close();
    }
  });
});
