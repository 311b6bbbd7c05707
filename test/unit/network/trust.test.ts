import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ask, askAll, networkWith } from './ask.ts';
import { serveHttps } from './https-server.ts';
import { startHttpProxy } from './proxies.ts';
import { certificateOf, fixture, fixturePath } from './tls-fixtures.ts';

const authority = fixture('authority.pem');

describe('trust', () => {
  it.each([
    ['server.pem', /authority that is not trusted/, /SSLServerCert.*NODE_EXTRA_CA_CERTS/],
    ['self-signed.pem', /authority that is not trusted/, /SSLServerCert/],
    ['expired.pem', /has expired/, /clock/, authority],
    ['other-host.pem', /for another host name/, /host name/, authority],
  ])('is not given to %s, and the error says what to do', async (certificate, message, hint, given = '') => {
    await using server = await serveHttps(certificate);
    const outcome = await ask(`https://localhost:${server.port}/`, given ? { SSLServerCert: given } : {});
    expect(outcome).toMatchObject({
      reason: 'untrusted_certificate',
      passing: false,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect(server.hosts).toEqual([]);
  });

  it.each([
    ['text', authority],
    ['a file', fixturePath('authority.pem')],
    ['one of several', `${fixture('server.pem')}${authority}`],
  ])('is given to an authority as %s', async (_, SSLServerCert) => {
    await using server = await serveHttps();
    expect(await ask(`https://localhost:${server.port}/`, { SSLServerCert })).toMatchObject({ status: 200 });
  });

  it('is given to an authority in a file in DER', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sqluice-'));
    const file = path.join(folder, 'authority.cer');
    writeFileSync(file, certificateOf('authority.pem').raw);
    await using server = await serveHttps();
    expect(await ask(`https://localhost:${server.port}/`, { SSLServerCert: file })).toMatchObject({
      status: 200,
    });
    await rm(folder, { recursive: true });
  });

  const { fingerprint, fingerprint256 } = certificateOf('self-signed.pem');
  it.each([
    ['SHA-256', fingerprint256],
    ['SHA-256 without colons', fingerprint256.replaceAll(':', '').toLowerCase()],
    ['SHA-1', fingerprint],
    ['the certificate itself', fixture('self-signed.pem')],
  ])(
    'is given to one certificate by %s, on every connection, whatever its name',
    async (_, SSLServerCert) => {
      await using server = await serveHttps('self-signed.pem');
      const url = `https://localhost:${server.port}/`;
      for (const outcome of await askAll(url, 12, { SSLServerCert }))
        expect(outcome).toMatchObject({ status: 200 });
      await using other = await serveHttps('server.pem');
      expect(await ask(`https://localhost:${other.port}/`, { SSLServerCert })).toMatchObject({
        reason: 'untrusted_certificate',
        passing: false,
        hint: expect.stringContaining(certificateOf('server.pem').fingerprint256.replaceAll(':', '')),
      });
      expect(other.hosts).toEqual([]);
    },
  );

  it('is not given to a proxy by the thumbprint of the source', async () => {
    await using server = await serveHttps('self-signed.pem');
    await using proxy = await startHttpProxy({ certificate: 'self-signed.pem' });
    const outcome = await ask(`https://localhost:${server.port}/`, {
      SSLServerCert: fingerprint256,
      ProxyServer: `https://localhost:${proxy.port}`,
    });
    expect(outcome).toMatchObject({
      reason: 'untrusted_certificate',
      message: expect.stringMatching(/^The proxy/),
    });
    expect(proxy.asked).toEqual([]);
  });

  it('is given to everybody by Insecure alone, with a warning', async () => {
    for (const certificate of ['server.pem', 'self-signed.pem', 'expired.pem', 'other-host.pem']) {
      await using server = await serveHttps(certificate);
      expect(await ask(`https://localhost:${server.port}/`, { Insecure: 'true' })).toMatchObject({
        status: 200,
      });
    }
    const network = await networkWith({ Insecure: 'true' });
    expect(network.warnings).toEqual([expect.stringMatching(/not checked.*Insecure=true/)]);
    await network.close();
  });

  it('is given to what NODE_EXTRA_CA_CERTS names, beside SSLServerCert as without it', async () => {
    await using server = await serveHttps();
    const root = path.join(import.meta.dirname, '..', '..', '..');
    const script = `
      import { request } from 'undici';
      import { openNetwork } from './dist/network/network.js';
      for (const properties of [{}, { SSLServerCert: ${JSON.stringify(fixturePath('stranger.pem'))} }]) {
        const values = new Map(Object.entries(properties));
        const network = await openNetwork(values, { variable: (name) => process.env[name] }, 1);
        const sent = request('https://localhost:${server.port}/', { dispatcher: await network.dispatcher() });
        console.log(await sent.then((answer) => answer.statusCode, (error) => error.code));
        await network.close();
      }
    `;
    const run = async (env: Record<string, string>) => {
      const given = { cwd: root, env: { PATH: process.env.PATH, ...env } };
      const words = ['--input-type=module', '--eval', script];
      return (await promisify(execFile)(process.execPath, words, given)).stdout.trim().split('\n');
    };
    expect(await run({ NODE_EXTRA_CA_CERTS: fixturePath('authority.pem') })).toEqual(['200', '200']);
    const refused = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    expect(await run({})).toEqual([refused, refused]);
  });
});
