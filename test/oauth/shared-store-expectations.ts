/** What must hold of every run of many processes over one sign-in, and the disturbances that it has to bear. */
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { type SharedStoreReport, type SharedStoreRun, tokenLife } from './shared-store.ts';

/** How wrong the clocks of two processes are, in milliseconds. */
export const wrongClocks = [-90_000, 90_000];

/** Dates of answers are told in whole seconds. */
const rounding = 1000;

/** Each token was renewed once, not before it was due, and used by nobody after its end. */
export function expectOneRefreshPerToken(report: SharedStoreReport, aheadBy = 0): void {
  const { refreshes, expiredUses } = report;
  expect(refreshes.filter(({ outcome }) => outcome !== 'granted')).toEqual([]);
  expect(new Set(refreshes.map(({ sent }) => sent)).size).toBe(refreshes.length);
  expect(tooEarly(report, aheadBy)).toEqual([]);
  expect(expiredUses).toEqual([]);
}

/** No statement failed, and no process said anything. */
export function expectNoFailure({ failures, said }: SharedStoreReport): void {
  expect(failures.slice(0, 10)).toEqual([]);
  expect(said).toBe('');
}

/** A refresh token that is not replaced is used again by who comes after a killed one, but by nobody else. */
export function expectOneRefreshMorePerKill(report: SharedStoreReport): void {
  const { refreshes, expiredUses, kills } = report;
  expect(kills).toBeGreaterThan(0);
  expect(refreshes.filter(({ outcome }) => outcome !== 'granted')).toEqual([]);
  expect(tooEarly(report, 0).length).toBeLessThanOrEqual(kills);
  expect(expiredUses).toEqual([]);
}

/** Statements failed after the end of a token only, and all for the disk; nothing was spent that could not be kept. */
export function expectFailuresOfTheDiskOnly(report: SharedStoreReport): void {
  const { failures, refreshes, said } = report;
  // Used to its end, a token may be on the way by then, for ever so long at this speed of the clock.
  const expiredUses = report.expiredUses.filter(({ late }) => late > 60_000);
  expectOneRefreshPerToken({ ...report, expiredUses });
  expect(said).toBe('');
  expect(failures.length).toBeGreaterThan(0);
  expect(new Set(failures.map(({ reason }) => reason))).toEqual(new Set(['settings_file']));
  expect(failures.filter(({ message }) => !message.includes('the disk is full'))).toEqual([]);
  const lasting = tokenLife * 1000 - 10_000 - rounding;
  const whileGood = failures.filter(({ at }) =>
    refreshes.some((refresh) => at > refresh.at && at < refresh.at + lasting),
  );
  // Who failed at the end may tell it a moment after another has renewed.
  const tooSoon = whileGood.filter(({ at }) => !refreshes.some((one) => at > one.at && at - one.at < 60_000));
  expect(tooSoon.slice(0, 10)).toEqual([]);
}

/** Again and again kills whoever holds the lock, at a random moment. */
export async function killHolders({ ended, killHolder }: SharedStoreRun): Promise<void> {
  while (!ended.aborted) {
    await setTimeout(Math.random() * 8);
    if (await killHolder()) await setTimeout(2000 + Math.random() * 4000);
  }
}

/** Lets the disk be full for longer than a token lasts, then not for some tokens, and so on. */
export async function fillDiskAtTimes({ ended, refreshes, fillDisk }: SharedStoreRun): Promise<void> {
  for (let next = 2; !ended.aborted; next += 10) {
    while (refreshes() < next && !ended.aborted) await setTimeout(50);
    if (ended.aborted) return;
    await fillDisk(true);
    await setTimeout(10_000);
    await fillDisk(false);
  }
}

/** Refreshes that came before the token they renewed was due. */
function tooEarly({ refreshes }: SharedStoreReport, aheadBy: number) {
  const due = (tokenLife / 2) * 1000 - rounding - aheadBy;
  return refreshes.filter(({ at }, index) => at - (refreshes[index - 1]?.at ?? 0) < due);
}
