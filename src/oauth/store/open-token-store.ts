import { driverError } from '../../errors.ts';
import { isInMemory, memoryPlace } from './memory-place.ts';
import type { ValueRules } from './place.ts';
import { sealedPlace } from './sealed-place.ts';
import type { StoreHost } from './store-host.ts';
import type { StoredSignIn, StoreKeys, TokenStore } from './token-store.ts';

/**
 * The store at a location: a path (of the working directory where it is relative), or `memory://id`, which all in this
 * process share until it ends and for which no keys are needed. Opens nothing yet.
 */
export function openTokenStore(location: string, keys: StoreKeys, host: StoreHost): TokenStore {
  const rules = rulesOf(location);
  return isInMemory(location)
    ? memoryPlace(location, 'sign-in', rules)
    : sealedPlace(location, keys, host, rules);
}

function rulesOf(location: string): ValueRules<StoredSignIn> {
  return {
    clientSecretIn: ({ properties }) => properties.OAuthClientSecret,
    check(kept, next) {
      if (!kept || (kept.source === next.source && kept.tenant === next.tenant)) return;
      const message = `${location} keeps the sign-in to ${kept.source} at ${kept.tenant}, and this one is to ${next.source} at ${next.tenant}.`;
      throw driverError('settings_mismatch', message);
    },
  };
}
