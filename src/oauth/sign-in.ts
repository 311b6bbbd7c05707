/** The sign-in of one connection to one source: whatever its scheme, one authorization comes out of it. */
import type { PropertyValues } from '../catalog/property.ts';
import { DriverError, driverError } from '../errors.ts';
import { type Authorization, type AuthorizationContext, none } from './authorization.ts';
import { clientCredentials } from './client-credentials.ts';
import { type BroughtFacts, CodeFlow, type WantedRequest } from './code-flow.ts';
import type { CodeRequest } from './code-request.ts';
import { signInWithDevice } from './device-flow.ts';
import { clientGrant, type Grant, passwordGrant, refreshGrant } from './grant.ts';
import { fingerprint, KeptSignIn } from './kept-sign-in.ts';
import { KeptTokens, type PutSignIn } from './kept-tokens.ts';
import type { Asking } from './person.ts';
import { readPrivateKeyProperty } from './private-key.ts';
import type { SignInProfile, Tenant } from './profile.ts';
import type { SignInEnvironment } from './sign-in-environment.ts';
import { openPlaces } from './sign-in-places.ts';
import { readSignInSettings, type SignInSettings } from './sign-in-settings.ts';
import type { StoredSignIn, TokenStore } from './store/token-store.ts';
import { isUnreadable } from './store/unreadable.ts';
import type { ClientAuthentication } from './token-client.ts';
import { openTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';
import { type GivenToken, revokeToken } from './token-request.ts';
import { type TokenSet, tokenSetOf } from './token-set.ts';

/** What a sign-in is and where it is kept, without any secret. */
export interface SignInStatus {
  readonly source: string;
  readonly tenant: string;
  readonly scheme: SignInSettings['scheme'];
  readonly clientId: string | undefined;
  /** The person, where the connection names them. */
  readonly user: string | undefined;
  /** Where tokens are kept; undefined where the scheme keeps none. */
  readonly location: string | undefined;
  readonly signedIn: boolean;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly obtainedAt: number | undefined;
  readonly expiresAt: number | undefined;
  /** Whether it can be renewed without a person. */
  readonly renewable: boolean;
}

type Observe = AuthorizationContext['observe'];

/** Opens the sign-in that the (valid) properties ask for. Sends and asks nothing yet. Errors: `bad_property_value`, `insecure_url`. */
export async function openSignIn(
  profile: SignInProfile,
  values: PropertyValues,
  environment: SignInEnvironment,
): Promise<SignIn> {
  const settings = readSignInSettings(values, profile, environment.variable);
  const tenant = profile.tenant(values);
  const authentication = await authenticationFor(settings, profile);
  const endpoint = openTokenEndpoint(
    {
      connector: profile.source,
      issuer: tenant.endpoints.issuer,
      tokenEndpoint: tenant.endpoints.token,
      clientId: settings.clientId ?? '',
      authentication,
      requestIdHeader: profile.requestIdHeader,
      timeout: settings.requestTimeout,
      now: environment.now,
      fetch: environment.fetch,
    },
    settings.dpop,
    profile.refusalHint,
  );
  return new SignIn(profile, tenant, settings, values, endpoint, environment);
}

async function authenticationFor(
  { scheme, clientSecret, key }: SignInSettings,
  { sendSecret }: SignInProfile,
): Promise<ClientAuthentication> {
  if (scheme === 'OAuthJWT') {
    return {
      kind: 'key',
      key: await readPrivateKeyProperty(key.cert, key.type, 'OAuthJWTCert'),
      keyId: key.keyId,
    };
  }
  return clientSecret === undefined
    ? { kind: 'none' }
    : { kind: 'secret', secret: clientSecret, send: sendSecret };
}

/** An open sign-in. */
export class SignIn {
  /** Authorizes the requests of the connection. */
  readonly authorization: Authorization;
  readonly profile: SignInProfile;
  readonly settings: SignInSettings;
  readonly #tenant: Tenant;
  readonly #values: PropertyValues;
  readonly #endpoint: TokenEndpoint;
  readonly #environment: SignInEnvironment;
  readonly #kept: KeptSignIn;
  readonly #codes: CodeFlow;
  /** Undefined for schemes that keep no tokens. */
  readonly #tokens: KeptTokens | undefined;

  constructor(
    profile: SignInProfile,
    tenant: Tenant,
    settings: SignInSettings,
    values: PropertyValues,
    endpoint: TokenEndpoint,
    environment: SignInEnvironment,
  ) {
    this.profile = profile;
    this.settings = settings;
    this.#tenant = tenant;
    this.#values = values;
    this.#endpoint = endpoint;
    this.#environment = environment;
    const { store, pending } = openPlaces(profile.source, tenant.name, settings, environment.stores);
    this.#kept = new KeptSignIn({ profile, settings, values, endpoint, store, tenant: tenant.name });
    this.#codes = new CodeFlow({ profile, settings, tenant, pending, environment });
    this.#tokens = this.#openTokens();
    this.authorization = this.#tokens ?? this.#withoutTokens();
  }

  /**
   * Does what is due at connect: takes in tokens and codes that were given, and where nothing usable is kept and a
   * person may be asked, asks. Errors: `sign_in_needed`, `sign_in_unfinished`, `sign_in_mismatch`,
   * `callback_unavailable`, `settings_…`.
   */
  async begin(signal?: AbortSignal): Promise<void> {
    const { initiate, scheme, verifier } = this.settings;
    if (!this.#tokens) return;
    if (initiate === 'OFF') {
      await this.#kept.takeInTokens(signal);
      return;
    }
    await this.#kept.store.checkWritable();
    await this.#kept.takeInTokens(signal);
    if (verifier !== undefined) await this.#takeInCode(verifier, signal);
    const kept = (await this.#kept.read(signal))?.tokens;
    // Name and password are a sign-in by themselves.
    if (scheme === 'OAuthPassword' && initiate === 'GETANDREFRESH') return;
    if (initiate === 'REFRESH' || !this.#environment.interaction) {
      if (!kept) throw this.#nothingKept();
      return;
    }
    try {
      if (kept) {
        await this.#tokens.current(this.#environment.observe, signal);
        return;
      }
    } catch (error) {
      if (!(error instanceof DriverError) || error.reason !== 'sign_in_needed') throw error;
    }
    await this.login({}, signal);
  }

  /** Asks a person to sign in, and keeps what comes of it. `addScopes`: besides those that are kept or asked for anyway. */
  async login(
    { addScopes = [] }: { readonly addScopes?: readonly string[] },
    signal?: AbortSignal,
  ): Promise<TokenSet> {
    const { scheme } = this.settings;
    const kept = await this.#kept.read(signal);
    const scopes = [
      ...new Set([
        ...(addScopes.length > 0 ? (kept?.tokens?.scopes ?? []) : []),
        ...this.scopes(),
        ...addScopes,
      ]),
    ];
    switch (scheme) {
      case 'OAuth':
      case 'OAuthPKCE':
        return this.#codes.ask(this.#asking(signal), scopes, (grant) =>
          this.#obtain(grant, [], this.#environment.observe, signal),
        );
      case 'OAuthDevice':
        return this.#keep(
          await signInWithDevice(
            this.#endpoint,
            this.#tenant,
            scopes,
            this.#asking(signal),
            this.#environment,
          ),
          signal,
        );
      case 'OAuthPassword':
        return this.#obtain(this.#passwordGrant(), [], this.#environment.observe, signal);
      case 'OAuthClient':
      case 'OAuthJWT':
        return this.#appTokens(addScopes, this.#environment.observe);
      case 'APIToken':
      case 'None':
        throw driverError('unsupported_statement', `AuthScheme=${scheme} needs no login.`, {
          hint: 'Connect: there is nothing to sign in to first.',
        });
      default:
        return scheme satisfies never;
    }
  }

  /** The address for a person to sign in at, elsewhere; what the exchange of the code needs is kept for minutes. */
  async authorizationRequest(wanted: WantedRequest): Promise<CodeRequest> {
    const { scheme } = this.settings;
    if (scheme !== 'OAuth' && scheme !== 'OAuthPKCE') {
      throw driverError(
        'unsupported_statement',
        `AuthScheme=${scheme} sends nobody to an address to sign in.`,
        {
          hint: 'Set AuthScheme=OAuth, or OAuthPKCE for an app without a secret.',
        },
      );
    }
    return this.#codes.request({ ...wanted, scopes: wanted.scopes ?? this.scopes() });
  }

  /** Exchanges what a person brought back: the code, or the whole address. Keeps the sign-in. */
  async exchange(
    pasted: string,
    facts: BroughtFacts,
    observe: Observe,
    signal?: AbortSignal,
  ): Promise<TokenSet> {
    const grant = await this.#codes.grantFor(pasted, facts, this.scopes());
    try {
      return await this.#obtain(grant, [fingerprint(pasted)], observe, signal);
    } catch (error) {
      throw this.#codes.explain(grant, error);
    }
  }

  /** Renews the tokens now: with the refresh token given, else with the one that is kept. */
  async refresh(refreshToken: string | undefined, observe: Observe, signal?: AbortSignal): Promise<TokenSet> {
    if (!this.#tokens) {
      throw driverError(
        'unsupported_statement',
        `AuthScheme=${this.settings.scheme} has no refresh tokens: the driver gets new tokens by itself.`,
      );
    }
    const given = refreshToken ?? this.settings.refreshToken;
    const kept = (await this.#kept.read(signal))?.tokens;
    if (given === undefined || kept?.refreshToken === given) return this.#tokens.renewNow(observe, signal);
    return this.#obtain(refreshGrant(given, undefined), [], observe, signal);
  }

  /** Forgets the sign-in here and, where the source offers that, at the authorization server. */
  async logout(observe: Observe, signal?: AbortSignal): Promise<void> {
    const kept = await this.#kept.read(signal).catch((error: unknown) => {
      // What cannot be opened can still be forgotten.
      if (!isUnreadable(error)) throw error;
    });
    const { revocation } = this.#tenant.endpoints;
    const token = kept?.tokens?.refreshToken ?? kept?.tokens?.accessToken;
    await this.#kept.store.clear(signal);
    if (revocation === undefined || token === undefined) return;
    // Gone from here it is in any case; the server's end of it passes by itself.
    await revokeToken(this.#endpoint.client, revocation, token, { observe }).catch(() => {});
  }

  async status(): Promise<SignInStatus> {
    const { scheme, clientId, user } = this.settings;
    const kept = this.#tokens ? (await this.#kept.read())?.tokens : undefined;
    const now = this.#environment.now();
    const lasts = kept !== undefined && (kept.expiresAt === undefined || now < kept.expiresAt);
    const renewable = !this.#tokens || kept?.refreshToken !== undefined;
    return {
      ...{ source: this.profile.source, tenant: this.#tenant.name, scheme, clientId, user },
      location: this.#tokens ? this.#kept.store.location : undefined,
      signedIn: this.#tokens ? lasts || (kept !== undefined && renewable) : true,
      scopes: kept?.scopes ?? [],
      obtainedAt: kept?.obtainedAt,
      expiresAt: kept?.expiresAt,
      renewable,
    };
  }

  /** Whether the procedures of signing in mean something: an app may want its token too. */
  get offersProcedures(): boolean {
    return this.settings.scheme !== 'None' && this.settings.scheme !== 'APIToken';
  }

  /** Throws `settings_mismatch` for the sign-in of another tenant or app. */
  refuseOthers(kept: StoredSignIn): void {
    this.#kept.refuseOthers(kept);
  }

  /** Ends when nothing of it is under way. */
  async close(): Promise<void> {
    await this.#tokens?.settled();
  }

  /** Whether tokens outlive the connection, in `store`. */
  get keepsTokens(): boolean {
    const { initiate, settingsLocation } = this.settings;
    return this.#tokens !== undefined && (initiate !== 'OFF' || settingsLocation !== undefined);
  }

  /** The store of the sign-in, for taking it elsewhere. */
  get store(): TokenStore {
    return this.#kept.store;
  }

  /** The scopes that a person is asked to grant. */
  scopes(): readonly string[] {
    return this.settings.scopes ?? this.profile.defaultScopes(this.settings.tables);
  }

  #openTokens(): KeptTokens | undefined {
    const { scheme, initiate } = this.settings;
    if (scheme === 'None' || scheme === 'APIToken' || scheme === 'OAuthClient' || scheme === 'OAuthJWT') {
      return undefined;
    }
    const { margin } = this.profile;
    const acquires = scheme === 'OAuthPassword' && initiate === 'GETANDREFRESH';
    return new KeptTokens({
      endpoint: this.#endpoint,
      store: this.#kept.store,
      margin,
      refreshes: initiate !== 'OFF',
      ...(acquires
        ? {
            acquire: (current: StoredSignIn | undefined, put: PutSignIn, observe: Observe) =>
              this.#kept.stored(current, put, this.#passwordGrant(), [], observe),
          }
        : {}),
      covers: (granted, needed) => granted === needed || (this.profile.covers?.(granted, needed) ?? false),
      scopeHint: (scope) =>
        `Sign in once more with it: sqluice auth login --add-scope ${scope}. ${this.profile.whereScopesAreGranted}`,
      signInHint: this.#signInHint(),
    });
  }

  #withoutTokens(): Authorization {
    const { scheme, scopes } = this.settings;
    if (scheme === 'APIToken') return this.profile.apiToken?.(this.#values) ?? none;
    if (scheme === 'None') return none;
    return clientCredentials({
      endpoint: this.#endpoint,
      scopes: scopes ?? this.profile.clientScopes,
      margin: this.profile.margin,
      scopeHint: () => `${this.profile.whereScopesAreGranted} Then connect again.`,
    });
  }

  #asking(signal: AbortSignal | undefined): Asking {
    const { interaction } = this.#environment;
    if (!interaction) throw this.#nothingKept();
    return { interaction, title: this.profile.title, timeout: this.settings.loginTimeout, signal };
  }

  async #keep(given: GivenToken, signal: AbortSignal | undefined): Promise<TokenSet> {
    const tokens = tokenSetOf(given, this.#endpoint);
    await this.#kept.keep((current) => ({ ...this.#kept.blank(current), tokens }), signal);
    this.#tokens?.adopt(tokens);
    return tokens;
  }

  /** A token of an app that acts for itself, for whoever wants to use it elsewhere. Nothing is kept. */
  async #appTokens(scopes: readonly string[], observe: Observe): Promise<TokenSet> {
    const wanted = this.settings.scopes ?? this.profile.clientScopes ?? scopes;
    const grant = clientGrant(wanted.length > 0 ? wanted : this.profile.defaultScopes(undefined));
    try {
      return tokenSetOf(await this.#endpoint.ask(grant, observe), this.#endpoint);
    } catch (error) {
      throw this.#endpoint.explain(error, grant);
    }
  }

  async #obtain(
    grant: Grant,
    taken: readonly string[],
    observe: Observe,
    signal: AbortSignal | undefined,
  ): Promise<TokenSet> {
    const tokens = await this.#kept.obtain(grant, taken, observe, signal);
    this.#tokens?.adopt(tokens);
    return tokens;
  }

  /** Exchanges the code of the connection string, once: a verifier that was left there is no fault. */
  async #takeInCode(verifier: string, signal: AbortSignal | undefined): Promise<void> {
    const kept = await this.#kept.read(signal);
    if (kept?.taken.includes(fingerprint(verifier))) return;
    await this.exchange(verifier, {}, this.#environment.observe, signal);
  }

  #passwordGrant(): Grant {
    const { user, password } = this.settings;
    if (user === undefined || password === undefined) {
      throw driverError('missing_property', 'User and Password are needed to sign in.', {
        hint: 'Set both.',
      });
    }
    return passwordGrant(user, password, this.scopes());
  }

  #nothingKept(): DriverError {
    const { title } = this.profile;
    const { initiate } = this.settings;
    const message =
      initiate === 'OFF'
        ? `Nobody is signed in to ${title}, and with InitiateOAuth=OFF the driver signs nobody in.`
        : `Nobody is signed in to ${title}: ${this.#kept.store.location} holds no sign-in.`;
    return driverError('sign_in_needed', message, { hint: this.#signInHint() });
  }

  #signInHint(): string {
    if (this.settings.initiate === 'OFF') {
      return 'Set InitiateOAuth=GETANDREFRESH to sign in with a browser; or get a token with GetOAuthAuthorizationURL and GetOAuthAccessToken, and set OAuthAccessToken.';
    }
    return 'Sign in once with sqluice auth login, or InitiateOAuth=GETANDREFRESH; without a browser, give OAuthVerifier or copy the OAuthSettingsLocation of a machine that is signed in.';
  }
}
