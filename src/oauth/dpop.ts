/** Proofs that a request comes from the holder of a token's key (RFC 9449). */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  randomUUID,
  sign,
} from 'node:crypto';
import type { AuthorizedRequest } from './authorization.ts';

/** Makes proofs with one key pair, and keeps the nonces that servers hand out. */
export interface ProofMaker {
  /** The private key, so that whoever gets the token from a store can use it. Secret. */
  readonly key: JsonWebKey;
  /** The DPoP header of one request; `accessToken` where the request carries one. */
  proof(request: AuthorizedRequest, accessToken?: string): string;
  /** Takes the DPoP-Nonce header of an answer, for later proofs to the origin of `url`. */
  learn(url: string, nonce: string): void;
}

/** Makes proofs with `key`, or with a new key pair, ES256. `now` in milliseconds since 1970. */
export function createProofMaker(now: () => number, key?: JsonWebKey): ProofMaker {
  const privateKey = key
    ? createPrivateKey({ key, format: 'jwk' })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk });
  const nonces = new Map<string, string>();
  return {
    key: key ?? privateKey.export({ format: 'jwk' }),
    proof({ method, url }, accessToken) {
      const target = new URL(url);
      const nonce = nonces.get(target.origin);
      const payload = encode({
        jti: randomUUID(),
        htm: method,
        // Without query and fragment (RFC 9449, 4.2).
        htu: target.origin + target.pathname,
        iat: Math.floor(now() / 1000),
        ...(nonce === undefined ? {} : { nonce }),
        ...(accessToken === undefined
          ? {}
          : { ath: createHash('sha256').update(accessToken).digest('base64url') }),
      });
      const input = `${header}.${payload}`;
      const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${input}.${signature.toString('base64url')}`;
    },
    learn(url, nonce) {
      nonces.set(new URL(url).origin, nonce);
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
