import type { PropertyValues } from '../catalog/property.ts';
import type { SignInProfile } from '../oauth/profile.ts';
import type { SignInStores } from '../oauth/sign-in-environment.ts';
import { checkSignIn, chooseScheme, type Variables } from '../oauth/sign-in-settings.ts';
import { isUnreadable } from '../oauth/store/unreadable.ts';
import type { PropertyRules } from './options/validate-properties.ts';

/**
 * What sign-in adds to the check of properties: values that are kept from earlier, the scheme, combinations. Rejects
 * with `settings_…` where what is kept cannot be read; where `forgetful`, what cannot be opened counts as nothing.
 */
export async function signInRules(
  profile: SignInProfile | undefined,
  given: PropertyValues,
  stores: SignInStores,
  variable: Variables,
  forgetful: boolean,
): Promise<PropertyRules> {
  if (!profile) return {};
  return {
    remembered: await rememberedValues(given, stores).catch((error: unknown) => {
      if (forgetful && isUnreadable(error)) return {};
      throw error;
    }),
    complete(values) {
      values.set('AuthScheme', chooseScheme(values, profile));
    },
    check: (values) => checkSignIn(values, profile, variable),
  };
}

/** The values that the sign-in at OAuthSettingsLocation is kept with; none where it is of another app. */
async function rememberedValues(
  given: PropertyValues,
  stores: SignInStores,
): Promise<Readonly<Record<string, string>>> {
  const text = (name: string): string | undefined => {
    const value = given.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const location = text('OAuthSettingsLocation');
  if (location === undefined || location.toLowerCase().startsWith('register:')) return {};
  const clientSecret = text('OAuthClientSecret');
  const settingsKey = text('OAuthSettingsKey');
  const keys = {
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(settingsKey === undefined ? {} : { settingsKey }),
  };
  const { properties = {} } = (await stores.open(location, keys).read()) ?? {};
  const clientId = text('OAuthClientId');
  return clientId === undefined || clientId === properties.OAuthClientId ? properties : {};
}
