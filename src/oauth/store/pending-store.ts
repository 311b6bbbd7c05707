import { join } from 'node:path';
import type { PendingSignIn, PendingStore } from '../pending.ts';
import { isInMemory, memoryPlace } from './memory-place.ts';
import type { Place, ValueRules } from './place.ts';
import { sealedPlace } from './sealed-place.ts';
import type { StoreHost } from './store-host.ts';
import type { StoreKeys } from './token-store.ts';
import { isUnreadable } from './unreadable.ts';

/** How long a sign-in may wait for its code, in milliseconds. */
const life = 600_000;

const fileName = 'PendingSignIns.txt';

const rules: ValueRules<readonly PendingSignIn[]> = { clientSecretIn: () => undefined, check: () => {} };

/** Pending sign-ins in a folder, or beside those of a `memory://id`. */
export function openPendingStore(folder: string, keys: StoreKeys, host: StoreHost): PendingStore {
  const place: Place<readonly PendingSignIn[]> = isInMemory(folder)
    ? memoryPlace(folder, 'pending', rules)
    : sealedPlace(join(folder, fileName), keys, host, rules);
  const isFresh = ({ createdAt }: PendingSignIn) => host.now() - createdAt < life;

  return {
    async add(pending, signal) {
      const put = () => place.update(async (all = []) => [...all.filter(isFresh), pending], signal);
      try {
        await put();
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        // What nobody here can open cannot be finished here either, and is soon worth nothing.
        await place.clear(signal);
        await put();
      }
    },
    async take(state, signal) {
      const choose = (all: readonly PendingSignIn[]) =>
        all.findLast((pending) => isFresh(pending) && (state === undefined || pending.state === state));
      let taken: PendingSignIn | undefined;
      try {
        // Most often there is none here, perhaps in a folder that cannot be written.
        if (!choose((await place.read(signal)) ?? [])) return undefined;
        await place.update(async (all = []) => {
          taken = choose(all);
          return taken && all.filter((pending) => pending !== taken && isFresh(pending));
        }, signal);
      } catch (error) {
        if (!isUnreadable(error)) throw error;
      }
      return taken;
    },
  };
}
