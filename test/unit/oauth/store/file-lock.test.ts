import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimName, readClaim } from '../../../../src/oauth/store/claim.ts';
import { withFileLock } from '../../../../src/oauth/store/file-lock.ts';
import { nodeProcesses } from '../../../../src/oauth/store/node-processes.ts';
import type { ProcessIdentity, StoreHost } from '../../../../src/oauth/store/store-host.ts';
import { freshFolder, realHost } from './hosts.ts';

/** A process of this host that lives as long as the test; or one of another host, to which this one is strange. */
function hostOf(folder: string, pid: number, place = 'here', parts: Partial<StoreHost> = {}): StoreHost {
  const self: ProcessIdentity = { host: 'box', place, pid, start: '1' };
  const processes = { self: async () => self, liveness: async () => 'living' as const };
  return realHost(folder, { processes, ...parts });
}

/** The lock's file in another spelling for each process, as this one would not let two of its callers in line. */
function spelled(folder: string, pid: number): string {
  return `${folder}/${'./'.repeat(pid)}OAuthSettings.txt`;
}

/** Takes the lock for a process, and lets go when told. It gives a sign of life each `beat` milliseconds. */
async function hold(folder: string, host: StoreHost, beat = 3000) {
  const { pid } = await host.processes.self();
  const pause: StoreHost['pause'] = (time, signal) => host.pause(time === 3000 ? beat : time, signal);
  const held = new AbortController();
  const released = new AbortController();
  const done = withFileLock(
    spelled(folder, pid),
    { ...host, pause },
    async ({ confirm }) => {
      const release = once(released.signal, 'abort');
      held.abort();
      await release;
      await confirm();
    },
    undefined,
  );
  if (!held.signal.aborted) await once(held.signal, 'abort');
  return { release: () => released.abort(), done };
}

describe('a lock between hosts', () => {
  it('is left to a living holder, who is named when it takes too long', async () => {
    const folder = await freshFolder();
    const { release, done } = await hold(folder, hostOf(folder, 1), 2);
    // Thirty seconds are one and a half here, and fifteen of silence half of that.
    const host = hostOf(folder, 2, 'elsewhere', { elapsed: () => performance.now() * 20 });
    await expect(withFileLock(spelled(folder, 2), host, async () => {}, undefined)).rejects.toMatchObject({
      reason: 'settings_file',
      message: expect.stringContaining('process 1 of box has held it for 30 seconds'),
    });
    release();
    await done;
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken from one that gave no sign of life for fifteen seconds, who finds out before it writes', async () => {
    const folder = await freshFolder();
    const { release, done } = await hold(folder, hostOf(folder, 1));
    const host = hostOf(folder, 2, 'elsewhere', { elapsed: () => performance.now() * 100 });
    const began = performance.now();
    await withFileLock(spelled(folder, 2), host, async () => {}, undefined);
    expect(performance.now() - began).toBeGreaterThan(140);
    release();
    await expect(done).rejects.toMatchObject({
      reason: 'settings_file',
      message: expect.stringContaining('was lost'),
    });
  });
});

describe('a lock', () => {
  it('is waited for only as long as the signal allows, and the line closes behind who leaves', async () => {
    const folder = await freshFolder();
    const { release, done } = await hold(folder, hostOf(folder, 1));
    const signal = AbortSignal.timeout(30);
    const impatient = withFileLock(spelled(folder, 2), hostOf(folder, 2), async () => {}, signal);
    await expect(impatient).rejects.toMatchObject({ reason: 'cancelled' });
    const last = withFileLock(spelled(folder, 3), hostOf(folder, 3), async () => 'had it', undefined);
    release();
    await done;
    expect(await last).toBe('had it');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is had in the order of the line', async () => {
    const folder = await freshFolder();
    const { release, done } = await hold(folder, hostOf(folder, 1));
    const order: number[] = [];
    const waiting: Promise<unknown>[] = [];
    const line = async () =>
      (await readdir(path.join(folder, 'OAuthSettings.txt.lock'))).filter((name) => name[0] !== '0');
    for (const pid of [2, 3, 4, 5]) {
      const work = async () => order.push(pid);
      waiting.push(withFileLock(spelled(folder, pid), hostOf(folder, pid), work, undefined));
      while ((await line()).length < pid) await setTimeout(1);
    }
    release();
    await Promise.all([done, ...waiting]);
    expect(order).toEqual([2, 3, 4, 5]);
  });

  it('of a system that does not tell when processes began is not held for ever by an id that passed on', async () => {
    const folder = await freshFolder();
    const unsure = { self: hostOf(folder, 2).processes.self, liveness: async () => 'unknown' as const };
    const { release, done } = await hold(folder, hostOf(folder, 1));
    const impatient = withFileLock(
      spelled(folder, 2),
      hostOf(folder, 2, 'here', { processes: unsure }),
      async () => {},
      AbortSignal.timeout(30),
    );
    await expect(impatient).rejects.toMatchObject({ reason: 'cancelled' });
    const later = hostOf(folder, 2, 'here', { processes: unsure, now: () => Date.now() + 601_000 });
    await withFileLock(spelled(folder, 2), later, async () => {}, undefined);
    release();
    await expect(done).rejects.toThrow('was lost');
  });
});

describe('claims', () => {
  it('are read from their names, whatever the host is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (host, number, pid) => {
        const claim = { host, number, pid, place: 'ab', start: '', nonce: 'cd' };
        const name = claimName(claim);
        expect(name).toMatch(/^[\w.-]{1,200}$/);
        expect({ ...readClaim(name), host }).toEqual(claim);
      }),
    );
    expect(readClaim('new_0a')).toBeUndefined();
    expect(readClaim('1_a_b')).toBeUndefined();
  });
});

describe('processes', () => {
  it('live while they run, and a later one with the same id is another', async () => {
    const processes = nodeProcesses();
    const self = await processes.self();
    expect(await processes.liveness(self)).toBe(self.start === '' ? 'unknown' : 'living');
    expect(await processes.liveness({ ...self, pid: 99_999_999 })).toBe('dead');
    if (self.start !== '') expect(await processes.liveness({ ...self, start: '1' })).toBe('dead');
    expect(await processes.liveness({ ...self, start: '' })).toBe('unknown');
  });
});
