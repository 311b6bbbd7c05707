import type { RefusedAnswer, SourceFault } from '../../rest/settings.ts';

interface OktaErrorBody {
  readonly errorCode?: unknown;
  readonly errorSummary?: unknown;
  readonly errorCauses?: readonly { readonly errorSummary?: unknown }[];
}

/** What an error answer of Okta means (okta-developer-docs, error codes; API document, schema Error). */
export function interpretOktaFault({ status, headers, body, table }: RefusedAnswer): SourceFault {
  const { code, text } = readBody(body);
  const message = `Okta answered ${status}${code ? ` ${code}` : ''}${text ? `: ${text}` : '.'}`;
  const fault = { message, ...(code ? { code } : {}) };
  switch (code) {
    case 'E0000047':
      return { ...fault, reason: 'throttled', action: 'retry' };
    case 'E0000015':
      return { ...fault, ...notEnabled(message, table), action: 'fail' };
    case 'E0000031':
    case 'E0000053':
      // With a cursor it is the cursor that is refused (okta-sdk-dotnet issue 323): walked anew, else without the filter.
      return { ...fault, reason: 'filter_refused', action: 'lost cursor' };
    case 'E0000006':
      return { ...fault, ...missingScope(message, table?.name, table?.scopes), action: 'fail' };
    case 'E0000004':
    case 'E0000011':
      return { ...fault, reason: 'sign_in_failed', action: 'renew' };
    case 'E0000008':
      return { ...fault, reason: 'source_error', action: 'fail' };
    case 'E0000054':
      return { ...fault, reason: 'lost_place', action: 'lost cursor' };
  }
  if (status === 401) return { ...fault, reason: 'sign_in_failed', action: 'renew' };
  if (status === 403) {
    // With OAuth the missing scope stands in this header, and the body may be empty (RFC 6750, 3.1).
    const challenge = headers.get('www-authenticate') ?? '';
    if (/invalid_dpop_proof|use_dpop_nonce/.test(challenge)) {
      return { ...fault, reason: 'sign_in_failed', action: 'renew' };
    }
    return { ...fault, ...missingScope(message, table?.name, table?.scopes), action: 'fail' };
  }
  return { ...fault, reason: 'source_error' };
}

function notEnabled(message: string, table: RefusedAnswer['table']) {
  const what = table ? `The org has no ${table.name}` : 'The request was refused';
  return {
    reason: 'not_enabled',
    message: `${what}. ${message}`,
    hint: table?.needs
      ? `${table.name} needs ${table.needs}. UnavailableFeatures=Empty makes such tables empty instead.`
      : 'Ask Okta to switch the feature on. UnavailableFeatures=Empty makes such tables empty instead.',
  } as const;
}

function missingScope(message: string, table: string | undefined, scopes: readonly string[] = []) {
  const what = table ? `${table} cannot be read` : 'The request was refused';
  const needs = scopes.length > 0 ? ` It needs the scope ${scopes.join(' or ')}.` : '';
  return {
    reason: 'missing_scope',
    message: `${what}. ${message}${needs}`,
    hint: 'Grant the scope to the app (Applications, your app, Okta API Scopes), and give the app or the owner of the token an admin role that covers the data.',
  } as const;
}

function readBody(body: unknown): { readonly code: string | undefined; readonly text: string } {
  if (typeof body !== 'object' || body === null) return { code: undefined, text: '' };
  const { errorCode, errorSummary, errorCauses } = body as OktaErrorBody;
  const causes = Array.isArray(errorCauses) ? errorCauses.map((cause) => cause?.errorSummary) : [];
  return {
    code: typeof errorCode === 'string' ? errorCode : undefined,
    text: [errorSummary, ...causes].filter((part) => typeof part === 'string' && part !== '').join(' '),
  };
}
