/** State and code verifier of an authorization request (RFC 6749, 10.12; RFC 7636). */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Marks a state from which the verifier follows, and one that is signed, as there is no verifier. */
const derivable = 'sq1.';
const signed = 'sq0.';

/** State and verifier that belong together. */
export interface StateAndVerifier {
  readonly state: string;
  /** 43 characters, as RFC 7636 (4.1) takes them; absent where the request carries no challenge. */
  readonly verifier: string | undefined;
}

/** What state and verifier are made for. */
export interface StatePurpose {
  readonly clientSecret: string | undefined;
  /** Whether the request carries a challenge. */
  readonly pkce: boolean;
  /** A state of the caller's own, used as it is. */
  readonly ownState?: string;
}

/**
 * A new state and its verifier. With a client secret the verifier follows from state and secret, or the state is signed
 * where there is no verifier: so a machine that knows the secret needs nothing but the state to finish what another
 * began, and tells it from a state that somebody else made. Without a secret both are random.
 */
export function newStateAndVerifier(
  randomBytes: (size: number) => Buffer,
  { clientSecret, pkce, ownState }: StatePurpose,
): StateAndVerifier {
  const random = () => randomBytes(24).toString('base64url');
  const randomVerifier = () => (pkce ? randomBytes(32).toString('base64url') : undefined);
  // A verifier that followed from a state of the caller's would be as constant as that may be.
  if (ownState !== undefined) return { state: ownState, verifier: randomVerifier() };
  if (clientSecret === undefined) return { state: random(), verifier: randomVerifier() };
  if (!pkce) {
    const state = `${signed}${random()}`;
    return { state: `${state}.${digest(clientSecret, 'state', state)}`, verifier: undefined };
  }
  const state = `${derivable}${random()}`;
  return { state, verifier: digest(clientSecret, 'code verifier', state) };
}

/** A state that the client's secret vouches for. */
export type KnownState =
  | { readonly kind: 'derived'; readonly verifier: string }
  /** Made for a request without challenge. */
  | { readonly kind: 'signed' };

/** What the secret says of a state; undefined for one that it does not vouch for. Of a derived one the server has the last word. */
export function recognizeState(state: string, clientSecret: string): KnownState | undefined {
  if (state.startsWith(derivable)) {
    return { kind: 'derived', verifier: digest(clientSecret, 'code verifier', state) };
  }
  const [, text, signature] = /^(sq0\.[\w-]+)\.([\w-]+)$/.exec(state) ?? [];
  if (text === undefined || signature === undefined) return undefined;
  const expected = Buffer.from(digest(clientSecret, 'state', text));
  const found = Buffer.from(signature);
  return found.length === expected.length && timingSafeEqual(found, expected)
    ? { kind: 'signed' }
    : undefined;
}

function digest(secret: string, purpose: string, text: string): string {
  return createHmac('sha256', secret).update(`sqluice ${purpose}\0${text}`).digest('base64url');
}

/** The challenge of a verifier, S256 (RFC 7636, 4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
