import { type ScryptOptions, scrypt } from 'node:crypto';

/** What scrypt (RFC 7914) costs: memory of 128 · 2^logN · r bytes, time of p times that. */
export interface StretchCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** Turns secrets of people and programs into keys. */
export interface SecretStretcher {
  /** Costs of new keys: servers make client secrets at random, people choose settings keys (OWASP, Password Storage). */
  readonly costs: Readonly<Record<'clientSecret' | 'settingsKey', StretchCost>>;
  /** A key of 32 bytes. The same question is computed once. */
  key(secret: string, salt: string, cost: StretchCost): Promise<Buffer>;
}

/** A stretcher that remembers the keys it made as long as it lives: the same file is opened and sealed many times. */
export function secretStretcher(): SecretStretcher {
  const known = new Map<string, Promise<Buffer>>();
  return {
    costs: { clientSecret: { logN: 14, r: 8, p: 1 }, settingsKey: { logN: 15, r: 8, p: 3 } },
    key(secret, salt, cost) {
      const { logN, r, p } = cost;
      const question = JSON.stringify([secret, salt, logN, r, p]);
      const found = known.get(question) ?? stretch(secret, salt, cost);
      known.set(question, found);
      return found;
    },
  };
}

function stretch(secret: string, salt: string, { logN, r, p }: StretchCost): Promise<Buffer> {
  const N = 2 ** logN;
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), Buffer.from(salt, 'base64url'), 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
