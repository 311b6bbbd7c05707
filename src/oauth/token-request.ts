/** One request to a token endpoint (RFC 6749, 4.4), proven with a signed JWT (RFC 7523). */
import type * as OAuth from 'oauth4webapi';
import { type DriverError, driverError } from '../errors.ts';
import type { AuthorizationContext } from './authorization.ts';
import type { ProofMaker } from './dpop.ts';
import { isLoopback } from './loopback.ts';
import type { SigningKey } from './private-key.ts';

/** A client and the endpoint it gets its tokens from. */
export interface TokenClient {
  /** For errors. */
  readonly connector: string;
  readonly issuer: string;
  /** Absolute; https, or http on this machine. */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly key: SigningKey;
  /** Key id for the assertion's header; default the key's own. */
  readonly keyId: string | undefined;
  /** Header that carries the server's id of a request. */
  readonly requestIdHeader: string;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A token as it was given. */
export interface GivenToken {
  readonly value: string;
  readonly type: 'Bearer' | 'DPoP';
  readonly scopes: readonly string[];
  /** Seconds from now; undefined where the server does not tell. */
  readonly expiresIn: number | undefined;
}

/** A refusal of the token endpoint, as RFC 6749 (5.2) words it. */
export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal';
  readonly error: string;
  readonly status: number;
  readonly description: string | undefined;
  readonly requestId: string | undefined;

  constructor(error: string, status: number, description: string | undefined, requestId: string | undefined) {
    super(error);
    this.error = error;
    this.status = status;
    this.description = description;
    this.requestId = requestId;
  }
}

/** Life of an assertion in seconds: servers whose clocks differ by less take it, and allow an hour at most. */
const assertionLife = 300;

/**
 * Asks for a token with these scopes, bound to the key of `proofs` where given; `proofs` learns the server's nonce.
 * Throws TokenRefusal, or `unreachable`, `connection_lost`, `timeout`, `sign_in_failed`. No secret is in any error or
 * event.
 */
export async function requestToken(
  client: TokenClient,
  scopes: readonly string[],
  proofs: ProofMaker | undefined,
  observe: AuthorizationContext['observe'],
): Promise<GivenToken> {
  const { tokenEndpoint, now, requestIdHeader } = client;
  const oauth = await import('oauth4webapi');
  const startedAt = now();
  const exchange: Exchange = { status: undefined, requestId: undefined, bytes: 0 };
  let failure: string | undefined;
  try {
    const proof = proofs?.proof({ method: 'POST', url: tokenEndpoint });
    const response = await send(oauth, client, scopes, proof);
    exchange.status = response.status;
    exchange.requestId = response.headers.get(requestIdHeader) ?? undefined;
    const nonce = response.headers.get('dpop-nonce');
    if (nonce) proofs?.learn(tokenEndpoint, nonce);
    const body = await response.clone().text();
    exchange.bytes = Buffer.byteLength(body);
    if (!response.ok) throw refusalOf(body, response.status, exchange.requestId);
    const answer = await oauth.processClientCredentialsResponse(serverOf(client), clientOf(client), response);
    return {
      value: answer.access_token,
      type: answer.token_type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer',
      scopes: answer.scope?.split(' ') ?? scopes,
      expiresIn: answer.expires_in,
    };
  } catch (error) {
    const told = error instanceof TokenRefusal ? error : explain(error, client, exchange);
    failure = told instanceof TokenRefusal ? told.error : told.reason;
    throw told;
  } finally {
    const { status, requestId, bytes } = exchange;
    observe({
      ...{ kind: 'request', purpose: 'token', method: 'POST', url: tokenEndpoint },
      ...{ status, startedAt, bytes },
      milliseconds: now() - startedAt,
      ...(requestId === undefined ? {} : { requestId }),
      ...(failure === undefined ? {} : { error: failure }),
    });
  }
}

interface Exchange {
  status: number | undefined;
  requestId: string | undefined;
  bytes: number;
}

function serverOf({ issuer, tokenEndpoint }: TokenClient): OAuth.AuthorizationServer {
  return { issuer, token_endpoint: tokenEndpoint };
}

function clientOf({ clientId }: TokenClient): OAuth.Client {
  return { client_id: clientId };
}

function send(
  oauth: typeof OAuth,
  client: TokenClient,
  scopes: readonly string[],
  proof: string | undefined,
): Promise<Response> {
  const { tokenEndpoint, key, timeout, now } = client;
  const keyId = client.keyId ?? key.keyId;
  const authentication = oauth.PrivateKeyJwt(
    { key: key.key, ...(keyId === undefined ? {} : { kid: keyId }) },
    {
      [oauth.modifyAssertion]: (_, payload) => {
        // The audience is the endpoint itself, not the issuer (Okta docs, implement-oauth-for-okta-serviceapp).
        payload.aud = tokenEndpoint;
        payload.exp = Math.floor(now() / 1000) + assertionLife;
        // Neither is required (RFC 7523, 3), and a clock that is ahead of the server's would make them refused.
        delete payload.iat;
        delete payload.nbf;
      },
    },
  );
  return oauth.clientCredentialsGrantRequest(
    serverOf(client),
    clientOf(client),
    authentication,
    new URLSearchParams({ scope: scopes.join(' ') }),
    {
      headers: new Headers(proof === undefined ? {} : { dpop: proof }),
      signal: AbortSignal.timeout(timeout),
      [oauth.allowInsecureRequests]: isLoopback(new URL(tokenEndpoint).hostname),
    },
  );
}

function refusalOf(body: string, status: number, requestId: string | undefined): TokenRefusal {
  let parsed: Readonly<Record<string, unknown>> = {};
  try {
    parsed = JSON.parse(body) ?? {};
  } catch {
    // Not JSON: the status has to do.
  }
  const text = (...names: readonly string[]) =>
    names.map((name) => parsed[name]).find((part): part is string => typeof part === 'string');
  const error = text('error', 'errorCode') ?? `status ${status}`;
  return new TokenRefusal(error, status, text('error_description', 'errorSummary'), requestId);
}

function explain(error: unknown, client: TokenClient, { status, requestId }: Exchange): DriverError {
  const { connector, tokenEndpoint } = client;
  const facts = {
    source: {
      ...{ connector, method: 'POST', url: tokenEndpoint },
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return driverError('timeout', `${connector} did not answer the request for a token in time.`, facts);
  }
  const code = networkCode(error);
  if (code !== undefined) {
    return status === undefined
      ? driverError('unreachable', `${connector} cannot be reached at ${tokenEndpoint} (${code}).`, facts)
      : driverError('connection_lost', `The answer of ${connector} with a token broke off (${code}).`, facts);
  }
  // JSON by its type, but not whole: a connection may end as if the answer had.
  if (error instanceof Error && error.cause instanceof SyntaxError) {
    return driverError('connection_lost', `The answer of ${connector} with a token is cut off.`, facts);
  }
  const message = `${connector} answered the request for a token with something else.`;
  return driverError('sign_in_failed', message, facts);
}

/** What `fetch` says, by its error's cause, of a connection that could not be made or broke. */
function networkCode(error: unknown): string | undefined {
  const cause = error instanceof TypeError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}
