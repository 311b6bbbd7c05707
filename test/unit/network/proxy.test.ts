import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ask, askAll, type Texts } from './ask.ts';
import { serveHttps } from './https-server.ts';
import { startHttpProxy, startSocksProxy, type TestProxy } from './proxies.ts';
import { fixture } from './tls-fixtures.ts';

const trusted = { SSLServerCert: fixture('authority.pem') };
const ann = { user: 'ann', password: 'pä:ss word' };

/** The properties that lead through a proxy. */
function through({ port }: TestProxy, more: Record<string, string> = {}): Record<string, string> {
  return { ...trusted, ProxyServer: '127.0.0.1', ProxyPort: String(port), ...more };
}

function throughSocks({ port }: TestProxy, more: Record<string, string> = {}): Record<string, string> {
  return { ...trusted, FirewallType: 'SOCKS5', FirewallServer: `127.0.0.1:${port}`, ...more };
}

describe('an HTTP proxy', () => {
  it('that demands a password is shown it, and never the request itself', async () => {
    await using server = await serveHttps();
    await using proxy = await startHttpProxy(ann);
    const outcome = await ask(
      `https://localhost:${server.port}/secret`,
      through(proxy, { ProxyUser: ann.user, ProxyPassword: ann.password }),
    );
    expect(outcome).toMatchObject({ status: 200 });
    expect(proxy.asked).toEqual([`localhost:${server.port}`]);
    expect(server.hosts).toEqual([`localhost:${server.port}`]);
  });

  it('looks up the host itself, and makes one tunnel for each connection', async () => {
    await using server = await serveHttps();
    await using proxy = await startHttpProxy({ leadsTo: server.port });
    const outcomes = await askAll('https://org.example.test/', 20, through(proxy));
    expect(outcomes.map((outcome) => 'status' in outcome && outcome.status)).toEqual(Array(20).fill(200));
    expect(new Set(proxy.asked)).toEqual(new Set(['org.example.test:443']));
    expect(proxy.tunnels).toBe(4);
    expect(server.handshakes).toBe(4);
  });

  it('is reached over TLS where asked, and a firewall tunnel is the same but for its name', async () => {
    await using server = await serveHttps();
    await using proxy = await startHttpProxy({ certificate: 'server.pem', ...ann });
    const url = `https://[::1]:${server.port}/`;
    const signIn = { ProxyUser: ann.user, ProxyPassword: ann.password };
    for (const properties of [
      { ...through(proxy, signIn), ProxySSLType: 'ALWAYS' },
      { ...trusted, ...signIn, ProxyServer: `https://localhost:${proxy.port}` },
    ])
      expect(await ask(url, properties)).toMatchObject({ status: 200 });
    await using wall = await startHttpProxy(ann);
    const firewall = { FirewallType: 'TUNNEL', FirewallServer: '127.0.0.1', FirewallPort: String(wall.port) };
    const named = { FirewallUser: ann.user, FirewallPassword: ann.password };
    expect(await ask(url, { ...trusted, ...firewall, ...named })).toMatchObject({ status: 200 });
    expect([...proxy.asked, ...wall.asked]).toEqual(Array(3).fill(`[::1]:${server.port}`));
  });

  it.each([
    ['no password', {}, /demands a user and a password.*Basic/],
    ['a wrong one', { ProxyUser: 'ann', ProxyPassword: 'wr0ng' }, /refuses its user or password/],
    [
      'one that may not be shown',
      { ProxyUser: 'ann', ProxyPassword: 'wr0ng', ProxyAuthScheme: 'NONE' },
      /demands/,
    ],
  ])(
    'that demands a password and gets %s is told apart, and names the properties',
    async (_, given, message) => {
      await using proxy = await startHttpProxy(ann);
      const outcome = await ask('https://org.example.test/', through(proxy, given));
      expect(outcome).toMatchObject({
        reason: 'proxy_refused',
        passing: false,
        message: expect.stringMatching(message),
        hint: expect.stringMatching(/ProxyUser and ProxyPassword/),
      });
      expect(inspect(outcome, { depth: 9 })).not.toMatch(/wr0ng|YW5u/);
      expect(proxy.tunnels).toBe(0);
    },
  );

  it('that takes no Basic says what it takes', async () => {
    await using proxy = await startHttpProxy({ ...ann, challenge: ['Negotiate', 'NTLM TlRMTVNTUAAC=='] });
    expect(await ask('https://org.example.test/', through(proxy))).toMatchObject({
      reason: 'proxy_refused',
      message: expect.stringContaining('It takes NTLM, Negotiate.'),
      hint: expect.stringMatching(/^Only Basic/),
    });
  });

  it('that does not let one through, or does not get there itself, is told apart', async () => {
    await using server = await serveHttps();
    await using proxy = await startHttpProxy({ refuses: (host) => host === 'org.example.test' });
    expect(await ask('https://org.example.test/', through(proxy))).toMatchObject({
      reason: 'proxy_refused',
      message: expect.stringMatching(/does not let connections through to org\.example\.test \(status 403\)/),
    });
    const { port } = server;
    await server[Symbol.asyncDispose]();
    expect(await ask(`https://localhost:${port}/`, through(proxy))).toMatchObject({
      reason: 'unreachable',
      passing: true,
      message: expect.stringMatching(
        /test cannot be reached at localhost:\d+ through the proxy .*status 502/,
      ),
    });
  });

  it('that is not there is told apart from a source that is not', async () => {
    const { port, asked } = await startHttpProxy().then(async (proxy) => {
      await proxy[Symbol.asyncDispose]();
      return proxy;
    });
    const proxied = await ask('https://org.example.test/', { ProxyServer: `127.0.0.1:${port}` });
    expect(proxied).toMatchObject({
      reason: 'unreachable',
      code: 'PROXY_ECONNREFUSED',
      message: `The proxy 127.0.0.1:${port} (ProxyServer) on the way to test cannot be reached (ECONNREFUSED).`,
      passing: true,
    });
    const direct = await ask(`https://127.0.0.1:${port}/`);
    expect(direct).toMatchObject({
      reason: 'unreachable',
      message: `test cannot be reached at 127.0.0.1:${port} (ECONNREFUSED).`,
    });
    expect(asked).toEqual([]);
  });

  it.each([
    [
      'speaks first',
      (socket: Socket) => void socket.write('220 ftp ready\r\n'),
      { code: 'PROXY_NO_PROXY', passing: false },
    ],
    ['hangs up', (socket: Socket) => void socket.destroy(), { reason: 'connection_lost', passing: true }],
  ])('that is none but %s is told', async (_, greet, expected) => {
    const impostor = createServer((socket) => {
      socket.on('error', () => {}).resume();
      greet(socket);
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const { port } = impostor.address() as { port: number };
    for (const properties of [
      { ProxyServer: '127.0.0.1', ProxyPort: String(port) },
      { FirewallType: 'SOCKS5', FirewallServer: '127.0.0.1', FirewallPort: String(port) },
    ] as readonly Texts[]) {
      const outcome = await ask('https://org.example.test/', properties);
      expect(outcome).toMatchObject({
        ...expected,
        message: expect.stringMatching(/^The proxy 127/),
      });
    }
    await new Promise((resolve) => impostor.close(resolve));
  });

  it('with a certificate that is not trusted is told apart from such a source', async () => {
    await using proxy = await startHttpProxy({ certificate: 'server.pem' });
    expect(
      await ask('https://org.example.test/', { ProxyServer: `https://localhost:${proxy.port}` }),
    ).toMatchObject({
      reason: 'untrusted_certificate',
      message: expect.stringMatching(/^The proxy localhost/),
      hint: expect.stringContaining('SSLServerCert'),
    });
  });
});

describe('a SOCKS5 proxy', () => {
  it('that demands a password gets it, looks up the host itself, and speaks in single bytes', async () => {
    await using server = await serveHttps();
    await using proxy = await startSocksProxy({ ...ann, leadsTo: server.port });
    const properties = throughSocks(proxy, { FirewallUser: ann.user, FirewallPassword: ann.password });
    const outcomes = await askAll('https://org.example.test/', 8, properties);
    expect(outcomes.map((outcome) => 'status' in outcome && outcome.status)).toEqual(Array(8).fill(200));
    expect(proxy.asked).toEqual(Array(4).fill('org.example.test:443'));
  });

  it('is given addresses as addresses', async () => {
    await using server = await serveHttps();
    await using proxy = await startSocksProxy();
    for (const host of ['127.0.0.1', '[::1]', 'localhost'])
      expect(await ask(`https://${host}:${server.port}/`, throughSocks(proxy))).toMatchObject({
        status: 200,
      });
    const one = '0'.repeat(31).concat('1');
    expect(proxy.asked).toEqual(
      ['127.0.0.1', `[${one}]`, 'localhost'].map((host) => `${host}:${server.port}`),
    );
  });

  it.each([
    ['no password', {}, /demands a user/],
    ['a wrong one', { FirewallUser: 'ann', FirewallPassword: 'wr0ng' }, /refuses its user or password/],
  ])('that demands a password and gets %s names the properties', async (_, given, message) => {
    await using proxy = await startSocksProxy(ann);
    const outcome = await ask('https://org.example.test/', throughSocks(proxy, given));
    expect(outcome).toMatchObject({
      reason: 'proxy_refused',
      passing: false,
      message: expect.stringMatching(message),
      hint: expect.stringContaining('FirewallUser and FirewallPassword'),
    });
    expect(inspect(outcome, { depth: 9 })).not.toContain('wr0ng');
  });

  it('that does not let one through, or does not get there itself, is told apart', async () => {
    await using proxy = await startSocksProxy({ refuses: (host) => host === 'org.example.test', leadsTo: 1 });
    expect(await ask('https://org.example.test/', throughSocks(proxy))).toMatchObject({
      reason: 'proxy_refused',
      message: expect.stringContaining('not allowed by its rules'),
    });
    expect(await ask('https://elsewhere.test/', throughSocks(proxy))).toMatchObject({
      reason: 'unreachable',
      message: expect.stringMatching(/elsewhere\.test through the proxy .*connection refused/),
    });
  });
});

describe('the environment', () => {
  it.each([
    ['HTTPS_PROXY', 'http'],
    ['https_proxy', 'http'],
    ['ALL_PROXY', 'socks5'],
    ['all_proxy', 'socks5h'],
    ['HTTP_PROXY', 'http'],
  ])('names a proxy in %s, with its password', async (variable, scheme) => {
    await using server = await serveHttps();
    const options = { ...ann, leadsTo: server.port };
    await using proxy = await (scheme === 'http' ? startHttpProxy(options) : startSocksProxy(options));
    const url = `${scheme}://${ann.user}:${encodeURIComponent(ann.password)}@127.0.0.1:${proxy.port}`;
    expect(await ask('https://org.example.test/', trusted, { [variable]: url })).toMatchObject({
      status: 200,
    });
    const wrong = await ask('https://org.example.test/', trusted, {
      [variable]: `${scheme}://ann:wr0ng@127.0.0.1:${proxy.port}`,
    });
    expect(wrong).toMatchObject({ reason: 'proxy_refused', hint: expect.stringContaining(variable) });
    expect(inspect(wrong, { depth: 9 })).not.toMatch(/wr0ng/);
    expect(proxy.tunnels).toBe(1);
  });

  it('is not asked for this machine, for what NO_PROXY names, or where it may not be', async () => {
    await using server = await serveHttps();
    await using proxy = await startHttpProxy({ leadsTo: server.port });
    const env = { HTTPS_PROXY: `127.0.0.1:${proxy.port}` };
    for (const host of ['localhost', '127.0.0.1'])
      expect(await ask(`https://${host}:${server.port}/`, trusted, env)).toMatchObject({ status: 200 });
    const away = 'https://org.example.test/';
    for (const [properties, more] of [
      [{}, { NO_PROXY: 'elsewhere.test,.example.test' }],
      [{}, { no_proxy: '*' }],
      [{ ProxyAutoDetect: 'false' }, {}],
      [{ ProxyExceptions: 'elsewhere.test;*.example.test' }, {}],
    ] as [Record<string, string>, Record<string, string>][]) {
      const outcome = await ask(away, { ...trusted, ...properties }, { ...env, ...more });
      expect(outcome).toMatchObject({ code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
    }
    expect(proxy.asked).toEqual([]);
    expect(await ask(away, trusted, env)).toMatchObject({ status: 200 });
    expect(proxy.tunnels).toBe(1);
  });

  it('yields to ProxyServer, which is asked for this machine as well', async () => {
    await using server = await serveHttps();
    await using proxy = await startHttpProxy();
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '*' };
    expect(await ask(`https://localhost:${server.port}/`, through(proxy), env)).toMatchObject({
      status: 200,
    });
    expect(proxy.tunnels).toBe(1);
  });
});
