/** The certificates of the network tests; `test/fixtures/tls/make.sh` makes them. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '..', '..', 'fixtures', 'tls');

export function fixturePath(name: string): string {
  return path.join(folder, name);
}

export function fixtureBytes(name: string): Buffer {
  return readFileSync(fixturePath(name));
}

/** The text of a fixture. */
export function fixture(name: string): string {
  return fixtureBytes(name).toString('utf8');
}

/** The first certificate of a fixture. */
export function certificateOf(name: string): X509Certificate {
  return new X509Certificate(fixture(name));
}
