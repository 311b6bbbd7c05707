/** How the provider is told to be as strict as a service, and no stricter. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { AuthorizationServerOptions, Lifetimes } from './authorization-server.ts';
import type { RegisteredClient } from './client.ts';
import { providerPages, signInPath } from './sign-in-page.ts';
import { scopesOf, ungranted } from './token-endpoint.ts';

/** As Okta's org authorization server has them. */
const lifetimes: Lifetimes = { accessToken: 3600, refreshToken: 90 * 86_400, code: 300, deviceCode: 600 };

/** The configuration of the provider that acts like the service. */
export function configurationOf(
  options: AuthorizationServerOptions,
  adapter: Configuration['adapter'],
): Configuration {
  const { mount = '', clients, paths } = options;
  const life = { ...lifetimes, ...options.lifetimes };
  const clientOf = (id: string) => clients.find((client) => client.id === id) as RegisteredClient;
  const day = 86_400;
  const { authorize, token, device, deviceCode, revoke, keys, userinfo } = paths;
  const { renderError, userCodeInputSource, userCodeConfirmSource, successSource } = providerPages;
  return {
    adapter,
    clients: clients.map((client) => ({
      client_id: client.id,
      client_secret: client.secret,
      token_endpoint_auth_method: client.secret
        ? 'client_secret_basic'
        : client.key
          ? 'private_key_jwt'
          : 'none',
      ...(client.key && { jwks: { keys: [client.key] }, token_endpoint_auth_signing_alg: client.key.alg }),
      grant_types: [...client.grants],
      redirect_uris: [...(client.redirects ?? [])],
      response_types: client.grants.includes('authorization_code') ? ['code'] : [],
      dpop_bound_access_tokens: client.bound ?? false,
      id_token_signed_response_alg: 'ES256',
    })),
    clockTolerance: 0,
    cookies: { keys: [randomBytes(16).toString('hex')] },
    expiresWithSession: () => false,
    // Called for each request for authorization, of browsers and of devices, and after the provider's own checks.
    extraParams: { scopes_are_granted: (context) => checkScopes(context, clientOf) },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: device !== undefined,
        ...{ userCodeInputSource, userCodeConfirmSource, successSource },
      },
      dPoP: {
        enabled: true,
        nonceSecret: randomBytes(32),
        requireNonce: () => options.demandsNonce ?? true,
      },
      revocation: {
        enabled: revoke !== undefined,
        allowedPolicy: (_, client, { clientId }) => clientId === client.clientId,
      },
    },
    findAccount: (_, user) => ({ accountId: user, claims: () => ({ sub: user }) }),
    interactions: { url: (_, { uid }) => `${mount}${signInPath}${uid}` },
    issueRefreshToken: (_, client, { scopes }) =>
      client.grantTypeAllowed('refresh_token') && (options.alwaysRefreshable || scopes.has('offline_access')),
    jwks: { keys: [generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })] },
    pkce: { required: (_, { clientId }) => !clientOf(clientId).withoutPkce },
    renderError,
    rotateRefreshToken: ({ oidc }) => !clientOf(oidc.client?.clientId ?? '').keepsRefreshToken,
    routes: {
      authorization: authorize,
      token,
      ...(device && { device_authorization: device }),
      ...(deviceCode && { code_verification: deviceCode }),
      ...(revoke && { revocation: revoke }),
      ...(keys && { jwks: keys }),
      ...(userinfo && { userinfo }),
    },
    scopes: [...new Set(clients.flatMap(({ scopes }) => scopes))],
    ttl: {
      AccessToken: life.accessToken,
      ClientCredentials: life.accessToken,
      AuthorizationCode: life.code,
      DeviceCode: life.deviceCode,
      RefreshToken: life.refreshToken,
      IdToken: life.accessToken,
      Interaction: day,
      Session: day,
      Grant: 365 * day,
    },
  };
}

/** Refuses scopes that were not granted to the client, which the provider would leave out. */
async function checkScopes(
  { oidc, query, method }: KoaContextWithOIDC,
  clientOf: (id: string) => RegisteredClient,
): Promise<void> {
  const { errors } = await import('oidc-provider');
  const { scope } = method === 'GET' ? query : ((oidc.body ?? {}) as { readonly scope?: unknown });
  const granted = clientOf(oidc.client?.clientId ?? '').scopes;
  if (scope === undefined) return;
  if (!scopesOf(scope).every((one) => granted.includes(one))) throw new errors.InvalidScope(ungranted, '');
  // The provider leaves offline_access out unless consent is asked for by name; the services do not.
  if (oidc.params) oidc.params.scope = scope;
}
