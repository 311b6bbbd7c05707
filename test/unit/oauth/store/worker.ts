// A process of its own for the tests of locks and kills: does one thing over and over, and tells each success by a dot.
import { mkdirSync, rmdirSync, writeSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { withFileLock } from '../../../../src/oauth/store/file-lock.ts';
import { nodeStoreHost } from '../../../../src/oauth/store/node-host.ts';
import { openTokenStore } from '../../../../src/oauth/store/open-token-store.ts';

const [task, folder = '', name = '', times = 'Infinity'] = process.argv.slice(2);
const location = path.join(folder, 'OAuthSettings.txt');
const missing = () => Promise.reject(new Error('no keychain'));
const host = { ...nodeStoreHost(path.join(folder, 'config')), keychain: { read: missing, write: missing } };

/** Counts one up in the kept sign-in, under this worker's name. */
async function count() {
  await store.update(async (current) => {
    const properties = current?.properties ?? {};
    const next = Number(properties[name] ?? 0) + 1;
    return {
      ...{ source: 'okta', tenant: 'dev-1.okta.com', taken: [], attempts: [] },
      properties: { ...properties, [name]: String(next) },
    };
  });
}

/** Holds the lock for a moment in which nobody else may be where it is. */
async function guard() {
  const inside = path.join(folder, 'inside');
  await withFileLock(
    location,
    host,
    async () => {
      mkdirSync(inside);
      await host.pause(Math.random() * 2);
      rmdirSync(inside);
    },
    undefined,
  );
}

/** Holds the lock until the process ends. */
function hold() {
  return withFileLock(
    location,
    host,
    async () => {
      writeSync(1, '.');
      await host.pause(1_000_000);
    },
    undefined,
  );
}

const store = openTokenStore(location, {}, host);
const tasks: Readonly<Record<string, () => Promise<unknown>>> = { count, guard, hold };
for (let done = 0; done < Number(times); done++) {
  await tasks[task ?? '']?.();
  writeSync(1, '.');
}
