import { randomBytes } from 'node:crypto';
import { hexDigits } from '../org/random.ts';
import { resourceScopes } from '../resources/catalog.ts';
import { OktaError } from '../wire/okta-error.ts';

/** Who sends a request. */
export interface Principal {
  /** The token's name among the rate limits. */
  readonly name: string;
  readonly scheme: 'SSWS' | 'Bearer';
  readonly scopes: readonly string[];
  /** The user behind a token; undefined for service apps. */
  readonly userId: string | undefined;
}

/** Ready API tokens, for tests that need one that may not do everything. */
export interface SandboxTokens {
  /** Of a super administrator. */
  readonly full: string;
  /** May read everything but schemas. */
  readonly withoutSchemas: string;
  /** May read users only. */
  readonly usersOnly: string;
  /** Refused. */
  readonly expired: string;
}

/** Scopes of everything the sandbox shows (API document, securitySchemes). */
export const readScopes: readonly string[] = [
  'okta.users.read',
  'okta.userTypes.read',
  'okta.schemas.read',
  'okta.groups.read',
  'okta.apps.read',
  'okta.logs.read',
  ...resourceScopes,
];

/** The tokens that the sandbox takes. */
export interface TokenRegister {
  readonly apiTokens: SandboxTokens;
  /** A new access token and its lifetime in seconds. */
  issue(
    clientId: string,
    scopes: readonly string[],
    /** The user it stands for; undefined for a service. */
    userId?: string,
  ): { readonly token: string; readonly expiresIn: number };
  /**
   * Who the Authorization header names.
   *
   * @throws OktaError E0000005 without one, E0000011 for a token that is unknown or has expired (Okta docs,
   * error-codes).
   */
  identify(authorization: string | undefined): Principal;
}

/** A register with its API tokens, which belong to `adminId`. Access tokens live for `lifetime` seconds. */
export function createTokenRegister(
  seed: number,
  adminId: string,
  lifetime: number,
  now: () => number,
): TokenRegister {
  const token = (name: string) => `00${hexDigits(`${seed} ${name}`, 40)}`;
  const apiTokens: SandboxTokens = {
    full: token('full'),
    withoutSchemas: token('without schemas'),
    usersOnly: token('users only'),
    expired: token('expired'),
  };
  const owner = (name: string, scopes: readonly string[]): Principal => ({
    name,
    scheme: 'SSWS',
    scopes,
    userId: adminId,
  });
  const principals = new Map<string, Principal>([
    [apiTokens.full, owner('full', readScopes)],
    [
      apiTokens.withoutSchemas,
      owner(
        'without schemas',
        readScopes.filter((scope) => scope !== 'okta.schemas.read'),
      ),
    ],
    [apiTokens.usersOnly, owner('users only', ['okta.users.read'])],
  ]);
  const accessTokens = new Map<string, { readonly principal: Principal; readonly expires: number }>();

  return {
    apiTokens,
    issue: (clientId, scopes, userId) => {
      const value = randomBytes(48).toString('base64url');
      const principal: Principal = { name: clientId, scheme: 'Bearer', scopes, userId };
      accessTokens.set(value, { principal, expires: now() + lifetime * 1000 });
      return { token: value, expiresIn: lifetime };
    },
    identify: (authorization) => {
      const [, scheme, value] = /^(SSWS|Bearer|DPoP) (\S+)$/i.exec(authorization ?? '') ?? [];
      if (!scheme || !value) throw new OktaError('E0000005');
      if (scheme.toUpperCase() === 'SSWS') {
        const principal = principals.get(value);
        if (!principal) throw new OktaError('E0000011');
        return principal;
      }
      const known = accessTokens.get(value);
      if (!known || known.expires <= now())
        throw new OktaError('E0000011', [], {
          'www-authenticate': `${scheme} error="invalid_token", error_description="The token has expired."`,
        });
      return known.principal;
    },
  };
}

/**
 * Checks that a principal may read with a scope; `manage` includes `read` (Okta docs, implement-oauth-for-okta).
 *
 * @throws OktaError E0000006, for access tokens with the scope in `www-authenticate` (Okta docs, error-codes).
 */
export function requireScope(principal: Principal, scope: string, origin: string): void {
  const granted = principal.scopes;
  if (granted.includes(scope) || granted.includes(scope.replace(/\.read$/, '.manage'))) return;
  if (principal.scheme === 'SSWS') throw new OktaError('E0000006');
  throw new OktaError('E0000006', [], {
    'www-authenticate': [
      `Bearer authorization_uri="${origin}/oauth2/v1/authorize"`,
      `realm="${origin}"`,
      `scope="${scope}"`,
      'error="insufficient_scope"',
      'error_description="The access token provided does not contain the required scopes."',
    ].join(', '),
  });
}
