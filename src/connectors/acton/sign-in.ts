import type { PropertyValues } from '../../catalog/property.ts';
import type { SignInProfile } from '../../oauth/profile.ts';

/** The gateways by region (Act-On developer pages, and the addresses of its API documents). */
const gateways: Readonly<Record<string, string>> = {
  US: 'https://api.actonsoftware.com',
  EU: 'https://api-eu.actonsoftware.com',
};

/** Scheme and host of the gateway that the properties mean. */
export function actOnOrigin(values: PropertyValues): string {
  const own = values.get('BaseURL');
  return typeof own === 'string' && own !== ''
    ? new URL(own).origin
    : (gateways[String(values.get('Region'))] ?? String(gateways.US));
}

/**
 * How people sign in to Act-On (developer pages on the grants code, password and refresh; API document act-on-oauth).
 * It knows no proof keys and no scopes; whose account is read, the person who signs in decides.
 */
export const actOnSignIn: SignInProfile = {
  source: 'acton',
  title: 'Act-On',
  schemes: ['OAuth', 'OAuthPassword'],
  tenantProperty: 'BaseURL',
  tenant(values) {
    const origin = actOnOrigin(values);
    return {
      name: new URL(origin).host,
      endpoints: { issuer: origin, authorization: `${origin}/authorize`, token: `${origin}/token` },
    };
  },
  sendSecret: 'post',
  pkce: false,
  callbackUrl: 'http://localhost:80',
  // A fixed word that the authorization endpoint wants, not a right.
  defaultScopes: () => ['PRODUCTION'],
  covers: () => true,
  margin: 300_000,
  attemptsPerHour: 5,
  whereScopesAreGranted: 'Act-On has no scopes: the rights are those of the person who signs in.',
  whereAppsAreMade:
    'Act-On, Settings, Other Settings, Custom Account Settings, API Access Keys; Act-On Support enables the code grant and registers the callback URL.',
};
