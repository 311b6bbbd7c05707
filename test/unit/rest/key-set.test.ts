import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeySet } from '../../../src/rest/key-set.ts';

describe('the set of given keys', () => {
  it('knows just the keys that it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 })), fc.integer(), (keys, seed) => {
        const set = new KeySet(seed);
        const known = new Set<string>();
        for (const key of keys) {
          expect(set.add(key)).toBe(!known.has(key));
          known.add(key);
        }
        expect(set.size).toBe(known.size);
      }),
    );
  });

  it('takes no key of two hundred thousand like ones for another', () => {
    const set = new KeySet(7);
    let taken = 0;
    for (let number = 0; number < 200_000; number++) if (!set.add(`00u${number.toString(36)}`)) taken++;
    expect(taken).toBe(0);
    expect(set.add('00u0')).toBe(false);
    expect(set.size).toBe(200_000);
  });
});
