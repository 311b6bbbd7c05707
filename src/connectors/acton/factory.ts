import { DeclaredConnector } from '../../rest/declared-connector.ts';
import { type RefusedAnswer, restSettings, type SourceFault } from '../../rest/settings.ts';
import { openRestSource } from '../../rest/source.ts';
import type { ConnectorFactory } from '../../spi/factory.ts';
import { actOnProperties } from './properties.ts';
import { actOnOrigin, actOnSignIn } from './sign-in.ts';

/** Act-On accounts as a source. So far it signs in, and has no tables. */
export const actOnFactory: ConnectorFactory = {
  name: 'acton',
  properties: actOnProperties,
  signIn: actOnSignIn,
  origin: actOnOrigin,
  async open(values, environment) {
    const origin = actOnOrigin(values);
    const source = openRestSource({
      connector: 'acton',
      declaration: { name: 'acton', tables: [], headers: { accept: 'application/json' } },
      origin,
      authorization: environment.authorization,
      settings: restSettings(values),
      interpretError: interpretActOnFault,
      environment,
    });
    return new DeclaredConnector({
      ...{ name: 'acton', source, origin },
      async user(context) {
        // Developer page on the account; the API documents leave it out.
        const { body } = await source.fetchJson({ path: '/api/1/account', purpose: 'identity' }, context);
        const login = (body as { login?: unknown } | null)?.login;
        return typeof login === 'string' ? login : undefined;
      },
      scopes: () => environment.authorization.grantedScopes(),
    });
  },
};

/** Two shapes: of the gateway, and of the API behind it (act-on-api-1, error responses). */
function interpretActOnFault({ status, body }: RefusedAnswer): SourceFault {
  const parts = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const said = [parts.message, parts.moreInformation, parts.httpMessage].find(
    (part) => typeof part === 'string' && part !== '',
  );
  const message = `Act-On answered ${status}${typeof said === 'string' ? `: ${said}` : '.'}`;
  const code = parts.errorCode === undefined ? {} : { code: String(parts.errorCode) };
  if (status === 401) return { reason: 'sign_in_failed', message, ...code };
  if (status === 403) return { reason: 'missing_scope', message, ...code };
  return { reason: 'source_error', message, ...code };
}
