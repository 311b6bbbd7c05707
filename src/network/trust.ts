/** Which servers are believed to be who they say. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { PropertyValues } from '../catalog/property.ts';

/** Whom a connection trusts. */
export type Trust =
  /** The authorities of Node.js. */
  | { readonly kind: 'default' }
  /** Those and these, each in PEM. */
  | { readonly kind: 'authorities'; readonly certificates: readonly string[] }
  /**
   * Only servers that show a certificate with one of these thumbprints, SHA-1 or SHA-256, in upper case without
   * colons. As that is one very certificate, whose key nobody else has, neither its name nor its dates matter: they
   * would only turn away the self-made certificates that thumbprints are for.
   */
  | { readonly kind: 'pinned'; readonly thumbprints: readonly string[] }
  /** Everybody. */
  | { readonly kind: 'everybody' };

/** What SSLServerCert and Insecure ask for. What is wrong goes into `faults`, a sentence each. */
export async function readTrust(values: PropertyValues, faults: string[]): Promise<Trust> {
  const given = values.get('SSLServerCert');
  const everybody = values.get('Insecure') === true;
  if (typeof given !== 'string') return { kind: everybody ? 'everybody' : 'default' };
  if (everybody) faults.push('Insecure=true leaves nothing to SSLServerCert: leave out one of them.');
  if (given === '*') {
    faults.push('SSLServerCert=* would trust every server. If that is meant, say so: Insecure=true.');
    return { kind: 'default' };
  }
  const thumbprint = given.replaceAll(/[:\s]/g, '').toUpperCase();
  if (/^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(thumbprint))
    return { kind: 'pinned', thumbprints: [thumbprint] };
  if (/^[0-9A-F]{32}$/.test(thumbprint)) {
    faults.push('SSLServerCert is an MD5 thumbprint, which can be forged: give the one in SHA-256.');
    return { kind: 'default' };
  }
  const certificates = await readCertificates(given);
  if (certificates === undefined) {
    faults.push(
      'SSLServerCert is no certificate in PEM, no file that holds one, and no SHA-1 or SHA-256 thumbprint.',
    );
    return { kind: 'default' };
  }
  // OpenSSL takes only authorities as a reason to trust; a server's own certificate is believed as it stands.
  const authorities = certificates.filter(({ ca }) => ca);
  return authorities.length > 0
    ? { kind: 'authorities', certificates: authorities.map(String) }
    : { kind: 'pinned', thumbprints: certificates.map(thumbprintsOf).map(([sha256]) => sha256) };
}

/** Both thumbprints of a certificate, SHA-256 first, as {@link Trust} writes them. */
export function thumbprintsOf(certificate: X509Certificate): readonly [sha256: string, sha1: string] {
  const { fingerprint256, fingerprint } = certificate;
  return [fingerprint256.replaceAll(':', ''), fingerprint.replaceAll(':', '')];
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** At least one certificate from PEM text or a file in PEM or DER; undefined where there is none. */
async function readCertificates(given: string): Promise<readonly X509Certificate[] | undefined> {
  try {
    const bytes = given.includes('-----BEGIN') ? Buffer.from(given) : await readFile(given);
    const blocks = bytes.toString('latin1').match(block);
    return (blocks ?? [bytes]).map((certificate) => new X509Certificate(certificate));
  } catch {
    return undefined;
  }
}
