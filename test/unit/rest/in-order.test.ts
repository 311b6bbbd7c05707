import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../src/rest/in-order.ts';

const pause = (ticks: number) =>
  new Promise<void>((resolve) => {
    const tick = (left: number) => (left === 0 ? resolve() : setImmediate(tick, left - 1));
    tick(ticks);
  });

/** Streams that write down when they run. */
function streams(sizes: readonly number[], ticks: (stream: number) => number) {
  const state = { running: 0, most: 0, made: 0, closed: 0 };
  async function* stream(index: number, size: number): AsyncGenerator<string> {
    state.running++;
    state.most = Math.max(state.most, state.running);
    try {
      for (let item = 0; item < size; item++) {
        await pause(ticks(index));
        state.made++;
        yield `${index}.${item}`;
      }
    } finally {
      state.running--;
      state.closed++;
    }
  }
  return { state, sources: sizes.map((size, index) => stream(index, size)) };
}

describe('streams in order', () => {
  it('give every item once, in the order of the streams, whichever is the quickest', async () => {
    const sizes = [3, 0, 1, 7, 2, 0, 5, 1];
    const { state, sources } = streams(sizes, (index) => (8 - index) * 2);
    const items: string[] = [];
    for await (const item of inOrder(sources, { concurrency: 3, ahead: 6 })) items.push(item);
    expect(items).toEqual(
      sizes.flatMap((size, index) => Array.from({ length: size }, (_, n) => `${index}.${n}`)),
    );
    expect(state.most).toBe(3);
    expect(state.closed).toBe(sizes.length);
  });

  it('do not run further ahead than they may', async () => {
    const { state, sources } = streams([1, 50, 50, 50], () => 0);
    const merged = inOrder(sources, { concurrency: 4, ahead: 8 });
    await merged.next();
    await pause(200);
    expect(state.made).toBeLessThanOrEqual(1 + 8 + 4);
    await merged.return();
  });

  it('fail where the failing stream has its turn, with what came before it', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield 'f';
      throw new Error('broken');
    }
    const { sources } = streams([2], () => 5);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const item of inOrder([...sources, failing()], { concurrency: 2, ahead: 4 }))
        seen.push(item);
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(seen).toEqual(['0.0', '0.1', 'f']);
  });

  it('are closed when their reader leaves', async () => {
    const { state, sources } = streams([5, 5, 5, 5], () => 1);
    for await (const item of inOrder(sources, { concurrency: 2, ahead: 4 })) if (item === '0.1') break;
    await pause(20);
    expect(state.running).toBe(0);
    expect(state.made).toBeLessThan(12);
  });
});
