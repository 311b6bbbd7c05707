import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oktaSignIn } from '../../../../src/connectors/okta/sign-in.ts';
import { nodeHost } from '../../../../src/driver/options/host.ts';
import { nodeStores } from '../../../../src/driver/sign-in-host.ts';
import { openSignIn } from '../../../../src/oauth/sign-in.ts';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { signInEnvironment } from '../../oauth/sign-in-environment.ts';

let sandbox: OktaSandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startOktaSandbox({ users: 5, groups: 1, apps: 1, logs: 5, latency: 0 });
  folder = await mkdtemp(join(tmpdir(), 'sqluice-'));
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** The scopes that the app `full` is given for these properties. */
async function signIn(
  properties: Readonly<Record<string, string>>,
  scopes: readonly string[] = ['okta.users.read'],
): Promise<readonly string[] | undefined> {
  const { clientId } = sandbox.serviceApp('full');
  const fixed = {
    ...{ Domain: sandbox.url, AuthScheme: 'OAuthJWT', OAuthClientId: clientId },
    OAuthSettingsLocation: `memory://${randomUUID()}`,
  };
  const values = new Map(Object.entries({ ...fixed, ...properties }));
  const { authorization } = await openSignIn(
    oktaSignIn,
    values,
    signInEnvironment({ stores: nodeStores(nodeHost()) }),
  );
  const request = { method: 'GET', url: `${sandbox.url}/api/v1/users`, scopes };
  await authorization.headers(request, { observe: () => {} });
  return authorization.grantedScopes();
}

async function inFile(text: string): Promise<string> {
  const path = join(folder, 'key');
  await writeFile(path, text);
  return path;
}

describe('the sign-in of a service app', () => {
  it('takes its key as text or as a file, in PEM or JWK form, told or found out', async () => {
    const { privateKeyPem: pem, privateKeyJwk } = sandbox.serviceApp('full');
    const jwk = JSON.stringify(privateKeyJwk);
    for (const [text, form] of [
      [pem, 'PEMKEY'],
      [jwk, 'JWK'],
    ] as const) {
      const Scope = 'okta.users.read';
      const path = await inFile(text);
      for (const type of ['Auto', `${form}_BLOB`])
        expect(await signIn({ Scope, OAuthJWTCert: text, OAuthJWTCertType: type })).toEqual([Scope]);
      for (const type of ['Auto', `${form}_FILE`])
        expect(await signIn({ Scope, OAuthJWTCert: path, OAuthJWTCertType: type })).toEqual([Scope]);
    }
  });

  it('asks for the scopes of what is read, or those that Scope names, however parted', async () => {
    const { privateKeyPem: OAuthJWTCert } = sandbox.serviceApp('full');
    expect(await signIn({ OAuthJWTCert }, ['okta.groups.read'])).toEqual(['okta.groups.read']);
    expect(await signIn({ OAuthJWTCert, Scope: ' okta.users.read\n  okta.logs.read ' })).toEqual([
      'okta.logs.read',
      'okta.users.read',
    ]);
    await expect(signIn({ OAuthJWTCert, Scope: 'okta.users.read okta.sessions.read' })).rejects.toMatchObject(
      {
        code: '28000',
        source: { code: 'invalid_scope' },
      },
    );
  });

  it('names the key by its own id unless another is given', async () => {
    const { privateKeyPem, privateKeyJwk, keyId } = sandbox.serviceApp('full');
    const wrong = JSON.stringify({ ...privateKeyJwk, kid: 'another' });
    await signIn({ OAuthJWTCert: wrong, OAuthJWTPublicKeyId: keyId });
    await expect(signIn({ OAuthJWTCert: wrong })).rejects.toMatchObject({
      source: { code: 'invalid_client' },
    });
    await expect(
      signIn({ OAuthJWTCert: privateKeyPem, OAuthJWTPublicKeyId: 'another' }),
    ).rejects.toMatchObject({ source: { code: 'invalid_client' } });
  });

  it.each([
    ['a file that is not there', 'Auto', '/nowhere/at/all.pem'],
    ['a key taken for a file', 'PEMKEY_FILE', '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n'],
    ['a path taken for a key', 'PEMKEY_BLOB', '/nowhere/at/all.pem'],
    ['the inside of a key', 'Auto', 'c2VjcmV0c2VjcmV0'],
    ['nothing', 'Auto', ''],
  ])('says what forms a key has, and shows nothing of it, for %s', async (_, type, cert) => {
    const error = await signIn({ OAuthJWTCert: cert, OAuthJWTCertType: type }).catch((reason) => reason);
    expect(error).toMatchObject({
      reason: 'bad_property_value',
      message: expect.stringContaining('OAuthJWTCert'),
      hint: expect.stringMatching(/PEM or JWK.*path of a file/),
    });
    expect(inspect(error)).not.toContain('c2VjcmV0');
  });
});
