/** The budget of one rate bucket in its current window. All times in milliseconds on the local clock. */

/** What an answer told of the window. */
export interface RateWindow {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}

/** Below this part of the share, what remains is spread over the time to the reset. */
const SCARCE = 0.1;
/** Two answers speak of one window when their resets are this close: skew estimates move a little. */
const SAME_WINDOW = 2_000;

/** Counts one bucket's requests. Knows nothing of waiting: it says how long. */
export class Bucket {
  readonly #share: number;
  #window: RateWindow | undefined;
  /** Requests of ours in this window, in flight ones included. */
  #sent = 0;
  #inFlight = 0;
  #blockedUntil = 0;
  #nextAt = 0;

  constructor(share: number) {
    this.#share = share;
  }

  /** How long the next request has to wait, from `now`. */
  delay(now: number): number {
    if (this.#window !== undefined && now >= this.#window.resetAt) this.#renew();
    const window = this.#window;
    const blocked = this.#blockedUntil - now;
    if (window === undefined) return Math.max(0, blocked);
    const left = this.#left(window);
    const pace = left <= 0 ? window.resetAt - now : this.#isScarce(window, left) ? this.#nextAt - now : 0;
    return Math.max(0, blocked, pace);
  }

  /** A request goes out at `now`. */
  started(now: number): void {
    this.#sent++;
    this.#inFlight++;
    const window = this.#window;
    if (window === undefined) return;
    const left = this.#left(window);
    // `left` is what is left after this one, so the last of them lands before the reset.
    this.#nextAt = now + (window.resetAt - now) / (left + 1);
  }

  /** A request of ours has been answered or has failed. */
  finished(): void {
    this.#inFlight--;
  }

  /** An answer that came at `now` told of its window. */
  learn(window: RateWindow, now: number): void {
    if (window.resetAt <= now || window.limit <= 0) return;
    const known = this.#window;
    if (known !== undefined && Math.abs(known.resetAt - window.resetAt) <= SAME_WINDOW) {
      // Answers overtake one another: the lowest count is the latest.
      this.#window = { ...window, remaining: Math.min(known.remaining, window.remaining) };
    } else if (known === undefined || window.resetAt > known.resetAt) {
      if (known !== undefined) this.#sent = this.#inFlight + 1;
      this.#window = window;
    }
  }

  /** Nothing may be sent before `until`. */
  block(until: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
  }

  /** The window is over; what the next one allows is learnt from its first answer. */
  #renew(): void {
    this.#window = undefined;
    this.#sent = this.#inFlight;
  }

  #allowed(window: RateWindow): number {
    return Math.max(1, Math.floor(window.limit * this.#share));
  }

  #left(window: RateWindow): number {
    return Math.min(window.remaining - this.#inFlight, this.#allowed(window) - this.#sent);
  }

  #isScarce(window: RateWindow, left: number): boolean {
    return left <= this.#allowed(window) * SCARCE;
  }
}
