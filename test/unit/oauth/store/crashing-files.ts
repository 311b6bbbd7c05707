import path from 'node:path';
import type { CreatedFile, FileSystem } from '../../../../src/oauth/store/store-host.ts';

/** What the process that uses the files dies of. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * What is left after a crash: all that was done; or only what was synced; or all names, but of the texts only what was
 * synced, as journals that keep metadata alone do it.
 */
export type Loss = 'killed' | 'power lost' | 'power lost, names kept';

/** A file as it is, and as it would be after a loss of power. */
interface Inode {
  text: string;
  synced: string;
  modifiedAt: number;
  writable: boolean;
}

type Names = Map<string, Inode | 'folder'>;

/** Files in memory whose user can die at any operation, or meet a full disk. */
export interface CrashingFiles extends FileSystem {
  /** Whether its user died. */
  readonly dead: boolean;
  /** From now on: dies at the `at`-th operation that changes something, before, after or (writes alone) in the middle of it. */
  crash(at: number, moment: Moment): void;
  /** Each write that needs space fails with this code from now on. */
  failWrites(code: string | undefined): void;
  /** The files that another process finds after the crash. */
  survivors(loss: Loss): CrashingFiles;
  /** Everything there is, with the text of files. */
  tree(): Readonly<Record<string, string>>;
}

/** When in an operation a process dies. */
export type Moment = 'before' | 'within' | 'after';

/** Files in memory, at first none. */
export function crashingFiles(live: Names = new Map([['/', 'folder']])): CrashingFiles {
  const durable: Names = new Map(live);
  let operations = 0;
  let crashAt = Number.POSITIVE_INFINITY;
  let crashMoment: Moment = 'before';
  let dead = false;
  let writeFailure: string | undefined;

  function alive() {
    if (dead) throw new Crash('dead');
  }

  /** One operation: the last one where it is to be. `half` is what of it is done when death comes within. */
  async function step<T>(whole: () => T, half: () => void = () => {}): Promise<T> {
    alive();
    operations++;
    if (operations < crashAt) return whole();
    dead = true;
    if (crashMoment === 'within') half();
    if (crashMoment === 'after') whole();
    throw new Crash(`died at operation ${operations}`);
  }

  function file(name: string): Inode {
    const found = live.get(name);
    if (found === undefined) throw failure('ENOENT');
    if (found === 'folder') throw failure('EISDIR');
    return found;
  }

  function needParent(name: string) {
    if (live.get(path.dirname(name)) !== 'folder') throw failure('ENOENT');
  }

  const childrenOf = (names: Names, folder: string) =>
    [...names.keys()].filter((name) => name !== folder && path.dirname(name) === folder);

  return {
    get dead() {
      return dead;
    },
    crash(at, moment) {
      crashAt = operations + at;
      crashMoment = moment;
    },
    failWrites(code) {
      writeFailure = code;
    },
    survivors(loss) {
      const names = loss === 'power lost' ? durable : live;
      const left: Names = new Map();
      for (const [name, inode] of names) {
        if (inode === 'folder') left.set(name, inode);
        else {
          const text = loss === 'killed' ? inode.text : inode.synced;
          left.set(name, { ...inode, text, synced: text });
        }
      }
      // What lies in a folder whose own name was lost is lost too.
      for (const name of [...left.keys()].sort()) {
        if (name !== '/' && !left.has(path.dirname(name))) left.delete(name);
      }
      return crashingFiles(left);
    },
    tree: () =>
      Object.fromEntries(
        [...live].map(([name, inode]) => [name, inode === 'folder' ? '(folder)' : inode.text]).sort(),
      ),
    create: (name) =>
      step((): CreatedFile => {
        needParent(name);
        if (live.has(name)) throw failure('EEXIST');
        const inode: Inode = { text: '', synced: '', modifiedAt: 0, writable: true };
        live.set(name, inode);
        return {
          write: (text) => {
            // What is overwritten takes no space.
            if (writeFailure !== undefined && text.length > inode.text.length) throw failure(writeFailure);
            return step(
              () => {
                inode.text = text;
              },
              () => {
                const half = text.length / 2;
                inode.text = text.slice(0, half) + inode.text.slice(half);
              },
            );
          },
          sync: () =>
            step(() => {
              inode.synced = inode.text;
            }),
          close: async () => alive(),
        };
      }),
    async readText(name) {
      alive();
      return live.has(name) ? file(name).text : undefined;
    },
    async readLink() {
      alive();
      return undefined;
    },
    async facts(name) {
      alive();
      const found = live.get(name);
      if (found === undefined) return undefined;
      return found === 'folder'
        ? { isFolder: true, writable: true, modifiedAt: 0 }
        : { isFolder: false, writable: found.writable, modifiedAt: found.modifiedAt };
    },
    async touch(name, time) {
      alive();
      file(name).modifiedAt = time;
    },
    rename: (from, to) =>
      step(() => {
        const inode = file(from);
        needParent(to);
        live.delete(from);
        live.set(to, inode);
      }),
    unlink: (name) =>
      step(() => {
        file(name);
        live.delete(name);
      }),
    makeFolder: (name) =>
      step(() => {
        if (live.has(name)) throw failure('EEXIST');
        needParent(name);
        live.set(name, 'folder');
      }),
    removeFolder: (name) =>
      step(() => {
        if (!live.has(name)) throw failure('ENOENT');
        if (childrenOf(live, name).length > 0) throw failure('ENOTEMPTY');
        live.delete(name);
      }),
    async list(name) {
      alive();
      if (live.get(name) !== 'folder') throw failure('ENOENT');
      return childrenOf(live, name).map((child) => path.basename(child));
    },
    syncFolder: (name) =>
      step(() => {
        for (const child of childrenOf(durable, name)) durable.delete(child);
        for (const child of childrenOf(live, name)) durable.set(child, live.get(child) as Inode);
      }),
  };
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
