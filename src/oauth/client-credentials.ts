/** Tokens of a client that acts for itself (RFC 6749, 4.4): got when needed, kept, renewed. */
import { cancellation, driverError } from '../errors.ts';
import type { Authorization, AuthorizationContext, AuthorizedRequest, Refusal } from './authorization.ts';
import { createProofMaker, type ProofMaker } from './dpop.ts';
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
/** How often one token is asked for again with a new nonce. */
const mostNonces = 3;

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
    if (nonce && this.#proofs) {
      void this.#proofs.then((proofs) => proofs.learn(this.#options.issuer, nonce));
    } else if (this.#token && headers.authorization === `${this.#token.type} ${this.#token.value}`) {
      // Where another request has renewed it meanwhile, the newer token is tried as it is.
      this.#token = undefined;
    }
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
    const { scopes, fewerWillDo, now } = this.#options;
    const wanted = this.#granted ?? scopes;
    try {
      const given = await this.#ask(wanted, observe).catch(async (error: unknown) => {
        if (!isRefusal(error, 'invalid_scope') || !fewerWillDo || this.#granted) throw error;
        return this.#ask(await this.#grantedOf(wanted, observe), observe);
      });
      const lifetime = (given.expiresIn ?? unknownLifetime) * 1000;
      this.#token = { ...given, renewAt: now() + lifetime - Math.min(earlyRenewal, lifetime / 2) };
      this.#granted = given.scopes;
      return this.#token;
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
  async #ask(scopes: readonly string[], observe: AuthorizationContext['observe']): Promise<GivenToken> {
    const { dpop, tokenEndpoint } = this.#options;
    const learn = async (nonce: string) => {
      if (dpop !== 'Off') (await this.#proofMaker()).learn(tokenEndpoint, nonce);
    };
    for (let nonces = 0; ; ) {
      const proofs = this.#demandsProof ? await this.#proofMaker() : undefined;
      try {
        return await requestToken(this.#options, scopes, proofs, learn, observe);
      } catch (error) {
        const wantsNonce = isRefusal(error, 'use_dpop_nonce') && dpop !== 'Off' && nonces++ < mostNonces;
        const wantsProof = isRefusal(error, 'invalid_dpop_proof') && dpop === 'Auto' && !this.#demandsProof;
        if (!wantsNonce && !wantsProof) throw error;
        this.#demandsProof = true;
      }
    }
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
  if (signal.aborted) throw cancellation(signal);
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
