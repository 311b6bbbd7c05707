import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriverError } from '../../../../src/errors.ts';
import { openTokenStore } from '../../../../src/oauth/store/open-token-store.ts';
import type { StoredSignIn, StoreKeys } from '../../../../src/oauth/store/token-store.ts';
import { exportSignIn, importSignIn } from '../../../../src/oauth/store/transfer.ts';
import { freshFolder, realHost, signIn } from './hosts.ts';

const clientSecret = 'SECRET-client';
const settingsKey = 'SECRET-settings';
const passphrase = 'SECRET-passphrase';

const confidential = signIn({ properties: { OAuthClientId: '0oa1', OAuthClientSecret: clientSecret } });
const secretIsGiven = signIn({ properties: { OAuthClientId: '0oa1' } });
const publicClient = signIn({ properties: { OAuthClientId: '0oa2' } });

interface Recipe {
  readonly content: StoredSignIn;
  readonly keys: StoreKeys;
  readonly exported?: boolean;
}

/** What was signed in on the desktop, and how. */
const recipes: Readonly<Record<string, Recipe>> = {
  'a client with a secret': { content: confidential, keys: { clientSecret } },
  'a client whose secret is kept but not given': { content: confidential, keys: {} },
  'a client whose secret is given but not kept': { content: secretIsGiven, keys: { clientSecret } },
  'a client with a secret, and a settings key': {
    content: confidential,
    keys: { clientSecret, settingsKey },
  },
  'a public client': { content: publicClient, keys: {} },
  'a public client with a settings key': { content: publicClient, keys: { settingsKey } },
  'a public client, exported': { content: publicClient, keys: {}, exported: true },
};

/** What is present where the copied file is to be opened. */
const presences: Readonly<Record<string, StoreKeys & { readonly sameUser?: boolean }>> = {
  'nothing more': {},
  'the client secret': { clientSecret },
  'the settings key': { settingsKey },
  'the passphrase as settings key': { settingsKey: passphrase },
  'another client secret': { clientSecret: 'SECRET-wrong' },
  'the same user on the same machine': { sameUser: true },
};

const secretOrMachine = 'it opens with the OAuthClientSecret, or on the machine that wrote it.';
const keyOrMachine = 'it opens with OAuthSettingsKey, or on the machine that wrote it.';
const anyOfThree =
  'it opens with the OAuthClientSecret, or with OAuthSettingsKey, or on the machine that wrote it.';
const machineAlone = 'it opens on the machine that wrote it.';
const keyAlone = 'it opens with OAuthSettingsKey.';
const wrongSecret = ' The OAuthClientSecret given is another.';
const wrongKey = ' The OAuthSettingsKey given is another.';

const opens = 'opens';

/** Per recipe, in the order of `presences`: whether it opens, or the end of the message. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'a client with a secret': [
    ...[secretOrMachine, opens, secretOrMachine, secretOrMachine, secretOrMachine + wrongSecret, opens],
  ],
  'a client whose secret is kept but not given': [
    ...[secretOrMachine, opens, secretOrMachine, secretOrMachine, secretOrMachine + wrongSecret, opens],
  ],
  'a client whose secret is given but not kept': [
    ...[secretOrMachine, opens, secretOrMachine, secretOrMachine, secretOrMachine + wrongSecret, opens],
  ],
  'a client with a secret, and a settings key': [
    ...[anyOfThree, opens, opens, anyOfThree + wrongKey, anyOfThree + wrongSecret, opens],
  ],
  'a public client': [machineAlone, machineAlone, machineAlone, machineAlone, machineAlone, opens],
  'a public client with a settings key': [
    ...[keyOrMachine, keyOrMachine, opens, keyOrMachine + wrongKey, keyOrMachine, opens],
  ],
  'a public client, exported': [keyAlone, keyAlone, keyAlone + wrongKey, opens, keyAlone, keyAlone],
};

const cells = Object.keys(recipes).flatMap((recipe) =>
  Object.keys(presences).map((presence, column) => {
    const outcome = expected[recipe]?.[column];
    return {
      name: `of ${recipe} ${outcome === opens ? 'opens' : 'does not open'} with ${presence}`,
      ...{ recipe, presence, outcome },
    };
  }),
);

let desktop = '';

beforeAll(async () => {
  desktop = await mkdtemp(path.join(tmpdir(), 'sqluice-desktop-'));
  for (const [name, { content, keys, exported }] of Object.entries(recipes)) {
    const host = realHost(path.join(desktop, 'config'));
    const store = openTokenStore(path.join(desktop, name), keys, host);
    await store.update(async () => content);
    if (exported) await writeFile(path.join(desktop, name), await exportSignIn(store, passphrase, host));
  }
});

afterAll(() => rm(desktop, { recursive: true }));

/** Copies what was signed in on the desktop by a recipe to another home. */
async function copied(recipe: string) {
  const elsewhere = await freshFolder();
  const copy = path.join(elsewhere, 'OAuthSettings.txt');
  await copyFile(path.join(desktop, recipe), copy);
  const desktopHost = realHost(path.join(desktop, 'config'));
  return { copy, desktopHost, host: realHost(path.join(elsewhere, 'config')) };
}

describe('a copied sign-in', () => {
  it.each(cells)('$name', async ({ recipe, presence, outcome }) => {
    const { copy, desktopHost, host } = await copied(recipe);
    const { sameUser, ...keys } = presences[presence] ?? {};
    const store = openTokenStore(copy, keys, sameUser ? desktopHost : host);
    if (outcome === opens) {
      expect(await store.read()).toEqual(recipes[recipe]?.content);
      return;
    }
    await expect(store.read()).rejects.toMatchObject({
      reason: 'settings_unreadable',
      code: '28000',
      message: `The sign-in in ${copy} cannot be opened with the keys at hand: ${outcome}`,
    });
  });

  it('is renewed where it was copied to, and still opens with all that opened it', async () => {
    const { copy, desktopHost, host } = await copied('a client with a secret, and a settings key');
    const renewed = { ...confidential, attempts: [7] };
    await openTokenStore(copy, { settingsKey }, host).update(async () => renewed);
    const stores = [
      openTokenStore(copy, {}, host),
      openTokenStore(copy, {}, desktopHost),
      openTokenStore(copy, { clientSecret }, realHost('/nowhere')),
      openTokenStore(copy, { settingsKey }, realHost('/nowhere')),
    ];
    for (const store of stores) expect(await store.read()).toEqual(renewed);
  });

  it('keeps the key of a secret that is not at hand while it is renewed', async () => {
    const { copy, desktopHost } = await copied('a client whose secret is given but not kept');
    await openTokenStore(copy, {}, desktopHost).update(async () => publicClient);
    expect(await openTokenStore(copy, { clientSecret }, realHost('/nowhere')).read()).toEqual(publicClient);
  });

  it('says what to do when it does not open', async () => {
    const { copy, host } = await copied('a public client with a settings key');
    const error = await openTokenStore(copy, {}, host)
      .read()
      .catch((failure) => failure);
    expect(error.hint).toMatch(/^Give OAuthSettingsKey; or .*auth export.*auth import.*auth login/);
  });

  it('can be used where no home can be written, with a key of its own', async () => {
    const { copy } = await copied('a client with a secret');
    const store = openTokenStore(copy, { clientSecret }, realHost('/proc/no-home'));
    await store.update(async () => ({ ...confidential, attempts: [1] }));
    expect((await store.read())?.attempts).toEqual([1]);
    await store.clear();
    const keyless = openTokenStore(copy, {}, realHost('/proc/no-home'));
    const exchange = () => Promise.reject(new Error('a code was spent'));
    await expect(keyless.update(exchange)).rejects.toMatchObject({
      reason: 'settings_file',
      message: expect.stringContaining('/proc/no-home/sqluice/machine.key'),
    });
  });
});

describe('an exported sign-in', () => {
  it('is taken in elsewhere with its passphrase, and opens there without from then on', async () => {
    const [desktop, elsewhere] = await Promise.all([freshFolder(), freshFolder()]);
    const here = realHost(path.join(desktop, 'config'));
    const there = realHost(path.join(elsewhere, 'config'));
    const store = openTokenStore(path.join(desktop, 'a.txt'), {}, here);
    await store.update(async () => publicClient);
    const text = await exportSignIn(store, passphrase, here);
    const target = openTokenStore(path.join(elsewhere, 'b.txt'), {}, there);
    expect(await importSignIn(target, text, passphrase, there)).toEqual(publicClient);
    expect(await openTokenStore(path.join(elsewhere, 'b.txt'), {}, there).read()).toEqual(publicClient);
  });

  it('is not taken in with another passphrase, cut off, or in the place of another tenant', async () => {
    const folder = await freshFolder();
    const host = realHost(folder);
    const store = openTokenStore(path.join(folder, 'a.txt'), {}, host);
    await expect(exportSignIn(store, passphrase, host)).rejects.toMatchObject({ reason: 'sign_in_needed' });
    await store.update(async () => publicClient);
    await expect(exportSignIn(store, '', host)).rejects.toMatchObject({ reason: 'bad_property_value' });
    const text = await exportSignIn(store, passphrase, host);
    await expect(importSignIn(store, text, 'other', host)).rejects.toMatchObject({
      reason: 'settings_unreadable',
      message: 'The exported sign-in does not open with this passphrase.',
    });
    await expect(importSignIn(store, text.slice(9), passphrase, host)).rejects.toMatchObject({
      message: 'The exported sign-in is damaged, or is none of sqluice.',
    });
    const other = openTokenStore(path.join(folder, 'b.txt'), {}, host);
    await other.update(async () => signIn({ tenant: 'dev-2.okta.com' }));
    await expect(importSignIn(other, text, passphrase, host)).rejects.toMatchObject({
      reason: 'settings_mismatch',
    });
  });
});

describe('secrets', () => {
  it('are in no file that is written and in no error', async () => {
    const folder = await freshFolder();
    const host = realHost(folder);
    const file = path.join(folder, 'OAuthSettings.txt');
    const store = openTokenStore(file, { clientSecret, settingsKey }, host);
    await store.update(async () => confidential);
    const texts = [await readFile(file, 'utf8'), await exportSignIn(store, passphrase, host)];

    const elsewhere = realHost(await freshFolder());
    const failures: unknown[] = [];
    const failing = async (work: Promise<unknown>) => failures.push(await work.catch((error) => error));
    await failing(
      openTokenStore(file, { clientSecret: 'SECRET-1', settingsKey: 'SECRET-2' }, elsewhere).read(),
    );
    await failing(store.update(async () => signIn({ tenant: 'other' })));
    await failing(importSignIn(store, texts[1] ?? '', 'SECRET-3', elsewhere));
    await writeFile(file, 'SECRET-4');
    await failing(store.read());
    expect(failures.map((failure) => failure instanceof DriverError)).toEqual([true, true, true, true]);
    for (const failure of failures as DriverError[]) {
      texts.push([failure.message, failure.hint, failure.detail, failure.stack, failure.cause].join('\n'));
    }
    for (const text of texts) {
      expect(text).not.toContain('SECRET');
      expect(text).not.toContain(Buffer.from('SECRET').toString('base64url').slice(0, 8));
    }
  });
});
