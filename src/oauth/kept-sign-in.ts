/** The sign-in that is kept for one connection: what goes into it, and whose it is. */
import { createHash } from 'node:crypto';
import type { PropertyValues } from '../catalog/property.ts';
import { driverError } from '../errors.ts';
import type { AuthorizationContext } from './authorization.ts';
import type { Grant } from './grant.ts';
import type { PutSignIn } from './kept-tokens.ts';
import type { SignInProfile } from './profile.ts';
import type { SignInSettings } from './sign-in-settings.ts';
import type { StoredSignIn, TokenStore } from './store/token-store.ts';
import type { TokenEndpoint } from './token-endpoint.ts';
import { type TokenSet, tokenSetOf } from './token-set.ts';

type Observe = AuthorizationContext['observe'];

/** Properties whose values a kept sign-in remembers, besides the one that names the tenant. */
const rememberedProperties = [
  'AuthScheme',
  'OAuthClientId',
  'OAuthClientSecret',
  'User',
  'Scope',
  'CallbackURL',
];

const hour = 3_600_000;
/** So many fingerprints are kept: enough for strings that are left in configuration files. */
const mostTaken = 20;

/** What a sign-in is kept for. */
export interface KeptSignInOptions {
  readonly profile: SignInProfile;
  /** Whose data it is. */
  readonly tenant: string;
  readonly settings: SignInSettings;
  readonly values: PropertyValues;
  readonly endpoint: TokenEndpoint;
  readonly store: TokenStore;
}

/** Gets tokens into a store, together with what later connections may leave out. */
export class KeptSignIn {
  readonly store: TokenStore;
  readonly #profile: SignInProfile;
  readonly #tenant: string;
  readonly #settings: SignInSettings;
  readonly #values: PropertyValues;
  readonly #endpoint: TokenEndpoint;

  constructor({ profile, tenant, settings, values, endpoint, store }: KeptSignInOptions) {
    this.#profile = profile;
    this.#tenant = tenant;
    this.#settings = settings;
    this.#values = values;
    this.#endpoint = endpoint;
    this.store = store;
  }

  /** What is kept. Throws `settings_mismatch` where it is the sign-in of another. */
  async read(signal?: AbortSignal): Promise<StoredSignIn | undefined> {
    const kept = await this.store.read(signal);
    this.refuseOthers(kept);
    return kept;
  }

  /** Gets tokens by a grant and keeps them. */
  obtain(
    grant: Grant,
    taken: readonly string[],
    observe: Observe,
    signal: AbortSignal | undefined,
  ): Promise<TokenSet> {
    return this.keep((current, put) => this.stored(current, put, grant, taken, observe), signal);
  }

  /** Keeps what `change` makes of what is kept; runs alone among all who share the store. */
  async keep(
    change: (current: StoredSignIn | undefined, put: PutSignIn) => StoredSignIn | Promise<StoredSignIn>,
    signal: AbortSignal | undefined,
  ): Promise<TokenSet> {
    const kept = await this.store.update(async (current, put) => {
      this.refuseOthers(current);
      return change(current, put);
    }, signal);
    if (!kept?.tokens) throw driverError('internal', 'A sign-in was kept without its tokens.');
    return kept.tokens;
  }

  /** What to keep after a grant, for {@link keep}. `taken`: fingerprints of what is used up with it. */
  async stored(
    current: StoredSignIn | undefined,
    put: PutSignIn,
    grant: Grant,
    taken: readonly string[],
    observe: Observe,
  ): Promise<StoredSignIn> {
    const blank = await this.#withAttempt(this.blank(current), grant, put);
    try {
      const given = await this.#endpoint.ask(grant, observe);
      // A refresh token that is not replaced goes on (RFC 6749, 6).
      const refreshToken = given.refreshToken ?? grant.parameters.refresh_token;
      return {
        ...blank,
        tokens: tokenSetOf({ ...given, refreshToken }, this.#endpoint),
        taken: [...blank.taken, ...taken].slice(-mostTaken),
      };
    } catch (error) {
      throw this.#endpoint.explain(error, grant);
    }
  }

  /** Sources that count attempts lock out whoever makes too many: the one too many is not made. */
  async #withAttempt(blank: StoredSignIn, grant: Grant, put: PutSignIn): Promise<StoredSignIn> {
    const { attemptsPerHour, title } = this.#profile;
    if (attemptsPerHour === undefined || grant.type === 'refresh_token') return blank;
    const now = this.#endpoint.client.now();
    const recent = blank.attempts.filter((attempt) => attempt > now - hour && attempt <= now);
    const [oldest] = recent;
    if (recent.length >= attemptsPerHour && oldest !== undefined) {
      const minutes = Math.ceil((oldest + hour - now) / 60_000);
      throw driverError(
        'throttled',
        `${title} takes ${attemptsPerHour} sign-ins an hour, and so many were tried: one more would only be refused.`,
        { hint: `Wait ${minutes} minutes. With REFRESH, tokens are renewed without counting.` },
      );
    }
    const counted = { ...blank, attempts: [...recent, now] };
    await put(counted);
    return counted;
  }

  /** What is kept besides the tokens. */
  blank(current: StoredSignIn | undefined): StoredSignIn {
    const { tenantProperty } = this.#profile;
    const properties: Record<string, string> = { ...current?.properties };
    for (const name of [...(tenantProperty ? [tenantProperty] : []), ...rememberedProperties]) {
      const value = this.#values.get(name);
      if (value !== undefined && value !== '') properties[name] = String(value);
    }
    if (this.#settings.clientId !== undefined) properties.OAuthClientId = this.#settings.clientId;
    return {
      ...{ source: this.#profile.source, tenant: this.#tenant, properties },
      ...(current?.tokens ? { tokens: current.tokens } : {}),
      ...{ taken: current?.taken ?? [], attempts: current?.attempts ?? [] },
    };
  }

  /** A place that holds the sign-in of another is neither used nor written over. */
  refuseOthers(kept: StoredSignIn | undefined): void {
    if (!kept) return;
    const { source, tenant, properties } = kept;
    const other =
      source !== this.#profile.source || tenant !== this.#tenant
        ? `${source} at ${tenant}`
        : properties.OAuthClientId !== undefined && properties.OAuthClientId !== this.#settings.clientId
          ? `the app ${properties.OAuthClientId}`
          : undefined;
    if (other === undefined) return;
    throw driverError(
      'settings_mismatch',
      `${this.store.location} holds the sign-in of ${other}, not of ${this.#settings.clientId ?? 'no app'} at ${this.#tenant}.`,
      { hint: 'Give each sign-in an OAuthSettingsLocation of its own, or leave it out: then each has one.' },
    );
  }

  /** Takes in the tokens of the connection string, once: afterwards what they became is kept. */
  async takeInTokens(signal: AbortSignal | undefined): Promise<void> {
    const { accessToken, refreshToken, expiresIn, tokenTimestamp } = this.#settings;
    if (accessToken === undefined && refreshToken === undefined) return;
    const taken = fingerprint(`${accessToken ?? ''} ${refreshToken ?? ''}`);
    await this.store.update(async (current) => {
      this.refuseOthers(current);
      if (current?.taken.includes(taken)) return current;
      // Given anew, they may be the very ones that are kept with more that is known of them.
      if (current?.tokens && current.tokens.accessToken === accessToken) return current;
      const obtainedAt = tokenTimestamp ?? this.#endpoint.client.now();
      const life = accessToken === undefined ? 0 : expiresIn;
      const tokens: TokenSet = {
        accessToken: accessToken ?? '',
        type: 'Bearer',
        ...(refreshToken === undefined ? {} : { refreshToken }),
        scopes: [],
        obtainedAt,
        ...(life === undefined || life < 0 ? {} : { expiresAt: obtainedAt + life * 1000 }),
      };
      const blank = this.blank(current);
      return { ...blank, tokens, taken: [...blank.taken, taken].slice(-mostTaken) };
    }, signal);
  }
}

/** What stands for a secret that was taken in, so that it is not taken in again. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url').slice(0, 22);
}
