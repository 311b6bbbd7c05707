/** Sign-ins that were begun and wait for their code. */

/** What the exchange of a code needs from the request that it answers. */
export interface PendingSignIn {
  readonly state: string;
  /** Absent where the request carried no challenge. */
  readonly verifier?: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Keeps pending sign-ins of one tenant and client for ten minutes, across processes, encrypted. */
export interface PendingStore {
  /** Rejects with `settings_file` where it cannot be kept. */
  add(pending: PendingSignIn, signal?: AbortSignal): Promise<void>;
  /**
   * Takes out the one with this state, or the newest where no state is known. Undefined where there is none, or none
   * that the keys at hand open. Expired ones are never given, and none twice.
   */
  take(state: string | undefined, signal?: AbortSignal): Promise<PendingSignIn | undefined>;
}
