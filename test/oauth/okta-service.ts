/** An Okta org: the sandbox with its tables, and the org authorization server before it (Okta docs, concepts/auth-servers). */
import { generateKeyPairSync } from 'node:crypto';
import type { SignInServer } from '../../src/sandbox/okta/oauth/sign-in-server.ts';
import { readScopes } from '../../src/sandbox/okta/oauth/tokens.ts';
import type { OktaSandboxOptions } from '../../src/sandbox/okta/options.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import {
  type AuthorizationServer,
  createAuthorizationServer,
  type Lifetimes,
} from './authorization-server.ts';
import type { Person, RegisteredClient } from './client.ts';

/** How an org differs from the usual one. */
export interface OktaServiceOptions extends Omit<OktaSandboxOptions, 'signIn'> {
  readonly lifetimes?: Partial<Lifetimes>;
  /** Where the applications may send people back to, besides the usual places. */
  readonly redirects?: readonly string[];
  /** Whether proofs of possession need a nonce; default yes, as at Okta. */
  readonly demandsNonce?: boolean;
}

/** A running org. */
export interface OktaService {
  /** Goes into the property Domain. */
  readonly origin: string;
  readonly authorization: AuthorizationServer;
  readonly sandbox: OktaSandbox;
  readonly clients: typeof oktaClients;
  /** The key of `clients.service`. */
  readonly serviceKey: { readonly pem: string; readonly keyId: string };
  /** An active user of the org. */
  readonly person: Person;
  close(): Promise<void>;
}

const redirects = ['http://localhost:33333', 'http://localhost:33334/callback'];
const scopes = ['openid', 'offline_access', ...readScopes];
const codeGrants = ['authorization_code', 'refresh_token'] as const;

/** The applications of the org. */
export const oktaClients = {
  /** A web application as the sign-in guide makes it: its refresh tokens rotate. */
  web: {
    ...{ id: '0oaweb', secret: 'okta-web-client-secret-Vb61xQ', redirects, scopes },
    grants: codeGrants,
  },
  /** One that needs no PKCE. */
  webWithoutPkce: {
    ...{ id: '0oaplain', secret: 'okta-plain-client-secret-Tn40yR', redirects, scopes },
    ...{ grants: codeGrants, withoutPkce: true },
  },
  /** One that keeps its refresh token, as Okta sets up web applications unless told otherwise. */
  webKeeping: {
    ...{ id: '0oakeeping', secret: 'okta-keeping-client-secret-Ls93mW', redirects, scopes },
    ...{ grants: codeGrants, keepsRefreshToken: true },
  },
  /** One that was granted users only. */
  usersOnly: {
    ...{ id: '0oausers', secret: 'okta-users-client-secret-Hd28kP', redirects },
    ...{ grants: codeGrants, scopes: ['openid', 'offline_access', 'okta.users.read'] },
  },
  /** A web application whose tokens are bound to a key. */
  webBound: {
    ...{ id: '0oabound', secret: 'okta-bound-client-secret-Qz57cN', redirects, scopes },
    ...{ grants: codeGrants, bound: true },
  },
  /** A native application: no secret, also for devices. */
  native: {
    ...{ id: '0oanative', redirects, scopes },
    grants: [...codeGrants, 'urn:ietf:params:oauth:grant-type:device_code'] as const,
  },
  /** A service that proves itself with a key. */
  service: { id: '0oaservice', grants: ['client_credentials'] as const, scopes: readScopes },
} satisfies Record<string, RegisteredClient>;

/** Starts an org on loopback. */
export async function startOktaService(options: OktaServiceOptions = {}): Promise<OktaService> {
  const { lifetimes, demandsNonce, redirects: more = [], ...sandboxOptions } = options;
  let authorization: AuthorizationServer | undefined;
  const signIn: SignInServer = {
    handle: (request, response) => authorization?.handle(request, response) ?? false,
    identify: async (request) => authorization?.identify(request),
  };
  const sandbox = await startOktaSandbox({
    ...{ users: 20, groups: 4, apps: 3, logs: 10, latency: 0, ...sandboxOptions },
    signIn,
  });
  const [first] = (sandbox.truth().users ?? []) as readonly {
    readonly profile: { readonly login: string };
  }[];
  const person = { user: first?.profile.login ?? '', password: 'okta-person-password-Jy14' };
  const keyId = 'service-key';
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256' as const };
  authorization = await createAuthorizationServer({
    origin: sandbox.url,
    paths: {
      authorize: '/oauth2/v1/authorize',
      token: '/oauth2/v1/token',
      device: '/oauth2/v1/device/authorize',
      deviceCode: '/activate',
      revoke: '/oauth2/v1/revoke',
      keys: '/oauth2/v1/keys',
      userinfo: '/oauth2/v1/userinfo',
    },
    clients: Object.values<RegisteredClient>({
      ...oktaClients,
      service: { ...oktaClients.service, key },
    }).map((client) => ({
      ...client,
      ...(client.redirects && { redirects: [...client.redirects, ...more] }),
    })),
    people: [person],
    lifetimes,
    demandsNonce,
  });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    ...{ origin: sandbox.url, authorization, sandbox, clients: oktaClients, person },
    serviceKey: { pem, keyId },
    close: sandbox.close,
  };
}
