/** Requests in flight: at most so many, fewer while the source finds them too many. */

/** After this many successes in a row one slot more is tried again. */
const WIDEN_AFTER = 20;

/** Counts slots in use. Waiters are served in the order of their coming. */
export class Slots {
  readonly #most: number;
  #limit: number;
  #used = 0;
  #successes = 0;
  #pausedUntil = 0;
  readonly #waiters = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  /** Takes a slot if one is free. */
  tryTake(): boolean {
    if (this.#used >= this.#limit) return false;
    this.#used++;
    return true;
  }

  /** Resolves when a slot may be free; rejects with the signal's reason. */
  async released(signal: AbortSignal | undefined): Promise<void> {
    let wake = () => {};
    let cancel = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        wake = resolve;
        cancel = () => reject(signal?.reason);
        this.#waiters.add(wake);
        signal?.addEventListener('abort', cancel, { once: true });
      });
    } finally {
      this.#waiters.delete(wake);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Gives a slot back. */
  release(): void {
    this.#used--;
    // All of them: one that was woken may find that it has to wait for something else.
    for (const wake of this.#waiters) wake();
  }

  /** The source had too many in flight: half of them from here on. */
  narrow(): void {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#successes = 0;
  }

  /** An answer came that did not complain. */
  widen(): void {
    if (this.#limit === this.#most || ++this.#successes < WIDEN_AFTER) return;
    this.#limit++;
    this.#successes = 0;
  }

  /** Nothing may start before `until`. */
  pause(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  /** How long a pause still lasts. */
  delay(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }
}
