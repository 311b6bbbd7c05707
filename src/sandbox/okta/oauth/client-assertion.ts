import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';

/** A service app that signs in with a key of its own. */
export interface ServiceClient {
  readonly clientId: string;
  /** Scopes granted to the app. */
  readonly scopes: readonly string[];
  /** Its public keys, each with `kid`. */
  readonly keys: readonly (JsonWebKey & { readonly kid: string })[];
}

/** A client assertion that is no good; the message is the `error_description`. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** What an assertion is checked against. Times in seconds since 1970. */
export interface AssertionRules {
  /** The token endpoint, which `aud` must name. */
  readonly audience: string;
  readonly now: number;
  /** Says whether a jti was seen before, and remembers it until it expires. */
  reused(jti: string, expires: number): boolean;
}

const longestLife = 3600;

/**
 * The client that signed an assertion (RFC 7523, 3; Okta docs, implement-oauth-for-okta-serviceapp): RS256 to ES512,
 * iss and sub the client, aud the token endpoint, exp at most an hour ahead, each jti once.
 *
 * @throws AssertionError
 */
export function verifyAssertion(
  assertion: string,
  clients: readonly ServiceClient[],
  rules: AssertionRules,
): ServiceClient {
  const parts = assertion.split('.');
  const header = decode(parts[0]);
  const claims = decode(parts[1]);
  if (parts.length !== 3 || !header || !claims) throw new AssertionError('The client_assertion is no JWT.');
  const client = clients.find(({ clientId }) => clientId === claims.sub);
  if (!client || claims.iss !== claims.sub)
    throw new AssertionError('The issuer and subject of client_assertion must be the client_id.');
  const jwk = client.keys.find((key) => header.kid === undefined || key.kid === header.kid);
  if (!jwk) throw new AssertionError('No key of the client has the kid of client_assertion.');
  if (!isSigned(parts, String(header.alg), createPublicKey({ key: jwk, format: 'jwk' })))
    throw new AssertionError('The client_assertion signature is invalid.');
  checkClaims(claims, rules);
  return client;
}

function checkClaims(claims: Readonly<Record<string, unknown>>, rules: AssertionRules): void {
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audiences.includes(rules.audience))
    throw new AssertionError(
      'The audience of client_assertion must be the endpoint invoked for the request.',
    );
  if (typeof claims.exp !== 'number' || claims.exp <= rules.now)
    throw new AssertionError('The client_assertion token is expired.');
  if (claims.exp > rules.now + longestLife)
    throw new AssertionError('The client_assertion token must not live longer than one hour.');
  if (typeof claims.nbf === 'number' && claims.nbf > rules.now + 5)
    throw new AssertionError('The client_assertion token is not yet valid.');
  if (typeof claims.jti === 'string' && rules.reused(claims.jti, claims.exp))
    throw new AssertionError('The client_assertion token has already been used.');
}

function isSigned(parts: readonly string[], algorithm: string, key: KeyObject): boolean {
  const [, family, size] = /^(RS|ES)(256|384|512)$/.exec(algorithm) ?? [];
  if (!family || key.asymmetricKeyType !== (family === 'RS' ? 'rsa' : 'ec')) return false;
  const signature = Buffer.from(parts[2] ?? '', 'base64url');
  const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
  return family === 'RS'
    ? verify(`sha${size}`, signed, { key, padding: constants.RSA_PKCS1_PADDING }, signature)
    : verify(`sha${size}`, signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function decode(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
