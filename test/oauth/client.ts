/** Applications and people that an authorization server of the tests knows. */
import type { JsonWebKey } from 'node:crypto';

/** One registered application. */
export interface RegisteredClient {
  readonly id: string;
  /** How it proves itself: by secret, by key, or not at all. */
  readonly secret?: string;
  /** Its public key, for private_key_jwt. */
  readonly key?: JsonWebKey & { readonly kid: string; readonly alg: 'RS256' | 'ES256' };
  /** Where its secret has to be sent; default either. */
  readonly secretIn?: 'header' | 'form';
  /** Exactly these are taken. */
  readonly redirects?: readonly string[];
  readonly grants: readonly Grant[];
  /** Granted scopes; asking for another one is an error. */
  readonly scopes: readonly string[];
  /** Whether codes are given without a challenge; default no. */
  readonly withoutPkce?: boolean;
  /** Whether refreshing leaves the refresh token as it is; default each gives a new one. */
  readonly keepsRefreshToken?: boolean;
  /** Whether tokens have to be bound to a key; default no. */
  readonly bound?: boolean;
}

/** A way to get tokens, by its `grant_type`. */
export type Grant =
  | 'authorization_code'
  | 'refresh_token'
  | 'client_credentials'
  | 'password'
  | 'urn:ietf:params:oauth:grant-type:device_code';

/** Someone who can sign in. */
export interface Person {
  readonly user: string;
  readonly password: string;
}
