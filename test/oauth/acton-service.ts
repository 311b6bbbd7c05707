/** Act-On, as far as signing in goes (its API document `oauth`, and the current developer pages on the grants). */
import type { RequestListener, ServerResponse } from 'node:http';
import {
  type AuthorizationServer,
  createAuthorizationServer,
  type Lifetimes,
} from './authorization-server.ts';
import type { Person, RegisteredClient } from './client.ts';
import { listenOnLoopback } from './loopback-server.ts';
import type { TokenAnswer, TokenRequest } from './token-endpoint.ts';

/** A running Act-On. */
export interface ActOnService {
  /** Stands for https://api.actonsoftware.com */
  readonly origin: string;
  readonly authorization: AuthorizationServer;
  readonly clients: typeof actOnClients;
  readonly person: Person;
  close(): Promise<void>;
}

/** How an Act-On differs from the usual one. */
export interface ActOnServiceOptions {
  readonly port?: number;
  readonly lifetimes?: Partial<Lifetimes>;
}

const person: Person = { user: 'grace@example.com', password: 'acton-person-password-Rm38' };

/** The keys of the integration. */
export const actOnClients = {
  integration: {
    ...{ id: 'acton-integration', secret: 'acton-integration-secret-Xe19', secretIn: 'form' as const },
    redirects: ['http://localhost:80', 'http://localhost:33333', 'http://localhost'],
    grants: ['authorization_code', 'refresh_token', 'password'] as const,
    ...{ scopes: ['PRODUCTION'], withoutPkce: true },
  },
} satisfies Record<string, RegisteredClient>;

/** Starts an Act-On on loopback. */
export async function startActOnService(options: ActOnServiceOptions = {}): Promise<ActOnService> {
  let authorization: AuthorizationServer | undefined;
  const server = await listenOnLoopback(async (origin) => {
    authorization = await createAuthorizationServer({
      ...{ origin, lifetimes: options.lifetimes },
      paths: { authorize: '/authorize', token: '/token' },
      clients: Object.values<RegisteredClient>(actOnClients),
      people: [person],
      ...{ alwaysRefreshable: true, oneRefreshToken: true, hidden: true, word: wordAnswer },
      unknownParameters: ['code_challenge', 'code_challenge_method', 'code_verifier'],
    });
    return apiOf(authorization);
  }, options.port);
  return {
    ...{ ...server, clients: actOnClients, person },
    authorization: authorization as unknown as AuthorizationServer,
  };
}

function wordAnswer(
  status: number,
  body: TokenAnswer,
  form: TokenRequest['form'],
): { status: number; body: TokenAnswer } {
  switch (body.error) {
    case undefined: {
      const { access_token, refresh_token, token_type, expires_in } = body;
      const scope = 'offline-access';
      return { status, body: { access_token, refresh_token, scope, token_type, expires_in } };
    }
    case 'invalid_client':
      return { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } };
    case 'invalid_grant': {
      const description =
        form.grant_type === 'password' ? 'Wrong email or password.' : 'Unknown or invalid refresh token.';
      return { status: 403, body: { error: 'invalid_grant', error_description: description } };
    }
    default:
      return { status, body };
  }
}

/** Whose account it is: the one question of the API that names the user. */
function apiOf(authorization: AuthorizationServer): RequestListener {
  return async (request, response) => {
    if (authorization.handle(request, response)) return;
    const { method = 'GET', url = '/', headers } = request;
    const [path = ''] = url.split('?');
    const token = await authorization.identify({ method, path, headers });
    if (!path.startsWith('/api/')) return refuse(response, 404, 'Not Found');
    if (!token?.login) return refuse(response, 401, 'Unauthorized');
    if (method !== 'GET' || path !== '/api/1/account') return refuse(response, 404, 'Not Found');
    reply(response, 200, {
      ...{ account_id: '4242', account_name: 'Example Marketing', cname: 'marketing.example.com' },
      ...{ user_name: 'Grace Example', user_email: token.login, login: token.login },
      ...{ user_type: 'MARKETING', isAdmin: 'true', time_zone: 'America/Los_Angeles' },
    });
  };
}

/** As the gateway before the API words it. */
function refuse(response: ServerResponse, status: number, message: string): void {
  reply(response, status, { httpCode: String(status), httpMessage: message, moreInformation: message });
}

function reply(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
