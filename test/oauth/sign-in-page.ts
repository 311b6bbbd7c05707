/** The pages where people sign in and consent: plain forms, the same to a browser and to `signInOverHttp`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Person } from './client.ts';
import { bodyOf } from './request-body.ts';

/** Where pages lie, below the mount of the provider. */
export const signInPath = '/sign-in/';

/** Answers a request for a page below `signInPath`; `url` is its path as the browser sees it. */
export async function serveSignInPage(
  provider: Provider,
  people: readonly Person[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  const form = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)) : undefined;
  if (form?.get('choice') === 'deny') {
    const denial = { error: 'access_denied', error_description: 'The user denied the request.' };
    return provider.interactionFinished(request, response, denial, { mergeWithLastSubmission: false });
  }
  if (prompt.name === 'login') {
    const user = form?.get('user');
    const known = people.some((one) => one.user === user && one.password === form?.get('password'));
    if (known) return provider.interactionFinished(request, response, { login: { accountId: String(user) } });
    return showPage(response, loginForm(form ? 'Unable to sign in.' : ''));
  }
  const { missingOIDCScope: scopes = [] } = prompt.details as { readonly missingOIDCScope?: string[] };
  if (!form) return showPage(response, consentForm(String(params.client_id), scopes));
  const grant =
    (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
    new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) });
  grant.addOIDCScope(scopes.join(' '));
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

/** The provider's own pages, without its style: for errors and for the codes of devices. */
export const providerPages = {
  renderError: (context: KoaContextWithOIDC, { error, error_description: description = '' }: ErrorParts) => {
    context.type = 'html';
    context.body = page(`<h1>${escapeHtml(error)}</h1><p>${escapeHtml(String(description))}</p>`);
  },
  userCodeInputSource: (context: KoaContextWithOIDC, form: string, _: unknown, error?: Error) => {
    const notice = error ? '<p>The code is wrong.</p>' : '';
    context.body = page(`${notice}${form}<button form="op.deviceInputForm">Next</button>`);
  },
  userCodeConfirmSource: (context: KoaContextWithOIDC, form: string) => {
    context.body = page(`${form}<button form="op.deviceConfirmForm">Confirm</button>`);
  },
  successSource: (context: KoaContextWithOIDC) => {
    context.body = page('<h1>Device activated</h1>');
  },
};

interface ErrorParts {
  readonly error: string;
  readonly error_description?: string;
}

function loginForm(notice: string): string {
  return `<p>${notice}</p><form method="post">
    <input name="user"><input name="password" type="password">
    <button name="choice" value="allow">Sign in</button>
    <button name="choice" value="deny">Cancel</button></form>`;
}

function consentForm(client: string, scopes: readonly string[]): string {
  const list = scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('');
  return `<p>${escapeHtml(client)} wants:</p><ul>${list}</ul><form method="post">
    <button name="choice" value="allow">Allow</button>
    <button name="choice" value="deny">Deny</button></form>`;
}

function showPage(response: ServerResponse, content: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page(content));
}

function page(content: string): string {
  return `<!doctype html><title>Sign in</title>${content}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
