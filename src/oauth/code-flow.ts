/** Signing in with a code, here or in two places (RFC 6749, 4.1; RFC 7636; RFC 8252). */
import { DriverError, driverError } from '../errors.ts';
import {
  type CodeClient,
  type CodeRequest,
  exchangeGrant,
  makeCodeRequest,
  verifierWays,
} from './code-request.ts';
import { codeGrant, type Grant } from './grant.ts';
import type { PendingStore } from './pending.ts';
import { type Asking, askWithBrowser } from './person.ts';
import type { SignInProfile, Tenant } from './profile.ts';
import { readPastedAnswer } from './redirect.ts';
import type { SignInEnvironment } from './sign-in-environment.ts';
import type { SignInSettings } from './sign-in-settings.ts';
import { refuseInsecure } from './token-endpoint.ts';

/** What codes are asked for and exchanged with. */
export interface CodeFlowOptions {
  readonly profile: SignInProfile;
  readonly settings: SignInSettings;
  readonly tenant: Tenant;
  readonly pending: PendingStore;
  readonly environment: Pick<SignInEnvironment, 'now' | 'randomBytes'>;
}

/** How a request differs from the usual one. */
export interface WantedRequest {
  readonly callbackUrl?: string;
  readonly scopes?: readonly string[];
  /** The caller's own. */
  readonly state?: string;
  readonly prompt?: string;
  /** False leaves out the proof key. */
  readonly pkce?: boolean;
}

/** What is known of a code besides itself. */
export interface BroughtFacts {
  readonly callbackUrl?: string;
  readonly state?: string;
  readonly pkceVerifier?: string;
}

/** Asks for codes and makes grants of them. */
export class CodeFlow {
  readonly #options: CodeFlowOptions;

  constructor(options: CodeFlowOptions) {
    this.#options = options;
  }

  /** A request for a person elsewhere; what the exchange needs is kept for minutes. */
  async request(wanted: WantedRequest & { readonly scopes: readonly string[] }): Promise<CodeRequest> {
    const { settings, pending, environment } = this.#options;
    const { callbackUrl, scopes, state, prompt, pkce } = wanted;
    const request = makeCodeRequest(
      this.#client(pkce),
      {
        redirectUri: callbackUrl ?? settings.callbackUrl,
        scopes,
        ...(state === undefined ? {} : { state }),
        ...(prompt === undefined ? {} : { prompt }),
      },
      environment,
    );
    await pending.add(request.pending);
    return request;
  }

  /** The grant for what a person brought back: the code, or the whole address. */
  grantFor(pasted: string, facts: BroughtFacts, scopes: readonly string[]): Promise<Grant> {
    const { settings, pending } = this.#options;
    return exchangeGrant(this.#client(), readPastedAnswer(pasted), pending, {
      state: facts.state,
      pkceVerifier: facts.pkceVerifier ?? settings.pkceVerifier,
      redirectUri: facts.callbackUrl ?? settings.callbackUrl,
      scopes,
    });
  }

  /** A code that is refused without its verifier was most likely asked for with one: the error says so. */
  explain({ parameters }: Grant, error: unknown): unknown {
    const refused = error instanceof DriverError && error.source?.code === 'invalid_grant';
    if (!refused || !this.#options.settings.pkce || parameters.code_verifier !== undefined) return error;
    return driverError('sign_in_failed', error.message, { hint: verifierWays, source: error.source });
  }

  /** Sends a person of this machine to sign in; `finish` exchanges the grant while their browser waits. */
  ask<T>(asking: Asking, scopes: readonly string[], finish: (grant: Grant) => Promise<T>): Promise<T> {
    const { settings, profile, environment } = this.#options;
    const client = this.#client();
    return askWithBrowser(
      client,
      asking,
      { url: settings.callbackUrl, lastPort: profile.lastCallbackPort },
      (redirectUri) => makeCodeRequest(client, { redirectUri, scopes }, environment),
      (code, { pending: { redirectUri, verifier } }) =>
        finish(codeGrant({ code, redirectUri, verifier, scopes })),
    );
  }

  #client(pkce = true): CodeClient {
    const { settings, profile, tenant } = this.#options;
    const { clientId, clientSecret } = settings;
    if (clientId === undefined) {
      throw driverError('missing_property', `OAuthClientId is needed to sign in to ${profile.title}.`, {
        hint: profile.whereAppsAreMade,
      });
    }
    const { issuer, authorization } = tenant.endpoints;
    refuseInsecure(authorization);
    return {
      ...{ connector: profile.source, issuer, authorizationEndpoint: authorization },
      ...{ clientId, clientSecret, pkce: pkce && settings.pkce },
      whereScopesAreGranted: profile.whereScopesAreGranted,
    };
  }
}
