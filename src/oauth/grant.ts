/** The grants by which tokens are got: their names and parameters on the wire. */

/** What is sent to a token endpoint besides the authentication of the client. */
export interface Grant {
  /** `grant_type`. */
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What is granted where the answer names no scopes (RFC 6749, 5.1); undefined where that is not known. */
  readonly scopes: readonly string[] | undefined;
}

/** The client acts for itself (RFC 6749, 4.4). */
export function clientGrant(scopes: readonly string[]): Grant {
  return {
    type: 'client_credentials',
    parameters: scopes.length > 0 ? { scope: scopes.join(' ') } : {},
    scopes,
  };
}

/** A code from a redirect (RFC 6749, 4.1.3; RFC 7636, 4.5). */
export function codeGrant(code: {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier: string | undefined;
  readonly scopes: readonly string[] | undefined;
}): Grant {
  return {
    type: 'authorization_code',
    parameters: {
      code: code.code,
      redirect_uri: code.redirectUri,
      ...(code.verifier === undefined ? {} : { code_verifier: code.verifier }),
    },
    scopes: code.scopes,
  };
}

/** A refresh token (RFC 6749, 6); `scopes` are those of the token that it renews. */
export function refreshGrant(refreshToken: string, scopes: readonly string[] | undefined): Grant {
  return { type: 'refresh_token', parameters: { refresh_token: refreshToken }, scopes };
}

/** Name and password of a person (RFC 6749, 4.3), for the sources that still offer nothing better. */
export function passwordGrant(username: string, password: string, scopes: readonly string[]): Grant {
  return {
    type: 'password',
    parameters: { username, password, ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}) },
    scopes,
  };
}

/** A device code whose user code a person has typed in elsewhere (RFC 8628, 3.4). */
export function deviceGrant(deviceCode: string, scopes: readonly string[]): Grant {
  return {
    type: 'urn:ietf:params:oauth:grant-type:device_code',
    parameters: { device_code: deviceCode },
    scopes,
  };
}
