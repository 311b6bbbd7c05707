/** A place that keeps one value between connections and processes. Verbs reject as the signal says when it is aborted. */
export interface Place<T> {
  /** For messages: the path, or the memory:// address. */
  readonly location: string;
  /**
   * What is kept; undefined where nothing is. Needs no lock: a write replaces the whole. Rejects with
   * `settings_unreadable` or `settings_file`.
   */
  read(signal?: AbortSignal): Promise<T | undefined>;
  /**
   * Runs `change` alone among all connections and processes, on what is kept right then. What it returns is safely
   * stored before this resolves with it; what it already stored through `put` is kept even if it fails later.
   * Undefined, or the very object it was given: nothing is written. Rejects with `settings_unreadable`,
   * `settings_file` (before `change` runs where that can be known), `settings_mismatch`, or as `change` does.
   * Where `needless` holds for what is kept, that is given and nothing is run: many may want the same change at once.
   */
  update(
    change: (current: T | undefined, put: (next: T) => Promise<void>) => Promise<T | undefined>,
    signal?: AbortSignal,
    needless?: (current: T | undefined) => boolean,
  ): Promise<T | undefined>;
  /** Forgets what is kept, whether it can be read or not; nothing happens where nothing is. */
  clear(signal?: AbortSignal): Promise<void>;
  /** Rejects with `settings_file` where the place could not be written. Leaves nothing behind but its folder. */
  checkWritable(): Promise<void>;
}

/** What a place asks about the values it keeps. */
export interface ValueRules<T> {
  /** The client secret that a value holds, to seal it with where no other is given. */
  clientSecretIn(value: T): string | undefined;
  /** Throws where `next` may not stand in the place of `current`. */
  check(current: T | undefined, next: T): void;
}
