/** What every request to a token endpoint goes through: a log, injected faults, and rules that the provider lacks. */
import type { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { RegisteredClient } from './client.ts';
import { bodyOf, withBody } from './request-body.ts';

/** One request as the server saw it. */
export interface TokenRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly grant: string;
  readonly clientId: string;
  /** Everything that was sent, secrets too. */
  readonly form: Readonly<Record<string, string>>;
  /** `granted`, the error as RFC 6749 (5.2) names it, or the kind of an injected fault; `open` while in work. */
  readonly outcome: string;
  readonly status: number;
  /** Scopes of the token. */
  readonly scopes: readonly string[];
}

/** What can go wrong with one token request. */
export type TokenFault = {
  /** Only requests of this grant; default the next request of all. */
  readonly grant?: string;
} & (
  | {
      /** Another answer, instead of what the server would have done. */
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string | Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      /** The request is served and the connection closed: before the answer, or in the middle of it. */
      readonly kind: 'lose' | 'cut';
    }
  | {
      /** Served this much later. */
      readonly kind: 'delay';
      readonly milliseconds: number;
    }
);

/** The rules and records of one token endpoint. */
export interface TokenEndpoint {
  /** For the provider; passes on what is not a token request. */
  readonly middleware: (context: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>;
  readonly log: readonly TokenRequest[];
  /** Secrets that were sent, valid or not. */
  readonly received: ReadonlySet<string>;
  /** Lets the next token request, or the next of its grant, go wrong. */
  inject(fault: TokenFault): void;
}

/** What a token endpoint stands on. */
export interface TokenEndpointOptions {
  /** Below the mount of the provider. */
  readonly path: string;
  readonly clients: readonly RegisteredClient[];
  /** Parameters that the service does not know: they are left out before the request is served. */
  readonly unknownParameters: readonly string[];
  readonly now: () => number;
  /** Removes a token that must not be given after all. */
  revoke(token: string): void;
  /** How the service words its answers; default as the provider does. */
  word?(status: number, body: TokenAnswer, form: TokenRequest['form']): { status: number; body: TokenAnswer };
}

/** The body of an answer. */
export type TokenAnswer = Readonly<Record<string, unknown>>;

const secretParameters = [
  ...[
    'client_secret',
    'client_assertion',
    'code',
    'code_verifier',
    'refresh_token',
    'password',
    'device_code',
  ],
];

type Entry = { -readonly [Name in keyof TokenRequest]: TokenRequest[Name] };

/** The token endpoint of a service. */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { path, clients, unknownParameters, now, revoke, word } = options;
  const log: Entry[] = [];
  const received = new Set<string>();
  const faults: TokenFault[] = [];

  const take = (grant: string): TokenFault | undefined => {
    const index = faults.findIndex((fault) => fault.grant === undefined || fault.grant === grant);
    return index < 0 ? undefined : faults.splice(index, 1)[0];
  };

  const middleware: TokenEndpoint['middleware'] = async (context, next) => {
    if (context.method !== 'POST' || context.path !== path) return next();
    const parameters = new URLSearchParams(await bodyOf(context.req));
    const form = Object.fromEntries(parameters);
    const basic = basicCredentials(context.req.headers.authorization);
    for (const secret of [basic?.secret, ...secretParameters.map((name) => form[name])])
      if (secret) received.add(secret);
    const clientId = basic?.id ?? form.client_id ?? subjectOf(form.client_assertion) ?? '';
    const grant = form.grant_type ?? '';
    const entry: Entry = { at: now(), grant, clientId, form, outcome: 'open', status: 0, scopes: [] };
    log.push(entry);

    const fault = take(grant);
    if (fault?.kind === 'answer') {
      Object.assign(entry, { outcome: fault.kind, status: fault.status });
      context.status = fault.status;
      context.body = fault.body;
      context.set({ 'cache-control': 'no-store', ...fault.headers });
      return;
    }
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));

    const client = clients.find(({ id }) => id === clientId);
    for (const name of unknownParameters) parameters.delete(name);
    replaceRequest(context, withBody(context.req, parameters.toString()));
    const misplaced =
      (client?.secretIn === 'header' && form.client_secret !== undefined) ||
      (client?.secretIn === 'form' && basic !== undefined);
    if (misplaced) refuse(context, 401, 'invalid_client', 'client authentication failed');
    // The provider would call it invalid_grant; Okta's code tells clients what to do.
    else if (client?.bound && context.req.headers.dpop === undefined)
      refuse(context, 400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing.');
    else await next();
    if (grant === 'client_credentials') refuseUngranted(context, client, form.scope, revoke);

    const said = context.body as TokenAnswer;
    const { status, body } = word?.(context.status, said, form) ?? { status: context.status, body: said };
    context.status = status;
    context.body = body;
    entry.status = status;
    entry.outcome = typeof body.error === 'string' ? body.error : 'granted';
    entry.scopes = typeof body.scope === 'string' ? body.scope.split(' ') : [];
    if (fault?.kind === 'lose' || fault?.kind === 'cut') breakOff(context, fault.kind, body);
  };
  return { middleware, log, received, inject: (fault) => faults.push(fault) };
}

/** The provider leaves out scopes that nobody knows; the services refuse them. */
function refuseUngranted(
  context: KoaContextWithOIDC,
  client: RegisteredClient | undefined,
  asked: string | undefined,
  revoke: (token: string) => void,
): void {
  const { access_token: token } = context.body as { readonly access_token?: string };
  const scopes = scopesOf(asked);
  if (token === undefined || (scopes.length > 0 && scopes.every((scope) => client?.scopes.includes(scope))))
    return;
  revoke(token);
  refuse(context, 400, 'invalid_scope', ungranted);
}

/** Why scopes are refused. No service tells which of them. */
export const ungranted = 'One or more scopes are not configured for the authorization server resource.';

/** The words of a `scope` parameter. */
export function scopesOf(text: unknown): string[] {
  return typeof text === 'string' ? text.split(' ').filter((scope) => scope !== '') : [];
}

function refuse(context: KoaContextWithOIDC, status: number, error: string, description: string): void {
  context.status = status;
  context.body = { error, error_description: description };
}

function replaceRequest(context: KoaContextWithOIDC, request: IncomingMessage): void {
  context.req = request;
  context.request.req = request;
}

/** Nothing, or half of the answer, and the end of the connection. */
function breakOff(context: KoaContextWithOIDC, kind: 'lose' | 'cut', body: TokenAnswer): void {
  const text = Buffer.from(JSON.stringify(body));
  context.respond = false;
  const { res } = context;
  if (kind === 'lose') {
    res.destroy();
    return;
  }
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  res.write(text.subarray(0, text.length >> 1), () => res.destroy());
}

function basicCredentials(header: string | undefined) {
  const [, encoded] = /^Basic (.+)$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
}

function subjectOf(assertion: string | undefined): string | undefined {
  const [, claims] = assertion?.split('.') ?? [];
  return claims && (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub?: string }).sub;
}
