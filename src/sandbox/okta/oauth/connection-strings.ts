import type { ServiceCredentials } from './service-clients.ts';

/** A connection string that signs in with an API token. */
export function apiTokenConnection(origin: string, token: string): string {
  return format({ Domain: origin, AuthScheme: 'APIToken', APIToken: token });
}

/** A connection string that signs in as a service app, its private key inline. */
export function serviceConnection(origin: string, credentials: ServiceCredentials): string {
  return format({
    Domain: origin,
    AuthScheme: 'OAuthJWT',
    OAuthClientId: credentials.clientId,
    OAuthJWTCert: credentials.privateKeyPem,
    OAuthJWTPublicKeyId: credentials.keyId,
    Scope: credentials.scopes.join(' '),
  });
}

/** A connection string that asks a person to sign in with a browser; the sign-in ends with the process. */
export function peopleConnection(origin: string, clientId: string): string {
  return format({
    Domain: origin,
    AuthScheme: 'OAuth',
    OAuthClientId: clientId,
    InitiateOAuth: 'GETANDREFRESH',
    OAuthSettingsLocation: `memory://${new URL(origin).host}`,
  });
}

function format(properties: Readonly<Record<string, string>>): string {
  const parts = Object.entries(properties).map(([name, value]) => `${name}=${quote(value)};`);
  return `okta:${parts.join('')}`;
}

/** Values that could end early stand in double quotes, inner ones doubled. */
function quote(value: string): string {
  return /[;"'\n\r]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
