/** One request to an authorization server, and what its answer means. */
import type * as OAuth from 'oauth4webapi';
import { type DriverError, driverError } from '../errors.ts';
import { explainNetworkError } from '../network/fault.ts';
import { isLoopback } from '../network/loopback.ts';
import type { AuthorizationContext } from './authorization.ts';
import type { ProofMaker } from './dpop.ts';
import type { Grant } from './grant.ts';
import type { TokenClient } from './token-client.ts';

/** A token as it was given. */
export interface GivenToken {
  readonly value: string;
  readonly type: 'Bearer' | 'DPoP';
  readonly refreshToken: string | undefined;
  /** Undefined where neither the answer nor the request says. */
  readonly scopes: readonly string[] | undefined;
  /** Seconds from now; undefined where the server does not tell. */
  readonly expiresIn: number | undefined;
  /** The server's clock at the answer, in milliseconds since 1970; undefined where it does not tell. */
  readonly serverTime: number | undefined;
}

/** A refusal of the authorization server, as RFC 6749 (5.2) words it. */
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

/** Whether an error is the refusal with this code. */
export function isRefusal(error: unknown, code: string): error is TokenRefusal {
  return error instanceof TokenRefusal && error.error === code;
}

/** What a request to the authorization server is told to and by whom it is proven. */
export interface TokenRequestContext {
  /** Binds the token to a key where given, and learns the server's nonce. */
  readonly proofs?: ProofMaker;
  observe: AuthorizationContext['observe'];
}

/** Life of an assertion in seconds: servers whose clocks differ by less take it, and allow an hour at most. */
const assertionLife = 300;

/**
 * Asks for a token by a grant. Throws TokenRefusal, or `unreachable`, `connection_lost`, `timeout`,
 * `sign_in_failed`. No secret is in any error or event.
 */
export async function requestToken(
  client: TokenClient,
  grant: Grant,
  context: TokenRequestContext,
): Promise<GivenToken> {
  const { tokenEndpoint } = client;
  const sent = secretParameters.map((name) => grant.parameters[name]);
  return observed(client, tokenEndpoint, sent, context, async (oauth, proof) => {
    const response = await oauth.genericTokenEndpointRequest(
      serverOf(client),
      clientOf(client),
      authenticationOf(oauth, client),
      grant.type,
      new URLSearchParams(grant.parameters),
      requestOptions(oauth, client, tokenEndpoint, proof),
    );
    const read = async (): Promise<GivenToken> => {
      const answer = await oauth.processGenericTokenEndpointResponse(
        serverOf(client),
        clientOf(client),
        response,
      );
      return {
        value: answer.access_token,
        type: answer.token_type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer',
        refreshToken: answer.refresh_token,
        scopes: answer.scope?.split(' ').filter((scope) => scope !== '') ?? grant.scopes,
        expiresIn: answer.expires_in,
        serverTime: timeOf(response),
      };
    };
    return { response, read };
  });
}

/** What a person types in elsewhere, and what is polled with meanwhile (RFC 8628, 3.2). */
export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  /** The same with the user code in it. */
  readonly completeUri: string | undefined;
  /** Seconds. */
  readonly expiresIn: number;
  /** Seconds between polls. */
  readonly interval: number;
}

/** Asks for a device code. Throws as {@link requestToken} does. */
export async function requestDeviceCode(
  client: TokenClient,
  endpoint: string,
  scopes: readonly string[],
  context: TokenRequestContext,
): Promise<DeviceCode> {
  return observed(client, endpoint, [], context, async (oauth) => {
    const server = { ...serverOf(client), device_authorization_endpoint: endpoint };
    const response = await oauth.deviceAuthorizationRequest(
      server,
      clientOf(client),
      authenticationOf(oauth, client),
      new URLSearchParams({ scope: scopes.join(' ') }),
      requestOptions(oauth, client, endpoint, undefined),
    );
    const read = async (): Promise<DeviceCode> => {
      const answer = await oauth.processDeviceAuthorizationResponse(server, clientOf(client), response);
      return {
        deviceCode: answer.device_code,
        userCode: answer.user_code,
        verificationUri: answer.verification_uri,
        completeUri: answer.verification_uri_complete,
        expiresIn: answer.expires_in,
        interval: answer.interval ?? 5,
      };
    };
    return { response, read };
  });
}

/** Asks to forget a token (RFC 7009). Throws as {@link requestToken} does. */
export async function revokeToken(
  client: TokenClient,
  endpoint: string,
  token: string,
  context: TokenRequestContext,
): Promise<void> {
  return observed(client, endpoint, [token], context, async (oauth) => {
    const response = await oauth.revocationRequest(
      { ...serverOf(client), revocation_endpoint: endpoint },
      clientOf(client),
      authenticationOf(oauth, client),
      token,
      requestOptions(oauth, client, endpoint, undefined),
    );
    return { response, read: async () => oauth.processRevocationResponse(response) };
  });
}

interface Exchange {
  status: number | undefined;
  requestId: string | undefined;
  bytes: number;
}

/** Parameters of grants whose values nobody may see. */
const secretParameters = ['code', 'code_verifier', 'refresh_token', 'password', 'device_code'];

/**
 * Sends, reads, and reports; whatever goes wrong comes out as a refusal or as an error without secrets. `sent`: what is
 * secret in the request besides the client's own secret.
 */
async function observed<T>(
  client: TokenClient,
  url: string,
  sent: readonly (string | undefined)[],
  { proofs, observe }: TokenRequestContext,
  ask: (
    oauth: typeof OAuth,
    proof: string | undefined,
  ) => Promise<{ readonly response: Response; read(): Promise<T> }>,
): Promise<T> {
  const { now, requestIdHeader } = client;
  const oauth = await import('oauth4webapi');
  const startedAt = now();
  const exchange: Exchange = { status: undefined, requestId: undefined, bytes: 0 };
  let failure: string | undefined;
  try {
    const { response, read } = await ask(oauth, proofs?.proof({ method: 'POST', url }));
    exchange.status = response.status;
    exchange.requestId = (requestIdHeader && response.headers.get(requestIdHeader)) ?? undefined;
    const nonce = response.headers.get('dpop-nonce');
    if (nonce) proofs?.learn(url, nonce);
    const body = await response.clone().text();
    exchange.bytes = Buffer.byteLength(body);
    if (!response.ok) throw refusalOf(body, response.status, exchange.requestId, secretsOf(client, sent));
    return await read();
  } catch (error) {
    const told = error instanceof TokenRefusal ? error : explain(error, client, url, exchange);
    failure = told instanceof TokenRefusal ? told.error : told.reason;
    throw told;
  } finally {
    const { status, requestId, bytes } = exchange;
    observe({
      ...{ kind: 'request', purpose: 'token', method: 'POST', url },
      ...{ status, startedAt, bytes },
      milliseconds: now() - startedAt,
      ...(requestId === undefined ? {} : { requestId }),
      ...(failure === undefined ? {} : { error: failure }),
    });
  }
}

function serverOf({ issuer, tokenEndpoint }: TokenClient): OAuth.AuthorizationServer {
  return { issuer, token_endpoint: tokenEndpoint };
}

function clientOf({ clientId }: TokenClient): OAuth.Client {
  return { client_id: clientId };
}

function authenticationOf(oauth: typeof OAuth, client: TokenClient): OAuth.ClientAuth {
  const { authentication, tokenEndpoint, now } = client;
  switch (authentication.kind) {
    case 'none':
      return oauth.None();
    case 'secret':
      return authentication.send === 'basic'
        ? oauth.ClientSecretBasic(authentication.secret)
        : oauth.ClientSecretPost(authentication.secret);
    case 'key': {
      const keyId = authentication.keyId ?? authentication.key.keyId;
      return oauth.PrivateKeyJwt(
        { key: authentication.key.key, ...(keyId === undefined ? {} : { kid: keyId }) },
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
    }
    default:
      return authentication satisfies never;
  }
}

function requestOptions(
  oauth: typeof OAuth,
  { timeout, fetch }: TokenClient,
  url: string,
  proof: string | undefined,
) {
  return {
    headers: new Headers(proof === undefined ? {} : { dpop: proof }),
    signal: AbortSignal.timeout(timeout),
    [oauth.allowInsecureRequests]: isLoopback(new URL(url).hostname),
    [oauth.customFetch]: (to: string, options: OAuth.CustomFetchOptions<string, URLSearchParams>) =>
      fetch(to, options as RequestInit),
  };
}

function timeOf(response: Response): number | undefined {
  const time = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function secretsOf(
  { authentication }: TokenClient,
  sent: readonly (string | undefined)[],
): readonly string[] {
  const own = authentication.kind === 'secret' ? [authentication.secret] : [];
  return [...own, ...sent].filter((secret) => secret !== undefined && secret !== '') as readonly string[];
}

function refusalOf(
  body: string,
  status: number,
  requestId: string | undefined,
  secrets: readonly string[],
): TokenRefusal {
  let parsed: Readonly<Record<string, unknown>> = {};
  try {
    parsed = JSON.parse(body) ?? {};
  } catch {
    // Not JSON: the status has to do.
  }
  // Some servers repeat what they were sent.
  const text = (...names: readonly string[]) => {
    const found = names.map((name) => parsed[name]).find((part) => typeof part === 'string');
    return secrets.reduce<string | undefined>((told, secret) => told?.replaceAll(secret, '…'), found);
  };
  const error = text('error', 'errorCode') ?? `status ${status}`;
  return new TokenRefusal(error, status, text('error_description', 'errorSummary'), requestId);
}

function explain(
  error: unknown,
  client: TokenClient,
  url: string,
  { status, requestId }: Exchange,
): DriverError {
  const { connector } = client;
  const facts = {
    source: {
      ...{ connector, method: 'POST', url },
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return driverError('timeout', `${connector} did not answer the request for a token in time.`, facts);
  }
  const fault =
    error instanceof TypeError
      ? explainNetworkError(error.cause, { connector, host: new URL(url).host })
      : undefined;
  if (fault) {
    const { reason, message, hint } = fault;
    return driverError(reason, message, { ...facts, ...(hint === undefined ? {} : { hint }) });
  }
  // JSON by its type, but not whole: a connection may end as if the answer had.
  if (error instanceof Error && error.cause instanceof SyntaxError) {
    return driverError('connection_lost', `The answer of ${connector} with a token is cut off.`, facts);
  }
  const message = `${connector} answered the request for a token with something else.`;
  return driverError('sign_in_failed', message, facts);
}
