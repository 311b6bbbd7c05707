/** One sign-in for many connections of many processes, for as long as a test may take; test/soak/ has the long run. */
import { describe, it } from 'vitest';
import { shareStore } from './shared-store.ts';
import {
  expectFailuresOfTheDiskOnly,
  expectNoFailure,
  expectOneRefreshMorePerKill,
  expectOneRefreshPerToken,
  fillDiskAtTimes,
  killHolders,
  wrongClocks,
} from './shared-store-expectations.ts';

describe('processes that share a sign-in', () => {
  it('renew each token once and in time, through twelve of them', async () => {
    const report = await shareStore({ processes: 4, connections: 10, lifetimes: 12 });
    expectOneRefreshPerToken(report);
    expectNoFailure(report);
  });

  it('do so too where the clocks of two are 90 seconds wrong, behind and ahead', async () => {
    const report = await shareStore({ processes: 3, connections: 4, lifetimes: 4, offsets: wrongClocks });
    expectOneRefreshPerToken(report, 90_000);
    expectNoFailure(report);
  });

  it('outlive whoever holds the lock and is killed', async () => {
    const report = await shareStore({
      ...{ processes: 3, connections: 4, lifetimes: 5 },
      ...{ keepsRefreshToken: true, disturb: killHolders },
    });
    expectOneRefreshMorePerKill(report);
    expectNoFailure(report);
  });

  it('use a token to its end while the disk is full, and go on when it no longer is', async () => {
    const report = await shareStore({
      ...{ processes: 3, connections: 4, lifetimes: 4, disturb: fillDiskAtTimes },
    });
    expectFailuresOfTheDiskOnly(report);
  });
});
