import type { StoredSignIn, TokenStore } from './store/token-store.ts';

/** A place for the sign-in of one connection only, which ends with it. */
export function privateStore(kept?: StoredSignIn): TokenStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    location: 'this connection',
    read: async () => kept,
    update(change, _signal, needless = () => false) {
      const turn = last.then(async () => {
        if (needless(kept)) return kept;
        const next = await change(kept, async (stored) => {
          kept = stored;
        });
        kept = next ?? kept;
        return kept;
      });
      last = turn.catch(() => {});
      return turn;
    },
    clear: async () => {
      kept = undefined;
    },
    checkWritable: async () => {},
  };
}
