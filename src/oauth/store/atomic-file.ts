/** Files that are replaced as a whole: after a crash at any instant they hold the old or the new text. */
import { dirname, join, resolve } from 'node:path';
import { driverError } from '../../errors.ts';
import { failedWith } from './file-failure.ts';
import type { CreatedFile, FileSystem, StoreHost } from './store-host.ts';

/** As the system gives up on links that point to links. */
const mostLinks = 40;

/** Where an absolute path leads when it is a symbolic link: that place is replaced, and the link stays. */
export async function followLinks(files: FileSystem, path: string): Promise<string> {
  let place = path;
  for (let links = 0; links < mostLinks; links++) {
    const target = await files.readLink(place);
    if (target === undefined) return place;
    place = resolve(dirname(place), target);
  }
  throw Object.assign(new Error('Too many symbolic links.'), { code: 'ELOOP' });
}

/** The text of a file, without a byte order mark; undefined where there is none. */
export async function readText(files: FileSystem, path: string): Promise<string | undefined> {
  return (await files.readText(path))?.replace(/^\uFEFF/, '');
}

/** Creates a folder and those on the way to it, for their owner alone. Those that exist stay as they are. */
export async function ensureFolder(files: FileSystem, path: string): Promise<void> {
  const parent = dirname(path);
  try {
    await files.makeFolder(path);
  } catch (error) {
    if (failedWith(error, 'EEXIST')) return;
    if (!failedWith(error, 'ENOENT') || (await files.facts(parent))) throw error;
    await ensureFolder(files, parent);
    return ensureFolder(files, path);
  }
  await files.syncFolder(parent);
}

/** How often a folder may be gone again before that is taken for a fault. */
const mostTries = 100;

/** Creates a file in a folder that is made for it, though others may remove that folder while it is empty. */
export async function createIn(files: FileSystem, folder: string, name: string): Promise<CreatedFile> {
  for (let tries = 1; ; tries++) {
    await ensureFolder(files, folder);
    try {
      return await files.create(join(folder, name));
    } catch (error) {
      if (!failedWith(error, 'ENOENT') || tries === mostTries) throw error;
    }
  }
}

/** Names of new texts that are being written; others are none of ours. */
const scratchName = /^new_[0-9a-f]+$/;

/** Bytes that a draft has space for: more than tokens take. */
const draftBytes = 16_384;

/** The next text of a file, on its way. */
export interface Draft {
  /**
   * Puts the text in the place of a file beside the scratch folder, readable for its owner alone. `confirm` is awaited
   * at the last moment and may still reject. Resolves when the text would outlive a loss of power; where it rejects
   * before that, the old text stands.
   */
  replace(path: string, text: string, confirm: () => Promise<void>): Promise<void>;
  /** Removes the draft, unless it has become the file. */
  discard(): Promise<void>;
}

/** Takes the space for a text, so that it can be kept even if the disk is full by then. `scratch` is made where missing. */
export async function reserveDraft(
  { files, random }: Pick<StoreHost, 'files' | 'random'>,
  scratch: string,
): Promise<Draft> {
  const name = `new_${random(8).toString('hex')}`;
  const place = join(scratch, name);
  let file: CreatedFile | undefined = await createIn(files, scratch, name);
  const close = async () => {
    const open = file;
    file = undefined;
    await open?.close();
  };
  let gone = false;
  const discard = async () => {
    if (gone) return;
    gone = true;
    await close().finally(() => removeFile(files, place));
  };
  try {
    await file.write(' '.repeat(draftBytes));
    await file.sync();
  } catch (error) {
    // The first failure is the one to tell.
    await discard().catch(() => {});
    throw error;
  }
  return {
    discard,
    async replace(path, text, confirm) {
      await file?.write(text);
      await file?.sync();
      await close();
      await confirm();
      await files.rename(place, path);
      gone = true;
      await files.syncFolder(dirname(path));
    },
  };
}

/** Removes new texts that writers left behind when they died. */
export async function sweep(files: FileSystem, scratch: string): Promise<void> {
  for (const name of await files.list(scratch)) {
    if (scratchName.test(name)) await removeFile(files, join(scratch, name));
  }
}

/** Removes a file, or finds that another did. */
export async function removeFile(files: FileSystem, path: string): Promise<void> {
  try {
    await files.unlink(path);
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw error;
  }
}

/** Rejects with `settings_file` where the file or its folder says that it is not to be written, though root could. */
export async function refuseReadOnly(files: FileSystem, path: string, location: string): Promise<void> {
  const refuse = (why: string, hint: string) =>
    driverError('settings_file', `The file ${location} cannot be written: ${why}.`, { hint });
  const found = await files.facts(path);
  if (found?.isFolder) {
    throw refuse('it is a folder', 'Give OAuthSettingsLocation the path of a file in it.');
  }
  if (found?.writable === false) {
    throw refuse('it is read-only', 'Make it writable: renewed tokens have to be kept in it.');
  }
  const folder = await files.facts(dirname(path));
  if (folder?.writable === false) {
    throw refuse(
      'its folder is read-only',
      'Make the folder writable: the file is replaced at each renewal.',
    );
  }
}
