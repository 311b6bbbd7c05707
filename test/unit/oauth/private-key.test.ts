import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { exportJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../../src/oauth/private-key.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = asPem(rsa.privateKey, 'pkcs8');

function asPem(key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1'): string {
  return key.export({ type, format: 'pem' } as { type: 'pkcs8'; format: 'pem' }).toString();
}

function ec(namedCurve: string): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

describe('private keys', () => {
  it.each([
    ['PKCS#8', pem, 'RS256'],
    ['PKCS#1', asPem(rsa.privateKey, 'pkcs1'), 'RS256'],
    ['PEM with \\n for line breaks', pem.replaceAll('\n', '\\n'), 'RS256'],
    ['PEM in one line', pem.replaceAll('\n', ' '), 'RS256'],
    [
      'PEM with the breaks of Windows, after a byte order mark',
      `\uFEFF${pem.replaceAll('\n', '\r\n')}`,
      'RS256',
    ],
    ['SEC1 on P-256', asPem(ec('P-256'), 'sec1'), 'ES256'],
    [
      'SEC1 after the parameters of its curve',
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${asPem(ec('P-256'), 'sec1')}`,
      'ES256',
    ],
    ['P-384', asPem(ec('P-384'), 'pkcs8'), 'ES384'],
    ['P-521', asPem(ec('P-521'), 'pkcs8'), 'ES512'],
  ])('are read from %s', async (_, text, algorithm) => {
    expect((await readPrivateKey(text, 'Key')).algorithm).toBe(algorithm);
  });

  it('are read from a JWK, with its key id and algorithm', async () => {
    const jwk: JWK = { ...(await exportJWK(rsa.privateKey)), kid: 'k7', alg: 'RS512' };
    expect(await readPrivateKey(JSON.stringify(jwk), 'Key')).toMatchObject({
      algorithm: 'RS512',
      keyId: 'k7',
    });
    expect(await readPrivateKey(`\uFEFF${JSON.stringify({ keys: [jwk] })}\n`, 'Key')).toMatchObject({
      keyId: 'k7',
    });
    expect(await readPrivateKey(JSON.stringify(await exportJWK(ec('P-384'))), 'Key')).toMatchObject({
      algorithm: 'ES384',
      keyId: undefined,
    });
  });

  it.each([
    ['nonsense', 'nonsense', 'cannot be read'],
    ['a JWK that is cut off', '{"kty":"RSA","d":"c2VjcmV0', 'not JSON'],
    ['a JWK with a slip in it', '{"kty":"RSA","d":"c2VjcmV0"; }', 'not JSON'],
    ['a symmetric JWK', '{"kty":"oct","k":"c2VjcmV0"}', 'cannot be read'],
    ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'cannot be read'],
    ['an EdDSA key', asPem(generateKeyPairSync('ed25519').privateKey, 'pkcs8'), 'ed25519'],
    ['a curve of no JWS algorithm', asPem(ec('secp256k1'), 'pkcs8'), 'secp256k1'],
    [
      'a short RSA key',
      asPem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey, 'pkcs8'),
      '2048',
    ],
  ])('are refused without being shown: %s', async (_, text, why) => {
    const error = await readPrivateKey(text, 'OAuthJWTCert').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      reason: 'bad_property_value',
      message: expect.stringMatching(new RegExp(`OAuthJWTCert.*${why}`)),
      hint: expect.stringMatching(/PEM or JWK/),
    });
    // Everything that a log could show of it, causes included.
    const body = text.replace(/^-----.*\n/, '').slice(0, 20);
    expect(inspect(error)).not.toContain(body);
    expect(inspect(error)).not.toContain('c2VjcmV0');
  });

  it('are refused where a passphrase locks them', async () => {
    const locked = rsa.privateKey.export({
      ...{ type: 'pkcs8', format: 'pem' },
      ...{ cipher: 'aes-256-cbc', passphrase: 'sesame' },
    } as { type: 'pkcs8'; format: 'pem' });
    await expect(readPrivateKey(locked.toString(), 'Key')).rejects.toMatchObject({
      reason: 'bad_property_value',
      hint: expect.stringContaining('without passphrase'),
    });
  });
});
