import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';

/** What reading options takes from the machine, so that tests can give another. */
export interface OptionsHost {
  /** The value of an environment variable. */
  variable(name: string): string | undefined;
  /** The text of a file; rejects when it cannot be read. */
  readText(path: string): Promise<string>;
  /** POSIX permission bits of a file, or undefined where there are none to judge. */
  permissions(path: string): Promise<number | undefined>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** The machine this process runs on, with the variables of `env`. */
export function nodeHost(env: Readonly<Record<string, string | undefined>> = process.env): OptionsHost {
  return {
    variable: (name) => env[name],
    readText: (path) => readFile(path, 'utf8'),
    permissions: async (path) => (process.platform === 'win32' ? undefined : (await stat(path)).mode & 0o777),
    platform: process.platform,
    home: homedir(),
  };
}
