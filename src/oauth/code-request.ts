/** Authorization requests, and the codes that answer them (RFC 6749, 4.1; RFC 7636). */
import { driverError } from '../errors.ts';
import { codeGrant, type Grant } from './grant.ts';
import type { PendingSignIn, PendingStore } from './pending.ts';
import { challengeOf, newStateAndVerifier, recognizeState } from './pkce.ts';
import { type AnsweredClient, codeOf, type RedirectAnswer } from './redirect.ts';

/** The client that asks. */
export interface CodeClient extends AnsweredClient {
  readonly authorizationEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Whether requests carry a challenge. */
  readonly pkce: boolean;
}

/** An authorization request that a person can be sent to. */
export interface CodeRequest {
  readonly url: string;
  readonly pending: PendingSignIn;
}

/** Makes a request. Sends nothing. `state`: the caller's own. */
export function makeCodeRequest(
  client: CodeClient,
  wanted: {
    readonly redirectUri: string;
    readonly scopes: readonly string[];
    readonly state?: string;
    readonly prompt?: string;
  },
  { now, randomBytes }: { readonly now: () => number; readonly randomBytes: (size: number) => Buffer },
): CodeRequest {
  const { redirectUri, scopes } = wanted;
  const { clientSecret, pkce } = client;
  const { state, verifier } = newStateAndVerifier(randomBytes, {
    ...{ clientSecret, pkce },
    ...(wanted.state === undefined ? {} : { ownState: wanted.state }),
  });
  const url = new URL(client.authorizationEndpoint);
  const query: Readonly<Record<string, string | undefined>> = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: scopes.length > 0 ? scopes.join(' ') : undefined,
    state,
    code_challenge: verifier === undefined ? undefined : challengeOf(verifier),
    code_challenge_method: verifier === undefined ? undefined : 'S256',
    prompt: wanted.prompt,
  };
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return {
    // Blanks as %20: some servers take + literally.
    url: url.href.replaceAll('+', '%20'),
    pending: {
      state,
      ...(verifier === undefined ? {} : { verifier }),
      redirectUri,
      scopes,
      createdAt: now(),
    },
  };
}

/** What else is known when a code is exchanged on its own. */
export interface ExchangeFacts {
  /** The state of the request, where the caller kept it. */
  readonly state: string | undefined;
  readonly pkceVerifier: string | undefined;
  /** Used where no pending sign-in tells the redirect URI. */
  readonly redirectUri: string;
  readonly scopes: readonly string[] | undefined;
}

/** The three ways to have the verifier of a code, for errors. */
export const verifierWays =
  'Exchange it where GetOAuthAuthorizationURL was called, within 10 minutes; or give the PKCEVerifier that it returned; or, for an app with a secret, give the whole address that the browser ended at as OAuthVerifier.';

/**
 * The grant for an answer that a person brought. The verifier comes from the pending sign-in, else as it was given,
 * else from state and client secret. Throws `sign_in_unfinished`, `sign_in_mismatch`.
 */
export async function exchangeGrant(
  client: CodeClient,
  answer: RedirectAnswer,
  store: PendingStore,
  facts: ExchangeFacts,
): Promise<Grant> {
  const code = codeOf(answer, client, facts.scopes);
  if (answer.state !== undefined && facts.state !== undefined && answer.state !== facts.state) {
    throw wrongState(client.connector);
  }
  const state = answer.state ?? facts.state;
  const given = facts.pkceVerifier;
  // A verifier that was given is surer than a sign-in that merely happens to be the last one begun here.
  const pending = state !== undefined || given === undefined ? await store.take(state) : undefined;
  const verifier = pending ? pending.verifier : (given ?? verifierFor(client, state, facts));
  return codeGrant({
    code,
    redirectUri: pending?.redirectUri ?? facts.redirectUri,
    verifier,
    scopes: pending?.scopes ?? facts.scopes,
  });
}

/** The verifier where neither a pending sign-in nor the caller has it; undefined for a request without challenge. */
function verifierFor(
  { connector, clientSecret }: CodeClient,
  state: string | undefined,
  facts: ExchangeFacts,
): string | undefined {
  if (clientSecret === undefined) {
    const message = `The code for ${connector} cannot be exchanged without its verifier.`;
    throw driverError('sign_in_mismatch', message, { hint: verifierWays });
  }
  if (state === undefined) return undefined;
  const known = recognizeState(state, clientSecret);
  // A caller that kept the state of its own has compared it above.
  if (!known && facts.state === undefined) throw wrongState(connector);
  return known?.kind === 'derived' ? known.verifier : undefined;
}

/** The error for an answer to another request than ours (RFC 6749, 10.12). */
export function wrongState(connector: string) {
  return driverError(
    'sign_in_mismatch',
    `The answer does not belong to the sign-in at ${connector} that was begun here: its state differs.`,
    {
      hint: 'Begin anew, and open only the newest link. If you did not begin this, somebody may be trying to sign you in as another.',
    },
  );
}
