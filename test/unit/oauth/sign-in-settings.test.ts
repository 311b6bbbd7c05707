import { describe, expect, it } from 'vitest';
import { actOnSignIn } from '../../../src/connectors/acton/sign-in.ts';
import { lakebaseSignIn } from '../../../src/connectors/lakebase/sign-in.ts';
import { oktaSignIn } from '../../../src/connectors/okta/sign-in.ts';
import type { SignInProfile } from '../../../src/oauth/profile.ts';
import { checkSignIn, chooseScheme, readSignInSettings } from '../../../src/oauth/sign-in-settings.ts';

type Given = Readonly<Record<string, string>>;

const valuesOf = (given: Given) => new Map(Object.entries(given));
const faultsOf = (profile: SignInProfile, given: Given, variables: Given = {}) =>
  checkSignIn(valuesOf(given), profile, (name) => variables[name]);

describe('the scheme', () => {
  it.each([
    [oktaSignIn, {}, 'OAuth'],
    [oktaSignIn, { APIToken: 't' }, 'APIToken'],
    [oktaSignIn, { OAuthJWTCert: 'k' }, 'OAuthJWT'],
    [oktaSignIn, { OAuthJWTCert: 'k', AuthScheme: 'OAuth' }, 'OAuth'],
    [oktaSignIn, { AuthScheme: 'code' }, 'OAuth'],
    [oktaSignIn, { AuthScheme: 'client', OAuthJWTCert: 'k' }, 'OAuthJWT'],
    [oktaSignIn, { AuthScheme: 'client', OAuthClientSecret: 's' }, 'OAuthClient'],
    [actOnSignIn, {}, 'OAuth'],
    [actOnSignIn, { AuthScheme: 'OAuthPassword' }, 'OAuthPassword'],
    [lakebaseSignIn, {}, 'OAuthClient'],
    [lakebaseSignIn, { AuthScheme: 'code' }, 'OAuth'],
  ] as const)('of %o with %o is %s', (profile, given, scheme) => {
    expect(chooseScheme(valuesOf(given), profile)).toBe(scheme);
  });
});

describe('the app', () => {
  const read = (profile: SignInProfile, given: Given, variables: Given = {}) =>
    readSignInSettings(valuesOf(given), profile, (name) => variables[name]);

  it('is the public one of the source, or of the environment, where the scheme needs no secret', () => {
    expect(read(lakebaseSignIn, { AuthScheme: 'OAuthPKCE' }).clientId).toBe('databricks-cli');
    expect(read(lakebaseSignIn, { AuthScheme: 'OAuthClient' }).clientId).toBeUndefined();
    const variables = { SQLUICE_ACTON_CLIENT_ID: 'ours', SQLUICE_ACTON_CLIENT_SECRET: 'hush' };
    expect(read(actOnSignIn, {}, variables)).toMatchObject({ clientId: 'ours', clientSecret: 'hush' });
    expect(read(actOnSignIn, { OAuthClientId: 'mine' }, variables)).toMatchObject({
      clientId: 'mine',
      clientSecret: undefined,
    });
  });

  it('is missing where there is none, and it is said how to make one', () => {
    expect(faultsOf(actOnSignIn, { InitiateOAuth: 'GETANDREFRESH' })).toEqual([
      { reason: 'missing_property', message: expect.stringMatching(/OAuthClientId.*API Access Keys/) },
    ]);
    expect(faultsOf(oktaSignIn, { OAuthAccessToken: 't', InitiateOAuth: 'OFF' })).toEqual([]);
  });
});

describe('combinations that cannot be', () => {
  const app = { OAuthClientId: 'a', OAuthClientSecret: 's' };

  it('are all named at once, each with its fix', () => {
    const faults = faultsOf(oktaSignIn, {
      ...{ InitiateOAuth: 'GETANDREFRESH', OAuthVerifier: 'c', CallbackURL: 'https://app.example/cb' },
      OAuthSettingsLocation: 'register://%DSN',
    });
    expect(faults.map(({ reason }) => reason).sort()).toEqual([
      'bad_property_value',
      'conflicting_properties',
      'conflicting_properties',
      'missing_property',
    ]);
    const text = faults.map(({ message }) => message).join('\n');
    expect(text).toMatch(/InitiateOAuth=REFRESH to use the verifier/);
    expect(text).toMatch(/set CallbackURL to http:\/\/localhost/);
    expect(text).toMatch(/memory:\/\/name/);
  });

  it.each([
    [oktaSignIn, { ...app, OAuthVerifier: 'c', InitiateOAuth: 'OFF' }, /InitiateOAuth=REFRESH/],
    [oktaSignIn, { ...app, CallbackURL: 'http://app.example/cb' }, /in the open/],
    [
      actOnSignIn,
      { ...app, AuthScheme: 'OAuthPassword', User: 'u', Password: 'p', InitiateOAuth: 'OFF' },
      /GETANDREFRESH/,
    ],
  ] as const)('are told: %o %o', (profile, given, message) => {
    expect(faultsOf(profile, given)).toEqual([
      { reason: expect.any(String), message: expect.stringMatching(message) },
    ]);
  });

  it.each([
    [oktaSignIn, { ...app, InitiateOAuth: 'REFRESH', OAuthVerifier: 'c', PKCEVerifier: 'v' }],
    [oktaSignIn, { ...app, InitiateOAuth: 'OFF', CallbackURL: 'https://app.example/cb' }],
    [
      lakebaseSignIn,
      { AuthScheme: 'OAuthPKCE', User: 'u', OAuthClientSecret: 's', InitiateOAuth: 'REFRESH' },
    ],
    [oktaSignIn, { AuthScheme: 'APIToken', APIToken: 't', OAuthVerifier: 'c', OAuthRefreshToken: 'r' }],
  ] as const)('are not seen in what is only needless: %o %o', (profile, given) => {
    expect(faultsOf(profile, given)).toEqual([]);
  });
});
