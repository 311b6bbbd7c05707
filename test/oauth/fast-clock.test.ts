/** A clock that runs faster, for tests of what takes days. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createFastClock, enterMovableClock } from './fast-clock.ts';

const factor = 100;

/** Runs a module with the clock and gives what it prints as JSON, and when it was started and done in fast time. */
async function run(program: string, offset?: number) {
  const clock = createFastClock(factor);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...clock.arguments, '--input-type=module', '-e', program],
    { env: { ...process.env, ...clock.environment(offset) } },
  );
  return { printed: JSON.parse(stdout), end: clock.now() };
}

describe('a fast clock', () => {
  it('is the same for several processes, and wrong in one if wanted', async () => {
    const program = 'console.log(JSON.stringify([Date.now(), new Date().getTime(), +new Date(5)]))';
    const start = Date.now();
    for (const offset of [0, -90_000]) {
      const { printed, end } = await run(program, offset);
      const [now, made, given] = printed;
      expect(now - offset).toBeGreaterThanOrEqual(start);
      expect(now - offset).toBeLessThanOrEqual(end);
      expect(made - now).toBeLessThan(10 * factor);
      expect(given).toBe(5);
    }
  });

  it('can be had for the dates of this process alone, such as those of a server in it', async () => {
    const leave = createFastClock(factor).enter();
    const start = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const passed = Date.now() - start;
    leave();
    expect(passed).toBeGreaterThanOrEqual(99 * factor);
    expect(Date.now()).toBeLessThan(start + passed);
  });

  it('can be moved by hand', () => {
    const start = Date.now();
    const clock = enterMovableClock();
    const { now } = Date;
    clock.advance(3_600_000);
    expect(now()).toBeGreaterThanOrEqual(start + 3_600_000);
    expect(+new Date(Date.now())).toBeLessThan(start + 3_660_000);
    clock.leave();
    expect(Date.now()).toBeLessThan(start + 60_000);
  });

  it.each([
    ['setTimeout', 'await new Promise((resolve) => setTimeout(resolve, 20_000))'],
    [
      'setInterval',
      'await new Promise((done) => { const i = setInterval(() => { clearInterval(i); done() }, 20_000) })',
    ],
    ['timers/promises', "await (await import('node:timers/promises')).setTimeout(20_000)"],
    ['a promisified setTimeout', "await (await import('node:util')).promisify(setTimeout)(20_000)"],
    ['AbortSignal.timeout', 'await new Promise((done) => AbortSignal.timeout(20_000).onabort = done)'],
  ])('lets %s end early, as its own time has it', async (_, wait) => {
    const measured = `const keep = setInterval(() => {}, 1e9);
      const [date, mark] = [Date.now(), performance.now()];
      ${wait};
      console.log(JSON.stringify([Date.now() - date, performance.now() - mark]));
      clearInterval(keep);`;
    const start = performance.now();
    const { printed } = await run(measured);
    expect(performance.now() - start).toBeLessThan(15_000);
    for (const waited of printed) {
      expect(waited).toBeGreaterThanOrEqual(19_800);
      expect(waited).toBeLessThan(60_000);
    }
  });
});
