/** What the tests of sign-in recipes share: machines with homes of their own, and connections with exactly these properties. */
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { type Connection, connect } from '../../src/index.ts';

/** Properties of one connection, by the names in the recipes. */
export type Properties = Readonly<Record<string, string>>;

/** A machine that someone works on: nothing of it is known on another. */
export interface Machine {
  /** For `OAuthSettingsLocation`. */
  readonly settingsFile: string;
  readonly env: Readonly<Record<string, string>>;
  /** Opens a connection with these properties and no more. */
  connect(source: string, properties: Properties): Promise<Connection>;
  /** Opens a connection, does something and closes it. */
  with<T>(source: string, properties: Properties, work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Brings the settings file of another machine here. */
  copySettingsFrom(other: Machine): Promise<void>;
  readSettings(): Promise<string>;
  close(): Promise<void>;
}

/** Sets up a machine; `env` says what else its programs find, such as a browser. */
export async function createMachine(env: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const home = await mkdtemp(path.join(tmpdir(), 'sqluice-machine-'));
  const settingsFile = path.join(home, 'documents', 'OAuthSettings.txt');
  await mkdir(path.dirname(settingsFile));
  const { PATH = '' } = process.env;
  const ownEnv = {
    PATH,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, 'config'),
    SQLUICE_KEYCHAIN: 'off',
    ...env,
  };
  const open = (source: string, properties: Properties) =>
    connect(connectionString(source, properties), { env: ownEnv });
  return {
    settingsFile,
    env: ownEnv,
    connect: open,
    with: async (source, properties, work) => {
      const connection = await open(source, properties);
      try {
        return await work(connection);
      } finally {
        await connection.close();
      }
    },
    copySettingsFrom: (other) => cp(other.settingsFile, settingsFile),
    readSettings: () => readFile(settingsFile, 'utf8'),
    close: () => rm(home, { recursive: true }),
  };
}

/** The connection string, as people write it. */
export function connectionString(source: string, properties: Properties): string {
  const parts = Object.entries(properties).map(([name, value]) => `${name}=${value};`);
  return `${source}:${parts.join('')}`;
}

/** The answer of a procedure that gives one row. */
export async function callOnce(
  connection: Connection,
  name: string,
  inputs: Properties = {},
): Promise<Readonly<Record<string, string | null>>> {
  const { rows } = await connection.call<Readonly<Record<string, string | null>>>(name, inputs);
  const [row] = rows;
  if (rows.length !== 1 || !row) throw new Error(`${name} gave ${rows.length} rows.`);
  return row;
}

/** What is said on standard error from now on, which then stays out of the report of the tests. */
export function captureStandardError(): { text(): string; release(): void } {
  const { write } = process.stderr;
  let text = '';
  process.stderr.write = (chunk: string | Uint8Array) => {
    text += Buffer.from(chunk as Uint8Array).toString();
    return true;
  };
  return {
    text: () => text,
    release: () => {
      process.stderr.write = write;
    },
  };
}

/** Fails where a text holds something secret. */
export function expectNoSecrets(text: string, secrets: readonly string[]): void {
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
}

/** The code in a redirect. */
export function codeIn(redirect: string | undefined): string {
  return new URL(redirect ?? '').searchParams.get('code') ?? '';
}

/** Waits so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
