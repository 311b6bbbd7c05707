import type { ProcessIdentity } from './store-host.ts';

/** What a process put in a lock's folder to stand in line. */
export interface Claim extends ProcessIdentity {
  /** Place in line; 0 while the process looks which one is free. */
  readonly number: number;
  /** Tells apart the claims of one process. Hexadecimal. */
  readonly nonce: string;
}

/** The file name of a claim, which is all that there is of it: it appears and goes whole. */
export function claimName({ number, host, place, pid, start, nonce }: Claim): string {
  const readable = host.replace(/[^A-Za-z0-9.-]/g, '').slice(0, 60);
  return [number, readable, place, pid, start, nonce].join('_');
}

/** The claim of a file name; undefined where the name is none. */
export function readClaim(name: string): Claim | undefined {
  const [number, host, place, pid, start, nonce, ...more] = name.split('_');
  if (!/^\d+$/.test(number ?? '') || !/^\d+$/.test(pid ?? '') || more.length > 0) return undefined;
  if (host === undefined || place === undefined || start === undefined || nonce === undefined)
    return undefined;
  return { number: Number(number), host, place, pid: Number(pid), start, nonce };
}

/** Whether `claim` is before `other` in line; of equal numbers the lower nonce. */
export function isAhead(claim: Claim, other: Claim): boolean {
  return claim.number === other.number ? claim.nonce < other.nonce : claim.number < other.number;
}
