import { AuthorizationError, driverError } from '../../errors.ts';
import type { RestSource } from '../../rest/source.ts';
import type { SourceContext } from '../../spi/connector.ts';
import { type CustomColumns, customColumnsOf } from './custom-columns.ts';

/**
 * Asks the org for its profile schemas: the user types, the schema of each, and that of groups. Where the token may
 * not, the base attributes have to do, and a warning says so.
 */
export async function fetchCustomColumns(source: RestSource, context: SourceContext): Promise<CustomColumns> {
  const [user, group] = await Promise.all([
    orWarn(() => fetchUserSchemas(source, context), 'user'),
    orWarn(async () => [await fetchSchema(source, 'group/default', context)], 'group'),
  ]);
  return {
    user: customColumnsOf('user', user.schemas),
    group: customColumnsOf('group', group.schemas),
    warnings: [...user.warnings, ...group.warnings],
  };
}

async function fetchUserSchemas(source: RestSource, context: SourceContext): Promise<readonly unknown[]> {
  const types = await fetchBody(source, '/api/v1/meta/types/user', 'okta.userTypes.read', context);
  if (!Array.isArray(types)) {
    throw driverError('source_changed', 'Okta answered the list of user types with something else.');
  }
  const ids = types.map((type: { _links?: { schema?: { href?: string } } }) => {
    const match = /\/meta\/schemas\/user\/([^/?#]+)/.exec(type._links?.schema?.href ?? '');
    return match?.[1] ?? 'default';
  });
  return Promise.all([...new Set(ids)].map((id) => fetchSchema(source, `user/${id}`, context)));
}

function fetchSchema(source: RestSource, name: string, context: SourceContext): Promise<unknown> {
  return fetchBody(source, `/api/v1/meta/schemas/${name}`, 'okta.schemas.read', context);
}

async function fetchBody(
  source: RestSource,
  path: string,
  scope: string,
  context: SourceContext,
): Promise<unknown> {
  return (await source.fetchJson({ path, purpose: 'schema', scopes: [scope] }, context)).body;
}

async function orWarn(
  fetch: () => Promise<readonly unknown[]>,
  kind: 'user' | 'group',
): Promise<{ readonly schemas: readonly unknown[]; readonly warnings: readonly string[] }> {
  try {
    return { schemas: await fetch(), warnings: [] };
  } catch (error) {
    if (!(error instanceof AuthorizationError) || error.reason !== 'missing_scope') throw error;
    return {
      schemas: [],
      warnings: [
        `The org's own ${kind} attributes are left out: reading them needs okta.schemas.read${
          kind === 'user' ? ' and okta.userTypes.read' : ''
        }.`,
      ],
    };
  }
}
