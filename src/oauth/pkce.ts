/** State and code verifier of an authorization request (RFC 6749, 10.12; RFC 7636). */
import { createHash, createHmac } from 'node:crypto';

/** Marks a state from which the verifier follows, so that another's state is not mistaken for one. */
const derivable = 'sq1.';

/** State and verifier that belong together. */
export interface StateAndVerifier {
  readonly state: string;
  /** 43 characters, as RFC 7636 (4.1) takes them. */
  readonly verifier: string;
}

/**
 * A new state and its verifier. With a client secret the verifier follows from state and secret, so that a machine that
 * knows the secret needs nothing but the state to finish what another began; else it is random. A state of the
 * caller's own is used as it is.
 */
export function newStateAndVerifier(
  randomBytes: (size: number) => Buffer,
  clientSecret: string | undefined,
  ownState?: string,
): StateAndVerifier {
  if (ownState !== undefined) {
    return { state: ownState, verifier: randomBytes(32).toString('base64url') };
  }
  const state = `${clientSecret === undefined ? '' : derivable}${randomBytes(24).toString('base64url')}`;
  const derived = clientSecret === undefined ? undefined : derivedVerifier(state, clientSecret);
  return { state, verifier: derived ?? randomBytes(32).toString('base64url') };
}

/** The verifier that follows from a state; undefined for states from which none does. */
export function derivedVerifier(state: string, clientSecret: string): string | undefined {
  if (!state.startsWith(derivable)) return undefined;
  return createHmac('sha256', clientSecret).update(`sqluice code verifier\0${state}`).digest('base64url');
}

/** The challenge of a verifier, S256 (RFC 7636, 4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
