import type { SigningKey } from './private-key.ts';

/** How a client proves to the authorization server who it is. */
export type ClientAuthentication =
  /** A public client only names itself (RFC 6749, 2.1). */
  | { readonly kind: 'none' }
  /** A secret, in the Authorization header or in the form (RFC 6749, 2.3.1). */
  | { readonly kind: 'secret'; readonly secret: string; readonly send: 'basic' | 'post' }
  /** An assertion signed with the client's key (RFC 7523). */
  | { readonly kind: 'key'; readonly key: SigningKey; readonly keyId: string | undefined };

/** A client and the authorization server it gets its tokens from. */
export interface TokenClient {
  /** For errors. */
  readonly connector: string;
  readonly issuer: string;
  /** Absolute; https, or http on this machine. */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly authentication: ClientAuthentication;
  /** Header that carries the server's id of a request. */
  readonly requestIdHeader: string | undefined;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Sends requests; the source's own proxies and certificates are behind it. */
  readonly fetch: TokenFetch;
}

/** The part of `fetch` that token requests need. */
export type TokenFetch = (url: string, options: RequestInit) => Promise<Response>;
