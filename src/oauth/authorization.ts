/** How requests to a source are authorized. */

/** A request to an authorization server, finished or failed, in the form that sources report requests. Holds no secret. */
export interface TokenEvent {
  readonly kind: 'request';
  readonly purpose: 'token';
  readonly method: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly requestId?: string;
  readonly error?: string;
}

/** What the statement that needs a token lends to getting it. */
export interface AuthorizationContext {
  readonly signal?: AbortSignal;
  /** Scopes of all that the statement reads: a token that is asked for may cover them at once. */
  readonly scopes?: readonly string[];
  observe(event: TokenEvent): void;
}

/** The request to authorize. */
export interface AuthorizedRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** Scopes that it needs; absent where they are not known. */
  readonly scopes?: readonly string[];
}

/** An answer that refused the authorization. Header names in lower case. */
export interface Refusal {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

/** A scope that is known not to be granted, and what to do about it. */
export interface MissingScope {
  readonly scope: string;
  readonly hint: string;
}

/** Authorizes requests; the one place that knows the credentials. Errors: `sign_in_failed`, `sign_in_needed` … */
export interface Authorization {
  /** The headers that authorize one request. May fetch or renew a token first. */
  headers(
    request: AuthorizedRequest,
    context: AuthorizationContext,
  ): Promise<Readonly<Record<string, string>>>;
  /** Told that the source refused `headers` as expired or unknown. True: new ones may do better. */
  renew(headers: Readonly<Record<string, string>>, refusal: Refusal): boolean;
  /** The scopes of the token in use; undefined when unknown. */
  grantedScopes(): readonly string[] | undefined;
  /** The first of the scopes that is known not to be granted. Only after `headers`. */
  missingScope(scopes: readonly string[]): MissingScope | undefined;
}

function fixed(headers: Readonly<Record<string, string>>): Authorization {
  return {
    headers: async () => headers,
    renew: () => false,
    grantedScopes: () => undefined,
    missingScope: () => undefined,
  };
}

/** A token that does not expire by itself, under its scheme, such as `SSWS` (RFC 9110, 11.4). */
export function apiToken(scheme: string, token: string): Authorization {
  return fixed({ authorization: `${scheme} ${token}` });
}

/** An access token that is simply given (RFC 6750, 2.1). */
export function bearer(token: string): Authorization {
  return apiToken('Bearer', token);
}

/** No authorization. */
export const none: Authorization = fixed({});
