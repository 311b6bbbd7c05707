import { DriverError, driverError } from '../../errors.ts';
import type { KeyKind, Opening } from './envelope.ts';
import type { StoreKeys } from './token-store.ts';

const phrases: Readonly<Record<KeyKind, string>> = {
  clientSecret: 'with the OAuthClientSecret',
  settingsKey: 'with OAuthSettingsKey',
  machine: 'on the machine that wrote it',
};

/** `settings_unreadable`: exactly which keys would open what is kept, and what to do. */
export function unreadable(
  location: string,
  opening: Exclude<Opening, { readonly kind: 'open' }>,
  given: StoreKeys,
): DriverError {
  switch (opening.kind) {
    case 'damaged':
      return driverError(
        'settings_unreadable',
        `The file ${location} is damaged, or holds no sign-in of sqluice.`,
        { hint: 'Forget it with `sqluice auth logout`, and log in again with `sqluice auth login`.' },
      );
    case 'newer':
      return driverError(
        'settings_unreadable',
        `The sign-in in ${location} was kept by a later version of sqluice.`,
        {
          hint: 'Update sqluice here; or forget it with `sqluice auth logout`, and log in again with `sqluice auth login`.',
        },
      );
    case 'locked': {
      const kinds = (['clientSecret', 'settingsKey', 'machine'] as const).filter((kind) =>
        opening.opensWith.includes(kind),
      );
      const ways = kinds.map((kind) => phrases[kind]).join(', or ');
      const wrong = [
        kinds.includes('clientSecret') && given.clientSecret
          ? ' The OAuthClientSecret given is another.'
          : '',
        kinds.includes('settingsKey') && given.settingsKey ? ' The OAuthSettingsKey given is another.' : '',
      ].join('');
      const message = `The sign-in in ${location} cannot be opened with the keys at hand: it opens ${ways}.${wrong}`;
      return driverError('settings_unreadable', message, { hint: hintFor(kinds) });
    }
  }
}

function hintFor(kinds: readonly KeyKind[]): string {
  const keys = kinds.flatMap((kind) => (kind === 'machine' ? [] : [phrases[kind].replace('with ', '')]));
  const give = keys.length > 0 ? `Give ${keys.join(' or ')}; or` : 'Either';
  return `${give} carry it over with \`sqluice auth export\` on the machine that wrote it (as the same user, its keychain unlocked) and \`sqluice auth import\` here, or forget it with \`sqluice auth logout\` and log in again with \`sqluice auth login\`.`;
}

/** Whether an error is the one that tells of what cannot be opened. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof DriverError && error.reason === 'settings_unreadable';
}
