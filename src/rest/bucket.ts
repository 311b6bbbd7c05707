/** The budget of one rate bucket in its current window. All times in milliseconds on the local clock. */
import type { RateLimitState } from '../spi/connector.ts';

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

  /** Whether the next request may go at `now`, or what it has to wait for: milliseconds, or an answer under way. */
  wait(now: number): number | 'answer' {
    if (this.#window !== undefined && now >= this.#window.resetAt) this.#renew();
    const window = this.#window;
    const blocked = Math.max(0, this.#blockedUntil - now);
    if (window === undefined || blocked > 0) return blocked;
    const left = this.#left(window);
    if (left > 0) return this.#isScarce(window, left) ? Math.max(0, this.#nextAt - now) : 0;
    // Requests in flight may be counted in what remains already; their answers tell.
    const undecided = window.remaining > 0 && this.#sent < this.#allowed(window);
    return undecided ? 'answer' : window.resetAt - now;
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

  /** What is known at `now`. */
  state(now: number): Omit<RateLimitState, 'bucket'> {
    if (this.#window !== undefined && now >= this.#window.resetAt) this.#renew();
    return {
      window: this.#window,
      sent: this.#sent,
      inFlight: this.#inFlight,
      blockedUntil: this.#blockedUntil > now ? this.#blockedUntil : undefined,
    };
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
