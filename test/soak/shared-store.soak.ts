/** One sign-in for 400 connections of eight processes, through 200 tokens; then with what may happen meanwhile. */
import { describe, it } from 'vitest';
import { type SharedStoreOptions, type SharedStoreReport, shareStore } from '../oauth/shared-store.ts';
import {
  expectFailuresOfTheDiskOnly,
  expectNoFailure,
  expectOneRefreshMorePerKill,
  expectOneRefreshPerToken,
  fillDiskAtTimes,
  killHolders,
  wrongClocks,
} from '../oauth/shared-store-expectations.ts';

const size = { processes: 8, connections: 50 };

async function share(options: Partial<SharedStoreOptions> = {}): Promise<SharedStoreReport> {
  const report = await shareStore({ ...size, lifetimes: 40, ...options });
  const { refreshes, requests, seconds, failures, expiredUses, kills } = report;
  const rate = Math.round(requests / seconds);
  console.log(
    `${refreshes.length} refreshes in ${Math.round(seconds)} s, ${rate} statements a second, ${kills} kills, ${expiredUses.length} expired uses, ${failures.length} failures`,
  );
  for (const message of new Set(failures.map((failure) => failure.message))) console.log(`  ${message}`);
  return report;
}

describe('eight processes with fifty connections each that share a sign-in', () => {
  it('renew each of 200 tokens once and in time', async () => {
    const report = await share({ lifetimes: 200 });
    expectOneRefreshPerToken(report);
    expectNoFailure(report);
  });

  it('do so too where the clocks of two are 90 seconds wrong, behind and ahead', async () => {
    const report = await share({ offsets: wrongClocks });
    expectOneRefreshPerToken(report, 90_000);
    expectNoFailure(report);
  });

  it('outlive whoever holds the lock and is killed, again and again', async () => {
    const report = await share({ keepsRefreshToken: true, disturb: killHolders });
    expectOneRefreshMorePerKill(report);
    expectNoFailure(report);
  });

  it('use a token to its end while the disk is full, and go on when it no longer is', async () => {
    expectFailuresOfTheDiskOnly(await share({ disturb: fillDiskAtTimes }));
  });
});
