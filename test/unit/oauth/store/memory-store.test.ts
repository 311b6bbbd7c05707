import { describe, expect, it } from 'vitest';
import { openTokenStore } from '../../../../src/oauth/store/open-token-store.ts';
import { realHost, signIn } from './hosts.ts';

const host = realHost('/nowhere');

describe('a store in memory', () => {
  it('is the same for all who name its address, and another for others', async () => {
    const store = openTokenStore('memory://one', {}, host);
    await store.update(async () => signIn());
    expect(await openTokenStore('Memory://one', {}, host).read()).toEqual(signIn());
    expect(await openTokenStore('memory://two', {}, host).read()).toBeUndefined();
    expect(await openTokenStore('memory://One', {}, host).read()).toBeUndefined();
    await openTokenStore('memory://one', {}, host).clear();
    expect(await store.read()).toBeUndefined();
  });

  it('changes one after the other', async () => {
    const stores = Array.from({ length: 20 }, () => openTokenStore('memory://counted', {}, host));
    const add = async (current = signIn()) => {
      await Promise.resolve();
      return { ...current, attempts: [...current.attempts, 1] };
    };
    await Promise.all(stores.map((store) => store.update(add)));
    expect((await stores[0]?.read())?.attempts.length).toBe(20);
  });

  it('keeps what was put before a failure, and goes on after it', async () => {
    const store = openTokenStore('memory://failing', {}, host);
    const failing = store.update(async (_, put) => {
      await put(signIn({ attempts: [1] }));
      throw new Error('gone');
    });
    await expect(failing).rejects.toThrow('gone');
    expect((await store.update(async (current) => current))?.attempts).toEqual([1]);
  });

  it('never takes the sign-in of another tenant', async () => {
    const store = openTokenStore('memory://tenant', {}, host);
    await store.update(async () => signIn());
    const other = store.update(async () => signIn({ tenant: 'dev-2.okta.com' }));
    await expect(other).rejects.toMatchObject({ reason: 'settings_mismatch' });
  });

  it('can always be written', async () => {
    await openTokenStore('memory://any', {}, host).checkWritable();
  });
});
