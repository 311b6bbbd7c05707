import type { IncomingHttpHeaders } from 'node:http';
import type { AuthorizationServer, OAuthAnswer } from '../oauth/authorization-server.ts';
import { type Principal, requireScope, type TokenRegister } from '../oauth/tokens.ts';
import type { Org } from '../org/org.ts';
import { OktaError } from '../wire/okta-error.ts';
import { errorReply, jsonReply, type Reply, rateHeaders } from '../wire/reply.ts';
import type { PageCache, WrittenAnswer } from './page-cache.ts';
import { linkHeader } from './paging.ts';
import { bucketOf, type RateLimits, type RateState } from './rate-limits.ts';
import type { RequestContext } from './request-context.ts';
import { findRoute, type Route } from './routes.ts';
import type { SortedResults } from './sorted-results.ts';

/** A request as it came, its body read. */
export interface ApiRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams | undefined;
}

/** Everything behind the endpoints. */
export interface ApiParts {
  readonly org: Org;
  readonly tokens: TokenRegister;
  readonly authorization: AuthorizationServer;
  readonly limits: RateLimits;
  readonly sorted: SortedResults;
  readonly cache: PageCache;
}

/**
 * Answers a request as Okta would, on behalf of `guest` where it is known already who sends it. Never throws: what goes
 * wrong is a reply.
 */
export function answerRequest(
  parts: ApiParts,
  request: ApiRequest,
  joinLinks: boolean,
  guest: Principal | undefined,
): Reply {
  let rate: RateState | undefined;
  const count = (principal: string, template: string) => {
    rate = parts.limits.take(principal, bucketOf(request.method, template));
    if (rate.exceeded) throw new OktaError('E0000047');
  };
  try {
    const open = openEndpoint(parts, request);
    if (open) {
      if (request.path === tokenPath) count('clients', tokenPath);
      const { status, body } = open();
      return jsonReply(status, body, { ...rateHeaders(rate), 'cache-control': 'no-store' });
    }
    const found = findRoute(request.path);
    const principal = guest ?? parts.tokens.identify(request.headers.authorization);
    count(principal.name, found?.route.template ?? request.path);
    if (!found) throw new OktaError('E0000008', [request.path.slice(0, 200)]);
    if (request.method !== 'GET') throw new OktaError('E0000022');
    for (const scope of found.route.scopes) requireScope(principal, scope, parts.org.origin);
    const answer = handle(parts, request, found, principal);
    const { origin } = parts.org;
    const next = answer.next && `${origin}${request.path}?${answer.next}`;
    const link = linkHeader(`${origin}${request.url}`, next, joinLinks);
    return {
      status: 200,
      body: answer.body,
      rows: answer.rows,
      headers: { 'content-type': 'application/json', ...rateHeaders(rate), ...(answer.list && { link }) },
    };
  } catch (error) {
    return errorReply(error instanceof OktaError ? error : new OktaError('E0000009'), rate);
  }
}

const tokenPath = '/oauth2/v1/token';

/** The endpoints that take no API token. The keys and the metadata are free of limits (Okta docs, rate-limits). */
function openEndpoint(
  { authorization }: ApiParts,
  { method, path, form }: ApiRequest,
): (() => OAuthAnswer) | undefined {
  switch (`${method} ${path}`) {
    case `POST ${tokenPath}`:
      return () => authorization.token(form ?? new URLSearchParams());
    case 'GET /oauth2/v1/keys':
      return authorization.keys;
    case 'GET /.well-known/openid-configuration':
    case 'GET /.well-known/oauth-authorization-server':
      return authorization.metadata;
    default:
      return undefined;
  }
}

function handle(
  { org, sorted, cache }: ApiParts,
  request: ApiRequest,
  { route, id, child }: { readonly route: Route; readonly id: string; readonly child: string },
  principal: Principal,
): WrittenAnswer {
  const omissions = omissionsOf(request.headers['content-type']);
  const context: RequestContext = {
    org,
    sorted,
    principal,
    path: request.path,
    query: request.query,
    id,
    child,
    omissions,
  };
  if (!route.timeless) return write(route, context);
  const attributes = Object.keys(org.userTypes[0].custom).length;
  const content = [org.users.revision(), org.users.revision(org.now() - org.searchLag), attributes];
  const key = JSON.stringify([request.url, principal.userId, [...omissions], content]);
  return cache.get(key, () => write(route, context));
}

function write(route: Route, context: RequestContext): WrittenAnswer {
  const answer = route.handler(context);
  if (answer.kind === 'object')
    return {
      list: false,
      body: Buffer.from(JSON.stringify(answer.row)),
      rows: answer.rows ?? 1,
      next: undefined,
    };
  const body = Buffer.from(JSON.stringify(answer.rows));
  return { list: true, body, rows: answer.rows.length, next: answer.next };
}

/** Names after `okta-response=` (API document, parameter Content-Type of listUsers). */
function omissionsOf(contentType: string | undefined): ReadonlySet<string> {
  const [, names = ''] = /okta-response="?([\w,]+)/.exec(contentType ?? '') ?? [];
  return new Set(names.split(',').filter((name) => name !== ''));
}
