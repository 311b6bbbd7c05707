import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimName } from '../../../../src/oauth/store/claim.ts';
import { withFileLock } from '../../../../src/oauth/store/file-lock.ts';
import { openTokenStore } from '../../../../src/oauth/store/open-token-store.ts';
import { freshFolder, realHost } from './hosts.ts';
import { type Worker, workersIn } from './workers.ts';

let compiled: string;
let start: Awaited<ReturnType<typeof workersIn>>;

beforeAll(async () => {
  compiled = await mkdtemp(path.join(tmpdir(), 'sqluice-worker-'));
  start = await workersIn(compiled);
});

afterAll(() => rm(compiled, { recursive: true }));

const settings = 'OAuthSettings.txt';

function hostOf(folder: string) {
  return realHost(path.join(folder, 'config'));
}

describe('processes that share a store', () => {
  it('lose no update and always find it readable, through 200 kills at random moments', async () => {
    const folder = await freshFolder();
    const store = openTokenStore(path.join(folder, settings), {}, hostOf(folder));
    const workers = new Map<string, Worker>();
    let next = 0;
    const killInTurn = async () => {
      while (next < 200) {
        const name = `worker${next++}`;
        const worker = start('count', folder, name);
        workers.set(name, worker);
        // Some die while they still start and make their key, most while they write.
        if (next % 4 === 0) await setTimeout(60 + Math.random() * 60);
        else await worker.started.then(() => setTimeout(Math.random() * 25));
        worker.process.kill('SIGKILL');
        await worker.ended;
        await store.read();
      }
    };
    await Promise.all(Array.from({ length: 4 }, killInTurn));

    const kept = await store.update(async (current) => current && { ...current, attempts: [1] });
    const counts = [...workers].map(([name, worker]) => ({
      name,
      told: worker.dots(),
      kept: Number(kept?.properties[name] ?? 0),
      complaints: worker.complaints(),
    }));
    // A worker may die between keeping a count and telling so.
    const wrong = counts.filter((count) => count.kept < count.told || count.kept > count.told + 1);
    expect(wrong).toEqual([]);
    expect(counts.map(({ complaints }) => complaints).join('')).toBe('');
    expect(counts.filter(({ told }) => told > 0).length).toBeGreaterThanOrEqual(150);
    expect((await readdir(folder)).sort()).toEqual([settings, 'config']);
    expect(await readdir(path.join(folder, 'config', 'sqluice'))).toContain('machine.key');
  });

  it('lock it one after the other when many find the locks of many dead at once', async () => {
    const folder = await freshFolder();
    const host = hostOf(folder);
    const self = await host.processes.self();
    const scratch = path.join(folder, `${settings}.lock`);
    for (let round = 0; round < 2; round++) {
      await mkdir(scratch);
      // Process ids beyond those the system gives out; one died while it drew its number.
      for (const number of [0, 1, 1, 2, 5]) {
        const claim = { ...self, pid: 99_999_999, number, nonce: Math.random().toString(16).slice(2) };
        await writeFile(path.join(scratch, claimName(claim)), '');
      }
      await writeFile(path.join(scratch, 'new_0a'), 'half of a te');
      const workers = Array.from({ length: 6 }, (_, index) => start('guard', folder, `${index}`, 25));
      await Promise.all(workers.map(({ ended }) => ended));
      expect(workers.map((worker) => worker.complaints()).join('')).toBe('');
      expect(workers.map((worker) => worker.dots())).toEqual(Array(6).fill(25));
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('take the lock of a killed one without waiting for its silence', async () => {
    const folder = await freshFolder();
    const holder = start('hold', folder);
    await holder.started;
    holder.process.kill('SIGKILL');
    await holder.ended;
    const began = performance.now();
    await withFileLock(path.join(folder, settings), hostOf(folder), async () => {}, undefined);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('never take it from one of this machine that stands still, and name it after 30 seconds', async () => {
    const folder = await freshFolder();
    const holder = start('hold', folder);
    await holder.started;
    holder.process.kill('SIGSTOP');
    // Time runs a thousand times as fast for the waiting one.
    const host = { ...hostOf(folder), elapsed: () => performance.now() * 1000 };
    const waiting = withFileLock(path.join(folder, settings), host, async () => {}, undefined);
    await expect(waiting).rejects.toMatchObject({
      reason: 'settings_file',
      message: expect.stringMatching(
        new RegExp(`OAuthSettings.txt cannot be locked: process ${holder.process.pid} of .* 30 seconds`),
      ),
    });
    holder.process.kill('SIGKILL');
    await holder.ended;
  });
});
