/** Where sign-ins are kept between connections and between processes. */
import type { TokenSet } from '../token-set.ts';
import type { Place } from './place.ts';

/** What a sign-in leaves behind. */
export interface StoredSignIn {
  /** The connector, and whose tenant it is, such as dev-1.okta.com: another's sign-in is never used nor written over. */
  readonly source: string;
  readonly tenant: string;
  /** Values of the connection properties that later connections may leave out, by canonical name. Some are secret. */
  readonly properties: Readonly<Record<string, string>>;
  readonly tokens?: TokenSet;
  /** Fingerprints (never the values) of the tokens and codes in connection strings that were taken in already. */
  readonly taken: readonly string[];
  /** When codes and passwords were last exchanged, in milliseconds since 1970, newest last: for sources that count them. */
  readonly attempts: readonly number[];
}

/** A place for one sign-in. */
export type TokenStore = Place<StoredSignIn>;

/** The keys a store may be opened with; any one that it was written with opens it. */
export interface StoreKeys {
  readonly clientSecret?: string;
  /** OAuthSettingsKey. */
  readonly settingsKey?: string;
}
