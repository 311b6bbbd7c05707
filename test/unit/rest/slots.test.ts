import { describe, expect, it } from 'vitest';
import { Slots } from '../../../src/rest/slots.ts';

/** How many slots can be taken now. They are given back. */
function free(slots: Slots): number {
  let count = 0;
  while (slots.tryTake()) count++;
  for (let taken = 0; taken < count; taken++) slots.release();
  return count;
}

describe('the slots of requests in flight', () => {
  it('are as many as there may be', () => {
    const slots = new Slots(3);
    expect(free(slots)).toBe(3);
    slots.tryTake();
    expect(free(slots)).toBe(2);
    slots.release();
    expect(free(slots)).toBe(3);
  });

  it('are halved each time the source finds them too many, down to one', () => {
    const slots = new Slots(10);
    const left = Array.from({ length: 5 }, () => {
      slots.narrow();
      return free(slots);
    });
    expect(left).toEqual([5, 2, 1, 1, 1]);
  });

  it('come back one by one with success, twenty in a row for each, and never more than at first', () => {
    const slots = new Slots(4);
    slots.narrow();
    for (let success = 0; success < 19; success++) slots.widen();
    expect(free(slots)).toBe(2);
    slots.widen();
    expect(free(slots)).toBe(3);
    for (let success = 0; success < 15; success++) slots.widen();
    slots.narrow();
    for (let success = 0; success < 19; success++) slots.widen();
    expect(free(slots)).toBe(1);
    for (let success = 0; success < 500; success++) slots.widen();
    expect(free(slots)).toBe(4);
  });

  it('are not taken beyond the narrower limit while too many are still in use', () => {
    const slots = new Slots(4);
    for (let taken = 0; taken < 4; taken++) slots.tryTake();
    slots.narrow();
    slots.release();
    slots.release();
    expect(slots.tryTake()).toBe(false);
    slots.release();
    expect(slots.tryTake()).toBe(true);
  });

  it('wake everyone who waits for one, in the order of their coming', async () => {
    const slots = new Slots(1);
    slots.tryTake();
    const woken: string[] = [];
    const waiting = ['a', 'b', 'c'].map((name) => slots.released(undefined).then(() => woken.push(name)));
    slots.release();
    await Promise.all(waiting);
    expect(woken).toEqual(['a', 'b', 'c']);
  });

  it('let go of one who is cancelled, with the reason, and of nobody else', async () => {
    const slots = new Slots(1);
    const cancel = new AbortController();
    const leaving = slots.released(cancel.signal);
    const staying = slots.released(undefined);
    cancel.abort(new Error('enough'));
    await expect(leaving).rejects.toThrow('enough');
    slots.release();
    await expect(staying).resolves.toBeUndefined();
  });

  it('rest until the latest time that was named', () => {
    const slots = new Slots(1);
    expect(slots.delay(0)).toBe(0);
    slots.pause(500);
    slots.pause(300);
    expect([slots.delay(0), slots.delay(499), slots.delay(500), slots.delay(900)]).toEqual([500, 1, 0, 0]);
  });
});
