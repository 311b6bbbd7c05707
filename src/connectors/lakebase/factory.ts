import type { PropertyValues } from '../../catalog/property.ts';
import { DeclaredConnector } from '../../rest/declared-connector.ts';
import { type RefusedAnswer, restSettings, type SourceFault } from '../../rest/settings.ts';
import { openRestSource } from '../../rest/source.ts';
import type { ConnectorFactory } from '../../spi/factory.ts';
import { lakebaseProperties } from './properties.ts';
import { lakebaseSignIn } from './sign-in.ts';
import { readWorkspace } from './workspace.ts';

/** Databricks Lakebase as a source. So far it signs in at the workspace, and has no tables. */
export const lakebaseFactory: ConnectorFactory = {
  name: 'lakebase',
  properties: lakebaseProperties,
  signIn: lakebaseSignIn,
  origin: workspaceOf,
  async open(values, environment) {
    const origin = workspaceOf(values);
    const source = openRestSource({
      connector: 'lakebase',
      declaration: { name: 'lakebase', tables: [], headers: { accept: 'application/json' } },
      origin,
      authorization: environment.authorization,
      settings: restSettings(values),
      interpretError: interpretDatabricksFault,
      environment,
    });
    return new DeclaredConnector({
      ...{ name: 'lakebase', source, origin },
      async user(context) {
        const path = '/api/2.0/preview/scim/v2/Me';
        const { body } = await source.fetchJson({ path, purpose: 'identity' }, context);
        const name = (body as { userName?: unknown } | null)?.userName;
        return typeof name === 'string' ? name : undefined;
      },
      scopes: () => environment.authorization.grantedScopes(),
    });
  },
};

function workspaceOf(values: PropertyValues): string {
  return readWorkspace(String(values.get('DatabricksInstance')));
}

/** Errors of the workspace's REST APIs carry `error_code` and `message`. */
function interpretDatabricksFault({ status, body }: RefusedAnswer): SourceFault {
  const parts = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const said = typeof parts.message === 'string' ? `: ${parts.message}` : '.';
  const message = `Databricks answered ${status}${said}`;
  const code = typeof parts.error_code === 'string' ? { code: parts.error_code } : {};
  if (status === 401) return { reason: 'sign_in_failed', message, ...code };
  if (status === 403) return { reason: 'missing_scope', message, ...code };
  return { reason: 'source_error', message, ...code };
}
