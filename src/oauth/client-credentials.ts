/** Tokens of a client that acts for itself (RFC 6749, 4.4): got when needed, kept per scope set, renewed. */
import { cancellation } from '../errors.ts';
import type {
  Authorization,
  AuthorizationContext,
  AuthorizedRequest,
  MissingScope,
  Refusal,
} from './authorization.ts';
import { clientGrant } from './grant.ts';
import { renewalTime } from './renewal.ts';
import type { TokenEndpoint } from './token-endpoint.ts';
import { type GivenToken, isRefusal } from './token-request.ts';
import { untilAborted } from './until-aborted.ts';

/** What tokens are asked for with. */
export interface ClientCredentialsOptions {
  readonly endpoint: TokenEndpoint;
  /** The scopes of every token; undefined: those that the statement at hand needs, less what is not granted. */
  readonly scopes: readonly string[] | undefined;
  /** How long before its end a token is renewed, in milliseconds; half its life where that is less. */
  readonly margin: number;
  /** What to do about a scope that is not granted. */
  scopeHint(scope: string): string;
}

interface Token extends GivenToken {
  readonly scopes: readonly string[];
  /** When to get the next one, in milliseconds since 1970. */
  readonly renewAt: number;
}

/** An authorization that gets its tokens when first needed, and again when they expire or are refused. Sends nothing yet. */
export function clientCredentials(options: ClientCredentialsOptions): Authorization {
  return new ClientCredentials(options);
}

class ClientCredentials implements Authorization {
  readonly #options: ClientCredentialsOptions;
  readonly #tokens = new Map<string, Token>();
  readonly #pending = new Map<string, Promise<Token>>();
  readonly #refused = new Set<string>();

  constructor(options: ClientCredentialsOptions) {
    this.#options = options;
  }

  async headers(
    request: AuthorizedRequest,
    context: AuthorizationContext,
  ): Promise<Readonly<Record<string, string>>> {
    const { value, type } = await this.#current(request.scopes ?? [], context);
    const authorization = `${type} ${value}`;
    const proofs = this.#options.endpoint.proofs();
    if (type === 'Bearer' || !proofs) return { authorization };
    return { authorization, dpop: proofs.proof(request, value) };
  }

  renew(headers: Readonly<Record<string, string>>, { headers: answered }: Refusal): boolean {
    const nonce = answered.get('dpop-nonce');
    const { endpoint } = this.#options;
    if (nonce) endpoint.proofs()?.learn(endpoint.client.issuer, nonce);
    if (/\buse_dpop_nonce\b/.test(answered.get('www-authenticate') ?? '')) return true;
    // Where another request has renewed it meanwhile, the newer token is tried as it is.
    for (const [set, { type, value }] of this.#tokens) {
      if (headers.authorization === `${type} ${value}`) this.#tokens.delete(set);
    }
    return true;
  }

  grantedScopes(): readonly string[] | undefined {
    const granted = [...this.#tokens.values()].flatMap(({ scopes }) => scopes);
    return granted.length > 0 ? [...new Set(granted)].sort() : undefined;
  }

  missingScope(scopes: readonly string[]): MissingScope | undefined {
    const scope = scopes.find((needed) => this.#refused.has(needed));
    return scope === undefined ? undefined : { scope, hint: this.#options.scopeHint(scope) };
  }

  /** One request per set of scopes at a time, whoever waits for it. A waiter that is cancelled leaves the others waiting. */
  async #current(needed: readonly string[], context: AuthorizationContext): Promise<Token> {
    if (context.signal?.aborted) throw cancellation(context.signal);
    const { scopes: chosen, endpoint } = this.#options;
    const now = endpoint.client.now();
    const wanted = chosen ?? [...new Set([...needed, ...(context.scopes ?? [])])];
    const askable = wanted.filter((scope) => !this.#refused.has(scope));
    const kept = [...this.#tokens.values()].find(
      ({ scopes, renewAt }) => now < renewAt && askable.every((scope) => scopes.includes(scope)),
    );
    if (kept) return kept;
    const set = [...askable].sort().join(' ');
    let pending = this.#pending.get(set);
    if (!pending) {
      pending = this.#fetchToken(set, askable, context.observe).finally(() => this.#pending.delete(set));
      this.#pending.set(set, pending);
    }
    return untilAborted(pending, context.signal);
  }

  async #fetchToken(
    set: string,
    scopes: readonly string[],
    observe: AuthorizationContext['observe'],
  ): Promise<Token> {
    const { endpoint, margin, scopes: chosen } = this.#options;
    try {
      const given = await endpoint.ask(clientGrant(scopes), observe).catch(async (error: unknown) => {
        const fewerWillDo = chosen === undefined && scopes.length > 0;
        if (!isRefusal(error, 'invalid_scope') || !fewerWillDo) throw error;
        return endpoint.ask(clientGrant(await this.#grantable(scopes, error, observe)), observe);
      });
      const { now } = endpoint.client;
      const granted = given.scopes ?? scopes;
      // A server may give less than was asked for, and say so (RFC 6749, 3.3).
      for (const scope of scopes) if (!granted.includes(scope)) this.#refused.add(scope);
      const token = { ...given, scopes: granted, renewAt: renewalTime(now(), given.expiresIn, margin) };
      this.#tokens.set(set, token);
      return token;
    } catch (error) {
      throw endpoint.explain(error, clientGrant(scopes));
    }
  }

  /** Which of the scopes the server grants: it says only that one is wrong, so each is asked for alone. */
  async #grantable(
    scopes: readonly string[],
    refusal: unknown,
    observe: AuthorizationContext['observe'],
  ): Promise<readonly string[]> {
    const refused: string[] = [];
    if (scopes.length > 1) {
      for (const scope of scopes) {
        try {
          await this.#options.endpoint.ask(clientGrant([scope]), observe);
        } catch (error) {
          if (!isRefusal(error, 'invalid_scope')) throw error;
          refused.push(scope);
        }
      }
    } else {
      refused.push(...scopes);
    }
    for (const scope of refused) this.#refused.add(scope);
    if (refused.length === scopes.length) throw refusal;
    return scopes.filter((scope) => !refused.includes(scope));
  }
}
