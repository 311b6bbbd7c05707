import {
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rmdir,
  stat,
  unlink,
  utimes,
} from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from './file-failure.ts';
import type { FileSystem } from './store-host.ts';

/** The files of this machine. */
export function nodeFiles(platform: NodeJS.Platform = process.platform): FileSystem {
  const onWindows = platform === 'win32';
  const patiently = onWindows ? untilLetGo : <T>(work: () => Promise<T>) => work();
  return {
    create: (path) =>
      patiently(async () => {
        const file = await open(path, 'wx', 0o600);
        return {
          async write(text) {
            const bytes = Buffer.from(text);
            for (let at = 0; at < bytes.length; ) {
              at += (await file.write(bytes, at, bytes.length - at, at)).bytesWritten;
            }
            await file.truncate(bytes.length);
          },
          sync: () => file.sync(),
          close: () => file.close(),
        };
      }),
    readText: (path) => orMissing(patiently(() => readFile(path, 'utf8'))),
    readLink: (path) =>
      // EINVAL: it exists and is no link. UNKNOWN: the same, on Windows.
      orMissing(readlink(path), ['EINVAL', 'UNKNOWN']),
    async facts(path) {
      const found = await orMissing(stat(path));
      if (!found) return undefined;
      const isFolder = found.isDirectory();
      return {
        isFolder,
        // Windows marks folders of the desktop read-only and means something else by it.
        writable: (found.mode & 0o222) !== 0 || (onWindows && isFolder),
        modifiedAt: found.mtimeMs,
      };
    },
    touch: (path, time) => utimes(path, time / 1000, time / 1000),
    rename: (from, to) => patiently(() => rename(from, to)),
    unlink: (path) => patiently(() => unlink(path)),
    makeFolder: (path) => patiently(() => mkdir(path, 0o700)),
    removeFolder: (path) => rmdir(path),
    list: (path) => readdir(path),
    async syncFolder(path) {
      // Windows opens no folders, and keeps their entries by its own journal.
      if (onWindows) return;
      const folder = await open(path, 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}

async function orMissing<T>(work: Promise<T>, alike: readonly string[] = []): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', ...alike].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** On Windows a file that another program just reads, such as a virus scanner, can for a moment not be touched. */
async function untilLetGo<T>(work: () => Promise<T>): Promise<T> {
  for (let wait = 5; ; wait *= 2) {
    try {
      return await work();
    } catch (error) {
      if (wait > 1000 || !['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '')) throw error;
      await setTimeout(wait);
    }
  }
}
