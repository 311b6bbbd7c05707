import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { nodeStoreHost } from '../../../../src/oauth/store/node-host.ts';
import type { FileSystem, Keychain, StoreHost } from '../../../../src/oauth/store/store-host.ts';
import type { StoredSignIn } from '../../../../src/oauth/store/token-store.ts';

/** A machine without a keychain, as servers are. */
export const noKeychain: Keychain = {
  read: () => Promise.reject(new Error('no keychain')),
  write: () => Promise.reject(new Error('no keychain')),
};

/** A keychain that works, and what it holds. */
export function workingKeychain(): Keychain & { text: string | undefined } {
  return {
    text: undefined,
    async read() {
      return this.text;
    },
    async write(text) {
      this.text = text;
    },
  };
}

/** This machine, for a user with these settings; never with its real keychain. */
export function realHost(configDirectory: string, parts: Partial<StoreHost> = {}): StoreHost {
  return { ...nodeStoreHost(configDirectory), keychain: noKeychain, ...parts };
}

/** One process of a machine whose files are in memory. Processes in `living` live. */
export function memoryHost(files: FileSystem, pid: number, living: ReadonlySet<number>): StoreHost {
  return {
    files,
    processes: {
      self: async () => ({ host: 'box', place: 'box', pid, start: '1' }),
      liveness: async (process) => (living.has(process.pid) ? 'living' : 'dead'),
    },
    keychain: noKeychain,
    configDirectory: '/home/u/.config',
    now: () => 0,
    elapsed: () => performance.now(),
    pause: nodeStoreHost('/').pause,
    random: randomBytes,
  };
}

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A folder that is removed after the test. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sqluice-store-'));
  folders.push(folder);
  return folder;
}

/** A sign-in whose secrets are easy to find where they should not be. */
export function signIn(parts: Partial<StoredSignIn> = {}): StoredSignIn {
  return {
    source: 'okta',
    tenant: 'dev-1.okta.com',
    properties: { OAuthClientId: '0oa1', Scope: 'okta.users.read offline_access' },
    tokens: {
      accessToken: 'SECRET-access',
      type: 'Bearer',
      refreshToken: 'SECRET-refresh',
      scopes: ['okta.users.read', 'offline_access'],
      obtainedAt: 1,
      expiresAt: 3_600_001,
    },
    taken: [],
    attempts: [],
    ...parts,
  };
}
