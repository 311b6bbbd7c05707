/** What a store takes from outside: files, other processes, a keychain, time and chance. */

/** A file that was just created, open for writing. */
export interface CreatedFile {
  /** Replaces what the file holds. What is no longer than that takes no more space, so a full disk is no hindrance. */
  write(text: string): Promise<void>;
  /** Resolves when what was written would outlive a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What a store asks about a file or folder. */
export interface FileFacts {
  readonly isFolder: boolean;
  /** Whether permission bits let anyone at all write it: what root may do in spite of them does not count. */
  readonly writable: boolean;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/**
 * The few file operations that a store is made of. Each rejects with the system's error, its name in `code` (ENOSPC,
 * EACCES …); where the thing does not exist, `readText`, `readLink` and `facts` give undefined instead.
 */
export interface FileSystem {
  /** Creates a file that only its owner may read and write, from the first byte; EEXIST where there is one. */
  create(path: string): Promise<CreatedFile>;
  readText(path: string): Promise<string | undefined>;
  /** Where a symbolic link points; undefined where `path` is none. */
  readLink(path: string): Promise<string | undefined>;
  facts(path: string): Promise<FileFacts | undefined>;
  /** Sets when a file was last modified, in milliseconds since 1970. */
  touch(path: string, time: number): Promise<void>;
  /** Replaces `to` in one step: others see the old or the new, whole. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Creates one folder that only its owner may enter; EEXIST where there is one. */
  makeFolder(path: string): Promise<void>;
  /** Removes an empty folder. */
  removeFolder(path: string): Promise<void>;
  /** Names in a folder: each that is there from before the call until after it. */
  list(path: string): Promise<readonly string[]>;
  /** Resolves when creations, renames and removals in a folder would outlive a loss of power. */
  syncFolder(path: string): Promise<void>;
}

/** A process as others find it again. */
export interface ProcessIdentity {
  /** Host name, for people. */
  readonly host: string;
  /** Equal exactly where process ids mean the same: same host, and where the system tells, boot and id namespace. */
  readonly place: string;
  readonly pid: number;
  /** When it began, in the system's own measure, so that a second process with this id is another; '' if not told. */
  readonly start: string;
}

/** The processes of this host. */
export interface Processes {
  self(): Promise<ProcessIdentity>;
  /** Of a process of the same place: whether it runs. Unknown: one with its id does, but maybe a later one. */
  liveness(process: ProcessIdentity): Promise<'living' | 'dead' | 'unknown'>;
}

/** A keychain of the system. Both verbs reject where there is none, or it is locked. */
export interface Keychain {
  /** The text kept; undefined where none is. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** Everything that stores take from outside. */
export interface StoreHost {
  readonly files: FileSystem;
  readonly processes: Processes;
  readonly keychain: Keychain;
  /** Where programs of this user keep their settings, such as ~/.config. Absolute. */
  readonly configDirectory: string;
  /** The time, in milliseconds since 1970. */
  now(): number;
  /** Milliseconds since any fixed moment; never goes back. */
  elapsed(): number;
  /** Waits; rejects when the signal is aborted. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Random bytes that cannot be guessed. */
  random(bytes: number): Buffer;
}
