/** Tokens of a client that acts for itself (RFC 6749, 4.4): got when needed, kept, renewed. */
import { cancellation, type DriverError, driverError } from '../errors.ts';
import type { Authorization, AuthorizationContext, AuthorizedRequest, Refusal } from './authorization.ts';
import { createProofMaker, type ProofMaker } from './dpop.ts';
import { isLoopback } from './loopback.ts';
import { type GivenToken, requestToken, type TokenClient, TokenRefusal } from './token-request.ts';

/** What tokens are asked for with. */
export interface ClientCredentialsOptions extends TokenClient {
  readonly scopes: readonly string[];
  /** Whether fewer scopes will do when the server does not grant all. */
  readonly fewerWillDo: boolean;
  /** Whether tokens are bound to a key of this process (RFC 9449); Auto: where the server demands it. */
  readonly dpop: 'Auto' | 'On' | 'Off';
}

interface Token extends GivenToken {
  /** When to get the next one, in milliseconds since 1970. */
  readonly renewAt: number;
}

/** How long before its end a token is renewed, in milliseconds; half its life where that is less. */
const earlyRenewal = 60_000;
/** Life of a token whose server does not tell, in seconds. */
const unknownLifetime = 300;
/** How often one token is asked for again because the server wants a proof, or another nonce in it. */
const mostDemands = 3;

/**
 * An authorization that gets its token when first needed, and again when it expires or is refused. Sends nothing yet.
 * Throws `insecure_url` for a token endpoint over plain http beyond this machine.
 */
export function clientCredentials(options: ClientCredentialsOptions): Authorization {
  const { protocol, hostname, host } = new URL(options.tokenEndpoint);
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    throw driverError('insecure_url', `The sign-in at ${host} would not travel over https.`);
  }
  return new ClientCredentials(options);
}

class ClientCredentials implements Authorization {
  readonly #options: ClientCredentialsOptions;
  #token: Token | undefined;
  #pending: Promise<Token> | undefined;
  /** Present once tokens are to be bound. */
  #proofs: ProofMaker | undefined;
  #granted: readonly string[] | undefined;

  constructor(options: ClientCredentialsOptions) {
    this.#options = options;
    if (options.dpop === 'On') this.#proofs = createProofMaker(options.now);
  }

  async headers(
    request: AuthorizedRequest,
    context: AuthorizationContext,
  ): Promise<Readonly<Record<string, string>>> {
    const { value, type } = await this.#current(context);
    const authorization = `${type} ${value}`;
    if (type === 'Bearer' || !this.#proofs) return { authorization };
    return { authorization, dpop: this.#proofs.proof(request, value) };
  }

  renew(headers: Readonly<Record<string, string>>, { headers: answered }: Refusal): boolean {
    const nonce = answered.get('dpop-nonce');
    if (nonce) this.#proofs?.learn(this.#options.issuer, nonce);
    const wantsNonce = /\buse_dpop_nonce\b/.test(answered.get('www-authenticate') ?? '');
    // Where another request has renewed it meanwhile, the newer token is tried as it is.
    if (!wantsNonce && this.#token && headers.authorization === `${this.#token.type} ${this.#token.value}`) {
      this.#token = undefined;
    }
    return true;
  }

  grantedScopes(): readonly string[] | undefined {
    return this.#granted;
  }

  refusedScopes(): readonly string[] {
    const granted = this.#granted;
    return granted ? this.#options.scopes.filter((scope) => !granted.includes(scope)) : [];
  }

  /** One request for a token at a time, whoever waits for it. A waiter that is cancelled leaves the others waiting. */
  async #current({ signal, observe }: AuthorizationContext): Promise<Token> {
    if (signal?.aborted) throw cancellation(signal);
    if (this.#token && this.#options.now() < this.#token.renewAt) return this.#token;
    this.#pending ??= this.#fetchToken(observe).finally(() => {
      this.#pending = undefined;
    });
    return signal ? untilAborted(this.#pending, signal) : this.#pending;
  }

  async #fetchToken(observe: AuthorizationContext['observe']): Promise<Token> {
    const { scopes, fewerWillDo, now } = this.#options;
    try {
      const given = await this.#ask(this.#granted ?? scopes, observe).catch(async (error: unknown) => {
        if (!isRefusal(error, 'invalid_scope') || !fewerWillDo) throw error;
        return this.#ask(await this.#grantable(observe), observe);
      });
      const lifetime = (given.expiresIn ?? unknownLifetime) * 1000;
      this.#token = { ...given, renewAt: now() + lifetime - Math.min(earlyRenewal, lifetime / 2) };
      this.#granted = given.scopes;
      return this.#token;
    } catch (error) {
      throw error instanceof TokenRefusal ? refused(error, this.#options) : error;
    }
  }

  /** Which of the scopes the server grants: it says only that one is wrong, so each is asked for alone. */
  async #grantable(observe: AuthorizationContext['observe']): Promise<readonly string[]> {
    const granted: string[] = [];
    let refusal: unknown;
    for (const scope of this.#options.scopes) {
      try {
        await this.#ask([scope], observe);
        granted.push(scope);
      } catch (error) {
        if (!isRefusal(error, 'invalid_scope')) throw error;
        refusal = error;
      }
    }
    if (granted.length === 0) throw refusal;
    return granted;
  }

  /** Asks, and again where the server wants a proof, or another nonce in it. */
  async #ask(scopes: readonly string[], observe: AuthorizationContext['observe']): Promise<GivenToken> {
    const { dpop, connector, tokenEndpoint, now } = this.#options;
    for (let demands = 0; ; demands++) {
      try {
        const given = await requestToken(this.#options, scopes, this.#proofs, observe);
        if (dpop !== 'On' || given.type === 'DPoP') return given;
      } catch (error) {
        const wantsProof = isRefusal(error, 'invalid_dpop_proof') && !this.#proofs;
        const demand = wantsProof || isRefusal(error, 'use_dpop_nonce');
        if (!demand || dpop === 'Off' || demands >= mostDemands) throw error;
        this.#proofs ??= createProofMaker(now);
        continue;
      }
      // Whoever insists on bound tokens must not use another (RFC 9449, 5).
      throw driverError('sign_in_failed', `${connector} gave a token that is not bound to a key.`, {
        hint: 'Have the app demand proofs of possession, or set DPoP to Auto.',
        source: { connector, method: 'POST', url: tokenEndpoint },
      });
    }
  }
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof TokenRefusal && error.error === code;
}

/** The error for a refusal; one that may pass says so. */
function refused(refusal: TokenRefusal, options: ClientCredentialsOptions): DriverError {
  const { error, status, description, requestId } = refusal;
  const { connector, tokenEndpoint, scopes } = options;
  const message = `${connector} gave no token: ${description ? `${error}: ${description}` : error}`;
  const source = {
    ...{ connector, method: 'POST', url: tokenEndpoint, status, code: error },
    ...(requestId ? { requestId } : {}),
  };
  if (status === 429) return driverError('throttled', message, { source });
  if (status >= 500) return driverError('connection_lost', message, { source });
  return driverError('sign_in_failed', message, { source, hint: hintFor(error, scopes) });
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
      return 'Check the address of the authorization server, and the app there.';
  }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(cancellation(signal));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
