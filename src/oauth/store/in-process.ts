/**
 * What the connections of one process share without knowing of each other: memory:// addresses, which mean the same
 * place to all until the process ends, and turns at a place. That is one process' worth of state by its meaning, and
 * the only state of modules here.
 */
import { untilAborted } from '../until-aborted.ts';

const cells = new Map<string, { content: unknown }>();
const turns = new Map<string, Promise<void>>();

/** The cell of an address; empty at first, and kept until the process ends. */
export function sharedCell(address: string): { content: unknown } {
  const cell = cells.get(address) ?? { content: undefined };
  cells.set(address, cell);
  return cell;
}

/** Runs `work` after all that was asked for the same place before. Who is aborted while waiting leaves the line. */
export async function takeTurn<T>(
  place: string,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const before = turns.get(place);
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  // Who leaves early still stands between those before and after.
  const turn = Promise.all([before, ended]).then(() => {
    if (turns.get(place) === turn) turns.delete(place);
  });
  turns.set(place, turn);
  try {
    await untilAborted(before ?? Promise.resolve(), signal);
    return await work();
  } finally {
    end();
  }
}
