/** Where a sign-in and what belongs to it are kept. */
import type { PendingStore } from './pending.ts';
import { privateStore } from './private-store.ts';
import type { SignInStores } from './sign-in-environment.ts';
import type { SignInSettings } from './sign-in-settings.ts';
import type { StoreKeys, TokenStore } from './store/token-store.ts';

/** The places of one sign-in. */
export interface SignInPlaces {
  readonly store: TokenStore;
  /** The sign-ins of the same app, tenant and user that were begun on this machine. */
  readonly pending: PendingStore;
}

/** Opens the places that the settings ask for. Reads and writes nothing. */
export function openPlaces(
  source: string,
  tenant: string,
  settings: SignInSettings,
  stores: SignInStores,
): SignInPlaces {
  const { initiate, settingsLocation, clientId = '', user, clientSecret, settingsKey } = settings;
  const keys: StoreKeys = {
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(settingsKey === undefined ? {} : { settingsKey }),
  };
  const usual = stores.defaultLocation(source, tenant, clientId, user);
  // With OFF the caller keeps the tokens, unless it says where.
  const isPrivate = initiate === 'OFF' && settingsLocation === undefined;
  return {
    store: isPrivate ? privateStore() : stores.open(settingsLocation ?? usual, keys),
    pending: stores.pending(usual, keys),
  };
}
