/** What sign-in needs to know of a source: data, so that the next source is an addition. */
import type { PropertyValues } from '../catalog/property.ts';
import type { Authorization } from './authorization.ts';
import type { RefusalHint } from './token-endpoint.ts';

/** Every way to sign in, by the value of AuthScheme. */
export type Scheme =
  /** A person signs in with a browser (RFC 6749, 4.1, with PKCE). */
  | 'OAuth'
  /** The same for a client without secret. */
  | 'OAuthPKCE'
  /** The client acts for itself with its secret (4.4). */
  | 'OAuthClient'
  /** The client acts for itself with its private key (RFC 7523). */
  | 'OAuthJWT'
  /** Name and password of a person (4.3). */
  | 'OAuthPassword'
  /** A person types a code into a browser elsewhere (RFC 8628). */
  | 'OAuthDevice'
  | 'APIToken'
  | 'None';

/** Where an authorization server is asked. Absolute URLs. */
export interface Endpoints {
  readonly issuer: string;
  readonly authorization: string;
  readonly token: string;
  readonly device?: string;
  readonly revocation?: string;
}

/** Whose data it is, and who signs people in to it. */
export interface Tenant {
  /** Such as dev-1.okta.com. */
  readonly name: string;
  readonly endpoints: Endpoints;
}

/** The sign-in of a source. */
export interface SignInProfile {
  /** The connector, such as okta. */
  readonly source: string;
  /** Its name for people, such as Okta. */
  readonly title: string;
  /** The ways to sign in that it has, the default first. */
  readonly schemes: readonly Scheme[];
  /** From valid properties. Sends nothing. */
  tenant(values: PropertyValues): Tenant;
  /** The property whose value may be left out where a sign-in is kept, because it says which tenant; absent where there is one only. */
  readonly tenantProperty?: string;
  /** How a client secret travels: in the Authorization header or in the form. */
  readonly sendSecret: 'basic' | 'post';
  /** Whether the authorization server knows proof keys for codes (RFC 7636). */
  readonly pkce: boolean;
  /** Where the browser comes back to unless CallbackURL says otherwise. */
  readonly callbackUrl: string;
  /** The last port that may be listened on when the default one is taken; absent where only the one is registered. */
  readonly lastCallbackPort?: number;
  /** The application that everybody may use, where the source has one. */
  readonly publicClientId?: string;
  /** Scopes of code, password and device grants: those of the given tables, or of what is read most. */
  defaultScopes(tables: readonly string[] | undefined): readonly string[];
  /** Scopes of client credentials; absent: those of the tables at hand. */
  readonly clientScopes?: readonly string[];
  /** Whether a granted scope includes another. Absent: only itself. */
  covers?(granted: string, needed: string): boolean;
  /** Tokens are renewed this long before their end, in milliseconds; after half their life where that is less. */
  readonly margin: number;
  /** How many codes and passwords the source takes per hour before it locks out; absent where it does not say. */
  readonly attemptsPerHour?: number;
  readonly requestIdHeader?: string;
  /** What the source's refusals mean, where its own words do not tell. */
  readonly refusalHint?: RefusalHint;
  /** Where a person grants a scope to the app, in a sentence. */
  readonly whereScopesAreGranted: string;
  /** How a person makes an application, in a sentence: shown where no client id is known. */
  readonly whereAppsAreMade: string;
  /** Authorizes with the token of the scheme APIToken. */
  apiToken?(values: PropertyValues): Authorization;
}
