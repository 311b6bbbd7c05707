/** Tokens of a client that acts for itself (RFC 6749, 4.4), which proves its identity with a signed JWT (RFC 7523). */
import type * as OAuth from 'oauth4webapi';
import { cancellation, driverError } from '../errors.ts';
import type { Authorization, AuthorizationContext, AuthorizedRequest, Refusal } from './authorization.ts';
import { createProofMaker, type ProofMaker } from './dpop.ts';
import type { SigningKey } from './private-key.ts';

/** What a token is asked for with. */
export interface ClientCredentialsOptions {
  /** For errors. */
  readonly connector: string;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly key: SigningKey;
  /** Key id for the assertion's header; default the key's own. */
  readonly keyId: string | undefined;
  readonly scopes: readonly string[];
  /** Whether fewer scopes will do when the server does not grant all. */
  readonly fewerWillDo: boolean;
  readonly dpop: 'Auto' | 'On' | 'Off';
  /** Header that carries the server's id of a request. */
  readonly requestIdHeader: string;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Token {
  readonly value: string;
  readonly type: 'Bearer' | 'DPoP';
  readonly scopes: readonly string[];
  /** When to get the next one, in milliseconds since 1970. */
  readonly renewAt: number;
}

/** A refusal of the token endpoint, as RFC 6749 (5.2) words it. */
class TokenRefusal extends Error {
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

/** How long before its end a token is renewed, in milliseconds; half its life where that is less. */
const earlyRenewal = 60_000;
/** Life of a token whose server does not tell, in seconds. */
const unknownLifetime = 300;

/** An authorization that gets its token when first needed, and again when it expires or is refused. Sends nothing yet. */
export function clientCredentials(options: ClientCredentialsOptions): Authorization {
  return new ClientCredentials(options);
}

class ClientCredentials implements Authorization {
  readonly #options: ClientCredentialsOptions;
  #token: Token | undefined;
  #pending: Promise<Token> | undefined;
  #proofs: Promise<ProofMaker> | undefined;
  #demandsProof: boolean;
  #granted: readonly string[] | undefined;
  #refused: readonly string[] = [];

  constructor(options: ClientCredentialsOptions) {
    this.#options = options;
    this.#demandsProof = options.dpop === 'On';
  }

  async headers(
    request: AuthorizedRequest,
    context: AuthorizationContext,
  ): Promise<Readonly<Record<string, string>>> {
    const { value, type } = await this.#current(context);
    const authorization = `${type} ${value}`;
    if (type === 'Bearer') return { authorization };
    return { authorization, dpop: await (await this.#proofMaker()).proof(request, value) };
  }

  renew(headers: Readonly<Record<string, string>>, { headers: answered }: Refusal): boolean {
    const nonce = answered.get('dpop-nonce');
    const url = this.#options.issuer;
    if (nonce && this.#proofs) {
      this.#proofs.then((proofs) => proofs.learn(url, nonce)).catch(() => undefined);
      return true;
    }
    // Another request may have renewed it meanwhile: then the newer token is tried as it is.
    if (this.#token && headers.authorization?.endsWith(` ${this.#token.value}`)) this.#token = undefined;
    return true;
  }

  grantedScopes(): readonly string[] | undefined {
    return this.#granted;
  }

  refusedScopes(): readonly string[] {
    return this.#refused;
  }

  /** One request for a token at a time, whoever waits for it. A waiter that is cancelled leaves the others waiting. */
  async #current({ signal, observe }: AuthorizationContext): Promise<Token> {
    if (this.#token && this.#options.now() < this.#token.renewAt) return this.#token;
    this.#pending ??= this.#fetchToken(observe).finally(() => {
      this.#pending = undefined;
    });
    return untilAborted(this.#pending, signal);
  }

  async #fetchToken(observe: AuthorizationContext['observe']): Promise<Token> {
    const wanted = this.#granted ?? this.#options.scopes;
    try {
      const token = await this.#ask(wanted, observe).catch(async (error: unknown) => {
        if (!isRefusal(error, 'invalid_scope') || !this.#options.fewerWillDo || this.#granted) throw error;
        return this.#ask(await this.#grantedOf(wanted, observe), observe);
      });
      this.#token = token;
      this.#granted = token.scopes;
      return token;
    } catch (error) {
      throw error instanceof TokenRefusal ? this.#refusedError(error) : error;
    }
  }

  /** Which of the scopes the server grants: it says only that one is wrong, so each is asked for alone. */
  async #grantedOf(
    scopes: readonly string[],
    observe: AuthorizationContext['observe'],
  ): Promise<readonly string[]> {
    const granted: string[] = [];
    const refused: string[] = [];
    let refusal: unknown;
    for (const scope of scopes) {
      try {
        await this.#ask([scope], observe);
        granted.push(scope);
      } catch (error) {
        if (!isRefusal(error, 'invalid_scope')) throw error;
        refusal = error;
        refused.push(scope);
      }
    }
    if (granted.length === 0) throw refusal;
    this.#refused = refused;
    return granted;
  }

  /** Asks once, and again where the server wants a proof, or a nonce in it. */
  async #ask(scopes: readonly string[], observe: AuthorizationContext['observe']): Promise<Token> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#send(scopes, observe);
      } catch (error) {
        const wantsNonce = isRefusal(error, 'use_dpop_nonce') && attempt < 3;
        const wantsProof =
          isRefusal(error, 'invalid_dpop_proof') && this.#options.dpop === 'Auto' && !this.#demandsProof;
        if (wantsProof) this.#demandsProof = true;
        if (!wantsNonce && !wantsProof) throw error;
        if (wantsNonce && this.#options.dpop === 'Auto') this.#demandsProof = true;
      }
    }
  }

  async #send(scopes: readonly string[], observe: AuthorizationContext['observe']): Promise<Token> {
    const { issuer, tokenEndpoint, clientId, key, now, timeout, requestIdHeader } = this.#options;
    const oauth = await import('oauth4webapi');
    const server: OAuth.AuthorizationServer = { issuer, token_endpoint: tokenEndpoint };
    const client: OAuth.Client = { client_id: clientId };
    const keyId = this.#options.keyId ?? key.keyId;
    const authentication = oauth.PrivateKeyJwt(
      { key: key.key, ...(keyId === undefined ? {} : { kid: keyId }) },
      {
        // The audience is the endpoint itself, not the issuer (Okta docs, implement-oauth-for-okta-serviceapp).
        [oauth.modifyAssertion]: (_, payload) => {
          payload.aud = tokenEndpoint;
        },
      },
    );
    const proofs = this.#demandsProof ? await this.#proofMaker() : undefined;
    const startedAt = now();
    let status: number | undefined;
    let requestId: string | undefined;
    let failure: string | undefined;
    let bytes = 0;
    try {
      const response = await oauth.clientCredentialsGrantRequest(
        server,
        client,
        authentication,
        new URLSearchParams({ scope: scopes.join(' ') }),
        {
          headers: new Headers(
            proofs ? { dpop: await proofs.proof({ method: 'POST', url: tokenEndpoint }) } : {},
          ),
          signal: AbortSignal.timeout(timeout),
          // Plain http is for loopback alone, which the origin was checked for.
          [oauth.allowInsecureRequests]: tokenEndpoint.startsWith('http:'),
        },
      );
      status = response.status;
      requestId = response.headers.get(requestIdHeader) ?? undefined;
      const nonce = response.headers.get('dpop-nonce');
      if (nonce && this.#options.dpop !== 'Off') (await this.#proofMaker()).learn(tokenEndpoint, nonce);
      const body = await response.clone().text();
      bytes = Buffer.byteLength(body);
      if (!response.ok) throw refusalOf(body, response.status, requestId);
      const answer = await oauth.processClientCredentialsResponse(server, client, response);
      return this.#tokenOf(answer, scopes);
    } catch (error) {
      const told = this.#explain(error, requestId);
      failure = told instanceof TokenRefusal ? told.error : 'failed';
      throw told;
    } finally {
      observe({
        ...{
          kind: 'request',
          purpose: 'token',
          method: 'POST',
          url: tokenEndpoint,
          status,
          startedAt,
          bytes,
        },
        milliseconds: now() - startedAt,
        ...(requestId === undefined ? {} : { requestId }),
        ...(failure === undefined ? {} : { error: failure }),
      });
    }
  }

  #tokenOf(answer: OAuth.TokenEndpointResponse, scopes: readonly string[]): Token {
    const lifetime = (answer.expires_in ?? unknownLifetime) * 1000;
    return {
      value: answer.access_token,
      type: answer.token_type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer',
      scopes: answer.scope?.split(' ') ?? scopes,
      renewAt: this.#options.now() + lifetime - Math.min(earlyRenewal, lifetime / 2),
    };
  }

  #explain(error: unknown, requestId: string | undefined): Error {
    if (error instanceof TokenRefusal) return error;
    const { connector, tokenEndpoint } = this.#options;
    const source = { connector, method: 'POST', url: tokenEndpoint, ...(requestId ? { requestId } : {}) };
    if (error instanceof Error && error.name === 'TimeoutError') {
      return driverError('timeout', `${connector} did not answer the request for a token in time.`, {
        source,
      });
    }
    if (error instanceof TypeError) {
      return driverError('unreachable', `${connector} cannot be reached at ${tokenEndpoint}.`, { source });
    }
    return driverError(
      'sign_in_failed',
      `${connector} answered the request for a token with something else.`,
      {
        source,
      },
    );
  }

  #refusedError({ error, status, description, requestId }: TokenRefusal) {
    const { connector, tokenEndpoint, scopes } = this.#options;
    const said = description ? `${error}: ${description}` : error;
    const passing = status === 429 || status >= 500;
    return driverError(
      passing ? 'connection_lost' : 'sign_in_failed',
      `${connector} gave no token: ${said}`,
      {
        ...(passing ? {} : { hint: hintFor(error, scopes) }),
        source: {
          ...{ connector, method: 'POST', url: tokenEndpoint, status, code: error },
          ...(requestId ? { requestId } : {}),
        },
      },
    );
  }

  #proofMaker(): Promise<ProofMaker> {
    this.#proofs ??= createProofMaker(this.#options.now);
    return this.#proofs;
  }
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof TokenRefusal && error.error === code;
}

function refusalOf(body: string, status: number, requestId: string | undefined): TokenRefusal {
  let parsed: { error?: unknown; error_description?: unknown; errorCode?: unknown; errorSummary?: unknown } =
    {};
  try {
    parsed = JSON.parse(body) ?? {};
  } catch {
    // Not JSON: the status has to do.
  }
  const code =
    [parsed.error, parsed.errorCode].find((part) => typeof part === 'string') ?? `status ${status}`;
  const text = [parsed.error_description, parsed.errorSummary].find((part) => typeof part === 'string');
  return new TokenRefusal(String(code), status, text === undefined ? undefined : String(text), requestId);
}

function hintFor(error: string, scopes: readonly string[]): string {
  switch (error) {
    case 'invalid_client':
      return 'Check the client id, the private key and its key id, and that the app takes public key / private key.';
    case 'invalid_scope':
      return `Grant the scopes to the app: ${scopes.join(' ')}.`;
    case 'invalid_dpop_proof':
    case 'use_dpop_nonce':
      return 'The app demands proofs of possession: leave DPoP at Auto, or set it to On.';
    default:
      return 'Check the app at the authorization server.';
  }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(cancellation(signal));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
