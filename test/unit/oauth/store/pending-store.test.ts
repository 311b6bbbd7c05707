import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PendingSignIn } from '../../../../src/oauth/pending.ts';
import { openPendingStore } from '../../../../src/oauth/store/pending-store.ts';
import { freshFolder, realHost } from './hosts.ts';

const minute = 60_000;

function pending(state: string, createdAt = 0): PendingSignIn {
  return { state, verifier: `SECRET-${state}`, redirectUri: 'http://localhost:33333', scopes: [], createdAt };
}

/** A store whose clock stands where `clock.now` is set. */
async function stores() {
  const folder = await freshFolder();
  const clock = { now: 0 };
  const host = realHost(path.join(folder, 'config'), { now: () => clock.now });
  return { folder, clock, host, places: [folder, `memory://${folder}`] };
}

describe('pending sign-ins', () => {
  it('are given once, by their state, to any process, in a file as in memory', async () => {
    const { places, host } = await stores();
    for (const place of places) {
      await openPendingStore(place, {}, host).add(pending('a'));
      await openPendingStore(place, {}, host).add(pending('b'));
      const other = openPendingStore(place, {}, host);
      expect(await other.take('c')).toBeUndefined();
      expect(await other.take('a')).toEqual(pending('a'));
      expect(await other.take('a')).toBeUndefined();
      expect(await other.take('b')).toEqual(pending('b'));
    }
  });

  it('are given the newest first where no state is known', async () => {
    const { places, host } = await stores();
    for (const place of places) {
      const store = openPendingStore(place, {}, host);
      await store.add(pending('a'));
      await store.add(pending('b'));
      expect(await store.take(undefined)).toEqual(pending('b'));
      expect(await store.take(undefined)).toEqual(pending('a'));
      expect(await store.take(undefined)).toBeUndefined();
    }
  });

  it('are given to one of many who ask at once', async () => {
    const { folder, host } = await stores();
    await openPendingStore(folder, {}, host).add(pending('a'));
    const askers = Array.from({ length: 10 }, () => openPendingStore(folder, {}, host).take('a'));
    expect((await Promise.all(askers)).filter(Boolean)).toEqual([pending('a')]);
  });

  it('live for ten minutes', async () => {
    const { places, host, clock } = await stores();
    for (const place of places) {
      const store = openPendingStore(place, {}, host);
      clock.now = 0;
      await store.add(pending('a'));
      await store.add(pending('b', minute));
      clock.now = 10 * minute;
      expect(await store.take('a')).toBeUndefined();
      expect(await store.take(undefined)).toEqual(pending('b', minute));
    }
  });

  it('lie encrypted, and are not found by who cannot open them', async () => {
    const { folder, host } = await stores();
    await openPendingStore(folder, {}, host).add(pending('a'));
    const [file] = (await readdir(folder)).filter((name) => name !== 'config');
    expect(await readFile(path.join(folder, file ?? ''), 'utf8')).not.toContain('SECRET');
    const stranger = realHost(await freshFolder());
    expect(await openPendingStore(folder, {}, stranger).take('a')).toBeUndefined();
    expect(await openPendingStore(folder, {}, host).take('a')).toEqual(pending('a'));
  });

  it('begin anew where what is kept is damaged', async () => {
    const { folder, host } = await stores();
    await writeFile(path.join(folder, 'PendingSignIns.txt'), 'damaged');
    const store = openPendingStore(folder, {}, host);
    expect(await store.take('a')).toBeUndefined();
    await store.add(pending('a'));
    expect(await store.take('a')).toEqual(pending('a'));
  });

  it('are looked for without a trace where there are none', async () => {
    const { folder, host } = await stores();
    const nowhere = path.join(folder, 'missing');
    expect(await openPendingStore(nowhere, {}, host).take('a')).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });
});
