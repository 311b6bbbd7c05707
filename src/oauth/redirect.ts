/** What comes back from the authorization endpoint (RFC 6749, 4.1.2). */
import { driverError } from '../errors.ts';

/** Parameters of a redirect back to the client. */
export interface RedirectAnswer {
  readonly code: string | undefined;
  readonly state: string | undefined;
  /** Who answers (RFC 9207). */
  readonly issuer: string | undefined;
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;
}

/** The answer that is in the query of a redirect. */
export function readRedirect(query: URLSearchParams): RedirectAnswer {
  const text = (name: string): string | undefined => query.get(name) || undefined;
  return {
    code: text('code'),
    state: text('state'),
    issuer: text('iss'),
    error: text('error'),
    errorDescription: text('error_description'),
  };
}

/** What a person pasted: the whole URL of the redirect, its query, or the code alone. */
export function readPastedAnswer(pasted: string): RedirectAnswer {
  const text = pasted.trim().replace(/^(['"])(.*)\1$/s, '$2');
  const query = /[?&](?:code|error)=/.test(text)
    ? text.slice(text.indexOf('?') + 1)
    : /^(?:code|error)=/.test(text)
      ? text
      : undefined;
  if (query !== undefined) return readRedirect(new URLSearchParams(query.split('#')[0]));
  // A code that was copied out of a URL may still be encoded.
  const code = /%[0-9a-f]{2}/i.test(text) ? decodeOrKeep(text) : text;
  return { code, state: undefined, issuer: undefined, error: undefined, errorDescription: undefined };
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whose request is answered. */
export interface AnsweredClient {
  readonly connector: string;
  readonly issuer: string;
  /** Where a person grants scopes to the app, in a sentence. */
  readonly whereScopesAreGranted: string;
}

/** The code of an answer to a request for `scopes`. Throws `sign_in_unfinished` for a refusal, `sign_in_mismatch` for another issuer or no code. */
export function codeOf(
  answer: RedirectAnswer,
  client: AnsweredClient,
  scopes: readonly string[] = [],
): string {
  const { connector, issuer } = client;
  if (answer.issuer !== undefined && answer.issuer !== issuer) {
    throw driverError(
      'sign_in_mismatch',
      `The answer to the sign-in at ${connector} comes from another authorization server than ${issuer}.`,
    );
  }
  if (answer.error !== undefined) {
    const why = answer.errorDescription ? `${answer.error}: ${answer.errorDescription}` : answer.error;
    const asked = answer.error === 'invalid_scope' ? ` Asked for: ${scopes.join(' ')}.` : '';
    throw driverError('sign_in_unfinished', `${connector} did not sign in: ${why}${asked}`, {
      hint: refusalHint(answer.error, client),
    });
  }
  if (answer.code === undefined) {
    throw driverError('sign_in_mismatch', `The answer to the sign-in at ${connector} holds no code.`, {
      hint: 'Paste the whole address that the browser was sent to after signing in.',
    });
  }
  return answer.code;
}

function refusalHint(error: string, { whereScopesAreGranted }: AnsweredClient): string {
  switch (error) {
    case 'access_denied':
      return 'Agree to what is asked for, or have the administrator allow the app.';
    case 'invalid_scope':
      return `A scope that is asked for is not granted to the app. ${whereScopesAreGranted} Or ask for fewer with Scope or Tables.`;
    default:
      return 'Check the client id, the redirect URI and the scopes of the app.';
  }
}
