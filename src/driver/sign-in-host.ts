import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Network } from '../network/network.ts';
import type { TokenEvent } from '../oauth/authorization.ts';
import type { Interaction } from '../oauth/interaction.ts';
import type { SignInEnvironment, SignInStores } from '../oauth/sign-in-environment.ts';
import { defaultLocation } from '../oauth/store/default-location.ts';
import { nodeStoreHost } from '../oauth/store/node-host.ts';
import { openTokenStore } from '../oauth/store/open-token-store.ts';
import { openPendingStore } from '../oauth/store/pending-store.ts';
import type { StoreHost } from '../oauth/store/store-host.ts';
import { noKeychain } from '../oauth/store/system-keychain.ts';
import type { TokenFetch } from '../oauth/token-client.ts';
import { settingsFolder } from './options/connections-file.ts';
import type { OptionsHost } from './options/host.ts';
import { sleep } from './sleep.ts';

/** What a sign-in of this process has besides the machine. */
export interface SignInCompany {
  readonly network: Network;
  /** Undefined where nobody may be asked. */
  readonly interaction: Interaction | undefined;
  observe(event: TokenEvent): void;
}

/** The surroundings of a sign-in on this machine. */
export function nodeSignInEnvironment(
  host: OptionsHost,
  { network, interaction, observe }: SignInCompany,
): SignInEnvironment {
  return {
    now: () => Date.now(),
    sleep,
    randomBytes,
    fetch: fetchThrough(network),
    variable: (name) => host.variable(name),
    stores: nodeStores(host),
    interaction,
    observe,
  };
}

/** The places on this machine where sign-ins are kept. */
export function nodeStores(host: OptionsHost): SignInStores & { readonly host: StoreHost } {
  const configDirectory = settingsFolder(host);
  const usual = nodeStoreHost(configDirectory);
  const isOff = host.variable('SQLUICE_KEYCHAIN')?.toLowerCase() === 'off';
  const storeHost = isOff ? { ...usual, keychain: noKeychain() } : usual;
  return {
    host: storeHost,
    open: (location, keys) => openTokenStore(location, keys, storeHost),
    pending: (location, keys) => openPendingStore(path.dirname(location), keys, storeHost),
    defaultLocation: (source, tenant, clientId, user) =>
      defaultLocation(configDirectory, source, tenant, clientId, user ?? ''),
  };
}

/** Sends through the network; undici is loaded with the first request. */
function fetchThrough(network: Network): TokenFetch {
  return async (url, options) => {
    const dispatcher = await network.dispatcher();
    const { fetch } = await import('undici');
    // undici's own types and those of the platform are the same things under two names.
    return (await fetch(url, { ...(options as object), dispatcher })) as unknown as Response;
  };
}
