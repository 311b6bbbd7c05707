import { describe, expect, it } from 'vitest';
import { createGovernor } from '../../../src/rest/governor.ts';
import { contextOf, virtualTime } from './virtual-time.ts';

const headerNames = { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset' };
const WINDOW = 60_000;

interface Setting {
  readonly limit: number;
  /** When windows begin, in milliseconds after the full minute. */
  readonly offset: number;
  /** How many milliseconds the server's clock is ahead. */
  readonly skew: number;
  /** What becomes of the part of a second when the header tells when the window ends. */
  readonly reset: 'floor' | 'ceil';
  readonly share?: number;
  /** What others use up at the beginning of each window. */
  readonly others?: number;
  readonly latency?: number;
}

/** What ten clients with more than enough to ask get from a server that counts in fixed windows of a minute. */
async function run(setting: Setting, windows: number) {
  const { limit, offset, skew, reset, share = 1, others = 0, latency = 80 } = setting;
  const time = virtualTime(1_700_000_000_000 + 12_345);
  const started = time.now();
  const used = new Map<number, number>();
  let refused = 0;
  const answer = () => {
    const now = time.now() + skew;
    const window = Math.floor((now - offset) / WINDOW);
    const count = (used.get(window) ?? others) + 1;
    used.set(window, count);
    if (count > limit) refused++;
    const seconds = ((window + 1) * WINDOW + offset) / 1000;
    const headers = new Map([
      ['x-limit', `${limit}`],
      ['x-remaining', `${Math.max(0, limit - count)}`],
      ['x-reset', `${Math[reset](seconds)}`],
      ['date', new Date(now).toUTCString()],
    ]);
    return { status: count > limit ? 429 : 200, headers };
  };
  const governor = createGovernor({
    ...{ connector: 'test', concurrency: 10, rateShare: share, environment: time },
    rateLimit: { headers: headerNames },
  });
  const until = started + windows * WINDOW;
  const client = async (number: number) => {
    for (let sent = 0; time.now() < until; sent++) {
      const permit = await governor.enter('users', { milliseconds: 3_600_000 }, contextOf([]));
      // No two take equally long, so answers overtake one another; the server counts half-way.
      const slow = latency * (0.5 + ((number * 7 + sent * 3) % 10) / 10);
      await time.sleep(slow / 2);
      const { status, headers } = answer();
      await time.sleep(slow / 2);
      permit.done(status, headers);
    }
  };
  await time.run(Promise.all(Array.from({ length: 10 }, (_, number) => client(number))));
  // The first and the last window are only partly ours.
  const whole = [...used.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, count]) => count)
    .slice(1, -1);
  return { refused, whole };
}

const settings: readonly Setting[] = [
  { limit: 600, offset: 0, skew: 0, reset: 'floor' },
  { limit: 600, offset: 23_456, skew: 0, reset: 'floor' },
  { limit: 600, offset: 23_456, skew: 0, reset: 'ceil' },
  { limit: 600, offset: 59_999, skew: 5_250, reset: 'floor' },
  { limit: 600, offset: 1, skew: -3_600_000, reset: 'ceil' },
  { limit: 300, offset: 23_456, skew: 0, reset: 'floor', others: 200, latency: 400 },
  { limit: 50, offset: 31_007, skew: 700, reset: 'floor', latency: 900 },
  { limit: 12, offset: 45_500, skew: -999, reset: 'floor', latency: 2_000 },
];

describe('a source that counts in fixed windows, which begin when they like,', () => {
  it.each(settings)('never sees more than its limit, and nearly all of it: %j', async (setting) => {
    const { refused, whole } = await run(setting, 11);
    expect(whole.length).toBeGreaterThanOrEqual(10);
    expect(refused).toBe(0);
    expect(Math.max(...whole)).toBeLessThanOrEqual(setting.limit);
    for (const count of whole) expect(count).toBeGreaterThanOrEqual(Math.floor(setting.limit * 0.9));
  });

  it('keeps the rest for others where only a share may be used', async () => {
    const setting: Setting = { limit: 600, offset: 23_456, skew: 300, reset: 'floor', share: 0.5 };
    const { whole } = await run(setting, 11);
    expect(Math.max(...whole)).toBeLessThanOrEqual(300);
    expect(Math.min(...whole)).toBeGreaterThanOrEqual(270);
  });
});
