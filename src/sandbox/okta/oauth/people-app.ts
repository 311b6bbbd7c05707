import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OAuthAnswer } from './authorization-server.ts';
import { signInPage } from './people-page.ts';
import { readScopes, type TokenRegister } from './tokens.ts';

/**
 * A native app of the org that people sign in to: codes with a proof key (RFC 7636) and refresh tokens that are replaced
 * at each use (Okta docs, implement-oauth-for-okta, refresh-tokens). Everybody is the same administrator.
 */
export interface PeopleApp {
  readonly clientId: string;
  /** Serves the page where people sign in; false for requests that are not for it. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** The answer to the grants `authorization_code` and `refresh_token`. */
  token(form: URLSearchParams): OAuthAnswer;
}

/** What the app stands on. */
export interface PeopleAppOptions {
  readonly tokens: TokenRegister;
  /** The administrator whom everybody is. */
  readonly user: { readonly id: string; readonly login: string };
  /** Milliseconds since 1970. */
  now(): number;
}

interface Code {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scopes: readonly string[];
  readonly expires: number;
}

const clientId = '0oaSandboxPeople1d7';
const grantable: readonly string[] = ['offline_access', ...readScopes];
/** Life of a code in milliseconds (okta.com, guides/implement-grant-type/authcodepkce). */
const codeLife = 300_000;
const authorizePath = '/oauth2/v1/authorize';

/** The app for people. */
export function createPeopleApp({ tokens, user, now }: PeopleAppOptions): PeopleApp {
  const codes = new Map<string, Code>();
  const refreshTokens = new Map<string, readonly string[]>();

  const give = (scopes: readonly string[]): OAuthAnswer => {
    const { token, expiresIn } = tokens.issue(clientId, scopes, user.id);
    const refreshToken = scopes.includes('offline_access')
      ? randomBytes(32).toString('base64url')
      : undefined;
    if (refreshToken !== undefined) refreshTokens.set(refreshToken, scopes);
    return {
      status: 200,
      body: {
        ...{ token_type: 'Bearer', expires_in: expiresIn, access_token: token, scope: scopes.join(' ') },
        ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
      },
    };
  };

  const authorize = (url: URL, response: ServerResponse, decision: string | undefined) => {
    const query = url.searchParams;
    const redirectUri = query.get('redirect_uri') ?? '';
    // Whoever asks from an unknown place is told here: nothing is sent to it.
    if (query.get('client_id') !== clientId || !isLoopback(redirectUri)) {
      const problem = 'The client or its redirect URI is not known. Use http://localhost with any port.';
      return reply(response, 400, signInPage({ kind: 'problem', problem }));
    }
    const goBack = (answer: Readonly<Record<string, string>>) => {
      const target = new URL(redirectUri);
      const state = query.get('state');
      for (const [name, value] of Object.entries({ ...answer, ...(state === null ? {} : { state }) })) {
        target.searchParams.set(name, value);
      }
      response.writeHead(302, { location: target.href, 'cache-control': 'no-store' }).end();
    };
    const refuse = (error: string, error_description: string) => goBack({ error, error_description });
    const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('response_type') !== 'code')
      return refuse('unsupported_response_type', 'Only code is supported.');
    if (query.get('code_challenge_method') !== 'S256' || challenge === '') {
      return refuse('invalid_request', 'PKCE code challenge is required by the application.');
    }
    if (scopes.length === 0 || scopes.some((scope) => !grantable.includes(scope))) {
      return refuse(
        'invalid_scope',
        'One or more scopes are not configured for the authorization server resource.',
      );
    }
    if (decision === undefined) {
      return reply(response, 200, signInPage({ kind: 'ask', login: user.login, scopes, action: url.href }));
    }
    if (decision !== 'allow') return refuse('access_denied', 'The resource owner denied the request.');
    const code = randomBytes(32).toString('base64url');
    codes.set(code, { redirectUri, challenge, scopes, expires: now() + codeLife });
    goBack({ code });
  };

  return {
    clientId,
    handle(request, response) {
      const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
      if (url.pathname !== authorizePath) return false;
      if (request.method !== 'POST') authorize(url, response, undefined);
      else {
        formOf(request).then(
          (form) => authorize(url, response, form.get('decision') ?? 'refuse'),
          () => response.destroy(),
        );
      }
      return true;
    },
    token(form) {
      if (form.get('client_id') !== clientId)
        return refusal('invalid_client', 'The client is not known.', 401);
      if (form.get('grant_type') === 'refresh_token') {
        const refreshToken = form.get('refresh_token') ?? '';
        const scopes = refreshTokens.get(refreshToken);
        refreshTokens.delete(refreshToken);
        return scopes ? give(scopes) : refusal('invalid_grant', 'The refresh token is invalid or expired.');
      }
      const code = codes.get(form.get('code') ?? '');
      // A code works once (RFC 6749, 4.1.2), whatever becomes of the attempt.
      codes.delete(form.get('code') ?? '');
      const verifier = form.get('code_verifier') ?? '';
      const proven = code?.challenge === createHash('sha256').update(verifier).digest('base64url');
      if (!code || code.expires <= now()) {
        return refusal('invalid_grant', 'The authorization code is invalid or has expired.');
      }
      if (!proven) return refusal('invalid_grant', 'PKCE verification failed.');
      if (form.get('redirect_uri') !== code.redirectUri) {
        return refusal(
          'invalid_grant',
          "The 'redirect_uri' does not match the one of the authorization request.",
        );
      }
      return give(code.scopes);
    },
  };
}

function refusal(error: string, description: string, status = 400): OAuthAnswer {
  return { status, body: { error, error_description: description } };
}

function isLoopback(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

function reply(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    .end(html);
}

/** A form of a few words. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 1000) throw new Error('too much');
  }
  return new URLSearchParams(text);
}
