import { readFile } from 'node:fs/promises';
import type { PropertyValues } from '../../catalog/property.ts';
import { driverError } from '../../errors.ts';
import type { Authorization } from '../../oauth/authorization.ts';
import { clientCredentials } from '../../oauth/client-credentials.ts';
import { readPrivateKey } from '../../oauth/private-key.ts';
import { restSettings } from '../../rest/settings.ts';
import type { ConnectorEnvironment } from '../../spi/factory.ts';
import { oktaDeclaration } from './declaration.ts';

/**
 * Signs in as a service app, with its private key (Okta docs, implement-oauth-for-okta-serviceapp). Reads the key;
 * sends nothing. Throws `bad_property_value` for a key that is none.
 */
export async function serviceApp(
  values: PropertyValues,
  origin: string,
  environment: ConnectorEnvironment,
): Promise<Authorization> {
  const text = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const cert = await keyText(text('OAuthJWTCert') ?? '', text('OAuthJWTCertType') ?? 'Auto');
  const chosen = text('Scope')?.match(/\S+/g) ?? undefined;
  return clientCredentials({
    connector: 'okta',
    issuer: origin,
    tokenEndpoint: `${origin}/oauth2/v1/token`,
    clientId: text('OAuthClientId') ?? '',
    key: await readPrivateKey(cert, 'OAuthJWTCert'),
    keyId: text('OAuthJWTPublicKeyId'),
    scopes: chosen ?? readScopes(),
    fewerWillDo: chosen === undefined,
    dpop: dpopMode(text('DPoP')),
    requestIdHeader: 'x-okta-request-id',
    timeout: restSettings(values).requestTimeout,
    now: environment.now,
  });
}

/** The scopes that reading every table takes, those of the schemas included. */
function readScopes(): readonly string[] {
  const scopes = oktaDeclaration.tables.flatMap((table) => table.scopes ?? []);
  return [...new Set(scopes)].sort();
}

function dpopMode(text: string | undefined): 'Auto' | 'On' | 'Off' {
  return text === 'On' || text === 'Off' ? text : 'Auto';
}

async function keyText(cert: string, type: string): Promise<string> {
  const inline = /^\s*(?:-----BEGIN|\{)/.test(cert);
  const isFile = type.endsWith('_FILE') || (type === 'Auto' && !inline);
  if (!isFile) return cert;
  try {
    return await readFile(cert, 'utf8');
  } catch {
    // Neither path nor cause is shown: a key that was not recognized would be in both.
    throw driverError(
      'bad_property_value',
      'OAuthJWTCert is neither a key nor the path of a file that can be read.',
      { hint: 'Give the private key in PEM or JWK form, or the path of a file that holds it.' },
    );
  }
}
