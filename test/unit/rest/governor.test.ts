import { describe, expect, it } from 'vitest';
import { createGovernor } from '../../../src/rest/governor.ts';
import type { SourceEvent } from '../../../src/spi/connector.ts';
import { contextOf, type VirtualTime, virtualTime } from './virtual-time.ts';

const names = { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset' };

/** A source that lets through `limit` requests in each window of a minute, told by its headers. */
function limitedSource(time: VirtualTime, limit: number, skew = 0) {
  const served: { readonly at: number; readonly status: number }[] = [];
  let window = -1;
  let used = 0;
  return {
    served,
    answer() {
      const now = time.now() + skew;
      const current = Math.floor(now / 60_000);
      if (current !== window) {
        window = current;
        used = 0;
      }
      used++;
      const status = used > limit ? 429 : 200;
      served.push({ at: time.now(), status });
      const headers = new Map([
        ['x-limit', String(limit)],
        ['x-remaining', String(Math.max(0, limit - used))],
        ['x-reset', String((current + 1) * 60)],
        ['date', new Date(now).toUTCString()],
      ]);
      return { status, headers };
    },
  };
}

/** Sends `count` requests, `concurrency` workers at once, each taking `latency` to be answered. */
async function send(
  options: {
    readonly time: VirtualTime;
    readonly count: number;
    readonly concurrency: number;
    readonly rateShare?: number;
    readonly latency?: number;
    readonly patience?: number;
    readonly events?: SourceEvent[];
  },
  answer: () => { readonly status: number; readonly headers: ReadonlyMap<string, string> },
): Promise<void> {
  const {
    time,
    count,
    concurrency,
    rateShare = 1,
    latency = 50,
    patience = 3_600_000,
    events = [],
  } = options;
  const governor = createGovernor({
    ...{ connector: 'test', concurrency, rateShare, environment: time },
    rateLimit: { headers: names },
  });
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const waiting = { milliseconds: patience };
      for (;;) {
        const permit = await governor.enter('users', waiting, contextOf(events));
        await time.sleep(latency);
        const { status, headers } = answer();
        permit.done(status, headers);
        if (status === 200) break;
      }
    }
  };
  await time.run(Promise.all(Array.from({ length: concurrency }, worker)).then(() => {}));
}

describe('the rate governor', () => {
  it('uses the whole budget of each window and is never refused', async () => {
    const time = virtualTime(1_000_000_020_000);
    const source = limitedSource(time, 60);
    await send({ time, count: 180, concurrency: 5 }, source.answer);
    expect(source.served.every(({ status }) => status === 200)).toBe(true);
    expect(source.served).toHaveLength(180);
    // Three windows' worth fits into the rest of the first window, the second, and the start of the third.
    const minutes = new Set(source.served.map(({ at }) => Math.floor(at / 60_000)));
    expect(minutes.size).toBeLessThanOrEqual(4);
  });

  it('is never refused by a source whose clock is ahead or behind', async () => {
    for (const skew of [-3_600_000, -700, 700, 5_000, 3_600_000]) {
      const time = virtualTime(1_000_000_012_345);
      const source = limitedSource(time, 30, skew);
      await send({ time, count: 100, concurrency: 4 }, source.answer);
      expect(source.served.filter(({ status }) => status === 429)).toEqual([]);
    }
  });

  it('keeps to its share of the limit', async () => {
    const time = virtualTime(1_000_000_000_000);
    const source = limitedSource(time, 100);
    await send({ time, count: 100, concurrency: 4, rateShare: 0.5 }, source.answer);
    const perMinute = new Map<number, number>();
    for (const { at } of source.served) {
      const minute = Math.floor(at / 60_000);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }
    expect(Math.max(...perMinute.values())).toBeLessThanOrEqual(50);
  });

  it('spreads the last tenth of its budget over the time to the reset', async () => {
    const time = virtualTime(999_999_960_000);
    const source = limitedSource(time, 100);
    await send({ time, count: 99, concurrency: 1, latency: 10 }, source.answer);
    const times = source.served.map(({ at }) => at);
    expect(times[80]! - times[0]!).toBeLessThan(2_000);
    expect(times[98]! - times[90]!).toBeGreaterThan(30_000);
  });

  it('waits for the reset after a refusal that others caused, and says so', async () => {
    const time = virtualTime(999_999_990_000);
    const events: SourceEvent[] = [];
    let first = true;
    await send({ time, count: 1, concurrency: 1, events }, () => {
      const status = first ? 429 : 200;
      first = false;
      return {
        status,
        headers: new Map([
          ['x-limit', '600'],
          ['x-remaining', '0'],
          ['x-reset', '1000000000'],
        ]),
      };
    });
    expect(events).toEqual([{ kind: 'wait', cause: 'rate limit', milliseconds: 10_950, bucket: 'users' }]);
  });

  it('obeys Retry-After before the reset', async () => {
    const time = virtualTime();
    const events: SourceEvent[] = [];
    let first = true;
    await send({ time, count: 1, concurrency: 1, events }, () => {
      const status = first ? 429 : 200;
      first = false;
      return { status, headers: new Map([['retry-after', '7']]) };
    });
    expect(events).toEqual([{ kind: 'wait', cause: 'rate limit', milliseconds: 7_000, bucket: 'users' }]);
  });

  it('reads a limit of 0 as too many in flight, and sends fewer at once', async () => {
    const time = virtualTime();
    const events: SourceEvent[] = [];
    let inFlight = 0;
    const most: number[] = [];
    const governor = createGovernor({
      ...{
        connector: 'test',
        concurrency: 8,
        rateShare: 1,
        environment: time,
        rateLimit: { headers: names },
      },
    });
    const request = async () => {
      for (;;) {
        const permit = await governor.enter('users', { milliseconds: 600_000 }, contextOf(events));
        inFlight++;
        most.push(inFlight);
        await time.sleep(100);
        const tooMany = inFlight > 3;
        inFlight--;
        const told = tooMany ? '0' : '1000';
        const headers = new Map([
          ['x-limit', told],
          ['x-remaining', told],
          ['x-reset', String(Math.ceil(time.now() / 1000) + 60)],
        ]);
        permit.done(tooMany ? 429 : 200, headers);
        if (!tooMany) return;
      }
    };
    await time.run(Promise.all(Array.from({ length: 8 }, request)).then(() => {}));
    expect(most[0]).toBe(1);
    expect(Math.max(...most)).toBe(8);
    expect(most.at(-1)).toBeLessThanOrEqual(3);
    expect(events.some((event) => event.kind === 'wait' && event.cause === 'concurrency')).toBe(true);
  });

  it('pauses longer and longer where a refusal tells nothing, and fails when patience ends', async () => {
    const time = virtualTime();
    const events: SourceEvent[] = [];
    const failing = send({ time, count: 1, concurrency: 1, patience: 20_000, events }, () => ({
      status: 429,
      headers: new Map([['retry-after', '0']]),
    }));
    await expect(failing).rejects.toMatchObject({ reason: 'throttled', code: '53400', retryable: true });
    const waits = events.map((event) => (event.kind === 'wait' ? event.milliseconds : 0));
    expect(waits).toEqual([750, 1_500, 3_000, 6_000]);
  });

  it('takes refusals of requests that were under way together as one', async () => {
    const time = virtualTime();
    const governor = createGovernor({
      ...{ connector: 'test', concurrency: 8, rateShare: 1, environment: time },
      rateLimit: { headers: names },
    });
    const enter = (events: SourceEvent[] = []) =>
      governor.enter('users', { milliseconds: 600_000 }, contextOf(events));
    const permits = await Promise.all(Array.from({ length: 8 }, () => enter()));
    const crowded = new Map([
      ['x-limit', '0'],
      ['x-remaining', '0'],
      ['x-reset', '1000000060'],
    ]);
    for (const permit of permits) permit.done(429, crowded);
    const events: SourceEvent[] = [];
    const together: Promise<unknown>[] = [];
    let entered = 0;
    for (let index = 0; index < 8; index++) together.push(enter(events).then(() => entered++));
    await time.run(Promise.all(together.slice(0, 4)));
    expect(entered).toBe(4);
    expect(events.map((event) => event.kind === 'wait' && event.milliseconds)).toEqual(Array(8).fill(750));
  });

  it('lets go of a wait that is cancelled', async () => {
    const time = virtualTime();
    const governor = createGovernor({
      ...{ connector: 'test', concurrency: 1, rateShare: 1, environment: time, rateLimit: undefined },
    });
    const held = await governor.enter('', { milliseconds: 1000 }, contextOf([]));
    const cancel = new AbortController();
    const waiting = governor.enter('', { milliseconds: 1000 }, contextOf([], cancel.signal));
    const other = governor.enter('', { milliseconds: 1000 }, contextOf([]));
    cancel.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    held.done(200, new Map());
    held.done(200, new Map());
    await expect(other).resolves.toBeDefined();
  });

  it('does not hold up one bucket for the limit of another', async () => {
    const time = virtualTime();
    const governor = createGovernor({
      ...{ connector: 'test', concurrency: 1, rateShare: 1, environment: time, rateLimit: undefined },
    });
    const first = await governor.enter('logs', { milliseconds: 1000 }, contextOf([]));
    first.done(429, new Map([['retry-after', '60']]));
    const second = governor.enter('users', { milliseconds: 1000 }, contextOf([]));
    await expect(second).resolves.toBeDefined();
    const third = governor.enter('logs', { milliseconds: 1000 }, contextOf([]));
    await expect(third).rejects.toMatchObject({ reason: 'throttled' });
  });
});
