/** What the properties of a connection say of its sign-in. */
import type { PropertyFault, PropertyValues } from '../catalog/property.ts';
import { isLoopback } from '../network/loopback.ts';
import type { Scheme, SignInProfile } from './profile.ts';
import type { ProofMode } from './token-endpoint.ts';

/** Settings of one sign-in. Times in milliseconds. */
export interface SignInSettings {
  readonly scheme: Scheme;
  readonly initiate: 'OFF' | 'REFRESH' | 'GETANDREFRESH';
  /** The app's, the source's public one, or the environment's. */
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** When the access token was made and how long it lasts; -1 for ever. */
  readonly tokenTimestamp: number | undefined;
  readonly expiresIn: number | undefined;
  readonly verifier: string | undefined;
  readonly pkceVerifier: string | undefined;
  readonly pkce: boolean;
  readonly callbackUrl: string;
  /** As the user set them. */
  readonly scopes: readonly string[] | undefined;
  readonly tables: readonly string[] | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly settingsLocation: string | undefined;
  readonly settingsKey: string | undefined;
  readonly loginTimeout: number;
  readonly requestTimeout: number;
  readonly dpop: ProofMode;
  readonly key: { readonly cert: string; readonly type: string; readonly keyId: string | undefined };
}

/** Looks up environment variables. */
export type Variables = (name: string) => string | undefined;

/** The scheme that the properties mean: as written, in an older spelling, or by what else is set. */
export function chooseScheme(values: PropertyValues, { schemes }: SignInProfile): Scheme {
  const written = values.get('AuthScheme');
  const first = (schemes[0] ?? 'None') as Scheme;
  const known = schemes.find((scheme) => scheme === written);
  if (known) return known;
  const offered = (scheme: Scheme) => schemes.includes(scheme);
  if (written === 'code') return offered('OAuth') ? 'OAuth' : 'OAuthPKCE';
  if (written === 'client') {
    return offered('OAuthJWT') && (values.has('OAuthJWTCert') || !offered('OAuthClient'))
      ? 'OAuthJWT'
      : 'OAuthClient';
  }
  if (offered('APIToken') && values.has('APIToken')) return 'APIToken';
  if (offered('OAuthJWT') && values.has('OAuthJWTCert')) return 'OAuthJWT';
  return first;
}

/** Reads the settings from valid properties. */
export function readSignInSettings(
  values: PropertyValues,
  profile: SignInProfile,
  variable: Variables,
): SignInSettings {
  const text = (name: string): string | undefined => {
    const value = values.get(name);
    return value === undefined || value === '' ? undefined : String(value);
  };
  const number = (name: string): number | undefined => {
    const value = values.get(name);
    return typeof value === 'number' ? value : undefined;
  };
  const scheme = chooseScheme(values, profile);
  const initiate = text('InitiateOAuth');
  const app = readApp(text('OAuthClientId'), text('OAuthClientSecret'), scheme, profile, variable);
  const dpop = text('DPoP');
  return {
    scheme,
    initiate: initiate === 'REFRESH' || initiate === 'GETANDREFRESH' ? initiate : 'OFF',
    ...app,
    accessToken: text('OAuthAccessToken'),
    refreshToken: text('OAuthRefreshToken'),
    tokenTimestamp: number('OAuthTokenTimestamp'),
    expiresIn: number('OAuthExpiresIn'),
    verifier: text('OAuthVerifier'),
    pkceVerifier: text('PKCEVerifier'),
    pkce: profile.pkce && text('PKCE') !== 'Off',
    callbackUrl: text('CallbackURL') ?? profile.callbackUrl,
    scopes: text('Scope')?.match(/\S+/g) ?? undefined,
    tables: listOf(text('Tables')),
    user: text('User'),
    password: text('Password'),
    settingsLocation: text('OAuthSettingsLocation'),
    settingsKey: text('OAuthSettingsKey'),
    loginTimeout: (number('OAuthLoginTimeout') ?? 300) * 1000,
    requestTimeout: (number('RequestTimeout') ?? 60) * 1000,
    dpop: dpop === 'On' || dpop === 'Off' ? dpop : 'Auto',
    key: {
      cert: text('OAuthJWTCert') ?? '',
      type: text('OAuthJWTCertType') ?? 'Auto',
      keyId: text('OAuthJWTPublicKeyId'),
    },
  };
}

function listOf(text: string | undefined): readonly string[] | undefined {
  const names = text?.split(',').map((name) => name.trim());
  return names?.filter((name) => name !== '');
}

/** The app: the one given; else, for schemes that need no secret, the environment's or the source's public one. */
function readApp(
  clientId: string | undefined,
  clientSecret: string | undefined,
  scheme: Scheme,
  { source, publicClientId }: SignInProfile,
  variable: Variables,
): { readonly clientId: string | undefined; readonly clientSecret: string | undefined } {
  const withPerson = scheme === 'OAuth' || scheme === 'OAuthPKCE' || scheme === 'OAuthDevice';
  if (clientId !== undefined || !withPerson) return { clientId, clientSecret };
  const prefix = `SQLUICE_${source.toUpperCase()}_CLIENT`;
  const environments = variable(`${prefix}_ID`) || undefined;
  return environments === undefined
    ? { clientId: publicClientId, clientSecret }
    : { clientId: environments, clientSecret: clientSecret ?? (variable(`${prefix}_SECRET`) || undefined) };
}

/** What is wrong with the sign-in as a whole, each with its fix. `values` hold what is kept from earlier connections too. */
export function checkSignIn(
  values: PropertyValues,
  profile: SignInProfile,
  variable: Variables,
): readonly PropertyFault[] {
  const settings = readSignInSettings(values, profile, variable);
  const { scheme, initiate, clientId, accessToken, verifier } = settings;
  const faults: PropertyFault[] = [];
  const conflict = (message: string) => faults.push({ reason: 'conflicting_properties', message });

  const withCode = scheme === 'OAuth' || scheme === 'OAuthPKCE';
  const selfMade = accessToken !== undefined && initiate === 'OFF';
  if ((withCode || scheme === 'OAuthDevice') && clientId === undefined && !selfMade) {
    faults.push({
      reason: 'missing_property',
      message: `OAuthClientId is needed while AuthScheme is ${scheme}: ${profile.title} has no application that everybody may use. ${profile.whereAppsAreMade}`,
    });
  }
  if (verifier !== undefined && withCode) {
    if (initiate === 'GETANDREFRESH') {
      conflict(
        'OAuthVerifier does not go with InitiateOAuth=GETANDREFRESH, which gets a code of its own: set InitiateOAuth=REFRESH to use the verifier, or drop it.',
      );
    }
    if (initiate === 'OFF') {
      conflict(
        'OAuthVerifier is not used with InitiateOAuth=OFF: set InitiateOAuth=REFRESH, or give it to GetOAuthAccessToken.',
      );
    }
  }
  if (scheme === 'OAuthPassword') {
    if (initiate === 'OFF' && accessToken === undefined && settings.password !== undefined) {
      conflict(
        'AuthScheme=OAuthPassword signs in by itself only with InitiateOAuth=GETANDREFRESH: set that.',
      );
    }
  }
  if (settings.settingsLocation?.toLowerCase().startsWith('register:')) {
    faults.push({
      reason: 'bad_property_value',
      message: 'OAuthSettingsLocation cannot be in the registry: give the path of a file, or memory://name.',
    });
  }
  faults.push(...callbackFaults(settings));
  return faults;
}

function callbackFaults({ callbackUrl, scheme, initiate }: SignInSettings): readonly PropertyFault[] {
  const url = URL.canParse(callbackUrl) ? new URL(callbackUrl) : undefined;
  if (!url || url.protocol === 'https:') {
    const listens = (scheme === 'OAuth' || scheme === 'OAuthPKCE') && initiate === 'GETANDREFRESH';
    if (!url || !listens) return [];
    return [
      {
        reason: 'conflicting_properties',
        message: `InitiateOAuth=GETANDREFRESH cannot listen on ${url.origin}: set CallbackURL to http://localhost with a port, or use GetOAuthAuthorizationURL and InitiateOAuth=REFRESH.`,
      },
    ];
  }
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return [];
  return [
    {
      reason: 'insecure_url',
      message: `CallbackURL cannot be ${url.origin}: the code would come back in the open. Use https, or http on localhost.`,
    },
  ];
}
