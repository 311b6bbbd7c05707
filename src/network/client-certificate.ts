/** The certificate with which this process proves to servers who it is. */
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { PropertyValues } from '../catalog/property.ts';

/** A certificate with its private key, in the form that TLS takes them. Secret. */
export type ClientCertificate =
  | { readonly cert: string; readonly key: string; readonly passphrase?: string }
  | { readonly pfx: Buffer; readonly passphrase?: string };

/**
 * What SSLClientCert and its password hold; undefined where it is not set. What is wrong goes into `faults`, a
 * sentence each, which repeats neither the value, which may be a key, nor what OpenSSL says of it.
 */
export async function readClientCertificate(
  values: PropertyValues,
  faults: string[],
): Promise<ClientCertificate | undefined> {
  const given = values.get('SSLClientCert');
  const password = values.get('SSLClientCertPassword');
  if (typeof given !== 'string') {
    if (password !== undefined) faults.push('SSLClientCertPassword is set without SSLClientCert.');
    return undefined;
  }
  const bytes = await bytesOf(given, String(values.get('SSLClientCertType') ?? 'Auto'));
  if (bytes === undefined) {
    faults.push(
      'SSLClientCert is neither a certificate with its key nor the path of a file that can be read; see SSLClientCertType.',
    );
    return undefined;
  }
  const passphrase = typeof password === 'string' ? { passphrase: password } : {};
  const pem = bytes.toString('latin1');
  const certificate = pem.includes('-----BEGIN')
    ? { cert: pem, key: pem, ...passphrase }
    : { pfx: bytes, ...passphrase };
  try {
    createSecureContext(certificate);
  } catch (error) {
    faults.push(whyUnusable(error, 'pfx' in certificate, password !== undefined));
    return undefined;
  }
  return certificate;
}

async function bytesOf(given: string, type: string): Promise<Buffer | undefined> {
  if (type === 'PEMKEY_BLOB' || (type === 'Auto' && given.includes('-----BEGIN'))) return Buffer.from(given);
  if (type === 'PFXBLOB') return Buffer.from(given, 'base64');
  const content = await readFile(given).catch(() => undefined);
  // No path is as long as the shortest PFX, which begins as every long DER sequence does.
  const pfx = type === 'Auto' && /^MI[A-Za-z0-9+/=\s]{400,}$/.test(given);
  return content ?? (pfx ? Buffer.from(given, 'base64') : undefined);
}

function whyUnusable(error: unknown, pfx: boolean, hasPassword: boolean): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const said = `${String(code)} ${String(message)}`;
  if (/mac verify|BAD_DECRYPT|bad decrypt|BAD_PASSWORD|INTERRUPTED_OR_CANCELLED|password/i.test(said))
    return hasPassword
      ? 'SSLClientCertPassword does not open the private key in SSLClientCert.'
      : 'The private key in SSLClientCert needs a password: set SSLClientCertPassword.';
  if (/KEY_VALUES_MISMATCH/.test(said))
    return 'The private key in SSLClientCert is not that of its certificate.';
  if (pfx && /unsupported/i.test(said))
    return 'SSLClientCert is encrypted in a way of old that Node.js does not read: write it anew with openssl pkcs12 -export.';
  return pfx
    ? 'SSLClientCert is no PFX (PKCS #12) with a certificate and its private key.'
    : 'SSLClientCert does not hold both a certificate and its private key in PEM.';
}
