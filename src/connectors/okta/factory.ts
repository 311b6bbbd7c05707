import type { PropertyValues } from '../../catalog/property.ts';
import { type Authorization, apiToken } from '../../oauth/authorization.ts';
import { restSettings } from '../../rest/settings.ts';
import { openRestSource } from '../../rest/source.ts';
import type { ConnectorEnvironment, ConnectorFactory } from '../../spi/factory.ts';
import { OktaConnector } from './connector.ts';
import { oktaDeclaration } from './declaration.ts';
import { readDomain } from './domain.ts';
import { interpretOktaFault } from './fault.ts';
import { oktaProperties } from './properties.ts';
import { serviceApp } from './service-app.ts';

/** Okta orgs as a source. */
export const oktaFactory: ConnectorFactory = {
  name: 'okta',
  properties: oktaProperties,
  async open(values, environment) {
    const { origin, sameOrigins } = readDomain(String(values.get('Domain')));
    const authorization = await authorize(values, origin, environment);
    const source = openRestSource({
      connector: 'okta',
      declaration: oktaDeclaration,
      origin,
      sameOrigins,
      authorization,
      settings: restSettings(values),
      interpretError: interpretOktaFault,
      requestIdHeader: 'x-okta-request-id',
      environment,
    });
    const clientId = values.get('OAuthClientId');
    return new OktaConnector(source, origin, {
      scheme: values.get('AuthScheme') === 'OAuthJWT' ? 'OAuthJWT' : 'APIToken',
      clientId: typeof clientId === 'string' ? clientId : undefined,
      scopes: () => authorization.grantedScopes(),
    });
  },
};

async function authorize(
  values: PropertyValues,
  origin: string,
  environment: ConnectorEnvironment,
): Promise<Authorization> {
  if (values.get('AuthScheme') === 'OAuthJWT') return serviceApp(values, origin, environment);
  return apiToken('SSWS', String(values.get('APIToken')));
}
