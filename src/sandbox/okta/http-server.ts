import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LoggedRequest } from '../sandbox.ts';
import type { AuthorizationServer, OAuthAnswer } from './authorization-server.ts';
import type { Fault, FaultTarget } from './faults.ts';
import { errorBody, OktaError } from './okta-error.ts';
import type { Org } from './org.ts';
import { linkHeader } from './paging.ts';
import { bucketOf, type RateLimits, type RateState } from './rate-limits.ts';
import { findRoute } from './routes.ts';
import type { SortedResults } from './sorted-results.ts';
import { requireScope, type TokenRegister } from './tokens.ts';

/** What the server serves, and how. */
export interface ServerParts {
  readonly org: Org;
  readonly tokens: TokenRegister;
  readonly authorization: AuthorizationServer;
  readonly limits: RateLimits;
  readonly sorted: SortedResults;
  readonly latency: number;
  readonly concurrency: number;
  fault(request: Omit<FaultTarget, 'index'>): Fault | undefined;
  /** Called when a request arrives; the entry is completed when it is answered. */
  record(entry: RequestEntry): void;
}

/** A log entry while its request is in work; `status` 0 means that no answer was sent. */
export type RequestEntry = { -readonly [Name in keyof LoggedRequest]: LoggedRequest[Name] };

/** An answer as it goes onto the wire. */
interface Reply {
  readonly status: number;
  readonly body: string;
  readonly rows?: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** Longer URLs are refused, as by the edge before the API: no limit is written (okta.md 2.2), this is a common one. */
const longestUrl = 8192;
const longestForm = 65_536;

/** A server on loopback, not yet listening. `parts` is asked at each request. */
export function createHttpServer(parts: () => ServerParts): Server {
  const state = { inFlight: 0, answers: 0 };
  const server = createServer({ maxHeaderSize: 131_072, keepAliveTimeout: 65_000 }, (request, response) => {
    state.inFlight++;
    response.once('close', () => state.inFlight--);
    serve(parts(), state, request, response).catch(() => response.destroy());
  });
  return server;
}

async function serve(
  parts: ServerParts,
  state: { readonly inFlight: number; answers: number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  const [path, ...rest] = url.split('?');
  const target = {
    method: request.method ?? 'GET',
    url,
    path: path as string,
    query: new URLSearchParams(rest.join('?')),
  };
  const entry: RequestEntry = {
    method: target.method,
    url,
    path: target.path,
    status: 0,
    rows: undefined,
    requestId: randomBytes(15).toString('base64url'),
    at: parts.org.now(),
  };
  parts.record(entry);
  const form = target.method === 'POST' ? await readForm(request) : undefined;
  const fault = parts.fault(target);
  const crowded = state.inFlight > parts.concurrency;
  const reply = replyTo(
    parts,
    request,
    target,
    form,
    crowded ? { kind: 'concurrency' } : fault,
    state.answers++,
  );
  const delay = parts.latency + (fault?.kind === 'delay' ? fault.milliseconds : 0);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  send(reply, fault, entry, response);
}

function replyTo(
  parts: ServerParts,
  request: IncomingMessage,
  target: Omit<FaultTarget, 'index'>,
  form: URLSearchParams | undefined,
  fault: Fault | undefined,
  number: number,
): Reply {
  if (target.url.length > longestUrl)
    return { status: 414, body: 'Request-URI Too Large', headers: { 'content-type': 'text/html' } };
  const open = openEndpoint(parts, target, form);
  let rate: RateState | undefined;
  try {
    if (open && !fault) return oauthReply(open);
    const broken = fault && brokenReply(parts, fault);
    if (broken) return broken;
    if (open) return oauthReply(open);

    const found = findRoute(target.path);
    const principal = parts.tokens.identify(request.headers.authorization);
    rate = parts.limits.take(principal.name, bucketOf(target.method, found?.route.template ?? target.path));
    if (rate.exceeded) throw new OktaError('E0000047');
    if (!found) throw new OktaError('E0000008', [target.path]);
    if (target.method !== 'GET') throw new OktaError('E0000022');
    if (fault?.kind === 'cursor refused' && target.query.has('after')) throw new OktaError(fault.code);
    requireScope(principal, found.route.scope, parts.org.origin);

    const answer = found.route.handler({
      org: parts.org,
      sorted: parts.sorted,
      principal,
      path: target.path,
      query: target.query,
      id: found.id,
      omissions: omissionsOf(request.headers['content-type']),
    });
    const headers = { ...rateHeaders(rate), 'content-type': 'application/json' };
    if (answer.kind === 'object') return { status: 200, body: JSON.stringify(answer.row), rows: 1, headers };
    const next = answer.next && `${parts.org.origin}${target.path}?${answer.next}`;
    const link = linkHeader(`${parts.org.origin}${target.url}`, next, number % 2 === 1);
    return {
      status: 200,
      body: JSON.stringify(answer.rows),
      rows: answer.rows.length,
      headers: { ...headers, link },
    };
  } catch (error) {
    const refusal = error instanceof OktaError ? error : new OktaError('E0000009');
    return errorReply(refusal, rate);
  }
}

/** The endpoints that take no API token. */
function openEndpoint(
  { authorization }: ServerParts,
  { method, path }: Omit<FaultTarget, 'index'>,
  form: URLSearchParams | undefined,
): (() => OAuthAnswer) | undefined {
  switch (`${method} ${path}`) {
    case 'POST /oauth2/v1/token':
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

function oauthReply(endpoint: () => OAuthAnswer): Reply {
  const { status, body } = endpoint();
  return {
    status,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  };
}

/** The answer that a fault gives instead of the right one. */
function brokenReply({ org }: ServerParts, fault: Fault): Reply | undefined {
  const seconds = Math.ceil(org.now() / 1000);
  switch (fault.kind) {
    case 'throttle':
      return errorReply(new OktaError('E0000047'), {
        limit: 600,
        remaining: 0,
        reset: seconds + (fault.seconds ?? 1),
        exceeded: true,
      });
    case 'concurrency':
      return errorReply(new OktaError('E0000047'), {
        limit: 0,
        remaining: 0,
        reset: seconds + 1,
        exceeded: true,
      });
    case 'unavailable':
      return fault.status === 500
        ? errorReply(new OktaError('E0000009'), undefined)
        : {
            status: fault.status ?? 503,
            body: '<html><body>upstream unavailable</body></html>',
            headers: { 'content-type': 'text/html' },
          };
    case 'token refused':
      return errorReply(new OktaError('E0000011'), undefined);
    case 'cursor refused':
    case 'drop':
    case 'cut':
    case 'delay':
      return undefined;
  }
}

function errorReply(error: OktaError, rate: RateState | undefined): Reply {
  return {
    status: error.status,
    body: JSON.stringify(errorBody(error)),
    headers: { 'content-type': 'application/json', ...rateHeaders(rate), ...error.headers },
  };
}

function rateHeaders(rate: RateState | undefined): Readonly<Record<string, string>> {
  if (!rate) return {};
  return {
    'x-rate-limit-limit': String(rate.limit),
    'x-rate-limit-remaining': String(rate.remaining),
    'x-rate-limit-reset': String(rate.reset),
  };
}

/** Puts a reply onto the wire, or as much of it as the fault allows. */
function send(reply: Reply, fault: Fault | undefined, entry: RequestEntry, response: ServerResponse): void {
  if (fault?.kind === 'drop' && fault.when === 'before headers') {
    response.destroy();
    return;
  }
  const whole = Buffer.from(reply.body);
  const part = fault?.kind === 'cut' ? whole.subarray(0, Math.floor(whole.length * fault.share)) : whole;
  const complete = fault?.kind === 'cut' && fault.cleanly === true;
  entry.status = reply.status;
  entry.rows = reply.rows;
  response.writeHead(reply.status, {
    ...reply.headers,
    'x-okta-request-id': entry.requestId,
    'content-length': complete ? part.length : whole.length,
  });
  if (fault?.kind === 'drop') {
    response.flushHeaders();
    setImmediate(() => response.destroy());
  } else if (part.length < whole.length && !complete) {
    response.write(part, () => response.destroy());
  } else {
    response.end(part);
  }
}

function omissionsOf(contentType: string | undefined): ReadonlySet<string> {
  const [, names = ''] = /okta-response="?([\w,]+)/.exec(contentType ?? '') ?? [];
  return new Set(names.split(',').filter((name) => name !== ''));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestForm) throw new Error('The form is too long.');
  }
  return new URLSearchParams(text);
}
