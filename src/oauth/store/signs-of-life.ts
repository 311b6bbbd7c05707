import { join } from 'node:path';
import { type Claim, claimName } from './claim.ts';
import type { StoreHost } from './store-host.ts';

/** How often a process in line touches its claim, in milliseconds. */
export const heartbeat = 3000;

/** A process of another host that did not touch its claim while it was watched for so long is dead. Milliseconds. */
const silence = 5 * heartbeat;

/** So is one of this host whose id may have passed to another, where the system does not tell. Milliseconds. */
const longSilence = 600_000;

/**
 * Judges whether the processes of claims live. One of the same place, by the system: it may stand still for as long as
 * it likes. One of another host, or another container, by its heartbeat, watched from here for a while: clocks of hosts
 * differ, so times are only compared with themselves.
 */
export function signsOfLife(host: StoreHost, scratch: string): (claim: Claim) => Promise<boolean> {
  const watched = new Map<string, { readonly touched: number; readonly since: number }>();
  return async (claim) => {
    const name = claimName(claim);
    const { place } = await host.processes.self();
    const liveness = claim.place === place ? await host.processes.liveness(claim) : undefined;
    if (liveness === 'living' || liveness === 'dead') return liveness === 'living';
    const touched = (await host.files.facts(join(scratch, name)))?.modifiedAt;
    if (touched === undefined) return false;
    if (liveness === 'unknown') return host.now() - touched < longSilence;
    const now = host.elapsed();
    const seen = watched.get(name);
    if (seen?.touched !== touched) watched.set(name, { touched, since: now });
    return seen?.touched !== touched || now - seen.since < silence;
  };
}
