import { describe, expect, it } from 'vitest';
import { Bucket } from '../../../src/rest/bucket.ts';

/** A bucket that was told of a window until 60,000 while as many requests were in flight. */
function told(limit: number, remaining: number, { inFlight = 0, share = 1 } = {}): Bucket {
  const bucket = new Bucket(share);
  for (let request = 0; request < inFlight; request++) bucket.started(0);
  bucket.learn({ limit, remaining, resetAt: 60_000 }, 0);
  return bucket;
}

/** How many requests may go at `now`, one after the other, and what the next has to wait for. */
function burst(bucket: Bucket, now: number): readonly [count: number, wait: number | 'answer'] {
  for (let count = 0; ; count++) {
    const wait = bucket.wait(now);
    if (wait !== 0 || count === 1_000) return [count, wait];
    bucket.started(now);
  }
}

describe('a rate bucket', () => {
  it('holds nothing back before it is told of a window', () => {
    expect(burst(new Bucket(0.1), 0)).toEqual([1_000, 0]);
  });

  it('lets the better part go at once, then spreads the rest over the time that is left', () => {
    const bucket = told(100, 100);
    // Ten are left, so that eleven equal gaps lie between now, each of them, and the reset.
    const gap = 60_000 / 11;
    expect(burst(bucket, 0)).toEqual([90, gap]);
    const times: number[] = [];
    for (let now = 0; times.length < 10; ) {
      const wait = bucket.wait(now);
      if (typeof wait === 'number' && wait > 0) now += wait;
      else {
        bucket.started(now);
        bucket.finished();
        times.push(now);
      }
    }
    for (const [index, time] of times.entries()) expect(time).toBeCloseTo(gap * (index + 1), 5);
  });

  it('goes by what remains where others use it up too', () => {
    expect(burst(told(100, 0), 0)).toEqual([0, 60_000]);
    expect(burst(told(20, 9), 10_000)[0]).toBe(7);
  });

  it('goes by its share where that is less, and by at least one request', () => {
    expect(burst(told(200, 200, { share: 0.1 }), 0)[0]).toBe(18);
    expect(burst(told(3, 3, { share: 0.1 }), 0)).toEqual([1, 60_000]);
  });

  it('waits for answers before it takes what is in flight for not counted', () => {
    const bucket = told(20, 5, { inFlight: 3 });
    bucket.started(0);
    bucket.started(0);
    expect(bucket.wait(0)).toBe('answer');
    for (let request = 0; request < 3; request++) bucket.finished();
    expect(bucket.wait(59_000)).toBe(0);
  });

  it('believes the lowest count, for answers overtake one another', () => {
    const bucket = told(20, 10);
    bucket.learn({ limit: 20, remaining: 4, resetAt: 60_300 }, 100);
    bucket.learn({ limit: 20, remaining: 8, resetAt: 59_900 }, 200);
    // The last tenth of twenty is spread.
    expect(burst(bucket, 30_000)[0]).toBe(2);
  });

  it('takes no heed of windows that are over, or that allow nothing at all', () => {
    const bucket = new Bucket(1);
    bucket.learn({ limit: 10, remaining: 0, resetAt: 1_000 }, 1_000);
    bucket.learn({ limit: 0, remaining: 0, resetAt: 90_000 }, 1_000);
    expect(bucket.wait(1_000)).toBe(0);
    const known = told(10, 0);
    known.learn({ limit: 10, remaining: 10, resetAt: 30_000 }, 0);
    expect(known.wait(0)).toBe(60_000);
  });

  it('is open again after the reset, and counts what is still in flight into the new window', () => {
    const bucket = told(20, 0, { inFlight: 4, share: 0.5 });
    expect(bucket.wait(59_999)).toBe(1);
    expect(bucket.wait(60_000)).toBe(0);
    bucket.learn({ limit: 20, remaining: 20, resetAt: 120_000 }, 60_000);
    for (let request = 0; request < 4; request++) bucket.finished();
    // Ten are its share, four of them are sent; the last goes later.
    expect(burst(bucket, 60_000)[0]).toBe(5);
  });

  it('stays blocked until the latest time that was named', () => {
    const bucket = told(100, 100);
    bucket.block(5_000);
    bucket.block(3_000);
    expect([bucket.wait(0), bucket.wait(4_999), bucket.wait(5_000)]).toEqual([5_000, 1, 0]);
  });
});
