import { setTimeout } from 'node:timers/promises';
import type { Keychain } from './store-host.ts';

/** How long a keychain may take, in milliseconds: a locked one asks a person, who may not be there. */
const patience = 10_000;

/**
 * The keychain of the system: Keychain on macOS, Credential Manager on Windows, Secret Service on Linux. The optional
 * package that speaks to them is loaded at the first use.
 */
export function systemKeychain(): Keychain {
  const entry = async () => {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    // Else the package would fall back to the memory of the Linux kernel, which forgets at each restart.
    return new AsyncEntry('sqluice', 'sign-ins', { linux: { store: 'secret-service' } });
  };
  return {
    read: () => inTime(async () => (await (await entry()).getPassword()) ?? undefined),
    write: (text) => inTime(async () => (await entry()).setPassword(text)),
  };
}

/** The keychain of a system that has none, or of a person who wants none used: a key file takes its place. */
export function noKeychain(): Keychain {
  const none = async () => {
    throw new Error('There is no keychain.');
  };
  return { read: none, write: none };
}

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = setTimeout(patience, undefined, { signal: done.signal, ref: false }).then(() => {
    throw new Error('The keychain does not answer.');
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    late.catch(() => {});
    done.abort();
  }
}
