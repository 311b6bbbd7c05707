import { cancellation } from '../../errors.ts';
import { sharedCell, takeTurn } from './in-process.ts';
import type { Place, ValueRules } from './place.ts';

/** The prefix of places in memory; what follows names one. */
const scheme = /^memory:\/\//i;

/** Whether a location is in the memory of this process: `memory://id`. */
export function isInMemory(location: string): boolean {
  return scheme.test(location);
}

/** The value of one kind in the memory of this process, the same for all who name this address until it ends. */
export function memoryPlace<T>(address: string, kind: 'sign-in' | 'pending', rules: ValueRules<T>): Place<T> {
  const name = `${kind} ${address.replace(scheme, '')}`;
  const cell = sharedCell(name) as { content: T | undefined };
  return {
    location: address,
    async read(signal) {
      if (signal?.aborted) throw cancellation(signal);
      return cell.content;
    },
    update(change, signal, needless = () => false) {
      const put = async (next: T) => {
        rules.check(cell.content, next);
        cell.content = next;
      };
      const work = async () => {
        if (needless(cell.content)) return cell.content;
        const result = await change(cell.content, put);
        if (result !== undefined) await put(result);
        return result;
      };
      return takeTurn(name, work, signal);
    },
    clear: (signal) =>
      takeTurn(
        name,
        async () => {
          cell.content = undefined;
        },
        signal,
      ),
    checkWritable: async () => {},
  };
}
