/**
 * Makes the clock of a process run faster: `node --import …/fast-clock.mjs`. Processes with the same CLOCK_EPOCH (real
 * milliseconds since 1970, when the fast time began) and CLOCK_FACTOR agree on the time; CLOCK_OFFSET sets one of them
 * wrong, by so many milliseconds of fast time. Dates, performance.now and all timers are fast; the file system's times,
 * network time limits of the system, and process.hrtime are not.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { createFastDate } from './fast-date.mjs';

const factor = Number(process.env.CLOCK_FACTOR ?? 1);
const epoch = Number(process.env.CLOCK_EPOCH ?? Date.now());
const offset = Number(process.env.CLOCK_OFFSET ?? 0);

globalThis.Date = createFastDate({ epoch, factor, offset });

const realPerformanceNow = performance.now.bind(performance);
const realOrigin = performance.timeOrigin;
Object.defineProperties(performance, {
  now: { value: () => realPerformanceNow() * factor, configurable: true },
  timeOrigin: { value: epoch + (realOrigin - epoch) * factor + offset, configurable: true },
});

for (const name of ['setTimeout', 'setInterval']) {
  const real = timers[name];
  const fast = (callback, delay = 1, ...parameters) => real(callback, delay / factor, ...parameters);
  const realPromise = timersPromises[name];
  timersPromises[name] = (delay = 1, ...more) => realPromise(delay / factor, ...more);
  if (real[promisify.custom]) fast[promisify.custom] = timersPromises[name];
  timers[name] = fast;
  globalThis[name] = fast;
}
const realWait = timersPromises.scheduler.wait.bind(timersPromises.scheduler);
timersPromises.scheduler.wait = (delay, ...more) => realWait(delay / factor, ...more);
const realTimeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (delay) => realTimeout(Math.max(1, Math.round(delay / factor)));
syncBuiltinESMExports();
