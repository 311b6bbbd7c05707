import { dirname, resolve } from 'node:path';
import { cancellation } from '../../errors.ts';
import { followLinks, readText, refuseReadOnly, removeFile, reserveDraft } from './atomic-file.ts';
import { type MachineKey, openEnvelope, type Seal, sealEnvelope } from './envelope.ts';
import { telling } from './file-failure.ts';
import { type HeldLock, withFileLock } from './file-lock.ts';
import { takeTurn } from './in-process.ts';
import { machineKeys } from './machine-keys.ts';
import type { Place, ValueRules } from './place.ts';
import { secretStretcher } from './secret-stretcher.ts';
import type { StoreHost } from './store-host.ts';
import type { StoreKeys } from './token-store.ts';
import { unreadable } from './unreadable.ts';

/** A value as it was read, and what its next version is sealed with. */
interface Opened<T> {
  readonly value: T;
  readonly seal: Seal;
}

/** A file that keeps one value, encrypted. Values are JSON. */
export function sealedPlace<T>(
  location: string,
  keys: StoreKeys,
  host: StoreHost,
  rules: ValueRules<T>,
): Place<T> {
  const { files } = host;
  const machine = machineKeys(host);
  const tools = { random: host.random, stretch: secretStretcher() };
  // Of the working directory now: it may change while the place is in use.
  const absolute = resolve(location);
  const findPath = () => telling(location, 'read', () => followLinks(files, absolute));

  async function open(path: string): Promise<Opened<T> | undefined> {
    const text = await telling(location, 'read', () => readText(files, path));
    // Files are also made empty, so that there is one to mount or to give rights on.
    if (text === undefined || text.trim() === '') return undefined;
    const opening = await openEnvelope(text, { ...keys, machine: await machine.find() }, tools);
    if (opening.kind !== 'open') throw unreadable(location, opening, keys);
    return { value: opening.content as T, seal: opening.seal };
  }

  const reserve = (scratch: string) => telling(location, 'written', () => reserveDraft(host, scratch));

  async function seal(value: T, machineKeys: readonly MachineKey[], previous?: Seal) {
    const clientSecret = keys.clientSecret || rules.clientSecretIn(value);
    const keyring = { clientSecret, settingsKey: keys.settingsKey, machine: machineKeys };
    return sealEnvelope(value, keyring, previous, tools);
  }

  return {
    location,
    async read(signal) {
      if (signal?.aborted) throw cancellation(signal);
      return (await open(await findPath()))?.value;
    },
    async update(change, signal, needless) {
      const path = await findPath();
      await refuse(path);
      const work = async (lock: HeldLock) => {
        const opened = await open(path);
        if (needless?.(opened?.value)) return opened?.value;
        let kept = opened?.value;
        let sealed = opened?.seal;
        const own = await machine.ensure(!opened && !keys.clientSecret && !keys.settingsKey);
        // What `change` spends, such as a refresh token, would be lost if its answer could not be kept.
        let draft = await reserve(lock.scratch);
        const store = async (next: T) => {
          if (next === kept) return;
          rules.check(kept, next);
          const { text, seal: nextSeal } = await seal(next, own, sealed);
          await telling(location, 'written', () => draft.replace(path, text, lock.confirm));
          [kept, sealed] = [next, nextSeal];
        };
        try {
          const result = await change(kept, async (next) => {
            await store(next);
            await draft.discard();
            draft = await reserve(lock.scratch);
          });
          if (result !== undefined) await store(result);
          return result;
        } finally {
          // What cannot be removed is swept by the next holder of the lock.
          await draft.discard().catch(() => {});
        }
      };
      if (!needless) return withFileLock(path, host, work, signal);
      // One of this process stands in line with the others; who waits for it here finds the change made.
      const turn = async () => {
        const kept = (await open(path))?.value;
        return needless(kept) ? kept : withFileLock(path, host, work, signal);
      };
      return takeTurn(`change of ${path}`, turn, signal);
    },
    async clear(signal) {
      const path = await findPath();
      if (!(await telling(location, 'read', () => files.facts(path)))) return;
      const work = () =>
        telling(location, 'written', async () => {
          await removeFile(files, path);
          await files.syncFolder(dirname(path));
        });
      await withFileLock(path, host, work, signal);
    },
    async checkWritable() {
      const path = await findPath();
      await refuse(path);
      const scratch = `${path}.lock`;
      try {
        await telling(location, 'written', async () => (await reserve(scratch)).discard());
      } finally {
        // Not while others are at work in it.
        await files.removeFolder(scratch).catch(() => {});
      }
    },
  };

  function refuse(path: string): Promise<void> {
    return telling(location, 'written', () => refuseReadOnly(files, path, location));
  }
}
