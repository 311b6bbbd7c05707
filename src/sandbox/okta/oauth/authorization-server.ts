import { AssertionError, type ServiceClient, verifyAssertion } from './client-assertion.ts';
import type { PeopleApp } from './people-app.ts';
import type { TokenRegister } from './tokens.ts';

/** An answer of an OAuth endpoint. */
export interface OAuthAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The org authorization server: client credentials with private_key_jwt (Okta docs,
 * implement-oauth-for-okta-serviceapp), and the grants of the app for people.
 */
export interface AuthorizationServer {
  /** POST /oauth2/v1/token with a form. */
  token(form: URLSearchParams): OAuthAnswer;
  /** The metadata of /.well-known/openid-configuration and /.well-known/oauth-authorization-server. */
  metadata(): OAuthAnswer;
  /** GET /oauth2/v1/keys. Access tokens are opaque, so there is nothing to verify with them. */
  keys(): OAuthAnswer;
}

/** What the authorization server stands on. */
export interface AuthorizationServerOptions {
  readonly origin: string;
  readonly tokens: TokenRegister;
  readonly people: PeopleApp;
  clients(): readonly ServiceClient[];
  /** Milliseconds since 1970. */
  now(): number;
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const algorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

/** The authorization server of an org. */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { origin, tokens, people, clients, now } = options;
  const endpoint = `${origin}/oauth2/v1/token`;
  const seen = new Map<string, number>();
  const rules = () => {
    const seconds = Math.floor(now() / 1000);
    return {
      audience: endpoint,
      now: seconds,
      reused: (jti: string, expires: number) => {
        for (const [old, end] of seen) if (end <= seconds) seen.delete(old);
        const known = seen.has(jti);
        seen.set(jti, expires);
        return known;
      },
    };
  };

  const grant = (form: URLSearchParams): OAuthAnswer => {
    if (/^(?:authorization_code|refresh_token)$/.test(form.get('grant_type') ?? ''))
      return people.token(form);
    if (form.get('grant_type') !== 'client_credentials')
      return refusal('unsupported_grant_type', 'The authorization grant type is not supported.');
    if (form.get('client_assertion_type') !== assertionType)
      return refusal('invalid_client', 'Client authentication must be private_key_jwt.', 401);
    const client = verifyAssertion(form.get('client_assertion') ?? '', clients(), rules());
    if (form.has('client_id') && form.get('client_id') !== client.clientId)
      return refusal('invalid_client', 'The client_id and the client_assertion disagree.', 401);
    const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (scopes.length === 0) return refusal('invalid_scope', 'The scope parameter is required.');
    const missing = scopes.filter((scope) => !client.scopes.includes(scope));
    if (missing.length > 0)
      return refusal('invalid_scope', `Scopes not granted to the client: ${missing.join(', ')}.`);
    const { token, expiresIn } = tokens.issue(client.clientId, scopes);
    return {
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: expiresIn,
        access_token: token,
        scope: scopes.join(' '),
      },
    };
  };

  return {
    token: (form) => {
      try {
        return grant(form);
      } catch (error) {
        if (error instanceof AssertionError) return refusal('invalid_client', error.message, 401);
        throw error;
      }
    },
    metadata: () => ({
      status: 200,
      body: {
        issuer: origin,
        authorization_endpoint: `${origin}/oauth2/v1/authorize`,
        token_endpoint: endpoint,
        jwks_uri: `${origin}/oauth2/v1/keys`,
        response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
        code_challenge_methods_supported: ['S256'],
        subject_types_supported: ['public'],
        scopes_supported: [...new Set(clients().flatMap(({ scopes }) => scopes))],
        token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
        token_endpoint_auth_signing_alg_values_supported: algorithms,
      },
    }),
    keys: () => ({ status: 200, body: { keys: [] } }),
  };
}

function refusal(error: string, description: string, status = 400): OAuthAnswer {
  return { status, body: { error, error_description: description } };
}
