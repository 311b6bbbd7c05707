/** Where sign-ins are kept between connections and between processes. */
import type { TokenSet } from '../token-set.ts';

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

/** A place for one sign-in. Every verb rejects with `settings_unreadable`, `settings_file` or the signal's reason. */
export interface TokenStore {
  /** For messages: the path, or the memory:// address. */
  readonly location: string;
  /** What is kept; undefined where nothing is. Needs no lock: a write replaces the whole. */
  read(signal?: AbortSignal): Promise<StoredSignIn | undefined>;
  /**
   * Runs `change` alone among all connections and processes, on what is kept right then. What it returns is safely
   * stored before this resolves with it; what it already stored through `put` is kept even if it fails later.
   * Undefined, or the very object it was given: nothing is written.
   */
  update(
    change: (
      current: StoredSignIn | undefined,
      put: (next: StoredSignIn) => Promise<void>,
    ) => Promise<StoredSignIn | undefined>,
    signal?: AbortSignal,
  ): Promise<StoredSignIn | undefined>;
  /** Forgets the sign-in; nothing happens where there is none. */
  clear(signal?: AbortSignal): Promise<void>;
  /** Rejects with `settings_file` where the place could not be written. Leaves nothing behind. */
  checkWritable(): Promise<void>;
}

/** The keys a store may be opened with; any one that it was written with opens it. */
export interface StoreKeys {
  readonly clientSecret?: string;
  /** OAuthSettingsKey. */
  readonly settingsKey?: string;
}
