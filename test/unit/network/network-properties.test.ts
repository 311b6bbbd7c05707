import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { networkWith } from './ask.ts';
import { certificateOf, fixture, fixturePath } from './tls-fixtures.ts';

const hush = 'hush-hush';

async function failure(properties: Record<string, string>, env: Record<string, string> = {}) {
  try {
    await networkWith(properties, env);
  } catch (error) {
    // Not even in the cause.
    expect(inspect(error, { depth: 9 })).not.toMatch(/hush-hush|PRIVATE KEY|MIG/);
    return error as { reason: string; message: string; detail?: string };
  }
  throw new Error('nothing is wrong');
}

const pem = fixture('client.pem');

describe('the properties of a network', () => {
  it.each([
    [{ ProxyUser: 'ann' }, /ProxyUser is set without ProxyServer/],
    [{ ProxyServer: 'proxy.test', ProxyPassword: hush }, /ProxyPassword is set without ProxyUser/],
    [{ ProxyServer: 'socks5://proxy.test' }, /FirewallType=SOCKS5/],
    [{ ProxyServer: 'not a host' }, /ProxyServer is no host name/],
    [{ ProxyServer: `http://ann:${hush}@proxy.test` }, /put them into ProxyUser and ProxyPassword/],
    [{ ProxyServer: 'proxy.test', ProxyUser: 'a:b', ProxyPassword: hush }, /cannot hold a colon/],
    [{ FirewallServer: 'wall.test' }, /set it to TUNNEL or SOCKS5/],
    [{ FirewallType: 'TUNNEL', FirewallServer: 'http://wall.test' }, /FirewallServer is no host name/],
    [
      {
        FirewallType: 'SOCKS5',
        FirewallServer: 'wall.test',
        FirewallUser: 'a',
        FirewallPassword: hush.repeat(30),
      },
      /255 bytes/,
    ],
    [{ ProxyServer: 'proxy.test', FirewallType: 'TUNNEL', FirewallServer: 'wall.test' }, /one way only/],
    [{ SSLServerCert: '*' }, /Insecure=true/],
    [{ SSLServerCert: '0123456789ABCDEF0123456789ABCDEF' }, /MD5.*SHA-256/],
    [{ SSLServerCert: '/no/such/file.pem' }, /SSLServerCert is no certificate/],
    [{ SSLServerCert: pem.slice(pem.indexOf('-----BEGIN PRIVATE')) }, /SSLServerCert is no certificate/],
    [{ SSLServerCert: fixturePath('make.sh') }, /SSLServerCert is no certificate/],
    [{ SSLServerCert: fixturePath('authority.pem'), Insecure: 'true' }, /leave out one of them/],
    [{ SSLClientCert: '/no/such/file.pfx' }, /path of a file that can be read/],
    [{ SSLClientCert: pem, SSLClientCertType: 'PEMKEY_FILE' }, /path of a file that can be read/],
    [{ SSLClientCert: fixture('authority.pem') }, /both a certificate and its private key/],
    [
      { SSLClientCert: pem.slice(pem.indexOf('-----BEGIN PRIVATE')) },
      /both a certificate and its private key/,
    ],
    [
      {
        SSLClientCert: certificateOf('server.pem') + pem.slice(pem.indexOf('-----BEGIN PRIVATE')),
      },
      /not that of its certificate/,
    ],
    [{ SSLClientCert: fixturePath('client-encrypted.pem') }, /set SSLClientCertPassword/],
    [
      { SSLClientCert: fixturePath('client-encrypted.pem'), SSLClientCertPassword: hush },
      /SSLClientCertPassword does not open/,
    ],
    [{ SSLClientCert: fixturePath('client.pfx') }, /set SSLClientCertPassword/],
    [
      { SSLClientCert: fixturePath('client.pfx'), SSLClientCertPassword: hush },
      /SSLClientCertPassword does not open/,
    ],
    [{ SSLClientCert: fixturePath('make.sh') }, /no PFX/],
    [{ SSLClientCertPassword: hush }, /without SSLClientCert/],
    [{ ProxyAuthScheme: 'NTLM' }, /ProxyAuthScheme cannot be "NTLM": it takes BASIC or NONE/],
    [{ FirewallType: 'SOCKS4' }, /FirewallType cannot be "SOCKS4": it takes NONE or TUNNEL or SOCKS5/],
    [{ SSLClientCertSubject: 'CN=x' }, /SSLClientCertSubject cannot be "CN=x"/],
    [{ SSLClientCert: pem, SSLClientCertType: 'USER' }, /SSLClientCertType cannot be "USER"/],
  ] as [Record<string, string>, RegExp][])(
    'are refused where $1 says what to do',
    async (properties, message) => {
      expect(await failure(properties)).toMatchObject({
        reason: 'bad_property_value',
        message: expect.stringMatching(message),
      });
    },
  );

  it('are refused all at once', async () => {
    const error = await failure({ ProxyUser: 'ann', SSLServerCert: '*', SSLClientCertPassword: hush });
    expect(error).toMatchObject({ reason: 'bad_properties' });
    expect(error.detail!.split('\n')).toHaveLength(3);
  });

  it.each(['ftp://proxy.test', 'http://a:%zz@proxy.test', 'http://', `socks4://ann:${hush}@proxy.test`])(
    'may not leave the proxy to the environment where that says %s',
    async (proxy) => {
      const error = await failure({}, { HTTPS_PROXY: proxy });
      expect(error.message).toMatch(/HTTPS_PROXY.*ProxyAutoDetect=false/);
      const network = await networkWith({ ProxyAutoDetect: 'false' }, { HTTPS_PROXY: proxy });
      await network.close();
    },
  );

  it('are needless without harm where a recipe sets them to what they are', async () => {
    const network = await networkWith({
      ...{ ProxyAutoDetect: 'false', ProxyPort: '80', ProxyAuthScheme: 'BASIC', ProxySSLType: 'AUTO' },
      ...{ FirewallType: 'NONE', FirewallPort: '1080', SSLClientCertSubject: '*' },
    });
    expect(network.warnings).toEqual([]);
    await network.close();
  });
});
