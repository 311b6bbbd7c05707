import { EventEmitter, once } from 'node:events';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { driverError } from '../../../../src/errors.ts';
import { readClaim } from '../../../../src/oauth/store/claim.ts';
import { openTokenStore } from '../../../../src/oauth/store/open-token-store.ts';
import type { StoreHost } from '../../../../src/oauth/store/store-host.ts';
import { freshFolder, noKeychain, realHost, signIn, workingKeychain } from './hosts.ts';

const first = signIn({ attempts: [1] });
const second = signIn({ attempts: [2] });

/** A store in a fresh folder, with the settings of its user in `config`. */
async function freshStore(parts: Partial<StoreHost> = {}) {
  const folder = await freshFolder();
  const host = realHost(path.join(folder, 'config'), parts);
  const file = path.join(folder, 'deep', 'er', 'OAuthSettings.txt');
  return { folder, host, file, store: openTokenStore(file, {}, host) };
}

describe('a store', () => {
  it('keeps nothing at first, then what was put last, until it is cleared', async () => {
    const { store, folder } = await freshStore();
    expect(await store.read()).toBeUndefined();
    await store.clear();
    expect(await readdir(folder)).toEqual([]);
    expect(await store.update(async () => first)).toEqual(first);
    expect(await store.update(async (current) => ({ ...second, taken: [`${current?.attempts}`] }))).toEqual({
      ...second,
      taken: ['1'],
    });
    expect(await store.read()).toEqual({ ...second, taken: ['1'] });
    await store.clear();
    expect(await store.read()).toBeUndefined();
  });

  it('writes nothing when nothing is to change', async () => {
    const { store, file } = await freshStore();
    await store.update(async () => first);
    const before = await stat(file);
    expect(await store.update(async () => undefined)).toBeUndefined();
    expect(await store.update(async (current) => current)).toEqual(first);
    expect((await stat(file)).ino).toBe(before.ino);
  });

  it('is for its owner alone: the file, the folders made for it, the key of the machine', async () => {
    const { store, folder, file } = await freshStore();
    await store.update(async () => first);
    const modes = await Promise.all(
      [
        ...[file, path.dirname(file), path.join(folder, 'deep')],
        ...[path.join(folder, 'config'), path.join(folder, 'config', 'sqluice')],
        path.join(folder, 'config', 'sqluice', 'machine.key'),
      ].map(async (name) => ((await stat(name)).mode & 0o777).toString(8)),
    );
    expect(modes).toEqual(['600', '700', '700', '700', '700', '600']);
  });

  it('replaces what a link points to, and leaves the link', async () => {
    const { folder, host, file, store } = await freshStore();
    await store.update(async () => first);
    const links = [path.join(folder, 'one'), path.join(folder, 'two')];
    await symlink('two', links[0] as string);
    await symlink(path.join('deep', 'er', 'OAuthSettings.txt'), links[1] as string);
    await openTokenStore(links[0] as string, {}, host).update(async () => second);
    expect(await store.read()).toEqual(second);
    expect((await lstat(links[0] as string)).isSymbolicLink()).toBe(true);
    expect((await lstat(file)).isFile()).toBe(true);
  });

  it('makes the file that a link points to but is not there yet', async () => {
    const { folder, host } = await freshStore();
    await symlink(path.join('not', 'yet.txt'), path.join(folder, 'link'));
    const store = openTokenStore(path.join(folder, 'link'), {}, host);
    await store.update(async () => first);
    expect(await store.read()).toEqual(first);
    expect((await lstat(path.join(folder, 'not', 'yet.txt'))).isFile()).toBe(true);
  });

  it('refuses links that go round in a circle', async () => {
    const { folder, host } = await freshStore();
    await symlink('b', path.join(folder, 'a'));
    await symlink('a', path.join(folder, 'b'));
    await expect(openTokenStore(path.join(folder, 'a'), {}, host).read()).rejects.toMatchObject({
      reason: 'settings_file',
      message: expect.stringContaining('go round in a circle'),
    });
  });

  it('takes an empty file for nothing kept, so that one can be made before', async () => {
    const { folder, host } = await freshStore();
    const file = path.join(folder, 'empty.txt');
    await writeFile(file, '\n', { mode: 0o644 });
    const store = openTokenStore(file, {}, host);
    expect(await store.read()).toBeUndefined();
    await store.update(async () => first);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, 100)],
    ['of another program', () => 'OAuthAccessToken=abc;'],
    ['changed', (text: string) => text.replace(/"content": "..../, '"content": "AAAA')],
  ])('says of a file that is %s that it is damaged, and can be cleared', async (_, change) => {
    const { store, file } = await freshStore();
    await store.update(async () => first);
    await writeFile(file, change(await readFile(file, 'utf8')));
    const damaged = {
      reason: 'settings_unreadable',
      message: `The file ${file} is damaged, or holds no sign-in of sqluice.`,
      hint: 'Forget it with `sqluice auth logout`, and log in again with `sqluice auth login`.',
    };
    await expect(store.read()).rejects.toMatchObject(damaged);
    await expect(store.update(async () => second)).rejects.toMatchObject(damaged);
    await store.clear();
    await store.update(async () => second);
    expect(await store.read()).toEqual(second);
  });

  it('never writes over the sign-in of another tenant or source', async () => {
    const { store, file } = await freshStore();
    await store.update(async () => first);
    for (const other of [signIn({ tenant: 'dev-2.okta.com' }), signIn({ source: 'acton' })]) {
      await expect(store.update(async () => other)).rejects.toMatchObject({
        reason: 'settings_mismatch',
        code: '28000',
        message: `${file} keeps the sign-in to okta at dev-1.okta.com, and this one is to ${other.source} at ${other.tenant}.`,
      });
    }
    expect(await store.read()).toEqual(first);
  });

  it('passes on what a change fails with, unchanged', async () => {
    const { store } = await freshStore();
    const failure = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    await expect(store.update(() => Promise.reject(failure))).rejects.toBe(failure);
    await store.update(async () => first);
  });

  it('is locked once at a time by all the connections of a process', async () => {
    const { host, file } = await freshStore();
    const stores = Array.from({ length: 50 }, () => openTokenStore(file, {}, host));
    let inside = 0;
    const most = { inside: 0, claims: 0 };
    const add = async (current = signIn()) => {
      most.inside = Math.max(most.inside, ++inside);
      const claims = (await readdir(`${file}.lock`)).filter((name) => readClaim(name));
      most.claims = Math.max(most.claims, claims.length);
      inside--;
      return { ...current, attempts: [...current.attempts, 1] };
    };
    await Promise.all(stores.map((store) => store.update(add)));
    expect((await stores[0]?.read())?.attempts.length).toBe(50);
    expect(most).toEqual({ inside: 1, claims: 1 });
  });

  it('lets who is aborted leave the line, and nobody else', async () => {
    const { store } = await freshStore();
    const steps = new EventEmitter();
    const [held, released] = [once(steps, 'held'), once(steps, 'released')];
    const holding = store.update(async () => {
      steps.emit('held');
      await released;
      return first;
    });
    await held;
    const timeout = new AbortController();
    const aborted = store.update(async () => second, timeout.signal);
    const third = store.update(async (current) => current && { ...current, attempts: [3] });
    timeout.abort(driverError('timeout', 'too long'));
    await expect(aborted).rejects.toMatchObject({ reason: 'timeout' });
    await expect(store.read(timeout.signal)).rejects.toMatchObject({ reason: 'timeout' });
    steps.emit('released');
    await holding;
    expect((await third)?.attempts).toEqual([3]);
  });
});

describe('a place that cannot be written', () => {
  const refusal = (why: string) => ({
    reason: 'settings_file',
    code: '58030',
    message: expect.stringMatching(new RegExp(`^The file .*OAuthSettings.txt cannot be written: ${why}`)),
  });

  it('is told by its permission bits, also to root, before anything is exchanged', async () => {
    const { file, store } = await freshStore();
    await store.update(async () => first);
    await chmod(file, 0o444);
    await expect(store.checkWritable()).rejects.toMatchObject(refusal('it is read-only'));
    let ran = false;
    const change = async () => {
      ran = true;
      return second;
    };
    await expect(store.update(change)).rejects.toMatchObject(refusal('it is read-only'));
    expect(ran).toBe(false);
    expect(await store.read()).toEqual(first);

    await chmod(file, 0o600);
    await chmod(path.dirname(file), 0o555);
    await expect(store.checkWritable()).rejects.toMatchObject(refusal('its folder is read-only'));
  });

  it('may be a folder, or have a file on the way to it', async () => {
    const { folder, host, file, store } = await freshStore();
    await mkdir(file, { recursive: true });
    await expect(store.checkWritable()).rejects.toMatchObject(refusal('it is a folder'));
    await writeFile(path.join(folder, 'file'), '');
    const below = openTokenStore(path.join(folder, 'file', 'OAuthSettings.txt'), {}, host);
    await expect(below.checkWritable()).rejects.toMatchObject({
      message: expect.stringContaining('what should be a folder on the way to it is a file'),
    });
  });

  it('may be nowhere', async () => {
    const { host } = await freshStore();
    const store = openTokenStore('/proc/none/OAuthSettings.txt', {}, host);
    await expect(store.checkWritable()).rejects.toMatchObject({ reason: 'settings_file' });
    await expect(store.update(async () => first)).rejects.toMatchObject({ reason: 'settings_file' });
  });

  it('is not one whose folder is missing; trying leaves only that', async () => {
    const { file, store } = await freshStore();
    await store.checkWritable();
    expect(await readdir(path.dirname(file))).toEqual([]);
    await store.update(async () => first);
    await store.checkWritable();
    expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
  });
});

describe('the key of the machine', () => {
  it('is in the keychain where that works, and then in no file', async () => {
    const keychain = workingKeychain();
    const { folder, store } = await freshStore({ keychain });
    await store.update(async () => first);
    expect(await store.read()).toEqual(first);
    expect(keychain.text).toMatch(/^[\w-]{43}$/);
    expect(await readdir(path.join(folder, 'config', 'sqluice'))).toEqual([]);
  });

  it('stays in its file when a keychain begins to work later', async () => {
    const { folder, file, store } = await freshStore();
    await store.update(async () => first);
    const keychain = workingKeychain();
    const later = openTokenStore(file, {}, realHost(path.join(folder, 'config'), { keychain }));
    expect(await later.read()).toEqual(first);
    await later.update(async () => second);
    expect(keychain.text).toBeUndefined();
  });

  it('opens no sign-in while its keychain is locked, and the error says so', async () => {
    const { folder, file, store } = await freshStore({ keychain: workingKeychain() });
    await store.update(async () => first);
    const locked = openTokenStore(file, {}, realHost(path.join(folder, 'config'), { keychain: noKeychain }));
    await expect(locked.read()).rejects.toMatchObject({
      reason: 'settings_unreadable',
      hint: expect.stringContaining('its keychain unlocked'),
    });
  });

  it('is one, when many stores sign in for the first time at once', async () => {
    const { folder, host } = await freshStore();
    const stores = Array.from({ length: 20 }, (_, index) =>
      openTokenStore(path.join(folder, `${index}.txt`), {}, host),
    );
    await Promise.all(stores.map((store) => store.update(async () => first)));
    const later = stores.map((store) => openTokenStore(store.location, {}, host));
    for (const store of later) expect(await store.read()).toEqual(first);
  });

  it('that is damaged is named, and never replaced in silence', async () => {
    const { folder, file, host, store } = await freshStore();
    await store.update(async () => first);
    const key = path.join(folder, 'config', 'sqluice', 'machine.key');
    await writeFile(key, 'no key');
    const later = openTokenStore(file, {}, host);
    await expect(later.update(async () => second)).rejects.toMatchObject({
      reason: 'settings_unreadable',
      message: `The key of this machine in ${key} is damaged.`,
    });
    expect(await readFile(key, 'utf8')).toBe('no key');
  });
});
