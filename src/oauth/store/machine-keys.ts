import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { driverError } from '../../errors.ts';
import { readText, reserveDraft } from './atomic-file.ts';
import type { MachineKey } from './envelope.ts';
import { isFileFailure, telling } from './file-failure.ts';
import { withFileLock } from './file-lock.ts';
import type { StoreHost } from './store-host.ts';

const keyBytes = 32;

/** The keys of this machine for this user, the one to seal with first. */
export interface MachineKeys {
  /** Those that there are. */
  find(): Promise<readonly MachineKey[]>;
  /**
   * As `find`, with one made where there is none: in the keychain, or where that does not answer in a file that only
   * its owner may read. Where neither can be written: rejects with `settings_file` if it is `needed`, else gives none.
   */
  ensure(needed: boolean): Promise<readonly MachineKey[]>;
}

/** Where keys of this machine are, for people. */
export interface MachineKeyPlaces {
  readonly keychain: 'holds one' | 'holds none' | 'does not answer';
  /** The file that holds one where the keychain does not answer. */
  readonly file: string;
  readonly inFile: boolean;
}

/** Looks where keys are. Rejects as opening with them does. */
export async function machineKeyPlaces(host: StoreHost): Promise<MachineKeyPlaces> {
  const file = keyFile(host);
  const keychain = await host.keychain.read().then(
    (text) => (text === undefined ? 'holds none' : 'holds one'),
    () => 'does not answer' as const,
  );
  const text = await telling(file, 'read', () => readText(host.files, file));
  if (text !== undefined) parseKey(text, file);
  return { keychain, file, inFile: text !== undefined };
}

/** Looks for the keys at most once as long as there are some. */
export function machineKeys(host: StoreHost): MachineKeys {
  let known: readonly MachineKey[] = [];
  const find = async () => {
    if (known.length === 0) known = await findKeys(host);
    return known;
  };
  return {
    find,
    async ensure(needed) {
      if ((await find()).length > 0) return known;
      try {
        await makeKey(host);
      } catch (error) {
        // A home that cannot be written, say, in a container: other keys may do.
        if (needed || !isFileFailure(error)) throw error;
      }
      return find();
    },
  };
}

function keyFile({ configDirectory }: StoreHost): string {
  return join(configDirectory, 'sqluice', 'machine.key');
}

async function findKeys(host: StoreHost): Promise<readonly MachineKey[]> {
  const file = keyFile(host);
  const [inKeychain, inFile] = await Promise.all([
    // No keychain is no failure: servers have none.
    host.keychain.read().catch(() => undefined),
    telling(file, 'read', () => readText(host.files, file)),
  ]);
  const texts = [inKeychain, inFile].filter((text) => text !== undefined);
  return texts.map((text) => parseKey(text, text === inFile ? file : 'the keychain'));
}

function parseKey(text: string, place: string): MachineKey {
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== keyBytes) {
    throw driverError('settings_unreadable', `The key of this machine in ${place} is damaged.`, {
      hint: 'Remove it; sign-ins that no other key opens have to be made again with `sqluice auth login`.',
    });
  }
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 16), key };
}

/** Under a lock, so that of several processes that start together one makes the key and all use it. */
async function makeKey(host: StoreHost): Promise<void> {
  const file = keyFile(host);
  await withFileLock(
    file,
    host,
    async ({ scratch, confirm }) => {
      const text = host.random(keyBytes).toString('base64url');
      if ((await findKeys(host)).length > 0 || (await keepInKeychain(host, text))) return;
      await telling(file, 'written', async () => {
        const draft = await reserveDraft(host, scratch);
        await draft.replace(file, `${text}\n`, confirm).finally(() => draft.discard());
      });
    },
    undefined,
  );
}

async function keepInKeychain({ keychain }: StoreHost, text: string): Promise<boolean> {
  try {
    await keychain.write(text);
    return (await keychain.read()) === text;
  } catch {
    return false;
  }
}
