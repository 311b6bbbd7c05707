/** Time that passes only when nothing else is left to do. */
import type { SourceContext, SourceEvent } from '../../../src/spi/connector.ts';
import type { ConnectorEnvironment } from '../../../src/spi/factory.ts';

/** All that a connector takes from the outside but its network and sign-in. */
export type TimeOnly = Omit<ConnectorEnvironment, 'network' | 'authorization'>;

export interface VirtualTime extends TimeOnly {
  /** Runs `work` to its end, letting time jump to the next sleeper whenever all are asleep. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Sets the clock. */
  set(milliseconds: number): void;
}

/** Time from `start` on; `random` is the same number always. */
export function virtualTime(start = 1_000_000_000_000, random = 0.5): VirtualTime {
  let now = start;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => now,
    set(milliseconds) {
      now = milliseconds;
    },
    random: () => random,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + milliseconds, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    background: contextOf([]),
    async run(work) {
      let done = false;
      const settled = work.finally(() => {
        done = true;
      });
      settled.catch(() => {});
      while (!done) {
        await new Promise((resolve) => setImmediate(resolve));
        const [next] = [...sleepers].sort((a, b) => a.at - b.at);
        if (done || next === undefined) continue;
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
      }
      return settled;
    },
  };
}

/** Time that never waits: a sleep is over at once, and the clock has moved. */
export function hurriedTime(start = 1_000_000_000_000): TimeOnly {
  let now = start;
  return {
    now: () => now,
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      now += milliseconds;
    },
    background: contextOf([]),
  };
}

/** A statement's context that writes down what it is told. */
export function contextOf(events: SourceEvent[], signal?: AbortSignal): SourceContext {
  return { admit: () => {}, observe: (event) => void events.push(event), ...(signal ? { signal } : {}) };
}
