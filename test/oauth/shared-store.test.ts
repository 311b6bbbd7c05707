/** One sign-in for many connections of many processes, for as long as a test may take. The long run is in test/soak/. */
import { describe, expect, it } from 'vitest';
import { shareStore, tokenLife } from './shared-store.ts';

describe('processes that share a sign-in', () => {
  it('renew each token once, in time', async () => {
    const report = await shareStore({ processes: 4, connections: 10, lifetimes: 12 });
    const { refreshes, failures, expiredUses, requests, seconds, said } = report;
    console.log(`${(requests / seconds).toFixed(0)} requests a second, ${refreshes.length} refreshes in ${seconds.toFixed(1)} s`);
    console.log(refreshes.map(({at}, i) => (at - (refreshes[i-1]?.at ?? at))/1000).join(' '));
    expect(failures).toEqual([]);
    expect(said).toBe('');
    expect(expiredUses).toEqual([]);
    expect(refreshes.map(({ outcome }) => outcome)).toEqual(refreshes.map(() => 'granted'));
    expect(new Set(refreshes.map(({ used }) => used)).size).toBe(refreshes.length);
    expect(tokenLife).toBe(600);
  });
});
