import { request as forward } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectionEvent, connect } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import { startHttpProxy, startSocksProxy } from '../unit/network/proxies.ts';
import { fixture, fixturePath } from '../unit/network/tls-fixtures.ts';

const host = 'org.example.test';
const ann = { user: 'ann', password: 'hush-hush' };

let org: OktaSandbox;
let front: AsyncDisposable & { readonly port: number };

beforeAll(async () => {
  org = await startOktaSandbox({ users: 120, groups: 5, apps: 3, logs: 50, latency: 0 });
  front = await startFront(org.url);
});

afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await org.close();
});

/** Serves an org over TLS, as {@link host}, with a certificate that nobody trusts unasked. */
async function startFront(origin: string): Promise<typeof front> {
  const pem = fixture('server.pem');
  const server = createServer({ cert: pem, key: pem }, (incoming, response) => {
    const { method, url, headers } = incoming;
    const onward = forward(new URL(url ?? '/', origin), { method, headers }, (answer) => {
      const link = answer.headersDistinct.link?.map((value) => value.replaceAll(origin, `https://${host}`));
      response.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...(link && { link }) });
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function direct(): string {
  return org.connectionStrings.APIToken!;
}

/** The connection string of the org behind its front. */
function behind(properties: string): string {
  return `${direct().replace(org.url, `https://${host}`)};${properties}`;
}

const sql = 'SELECT u.Id, m.GroupId FROM Users u JOIN GroupMembers m ON m.UserId = u.Id ORDER BY 1, 2';

async function answerOf(connectionString: string) {
  const events: ConnectionEvent[] = [];
  await using connection = await connect(connectionString, { onEvent: (event) => events.push(event) });
  const { rows, stats } = await connection.query(sql);
  const sent = events.flatMap((event) => (event.kind === 'request' ? [new URL(event.url).pathname] : []));
  return {
    rows,
    requests: stats.requests,
    sent: sent.sort(),
    told: inspect([events, connection.notices], { depth: 9 }),
  };
}

describe('a connection behind a proxy and under an authority of its own', () => {
  it.each([
    ['HTTP', startHttpProxy, 'ProxyServer=127.0.0.1;ProxyPort=', 'ProxyUser=ann;ProxyPassword=hush-hush'],
    [
      'SOCKS5',
      startSocksProxy,
      'FirewallType=SOCKS5;FirewallServer=127.0.0.1;FirewallPort=',
      'FirewallUser=ann;FirewallPassword=hush-hush',
    ],
  ])('gives the same rows for the same requests: %s', async (_, start, server, signIn) => {
    await using proxy = await start({ ...ann, leadsTo: front.port });
    const expected = await answerOf(direct());
    const trust = `SSLServerCert=${fixturePath('authority.pem')}`;
    const proxied = await answerOf(behind(`${server}${proxy.port};${signIn};${trust}`));
    expect(proxied.rows.length).toBeGreaterThan(100);
    expect([proxied.rows, proxied.requests, proxied.sent]).toEqual([
      expected.rows,
      expected.requests,
      expected.sent,
    ]);
    expect(new Set(proxy.asked)).toEqual(new Set([`${host}:443`]));
    expect(proxied.told).not.toMatch(/hush-hush|aHVzaC1odXNo/);
  });

  it('signs in through it too', async () => {
    await using proxy = await startHttpProxy(ann);
    const way = `ProxyServer=127.0.0.1;ProxyPort=${proxy.port};ProxyUser=ann;ProxyPassword=hush-hush`;
    await using connection = await connect(`${org.serviceApp('full').connectionString};${way}`);
    const { rows, stats } = await connection.query('SELECT count(*) AS n FROM Users');
    expect([rows, stats.tokenRequests]).toEqual([[{ n: 120 }], 1]);
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(org.url).host]));
    const refused = way.replace('hush-hush', 'wr0ng');
    await using without = await connect(`${org.serviceApp('full').connectionString};${refused}`);
    const error = await without.query('SELECT count(*) AS n FROM Users').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: 'proxy_refused', hint: 'Correct ProxyUser and ProxyPassword.' });
    expect(inspect(error, { depth: 9 })).not.toContain('wr0ng');
  });

  it('says loudly that certificates are not checked', async () => {
    await using connection = await connect(behind('Insecure=true'));
    expect(connection.notices).toEqual([expect.stringMatching(/^Certificates are not checked/)]);
  });

  it.each([
    ['no password', '', 'proxy_refused'],
    ['no trust', 'ProxyUser=ann;ProxyPassword=hush-hush', 'untrusted_certificate'],
  ])('fails at once with %s, and says why', async (_, given, reason) => {
    await using proxy = await startHttpProxy({ ...ann, leadsTo: front.port });
    const events: ConnectionEvent[] = [];
    await using connection = await connect(behind(`ProxyServer=127.0.0.1;ProxyPort=${proxy.port};${given}`), {
      onEvent: (event) => events.push(event),
    });
    const error = await connection.query('SELECT Id FROM Users').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: '08001', reason, retryable: false, source: { connector: 'okta' } });
    expect(events.filter(({ kind }) => kind === 'retry')).toEqual([]);
    expect(inspect([error, events], { depth: 9 })).not.toMatch(/hush-hush|aHVzaC1odXNo/);
  });
});
