// What a kept sign-in costs beside a token that never expires, and how often it is renewed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from '../../dist/index.js';
import { startOktaSandbox } from '../../dist/sandbox/okta/server.js';
import { expectCount, inTurn } from '../measure.mjs';
import { createSignInServer } from '../sign-in-server.mjs';

const connections = 50;
const lifetime = 4;
const seconds = 12;

export async function signIn() {
  const folder = await mkdtemp(path.join(tmpdir(), 'sqluice-bench-'));
  const env = { ...process.env, XDG_CONFIG_HOME: folder };
  const server = createSignInServer({ lifetime });
  const sandbox = await startOktaSandbox({
    ...{ users: 20, groups: 1, apps: 1, logs: 1, latency: 0, rate: 1_000_000, signIn: server },
  });
  const app = 'OAuthClientId=bench;InitiateOAuth=REFRESH';
  const first = `okta:Domain=${sandbox.url};${app};OAuthRefreshToken=first`;
  const later = `okta:Domain=${sandbox.url};${app}`;
  const once = async (text) => {
    const connection = await connect(text, { env, interaction: null });
    const { rows } = await connection.query('SELECT Id FROM Users');
    expectCount('users', rows.length, 20);
    await connection.close();
  };
  try {
    await once(first);
    const ratio = await inTurn(15, {
      kept: () => once(later),
      token: () => once(sandbox.connectionStrings.APIToken),
    });
    const before = server.counts.refreshes;
    const began = Date.now();
    const all = await Promise.all(
      Array.from({ length: connections }, () => connect(later, { env, interaction: null })),
    );
    await Promise.all(
      all.map(async (connection) => {
        while (Date.now() - began < seconds * 1000) {
          await connection.query('SELECT Id FROM Users');
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await connection.close();
      }),
    );
    // Each token is renewed at half its life, as it lives for less than twice the margin.
    const due = Math.ceil((Date.now() - began) / (lifetime * 500)) + 1;
    return [
      {
        name: 'connect, query, close with a kept sign-in: with an API token = 1',
        measured: ratio.token,
        bound: 1.5,
        unit: '×',
      },
      {
        name: `refreshes by ${connections} connections: renewals that were due = 1`,
        measured: (server.counts.refreshes - before) / due,
        bound: 1,
        unit: '×',
      },
      { name: 'requests with an expired token', measured: server.counts.expiredUses, bound: 0, unit: '' },
      { name: 'refresh tokens used twice', measured: server.counts.refused, bound: 0, unit: '' },
    ];
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true });
  }
}
