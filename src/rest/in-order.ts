/** Several streams at once, given one after the other. */

interface Lane<T> {
  readonly items: T[];
  done: boolean;
  failure?: { readonly error: unknown };
}

/**
 * Gives the items of each source in turn. Up to `concurrency` sources run at once; those ahead of their turn hold
 * up to about `ahead` items together, the one whose turn it is at most one. Sources start in order.
 */
export async function* inOrder<T>(
  sources: Iterable<AsyncIterable<T>>,
  { concurrency, ahead }: { readonly concurrency: number; readonly ahead: number },
): AsyncGenerator<T, void, undefined> {
  const waiting = sources[Symbol.iterator]();
  const lanes: Lane<T>[] = [];
  const listeners: (() => void)[] = [];
  let running = 0;
  let held = 0;
  let stopped = false;
  const change = () => {
    for (const listener of listeners.splice(0)) listener();
  };
  const changed = () => new Promise<void>((resolve) => listeners.push(resolve));
  const mustWait = (lane: Lane<T>) => !stopped && (lane === lanes[0] ? lane.items.length > 0 : held >= ahead);

  const run = async (lane: Lane<T>, source: AsyncIterable<T>) => {
    try {
      for await (const item of source) {
        lane.items.push(item);
        held++;
        change();
        while (mustWait(lane)) await changed();
        if (stopped) break;
      }
    } catch (error) {
      lane.failure = { error };
    }
    lane.done = true;
    running--;
    change();
  };
  const start = () => {
    while (running < concurrency && (lanes.length === 0 || held < ahead)) {
      const next = waiting.next();
      if (next.done) return;
      const lane: Lane<T> = { items: [], done: false };
      lanes.push(lane);
      running++;
      void run(lane, next.value);
    }
  };

  try {
    for (start(); lanes.length > 0; start()) {
      const lane = lanes[0]!;
      const item = lane.items.shift();
      if (item !== undefined) {
        held--;
        change();
        yield item;
      } else if (lane.failure !== undefined) throw lane.failure.error;
      else if (lane.done) {
        lanes.shift();
        change();
      } else await changed();
    }
  } finally {
    stopped = true;
    change();
    waiting.return?.();
  }
}
