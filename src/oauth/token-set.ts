import type { JsonWebKey } from 'node:crypto';

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
