import type { Property } from '../../catalog/property.ts';

const apiToken = { AuthScheme: ['APIToken'] };
const jwt = { AuthScheme: ['OAuthJWT'] };
const granted = 'Admin Console, Applications, your API Services app, Okta API Scopes: grant it there too.';

/** Properties of an Okta connection, besides those of every source. */
export const oktaProperties: readonly Property[] = [
  {
    name: 'Domain',
    type: 'string',
    category: 'Connection',
    description:
      'Host of the org, such as dev-1.okta.com; a custom domain works too. `sandbox` starts a local stand-in with made-up people.',
    neededWhen: {},
    whereToFind:
      'It is the host in the address bar of the Admin Console, without -admin: dev-1.okta.com for dev-1-admin.okta.com.',
  },
  {
    name: 'AuthScheme',
    type: 'string',
    category: 'Authentication',
    description:
      'How to sign in: APIToken with a token made in the Admin Console, OAuthJWT as a service app with its private key.',
    values: ['APIToken', 'OAuthJWT'],
    neededWhen: {},
    whereToFind:
      'APIToken is the quickest to try; OAuthJWT is the one for services, for its scopes can be few.',
  },
  {
    name: 'APIToken',
    type: 'string',
    category: 'Authentication',
    description: 'API token. It can do what the administrator who made it can do.',
    secret: true,
    neededWhen: apiToken,
    whereToFind: 'Admin Console, Security, API, Tokens, Create token; it is shown once.',
  },
  {
    name: 'OAuthClientId',
    type: 'string',
    category: 'OAuth',
    description: 'Client id of the API Services app.',
    neededWhen: jwt,
    whereToFind: 'Admin Console, Applications, your API Services app, General, Client Credentials.',
  },
  {
    name: 'Scope',
    type: 'string',
    category: 'OAuth',
    description:
      'Scopes to ask for, parted by blanks. Unset: the read scope of every table, as far as they are granted to the app.',
    whereToFind: granted,
  },
  {
    name: 'OAuthJWTCert',
    type: 'string',
    category: 'JWT',
    description: 'Private key of the app: its text in PEM or JWK form, or the path of a file that holds it.',
    secret: true,
    neededWhen: jwt,
    whereToFind:
      'It was made together with the public key in Applications, your API Services app, Public Keys.',
    aliases: ['PrivateKey'],
  },
  {
    name: 'OAuthJWTCertType',
    type: 'string',
    category: 'JWT',
    description: 'Form of OAuthJWTCert. Auto tells by looking at it.',
    values: ['Auto', 'PEMKEY_FILE', 'PEMKEY_BLOB', 'JWK_FILE', 'JWK_BLOB'],
    default: 'Auto',
  },
  {
    name: 'OAuthJWTPublicKeyId',
    type: 'string',
    category: 'JWT',
    description:
      'Key id (kid) of the public key. Needed where the app has several keys and the JWK names none.',
    whereToFind: 'Admin Console, Applications, your API Services app, Public Keys.',
    aliases: ['OAuthJWTKeyId'],
  },
  {
    name: 'DPoP',
    type: 'string',
    category: 'OAuth',
    description:
      'Whether tokens are bound to a key of this process (RFC 9449). Auto does what the app demands.',
    values: ['Auto', 'On', 'Off'],
    default: 'Auto',
  },
  {
    name: 'InitiateOAuth',
    type: 'string',
    category: 'OAuth',
    description: 'Who gets the token: with OAuthJWT the driver does, whatever this says.',
    values: ['OFF', 'REFRESH', 'GETANDREFRESH'],
    replacedBy: 'OAuthJWT and APIToken sign in without asking anybody',
  },
  {
    name: 'SystemLogDays',
    type: 'integer',
    category: 'Query',
    description: 'How many days back SystemLogs goes where the statement does not say; Okta keeps 90.',
    default: '7',
    minimum: 1,
    maximum: 179,
  },
];
