import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { explainNetworkError } from '../../../src/network/fault.ts';
import { ask, type Texts } from './ask.ts';
import { serveHttps } from './https-server.ts';
import { startHttpProxy } from './proxies.ts';
import { certificateOf, fixture, fixtureBytes, fixturePath } from './tls-fixtures.ts';

const trusted = { SSLServerCert: fixture('authority.pem') };
const password = { SSLClientCertPassword: 'open-sesame' };
const pfx = fixtureBytes('client.pfx').toString('base64');

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A server of OpenSSL that demands a certificate of our authority. */
async function startOpenssl(version: string): Promise<AsyncDisposable & { readonly port: number }> {
  const server = spawn('openssl', [
    ...['s_server', '-accept', '127.0.0.1:0', '-www', version === '1.3' ? '-tls1_3' : '-tls1_2'],
    ...['-cert', fixturePath('server.pem'), '-CAfile', fixturePath('authority.pem')],
    ...['-Verify', '1', '-verify_return_error'],
  ]);
  const exited = once(server, 'exit');
  server.stderr.resume();
  let said = '';
  for await (const chunk of server.stdout) {
    said += chunk;
    if (/^ACCEPT .*\n/m.test(said)) break;
  }
  return {
    port: Number(/^ACCEPT .*:(\d+)$/m.exec(said)?.[1]),
    async [Symbol.asyncDispose]() {
      server.kill();
      await exited;
    },
  };
}

describe('a client certificate', () => {
  it.each([
    ['PEM text', 'PEMKEY_BLOB', fixture('client.pem'), {}],
    ['a PEM file', 'PEMKEY_FILE', fixturePath('client.pem'), {}],
    ['a PEM file with a password', 'PEMKEY_FILE', fixturePath('client-encrypted.pem'), password],
    ['a PFX file', 'PFXFILE', fixturePath('client.pfx'), password],
    ['PFX as text', 'PFXBLOB', pfx, password],
  ])('is shown to a server that demands one: %s, told or found out', async (_, type, SSLClientCert, more) => {
    await using server = await serveHttps('server.pem', { clientAuthority: 'authority.pem' });
    for (const SSLClientCertType of [type, 'Auto']) {
      const properties = { ...trusted, ...more, SSLClientCert, SSLClientCertType };
      expect(await ask(`https://localhost:${server.port}/`, properties)).toEqual({
        status: 200,
        body: '{"client":"client"}',
      });
    }
  });

  it('is shown through a proxy, to the server alone', async () => {
    await using server = await serveHttps('server.pem', { clientAuthority: 'authority.pem' });
    await using proxy = await startHttpProxy({ certificate: 'server.pem' });
    const outcome = await ask(`https://localhost:${server.port}/`, {
      ...{ ...trusted, SSLClientCert: fixturePath('client.pem') },
      ProxyServer: `https://localhost:${proxy.port}`,
    });
    expect(outcome).toMatchObject({ status: 200 });
    expect(proxy.tunnels).toBe(1);
    expect(proxy.clients).toEqual([false]);
  });

  it('can be shown to a server that is pinned, or not checked', async () => {
    await using server = await serveHttps('self-signed.pem', { clientAuthority: 'authority.pem' });
    const SSLClientCert = fixturePath('client.pem');
    const pin = certificateOf('self-signed.pem').fingerprint256;
    for (const trust of [{ SSLServerCert: pin }, { Insecure: 'true' }] as readonly Texts[])
      expect(await ask(`https://localhost:${server.port}/`, { ...trust, SSLClientCert })).toMatchObject({
        status: 200,
      });
  });

  it('that lacks, or that the server does not know, gets no further than the server lets it', async () => {
    await using server = await serveHttps('server.pem', { clientAuthority: 'authority.pem' });
    const url = `https://localhost:${server.port}/`;
    expect(await ask(url, trusted)).toMatchObject({ status: 400 });
    const SSLClientCert = fixturePath('unknown-client.pem');
    expect(await ask(url, { ...trusted, SSLClientCert })).toMatchObject({ status: 400 });
  });

  // No server of Node.js sends alerts about client certificates; that of OpenSSL does.
  it.runIf(hasOpenssl).each([
    ['1.3', undefined, /demands a client certificate/],
    ['1.3', 'unknown-client.pem', /does not take the client certificate/],
    ['1.2', 'unknown-client.pem', /does not take the client certificate/],
  ])('that a server misses or refuses in TLS %s is named: %s', async (version, certificate, message) => {
    await using server = await startOpenssl(version);
    const SSLClientCert = certificate && fixturePath(certificate);
    const properties = { ...trusted, ...(SSLClientCert && { SSLClientCert }) };
    expect(await ask(`https://localhost:${server.port}/`, properties)).toMatchObject({
      reason: 'untrusted_certificate',
      passing: false,
      message: expect.stringMatching(message),
      hint: expect.stringContaining('SSLClientCert'),
    });
    const known = { ...trusted, SSLClientCert: fixturePath('client.pem') };
    expect(await ask(`https://localhost:${server.port}/`, known)).toMatchObject({ status: 200 });
  });

  it.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /demands a client certificate/],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', /does not take the client certificate/],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', /does not take the client certificate/],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', /does not take the client certificate/],
  ])('is what the alert %s is about', (code, message) => {
    const error = new TypeError('fetch failed', { cause: Object.assign(new Error('alert'), { code }) });
    expect(explainNetworkError(error, { connector: 'test', host: 'example.com' })).toMatchObject({
      reason: 'untrusted_certificate',
      passing: false,
      message: expect.stringMatching(message),
      hint: expect.stringContaining('SSLClientCert'),
    });
  });
});
