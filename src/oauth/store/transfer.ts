/** Sign-ins on their way to another machine. */
import { driverError } from '../../errors.ts';
import { type EnvelopeTools, openEnvelope, sealEnvelope } from './envelope.ts';
import { secretStretcher } from './secret-stretcher.ts';
import type { StoreHost } from './store-host.ts';
import type { StoredSignIn, TokenStore } from './token-store.ts';

/**
 * The text of a file that opens with `passphrase` alone: on another machine, for `importSignIn`, or as it is where
 * OAuthSettingsKey is set to the passphrase. Rejects with `sign_in_needed` where nothing is kept, with
 * `bad_property_value` for an empty passphrase, and as reading does.
 */
export async function exportSignIn(
  store: TokenStore,
  passphrase: string,
  host: StoreHost,
  signal?: AbortSignal,
): Promise<string> {
  if (passphrase === '') {
    throw driverError('bad_property_value', 'An exported sign-in needs a passphrase that is not empty.');
  }
  const signIn = await store.read(signal);
  if (!signIn) throw driverError('sign_in_needed', `There is no sign-in to export in ${store.location}.`);
  const keyring = { machine: [], settingsKey: passphrase };
  return (await sealEnvelope(signIn, keyring, undefined, toolsOf(host))).text;
}

/**
 * Takes in what was exported, in the place of what the store keeps of the same tenant. Rejects with
 * `settings_unreadable` for another passphrase or text, as `check` does, which sees it before it is kept, and as updating
 * does.
 */
export async function importSignIn(
  store: TokenStore,
  text: string,
  passphrase: string,
  host: StoreHost,
  check: (signIn: StoredSignIn) => void = () => {},
): Promise<StoredSignIn> {
  const opening = await openEnvelope(text, { machine: [], settingsKey: passphrase }, toolsOf(host));
  if (opening.kind !== 'open') {
    const why = {
      damaged: 'is damaged, or is none of sqluice',
      newer: 'was written by a later version of sqluice',
      locked: 'does not open with this passphrase',
    };
    throw driverError('settings_unreadable', `The exported sign-in ${why[opening.kind]}.`, {
      hint: 'Export it once more with `sqluice auth export`, and import the whole text with the same passphrase.',
    });
  }
  const signIn = opening.content as StoredSignIn;
  check(signIn);
  await store.update(async () => signIn);
  return signIn;
}

function toolsOf({ random }: StoreHost): EnvelopeTools {
  return { random, stretch: secretStretcher() };
}
