import { dirname, join, resolve } from 'node:path';
import { cancellation } from '../../errors.ts';
import { createIn, followLinks, readText, refuseReadOnly, removeFile, replaceFile } from './atomic-file.ts';
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

/** Bytes to write on trial: as many as a file of tokens may have. */
const trialBytes = 16_384;

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

  async function write(
    path: string,
    lock: HeldLock,
    value: T,
    machineKeys: readonly MachineKey[],
    previous?: Seal,
  ) {
    const clientSecret = keys.clientSecret || rules.clientSecretIn(value);
    const keyring = { clientSecret, settingsKey: keys.settingsKey, machine: machineKeys };
    const { text, seal } = await sealEnvelope(value, keyring, previous, tools);
    await telling(location, 'written', () => replaceFile(host, path, lock.scratch, text, lock.confirm));
    return seal;
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
        let seal = opened?.seal;
        // What `change` spends, such as a refresh token, would be lost if its answer could not be kept.
        await telling(location, 'written', () => tryToWrite(host, lock.scratch));
        const own = await machine.ensure(!opened && !keys.clientSecret && !keys.settingsKey);
        const put = async (next: T) => {
          if (next === kept) return;
          rules.check(kept, next);
          seal = await write(path, lock, next, own, seal);
          kept = next;
        };
        const result = await change(kept, put);
        if (result !== undefined) await put(result);
        return result;
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
      await telling(location, 'written', () => tryToWrite(host, `${path}.lock`));
    },
  };

  function refuse(path: string): Promise<void> {
    return telling(location, 'written', () => refuseReadOnly(files, path, location));
  }
}

async function tryToWrite(host: StoreHost, scratch: string): Promise<void> {
  const name = `new_${host.random(8).toString('hex')}`;
  const file = await createIn(host.files, scratch, name);
  try {
    await file.write(' '.repeat(trialBytes));
    await file.sync();
  } finally {
    await file.close();
    await removeFile(host.files, join(scratch, name));
    // Not while others are at work in it.
    await host.files.removeFolder(scratch).catch(() => {});
  }
}
