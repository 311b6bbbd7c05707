/** A Databricks workspace, as far as signing in goes. */
import type { RequestListener, ServerResponse } from 'node:http';
import {
  type AuthorizationServer,
  createAuthorizationServer,
  type Lifetimes,
} from './authorization-server.ts';
import type { Person, RegisteredClient } from './client.ts';
import { listenOnLoopback } from './loopback-server.ts';

/** A running workspace. */
export interface DatabricksService {
  /** Stands for the workspace's host. */
  readonly origin: string;
  readonly authorization: AuthorizationServer;
  readonly clients: typeof databricksClients;
  readonly person: Person;
  close(): Promise<void>;
}

/** How a workspace differs from the usual one. */
export interface DatabricksServiceOptions {
  readonly port?: number;
  readonly lifetimes?: Partial<Lifetimes>;
  /** Tokens are refused when they have this many seconds left; default 30, or none if they live for less. */
  readonly refusedAhead?: number;
}

const person: Person = { user: 'ada@example.com', password: 'databricks-person-password-Wd72' };
const scopes = ['all-apis', 'offline_access'];

/** The applications of the workspace. */
export const databricksClients = {
  /** Databricks' own public client: every port from 8020 to 8040 without a path. */
  cli: {
    id: 'databricks-cli',
    redirects: Array.from({ length: 21 }, (_, at) => `http://localhost:${8020 + at}`),
    ...{ grants: ['authorization_code', 'refresh_token'] as const, scopes },
  },
  /** A service principal. */
  service: {
    ...{ id: '6f1c5a62-9b6e-4d0a-9d0e-2b1f7c3e8a11', secret: 'dose-databricks-service-secret-Kf05' },
    ...{ secretIn: 'header' as const, grants: ['client_credentials'] as const, scopes: ['all-apis'] },
  },
  /** A custom application of the account. */
  custom: {
    ...{ id: 'databricks-custom', secret: 'dose-databricks-custom-secret-Pb61' },
    redirects: ['http://localhost:8020', 'http://localhost:33333'],
    ...{ grants: ['authorization_code', 'refresh_token'] as const, scopes },
  },
} satisfies Record<string, RegisteredClient>;

/** Starts a workspace on loopback. */
export async function startDatabricksService(
  options: DatabricksServiceOptions = {},
): Promise<DatabricksService> {
  const { port, lifetimes } = options;
  const refusedAhead = options.refusedAhead ?? ((lifetimes?.accessToken ?? 3600) > 60 ? 30 : 0);
  let authorization: AuthorizationServer | undefined;
  const server = await listenOnLoopback(async (origin) => {
    authorization = await createAuthorizationServer({
      ...{ origin, mount: '/oidc', lifetimes },
      paths: { authorize: '/v1/authorize', token: '/v1/token', keys: '/jwks.json' },
      clients: Object.values<RegisteredClient>(databricksClients),
      people: [person],
    });
    return apiOf(authorization, refusedAhead);
  }, port);
  return {
    ...{ ...server, clients: databricksClients, person },
    authorization: authorization as unknown as AuthorizationServer,
  };
}

/** Who one is, by the SCIM API of the workspace; a service principal's name is its application id. */
function apiOf(authorization: AuthorizationServer, refusedAhead: number): RequestListener {
  return async (request, response) => {
    if (authorization.handle(request, response)) return;
    const { method = 'GET', url = '/', headers } = request;
    const [path = ''] = url.split('?');
    const token = await authorization.identify({ method, path, headers });
    if (!token || token.expiresAt - Date.now() <= refusedAhead * 1000) {
      return reply(response, 401, { error_code: 'UNAUTHENTICATED', message: 'Invalid access token.' });
    }
    if (!token.scopes.includes('all-apis')) {
      return reply(response, 403, { error_code: 'PERMISSION_DENIED', message: 'Insufficient scope.' });
    }
    if (method !== 'GET' || path !== '/api/2.0/preview/scim/v2/Me') {
      return reply(response, 404, { error_code: 'ENDPOINT_NOT_FOUND', message: `No API found for ${path}` });
    }
    reply(response, 200, { id: '4711', userName: token.login ?? token.clientId, active: true });
  };
}

function reply(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
