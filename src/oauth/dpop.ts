/** Proofs that a request comes from the holder of a token's key (RFC 9449). */
import { createHash, randomUUID, webcrypto } from 'node:crypto';

/** Makes proofs with a key pair of its own, and keeps the nonces that servers hand out. */
export interface ProofMaker {
  /** The DPoP header of one request; `accessToken` where the request carries one. */
  proof(request: { readonly method: string; readonly url: string }, accessToken?: string): Promise<string>;
  /** Takes the DPoP-Nonce header of an answer; true when it is a new one for that origin. */
  learn(url: string, nonce: string | null | undefined): boolean;
}

/** Makes a key pair, ES256. `now` in milliseconds since 1970. */
export async function createProofMaker(now: () => number): Promise<ProofMaker> {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const { kty, crv, x, y } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  const nonces = new Map<string, string>();
  return {
    async proof({ method, url }, accessToken) {
      const target = new URL(url);
      const nonce = nonces.get(target.origin);
      const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
      const payload = {
        jti: randomUUID(),
        htm: method,
        // Without query and fragment (RFC 9449, 4.2).
        htu: target.origin + target.pathname,
        iat: Math.floor(now() / 1000),
        ...(nonce === undefined ? {} : { nonce }),
        ...(accessToken === undefined
          ? {}
          : { ath: createHash('sha256').update(accessToken).digest('base64url') }),
      };
      const input = `${encode(header)}.${encode(payload)}`;
      const signature = await webcrypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        pair.privateKey,
        Buffer.from(input),
      );
      return `${input}.${Buffer.from(signature).toString('base64url')}`;
    },
    learn(url, nonce) {
      if (!nonce) return false;
      const { origin } = new URL(url);
      const isNew = nonces.get(origin) !== nonce;
      nonces.set(origin, nonce);
      return isNew;
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
