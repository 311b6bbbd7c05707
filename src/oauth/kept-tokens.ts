/** Tokens that are kept in a store, shared with other connections and processes, and refreshed (RFC 6749, 6). */
import { cancellation, DriverError, driverError } from '../errors.ts';
import type {
  Authorization,
  AuthorizationContext,
  AuthorizedRequest,
  MissingScope,
  Refusal,
} from './authorization.ts';
import { createProofMaker } from './dpop.ts';
import { refreshGrant } from './grant.ts';
import { renewalTime } from './renewal.ts';
import type { StoredSignIn, TokenStore } from './store/token-store.ts';
import type { TokenEndpoint } from './token-endpoint.ts';
import { isRefusal } from './token-request.ts';
import { type TokenSet, tokenSetOf } from './token-set.ts';
import { untilAborted } from './until-aborted.ts';

/** Stores at once, before the change that it belongs to is finished. */
export type PutSignIn = (next: StoredSignIn) => Promise<void>;

/** What kept tokens are renewed with. */
export interface KeptTokensOptions {
  readonly endpoint: TokenEndpoint;
  readonly store: TokenStore;
  /** How long before its end a token is renewed, in milliseconds; half its life where that is less. */
  readonly margin: number;
  /** Whether tokens are refreshed: without, they are used as long as they last. */
  readonly refreshes: boolean;
  /** Gets tokens anew without a person, where there is a way; gives what to keep. */
  readonly acquire?: (
    current: StoredSignIn | undefined,
    put: PutSignIn,
    observe: AuthorizationContext['observe'],
  ) => Promise<StoredSignIn>;
  /** Whether a granted scope includes another. */
  covers(granted: string, needed: string): boolean;
  /** What to do about a scope that is not granted. */
  scopeHint(scope: string): string;
  /** What to do where no tokens are kept, or they cannot be renewed. */
  readonly signInHint: string;
}

/** After a failed renewal a token that still lasts is used for so long before the next try. */
const pauseAfterFailure = 10_000;

/** So long before its end, in milliseconds, no request begins: it would end on the way. A tenth of its life at most. */
const onTheWay = 10_000;

/** An authorization by kept tokens. */
export class KeptTokens implements Authorization {
  readonly #options: KeptTokensOptions;
  #tokens: TokenSet | undefined;
  /** The server's clock less ours. */
  #offset = 0;
  #rejected: string | undefined;
  #pauseUntil = 0;
  #pending: Promise<TokenSet> | undefined;

  constructor(options: KeptTokensOptions) {
    this.#options = options;
  }

  async headers(
    request: AuthorizedRequest,
    { signal, observe }: AuthorizationContext,
  ): Promise<Readonly<Record<string, string>>> {
    const { accessToken, type } = await this.current(observe, signal);
    const authorization = `${type} ${accessToken}`;
    const proofs = this.#options.endpoint.proofs();
    if (type === 'Bearer' || !proofs) return { authorization };
    return { authorization, dpop: proofs.proof(request, accessToken) };
  }

  renew(headers: Readonly<Record<string, string>>, { headers: answered }: Refusal): boolean {
    const { endpoint } = this.#options;
    const nonce = answered.get('dpop-nonce');
    if (nonce) endpoint.proofs()?.learn(endpoint.client.issuer, nonce);
    if (/\buse_dpop_nonce\b/.test(answered.get('www-authenticate') ?? '')) return true;
    const tokens = this.#tokens;
    if (tokens && headers.authorization === `${tokens.type} ${tokens.accessToken}`) {
      if (!this.#options.refreshes) return false;
      this.#rejected = tokens.accessToken;
      this.#tokens = undefined;
    }
    return true;
  }

  grantedScopes(): readonly string[] | undefined {
    const scopes = this.#tokens?.scopes ?? [];
    return scopes.length > 0 ? scopes : undefined;
  }

  missingScope(needed: readonly string[]): MissingScope | undefined {
    const granted = this.grantedScopes();
    if (!granted) return undefined;
    const { covers, scopeHint } = this.#options;
    const scope = needed.find((one) => !granted.some((has) => covers(has, one)));
    return scope === undefined ? undefined : { scope, hint: scopeHint(scope) };
  }

  /** Takes tokens that were just given and stored. */
  adopt(tokens: TokenSet): void {
    this.#offset = tokens.obtainedAt - this.#options.endpoint.client.now();
    this.#use(tokens);
  }

  #use(tokens: TokenSet): TokenSet {
    const { endpoint } = this.#options;
    this.#tokens = tokens;
    this.#rejected = undefined;
    bindProofs(endpoint, tokens);
    return tokens;
  }

  /** The tokens to use now, renewed where they are due. One renewal at a time, whoever waits for it. */
  async current(observe: AuthorizationContext['observe'], signal?: AbortSignal): Promise<TokenSet> {
    if (signal?.aborted) throw cancellation(signal);
    if (this.#tokens && this.#isFresh(this.#tokens)) return this.#tokens;
    this.#pending ??= this.#obtain(observe).finally(() => {
      this.#pending = undefined;
    });
    return untilAborted(this.#pending, signal);
  }

  /** Waits for a renewal that is under way: what the server has given must be kept before the process ends. */
  async settled(): Promise<void> {
    await this.#pending?.catch(() => {});
  }

  /** Renews the tokens now, whether they are due or not. */
  async renewNow(observe: AuthorizationContext['observe'], signal?: AbortSignal): Promise<TokenSet> {
    this.#rejected = (await this.#options.store.read(signal))?.tokens?.accessToken;
    this.#tokens = undefined;
    return this.current(observe, signal);
  }

  #isFresh(tokens: TokenSet): boolean {
    if (tokens.accessToken === this.#rejected) return false;
    const { expiresAt, obtainedAt } = tokens;
    if (expiresAt === undefined) return true;
    const now = this.#options.endpoint.client.now() + this.#offset;
    if (!this.#options.refreshes) return now < expiresAt;
    if (now < this.#pauseUntil) return this.#lasts(tokens);
    return now < renewalTime(obtainedAt, (expiresAt - obtainedAt) / 1000, this.#options.margin);
  }

  async #obtain(observe: AuthorizationContext['observe']): Promise<TokenSet> {
    const { store, refreshes, acquire } = this.#options;
    const isFresh = (kept: StoredSignIn | undefined) =>
      kept?.tokens !== undefined && this.#isFresh(kept.tokens);
    const kept = await store.read();
    if (kept?.tokens && isFresh(kept)) return this.#use(kept.tokens);
    if (!refreshes && !acquire) throw this.#nothingLeft(kept?.tokens);
    try {
      const change = (current: StoredSignIn | undefined, put: PutSignIn) =>
        this.#renewed(current, put, observe);
      const tokens = (await store.update(change, undefined, isFresh))?.tokens;
      if (!tokens) throw this.#nothingLeft(undefined);
      return this.#use(tokens);
    } catch (error) {
      // While this one stood in line, another may have renewed them.
      const last = (await store.read().catch(() => undefined))?.tokens;
      if (!last || !this.#stillGood(last, error)) throw error;
      return this.#use(last);
    }
  }

  /** What to keep instead of `current`; runs alone among all who share the store. */
  async #renewed(
    current: StoredSignIn | undefined,
    put: PutSignIn,
    observe: AuthorizationContext['observe'],
  ): Promise<StoredSignIn | undefined> {
    const { acquire } = this.#options;
    const tokens = current?.tokens;
    if (current && tokens?.refreshToken !== undefined) {
      try {
        const refreshed = await this.#refreshed(tokens, observe);
        this.#offset = refreshed.obtainedAt - this.#options.endpoint.client.now();
        return { ...current, tokens: refreshed };
      } catch (error) {
        const newer = await this.#newerThan(tokens, error);
        if (newer) return newer;
        if (!acquire || !isRefusal(error, 'invalid_grant')) {
          throw this.#options.endpoint.explain(error, refreshGrant('', undefined));
        }
      }
    }
    if (acquire) return acquire(current, put, observe);
    throw this.#nothingLeft(tokens);
  }

  async #refreshed(tokens: TokenSet, observe: AuthorizationContext['observe']): Promise<TokenSet> {
    const { endpoint } = this.#options;
    bindProofs(endpoint, tokens);
    const given = await endpoint.ask(refreshGrant(tokens.refreshToken ?? '', tokens.scopes), observe);
    return tokenSetOf(given, endpoint, tokens);
  }

  /** Whether there is time left to use a token that is due for renewal. */
  #lasts({ obtainedAt, expiresAt = obtainedAt }: TokenSet): boolean {
    const now = this.#options.endpoint.client.now() + this.#offset;
    return now < expiresAt - Math.min(onTheWay, (expiresAt - obtainedAt) / 10);
  }

  /** Whether a failed renewal can wait because the token still lasts, and what failed may pass, such as a full disk. */
  #stillGood(tokens: TokenSet, error: unknown): boolean {
    const passing = error instanceof DriverError && (error.retryable || error.reason === 'settings_file');
    if (!passing || tokens.accessToken === this.#rejected || !this.#lasts(tokens)) return false;
    this.#pauseUntil = this.#options.endpoint.client.now() + this.#offset + pauseAfterFailure;
    return true;
  }

  /** A sign-in that was stored by somebody who does not take our lock, such as a copied file. */
  async #newerThan(tokens: TokenSet, error: unknown): Promise<StoredSignIn | undefined> {
    if (!isRefusal(error, 'invalid_grant')) return undefined;
    const now = await this.#options.store.read();
    const other = now?.tokens;
    return other && other.refreshToken !== tokens.refreshToken && this.#isFresh(other) ? now : undefined;
  }

  #nothingLeft(tokens: TokenSet | undefined): DriverError {
    const { endpoint, signInHint } = this.#options;
    const { connector } = endpoint.client;
    const message = tokens
      ? `The access token for ${connector} is no longer good, and there is no refresh token to renew it with.`
      : `Nobody is signed in to ${connector}.`;
    return driverError('sign_in_needed', message, { hint: signInHint });
  }
}

/** Has proofs made with the key that the tokens are bound to; a maker that has it keeps its nonces. */
function bindProofs(endpoint: TokenEndpoint, { proofKey }: TokenSet): void {
  if (proofKey === undefined || endpoint.proofs()?.key.d === proofKey.d) return;
  endpoint.useProofs(createProofMaker(endpoint.client.now, proofKey));
}
