import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFastDate } from './fast-date.mjs';

/** A time that several processes share, which runs `factor` times as fast as the real one. */
export interface FastClock {
  /** Arguments for `node`, before the program. */
  readonly arguments: readonly string[];
  /** For the environment of a process; `offset` is how wrong its clock is, in milliseconds of fast time. */
  environment(offset?: number): Readonly<Record<string, string>>;
  /** The fast time, in milliseconds since 1970. */
  now(): number;
  /** Gives this process the fast time too, but not its timers; returns what takes it away again. */
  enter(): () => void;
}

/** A fast clock that shows the real time at this moment. */
export function createFastClock(factor: number): FastClock {
  const epoch = Date.now();
  const FastDate = createFastDate({ epoch, factor, offset: 0 });
  const preload = pathToFileURL(path.join(import.meta.dirname, 'fast-clock.mjs')).href;
  return {
    arguments: ['--import', preload],
    environment: (offset = 0) => ({
      CLOCK_FACTOR: String(factor),
      CLOCK_EPOCH: String(epoch),
      CLOCK_OFFSET: String(offset),
    }),
    now: FastDate.now,
    enter: () => enter(FastDate),
  };
}

/** A time that a test moves on by hand, for the dates of its process: for servers and drivers in it alike. */
export interface MovableClock {
  /** Lets so many milliseconds pass at once. */
  advance(milliseconds: number): void;
  leave(): void;
}

/** Gives this process a clock that goes right until it is moved. */
export function enterMovableClock(): MovableClock {
  const clock = { epoch: Date.now(), factor: 1, offset: 0 };
  const leave = enter(createFastDate(clock));
  return {
    advance: (milliseconds) => {
      clock.offset += milliseconds;
    },
    leave,
  };
}

function enter(other: DateConstructor): () => void {
  const before = globalThis.Date;
  globalThis.Date = other;
  return () => {
    globalThis.Date = before;
  };
}
