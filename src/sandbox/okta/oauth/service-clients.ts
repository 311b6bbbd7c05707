import { generateKeyPairSync } from 'node:crypto';
import { hexDigits } from '../org/random.ts';
import type { ServiceClient } from './client-assertion.ts';
import { readScopes } from './tokens.ts';

/** A service app with the private key that it signs with. */
export interface ServiceCredentials {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly keyId: string;
  readonly algorithm: 'RS256' | 'ES256';
  /** PKCS #8. */
  readonly privateKeyPem: string;
  readonly privateKeyJwk: Readonly<Record<string, unknown>>;
}

/** Service apps for tests, by what they may do or how they sign. */
export type ServiceAppName = 'full' | 'withoutSchemas' | 'usersOnly' | 'ellipticCurve';

/** The service apps of an org. Keys are made when first asked for: an RSA key takes a tenth of a second. */
export interface ServiceApps {
  credentials(name: ServiceAppName): ServiceCredentials;
  /** The apps whose keys exist. */
  clients(): readonly ServiceClient[];
}

const grants: Readonly<Record<ServiceAppName, readonly string[]>> = {
  full: readScopes,
  withoutSchemas: readScopes.filter((scope) => scope !== 'okta.schemas.read'),
  usersOnly: ['okta.users.read'],
  ellipticCurve: readScopes,
};

/** The service apps of an org of a seed. */
export function createServiceApps(seed: number): ServiceApps {
  const made = new Map<
    ServiceAppName,
    { readonly credentials: ServiceCredentials; readonly client: ServiceClient }
  >();
  const make = (name: ServiceAppName) => {
    const curve = name === 'ellipticCurve';
    const { privateKey, publicKey } = curve
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
    const clientId = `0oa${hexDigits(`${seed} service ${name}`, 17)}`;
    const keyId = hexDigits(`${seed} key ${name}`, 24);
    const algorithm = curve ? 'ES256' : 'RS256';
    const scopes = grants[name];
    return {
      client: { clientId, scopes, keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId }] },
      credentials: {
        clientId,
        scopes,
        keyId,
        algorithm,
        privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
        privateKeyJwk: { ...privateKey.export({ format: 'jwk' }), kid: keyId, alg: algorithm },
      },
    } as const;
  };
  return {
    credentials: (name) => {
      const app = made.get(name) ?? make(name);
      made.set(name, app);
      return app.credentials;
    },
    clients: () => [...made.values()].map(({ client }) => client),
  };
}
