import { readFile } from 'node:fs/promises';
import { driverError } from '../../errors.ts';
import { apiToken, none } from '../../oauth/authorization.ts';
import type { SourceDeclaration } from '../../rest/declaration.ts';
import { DeclaredConnector } from '../../rest/declared-connector.ts';
import { type RefusedAnswer, restSettings, type SourceFault } from '../../rest/settings.ts';
import { openRestSource } from '../../rest/source.ts';
import { validateDeclaration } from '../../rest/validate-declaration.ts';
import type { ConnectorFactory } from '../../spi/factory.ts';
import { restProperties } from './properties.ts';

/** Any REST API whose tables are declared in a JSON file: a new source without code. */
export const restFactory: ConnectorFactory = {
  name: 'rest',
  properties: restProperties,
  origin: (values) => readOrigin(String(values.get('URL'))),
  async open(values, environment) {
    const declaration = await readDeclaration(String(values.get('Declaration')));
    const origin = readOrigin(String(values.get('URL')));
    const signsIn = values.get('AuthScheme') === 'Token';
    const source = openRestSource({
      connector: declaration.name,
      declaration,
      origin,
      authorization: signsIn ? apiToken(String(values.get('TokenType')), String(values.get('Token'))) : none,
      settings: restSettings(values),
      interpretError: interpretFault,
      environment,
    });
    return new DeclaredConnector({ name: 'rest', source, origin });
  },
};

/** What stands behind the host would be lost without a word: paths of the declaration begin at its root. */
function readOrigin(text: string): string {
  const { origin, protocol, pathname, search, hash, username, password } = new URL(text);
  const more = pathname.slice(1) + search + hash + username + password;
  if (/^https?:$/.test(protocol) && more === '') return origin;
  throw driverError('bad_property_value', 'URL has more, or other, than scheme and host.', {
    hint: 'Write it as https://api.example.com; paths stand in the declaration, a token in Token.',
  });
}

async function readDeclaration(path: string): Promise<SourceDeclaration> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw driverError('bad_property_value', `The declaration ${path} cannot be read.`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw driverError('bad_property_value', `The declaration ${path} is not JSON.`, { cause });
  }
  return validateDeclaration(value);
}

function interpretFault({ status, table }: RefusedAnswer): SourceFault {
  const what = table ? `${table.name} cannot be read: the` : 'The';
  const message = `${what} source answered ${status}.`;
  if (status === 401) return { reason: 'sign_in_failed', message };
  if (status === 403) return { reason: 'missing_scope', message };
  return { reason: 'source_error', message };
}
