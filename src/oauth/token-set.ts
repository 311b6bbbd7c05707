import type { JsonWebKey } from 'node:crypto';
import type { TokenEndpoint } from './token-endpoint.ts';
import type { GivenToken } from './token-request.ts';

/** Tokens of one grant, as a store keeps them. */
export interface TokenSet {
  readonly accessToken: string;
  readonly type: 'Bearer' | 'DPoP';
  readonly refreshToken?: string;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970, by the clock of the authorization server as far as it is known. */
  readonly obtainedAt: number;
  /** As `obtainedAt`; absent where the server does not tell, or the token does not expire. */
  readonly expiresAt?: number;
  /** The private key that DPoP tokens are bound to. */
  readonly proofKey?: JsonWebKey;
}

/** Clocks that differ by less, in milliseconds, are taken for the same: answers tell whole seconds, and take their time. */
const sameClock = 10_000;

/** What to keep of a token that was just given; `previous` gives what the answer leaves out. */
export function tokenSetOf(given: GivenToken, endpoint: TokenEndpoint, previous?: TokenSet): TokenSet {
  const now = endpoint.client.now();
  const { serverTime = now } = given;
  const obtainedAt = Math.abs(serverTime - now) < sameClock ? now : serverTime;
  const refreshToken = given.refreshToken ?? previous?.refreshToken;
  const proofKey = given.type === 'DPoP' ? endpoint.proofs()?.key : undefined;
  return {
    accessToken: given.value,
    type: given.type,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    scopes: given.scopes ?? previous?.scopes ?? [],
    obtainedAt,
    ...(given.expiresIn === undefined ? {} : { expiresAt: obtainedAt + given.expiresIn * 1000 }),
    ...(proofKey ? { proofKey } : {}),
  };
}
