/** Private keys of clients, in the forms in which people have them. */
import { createPrivateKey, type JsonWebKey, type KeyObject, webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { driverError } from '../errors.ts';

/** A key that signs, and what it is known by. */
export interface SigningKey {
  readonly key: webcrypto.CryptoKey;
  /** JWS algorithm (RFC 7518, 3.1). */
  readonly algorithm: string;
  /** Key id, where the key names one. */
  readonly keyId: string | undefined;
}

const curves: Readonly<Record<string, { readonly namedCurve: string; readonly algorithm: string }>> = {
  prime256v1: { namedCurve: 'P-256', algorithm: 'ES256' },
  secp384r1: { namedCurve: 'P-384', algorithm: 'ES384' },
  secp521r1: { namedCurve: 'P-521', algorithm: 'ES512' },
};

/** Bits that an RSA key needs at least (RFC 7518, 3.3). */
const fewestBits = 2048;

/**
 * Reads a private key: PEM (PKCS#8, PKCS#1, SEC1), also with its line breaks lost or written as `\n`, or JWK. RSA
 * keys sign with RS256 unless their JWK says RS384 or RS512; EC keys by their curve. Throws `bad_property_value`
 * naming `property`.
 */
export async function readPrivateKey(text: string, property: string): Promise<SigningKey> {
  const jwk = text.trimStart().startsWith('{') ? readJwk(text, property) : undefined;
  const object = importKey(jwk ?? tidyPem(text), property);
  const { parameters, algorithm } = algorithmOf(object, jwk?.alg, property);
  const key = await webcrypto.subtle.importKey(
    'pkcs8',
    object.export({ type: 'pkcs8', format: 'der' }),
    parameters,
    false,
    ['sign'],
  );
  return { key, algorithm, keyId: typeof jwk?.kid === 'string' ? jwk.kid : undefined };
}

type NamedJwk = JsonWebKey & { readonly kid?: unknown; readonly alg?: unknown };

function readJwk(text: string, property: string): NamedJwk {
  try {
    const value = JSON.parse(text.trim()) as NamedJwk & { readonly keys?: readonly NamedJwk[] };
    return value.keys?.length === 1 ? (value.keys[0] as NamedJwk) : value;
  } catch {
    // The cause would quote the key.
    throw unusable(property, 'it begins like a JWK but is not JSON');
  }
}

/** The block of the key alone, in lines again: forms and variables lose the breaks. */
function tidyPem(text: string): string {
  const [, label, body] = /-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----(.*?)-----END \1-----/s.exec(text) ?? [];
  if (label === undefined || body === undefined) return text;
  const lines = body.replaceAll(/\\[nr]|\s/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function importKey(key: string | NamedJwk, property: string): KeyObject {
  try {
    return typeof key === 'string'
      ? createPrivateKey(key)
      : createPrivateKey({ key: key as JsonWebKey, format: 'jwk' });
  } catch {
    // The cause could quote the key.
    throw unusable(property, 'it cannot be read as one');
  }
}

function algorithmOf(object: KeyObject, wanted: unknown, property: string) {
  const { modulusLength = 0, namedCurve = '' } = object.asymmetricKeyDetails ?? {};
  if (object.asymmetricKeyType === 'rsa') {
    if (modulusLength < fewestBits) {
      throw unusable(property, `an RSA key needs ${fewestBits} bits, and it has ${modulusLength}`);
    }
    const bits = typeof wanted === 'string' && /^RS(384|512)$/.test(wanted) ? wanted.slice(2) : '256';
    return {
      parameters: { name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${bits}` },
      algorithm: `RS${bits}`,
    };
  }
  const curve = curves[namedCurve];
  if (object.asymmetricKeyType !== 'ec' || !curve) {
    const kind = [object.asymmetricKeyType, namedCurve].filter(Boolean).join(' ');
    throw unusable(property, `a key of the kind ${kind} is not taken`);
  }
  return { parameters: { name: 'ECDSA', namedCurve: curve.namedCurve }, algorithm: curve.algorithm };
}

function unusable(property: string, why: string) {
  return driverError('bad_property_value', `${property} is no private key that can sign: ${why}.`, {
    hint: 'Give an RSA or EC private key without passphrase, in PEM or JWK form, or the path of a file that holds it.',
  });
}

/**
 * The key that a property names: its text, or a file that holds it. `type` is as in OAuthJWTCertType; Auto tells by
 * looking. Throws `bad_property_value` naming `property`, never with any of the text.
 */
export async function readPrivateKeyProperty(
  cert: string,
  type: string,
  property: string,
): Promise<SigningKey> {
  const inline = /^\s*(?:-----BEGIN|\{)/.test(cert);
  const isFile = type.endsWith('_FILE') || (type === 'Auto' && !inline);
  if (!isFile) return readPrivateKey(cert, property);
  let text: string;
  try {
    text = await readFile(cert, 'utf8');
  } catch {
    // Neither path nor cause is shown: a key that was not recognized would be in both.
    throw driverError(
      'bad_property_value',
      `${property} is neither a key nor the path of a file that can be read.`,
      { hint: 'Give the private key in PEM or JWK form, or the path of a file that holds it.' },
    );
  }
  return readPrivateKey(text, property);
}
