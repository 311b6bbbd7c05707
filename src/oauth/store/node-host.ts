import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { nodeFiles } from './node-files.ts';
import { nodeProcesses } from './node-processes.ts';
import type { StoreHost } from './store-host.ts';
import { systemKeychain } from './system-keychain.ts';

/** The machine this process runs on, with the settings of its user in `configDirectory` (absolute). */
export function nodeStoreHost(configDirectory: string): StoreHost {
  return {
    files: nodeFiles(),
    processes: nodeProcesses(),
    keychain: systemKeychain(),
    configDirectory,
    now: Date.now,
    elapsed: () => performance.now(),
    pause: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
    random: randomBytes,
  };
}
