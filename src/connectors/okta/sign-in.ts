import { apiToken } from '../../oauth/authorization.ts';
import type { SignInProfile } from '../../oauth/profile.ts';
import { oktaDeclaration } from './declaration.ts';
import { readDomain } from './domain.ts';

/** What is read most: a person is asked for these scopes unless Scope or Tables says otherwise. */
const usualTables = ['Users', 'Groups', 'Apps', 'SystemLogs', 'UserTypes', 'UserSchemaAttributes'];

/**
 * How people and apps sign in to an Okta org: its own authorization server, which alone mints okta.* scopes (Okta
 * docs, concepts/auth-servers, implement-oauth-for-okta, implement-oauth-for-okta-serviceapp, refresh-tokens).
 */
export const oktaSignIn: SignInProfile = {
  source: 'okta',
  title: 'Okta',
  schemes: ['OAuth', 'OAuthPKCE', 'OAuthJWT', 'OAuthClient', 'OAuthDevice', 'APIToken'],
  tenantProperty: 'Domain',
  tenant(values) {
    const { origin } = readDomain(String(values.get('Domain')));
    const server = `${origin}/oauth2/v1`;
    return {
      name: new URL(origin).host,
      endpoints: {
        issuer: origin,
        authorization: `${server}/authorize`,
        token: `${server}/token`,
        device: `${server}/device/authorize`,
        revocation: `${server}/revoke`,
      },
    };
  },
  sendSecret: 'basic',
  pkce: true,
  callbackUrl: 'http://localhost:33333',
  defaultScopes: (tables) => ['offline_access', ...scopesOf(tables ?? usualTables)],
  covers: (granted, needed) => granted === needed.replace(/\.read$/, '.manage'),
  margin: 300_000,
  requestIdHeader: 'x-okta-request-id',
  refusalHint({ error, grant, authentication }) {
    if (grant.type !== 'client_credentials') return undefined;
    if (authentication === 'secret') return secretRefused;
    return error === 'invalid_scope'
      ? `Grant the scopes to the app: ${grant.scopes?.join(' ')}. Admin Console, Applications, your app, Okta API Scopes.`
      : undefined;
  },
  whereScopesAreGranted: 'Admin Console, Applications, your app, Okta API Scopes: grant it there too.',
  whereAppsAreMade:
    'Admin Console, Applications, Create App Integration; then Applications, your app, General, Client Credentials.',
  apiToken: (values) => apiToken('SSWS', String(values.get('APIToken'))),
};

const secretRefused =
  'Okta gives okta.* scopes to apps only by private key: an app with a client secret cannot have them, so use AuthScheme=OAuthJWT with OAuthJWTCert.';

/** The scopes that reading these tables takes, those of the org's own attributes included. */
function scopesOf(names: readonly string[]): readonly string[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const tables = oktaDeclaration.tables.filter(({ name }) => wanted.has(name.toLowerCase()));
  return [...new Set(tables.flatMap(({ scopes = [] }) => scopes))].sort();
}
