import type { TokenEvent } from './authorization.ts';
import type { Interaction } from './interaction.ts';
import type { PendingStore } from './pending.ts';
import type { Variables } from './sign-in-settings.ts';
import type { StoreKeys, TokenStore } from './store/token-store.ts';
import type { TokenFetch } from './token-client.ts';

/** What signing in takes from the outside, so that tests can give it another. */
export interface SignInEnvironment {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the given milliseconds; rejects at once with the signal's reason. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  randomBytes(size: number): Buffer;
  readonly fetch: TokenFetch;
  readonly variable: Variables;
  readonly stores: SignInStores;
  /** Undefined where nobody may be asked, such as in a server. */
  readonly interaction: Interaction | undefined;
  /** Told of requests that belong to no statement. */
  observe(event: TokenEvent): void;
}

/** Where sign-ins are kept. */
export interface SignInStores {
  /** `location`: a path or memory://name. Reads and writes nothing yet. */
  open(location: string, keys: StoreKeys): TokenStore;
  /** The sign-ins that were begun for the one that is, or would be, kept by default at `location`. */
  pending(location: string, keys: StoreKeys): PendingStore;
  /** A file of its own for each tenant, app and user. */
  defaultLocation(source: string, tenant: string, clientId: string, user: string | undefined): string;
}
