import { DriverError, driverError } from '../../errors.ts';

/** The system's name of a failure, such as ENOSPC; undefined where `error` is none of the system's. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the system failed with one of these. */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(errorCode(error) ?? '');
}

const causes: Readonly<Record<string, { readonly why: string; readonly hint?: string }>> = {
  ENOSPC: {
    why: 'the disk is full',
    hint: 'Free some space. What was kept before is still there.',
  },
  EDQUOT: {
    why: 'the disk quota of this user is used up',
    hint: 'Free some space. What was kept before is still there.',
  },
  EACCES: { why: 'this user has no permission' },
  EPERM: { why: 'the system does not permit it' },
  EROFS: { why: 'the file system is read-only' },
  EISDIR: { why: 'it is a folder' },
  ENOTDIR: { why: 'what should be a folder on the way to it is a file' },
  ELOOP: { why: 'its symbolic links go round in a circle' },
  ENAMETOOLONG: { why: 'its name is too long' },
  EBUSY: {
    why: 'the file is in use, or mounted by itself',
    hint: 'Mount its folder, not the file alone: the file is replaced at each renewal.',
  },
};

/** What was being done to the file. */
export type FileDeed = 'read' | 'written' | 'locked';

/** `settings_file` for a failure of the system; any other error unchanged. */
export function fileFailure(error: unknown, location: string, deed: FileDeed): unknown {
  const code = errorCode(error);
  if (code === undefined || error instanceof DriverError) return error;
  const { why, hint } = causes[code] ?? { why: `the system says ${code}` };
  return driverError('settings_file', `The file ${location} cannot be ${deed}: ${why}.`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

/** Runs file operations, with the failures of the system told as `settings_file`. */
export async function telling<T>(location: string, deed: FileDeed, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error, location, deed);
  }
}

/** Whether an error is the one that tells of files. */
export function isFileFailure(error: unknown): boolean {
  return error instanceof DriverError && error.reason === 'settings_file';
}
