/** A strict authorization server for tests: oidc-provider, set up like the one of a service. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import type { Provider } from 'oidc-provider';
import { checkProof } from '../unit/oauth/authorization-server.ts';
import type { Person, RegisteredClient } from './client.ts';
import { registerPasswordGrant } from './password-grant.ts';
import { configurationOf } from './provider-configuration.ts';
import { createRecords, type StoredRecord } from './records.ts';
import { serveSignInPage, signInPath } from './sign-in-page.ts';
import {
  createTokenEndpoint,
  scopesOf,
  type TokenEndpoint,
  type TokenEndpointOptions,
} from './token-endpoint.ts';

/** How long things live, in seconds. */
export interface Lifetimes {
  readonly accessToken: number;
  readonly refreshToken: number;
  readonly code: number;
  readonly deviceCode: number;
}

/** How a service sets up its authorization server. */
export interface AuthorizationServerOptions {
  /** Such as http://127.0.0.1:40123 */
  readonly origin: string;
  /** First part of the issuer's path and of all others, such as /oidc; default none. */
  readonly mount?: string;
  /** Below the mount. */
  readonly paths: { readonly authorize: string; readonly token: string } & Readonly<Record<string, string>>;
  readonly clients: readonly RegisteredClient[];
  readonly people: readonly Person[];
  readonly lifetimes?: Partial<Lifetimes>;
  /** Whether proofs of possession need a nonce of the server; default yes. */
  readonly demandsNonce?: boolean;
  /** Whether refresh tokens need no `offline_access`; default they do. */
  readonly alwaysRefreshable?: boolean;
  /** Whether a new refresh token ends the older ones of the same client and user; default only its use does. */
  readonly oneRefreshToken?: boolean;
  /** Whether the server describes itself under /.well-known/; default yes. */
  readonly hidden?: boolean;
  /** Parameters that the service does not know and leaves out. */
  readonly unknownParameters?: readonly string[];
  readonly word?: TokenEndpointOptions['word'];
}

/** A request for an API, as far as its token goes. */
export interface TokenBearer {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** What an access token that is good stands for. */
export interface KnownToken {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Who signed in; undefined where a service did. */
  readonly login: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A running authorization server, without a port of its own. */
export interface AuthorizationServer extends Pick<TokenEndpoint, 'log' | 'inject'> {
  readonly issuer: string;
  /** Answers what is for this server; false for everything else. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Checks the access token and its proof of possession. */
  identify(request: TokenBearer): Promise<KnownToken | undefined>;
  /** Uses of tokens after their end: when, and how many milliseconds too late. */
  readonly expiredUses: readonly { readonly at: number; readonly late: number }[];
  /** Everything secret that was ever given, sent or registered. */
  secrets(): readonly string[];
}

/** How far the clock of who proves possession may be off, in seconds. */
const proofLeeway = 300;

/** Sets up an authorization server; whoever listens at its origin passes the requests on. */
export async function createAuthorizationServer(
  options: AuthorizationServerOptions,
): Promise<AuthorizationServer> {
  const { origin, mount = '', clients, people, paths } = options;
  const now = () => Date.now();
  const records = createRecords(now);
  const issuer = `${origin}${mount}`;
  const endpoint = createTokenEndpoint({
    path: paths.token,
    clients,
    unknownParameters: options.unknownParameters ?? [],
    now,
    revoke: (token) => records.remove('ClientCredentials', ({ jti }) => jti === token),
    word: options.word,
  });
  const { Provider } = await quietly(() => import('oidc-provider'));
  const provider: Provider = new Provider(issuer, configurationOf(options, records.adapter));
  provider.use(endpoint.middleware);
  registerPasswordGrant(provider, people);
  if (options.oneRefreshToken) {
    provider.on('refresh_token.saved', (token) =>
      records.remove(
        'RefreshToken',
        ({ jti, clientId, accountId }) =>
          jti !== token.jti && clientId === token.clientId && accountId === token.accountId,
      ),
    );
  }
  const serve = provider.callback();
  const ownPaths = Object.values(paths);
  const expiredUses: { readonly at: number; readonly late: number }[] = [];
  const proofsSeen = new Set<string>();

  return {
    issuer,
    log: endpoint.log,
    inject: endpoint.inject,
    expiredUses,
    secrets: () => [
      ...new Set([
        ...records.secrets,
        ...endpoint.received,
        ...clients.flatMap(({ secret }) => secret ?? []),
        ...people.map(({ password }) => password),
      ]),
    ],
    handle: (request, response) => {
      // Node's own header knows nothing of a clock that was moved.
      response.setHeader('date', new Date().toUTCString());
      const { pathname, search } = new URL(request.url ?? '/', origin);
      if (!pathname.startsWith(mount)) return false;
      const path = pathname.slice(mount.length);
      if (path.startsWith(signInPath)) {
        serveSignInPage(provider, people, request, response).catch(() => response.writeHead(400).end());
        return true;
      }
      const known =
        ownPaths.some((own) => path === own || path.startsWith(`${own}/`)) ||
        (!options.hidden && path.startsWith('/.well-known/'));
      if (!known) return false;
      const url = `${path}${withoutUnknown(search, options.unknownParameters ?? [])}`;
      // The provider finds its mount by comparing the two.
      Object.assign(request, { originalUrl: `${mount}${url}`, url });
      serve(request, response);
      return true;
    },
    identify: async ({ method, path, headers }) => {
      const [, scheme = '', value = ''] = /^(Bearer|DPoP) (\S+)$/i.exec(headers.authorization ?? '') ?? [];
      const token = records.find('AccessToken', value) ?? records.find('ClientCredentials', value);
      if (!token) return undefined;
      if (token.expiresAt <= now()) {
        expiredUses.push({ at: now(), late: now() - token.expiresAt });
        return undefined;
      }
      const bound = token.payload.jkt !== undefined;
      if (bound !== (scheme.toLowerCase() === 'dpop')) return undefined;
      if (bound && !(await isProven(headers.dpop, { method, url: `${origin}${path}`, value, token }))) {
        return undefined;
      }
      const { clientId = '', scope, accountId } = token.payload;
      return { clientId, scopes: scopesOf(scope), login: accountId, expiresAt: token.expiresAt };
    },
  };

  async function isProven(
    header: string | string[] | undefined,
    use: {
      readonly method: string;
      readonly url: string;
      readonly value: string;
      readonly token: StoredRecord;
    },
  ): Promise<boolean> {
    if (typeof header !== 'string') return false;
    const proof = await checkProof(header, use.method, use.url).catch(() => undefined);
    if (!proof || proofsSeen.has(String(proof.jti))) return false;
    proofsSeen.add(String(proof.jti));
    const age = now() / 1000 - (decodeJwt(header).iat ?? 0);
    const digest = createHash('sha256').update(use.value).digest('base64url');
    return Math.abs(age) <= proofLeeway && proof.ath === digest && proof.thumbprint === use.token.payload.jkt;
  }
}

/** A query, with what leads to it, without the parameters that the service does not know. */
function withoutUnknown(search: string, unknown: readonly string[]): string {
  const query = new URLSearchParams(search);
  for (const name of unknown) query.delete(name);
  return query.size > 0 ? `?${query}` : '';
}

/** Runs `load` without the notice of the provider that it wants a newer Node. */
async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}
