import { restSettings } from '../../rest/settings.ts';
import { openRestSource } from '../../rest/source.ts';
import type { ConnectorFactory } from '../../spi/factory.ts';
import { OktaConnector } from './connector.ts';
import { oktaDeclaration } from './declaration.ts';
import { readDomain } from './domain.ts';
import { interpretOktaFault } from './fault.ts';
import { oktaProperties } from './properties.ts';
import { oktaSignIn } from './sign-in.ts';

/** Okta orgs as a source. */
export const oktaFactory: ConnectorFactory = {
  name: 'okta',
  properties: oktaProperties,
  signIn: oktaSignIn,
  origin: (values) => readDomain(String(values.get('Domain'))).origin,
  async open(values, environment) {
    const { origin, sameOrigins } = readDomain(String(values.get('Domain')));
    const { authorization } = environment;
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
    const scheme = values.get('AuthScheme');
    const clientId = values.get('OAuthClientId');
    const signIn = {
      // An app that signs in for itself is no user.
      app:
        (scheme === 'OAuthJWT' || scheme === 'OAuthClient') && typeof clientId === 'string'
          ? clientId
          : undefined,
      scopes: () => authorization.grantedScopes(),
    };
    return new OktaConnector(source, origin, signIn, values.get('OrgColumn') === true);
  },
};
