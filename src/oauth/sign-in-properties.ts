/** The connection properties by which sources sign in. */
import type { Property } from '../catalog/property.ts';
import type { Scheme, SignInProfile } from './profile.ts';

const descriptions: Readonly<Record<Scheme, string>> = {
  OAuth: 'OAuth: a person signs in with a browser',
  OAuthPKCE: 'OAuthPKCE: the same with an app that has no secret',
  OAuthClient: 'OAuthClient: an app signs in for itself with its secret',
  OAuthJWT: 'OAuthJWT: an app signs in for itself with its private key',
  OAuthPassword: 'OAuthPassword: with name and password of a person',
  OAuthDevice: 'OAuthDevice: a person types a code into a browser on any machine',
  APIToken: 'APIToken: with a token made by hand',
  None: 'None: without any sign-in',
};

/** The older spellings `code` and `client` of AuthScheme, which {@link chooseScheme} reads. */
export const olderSchemes = ['code', 'client'] as const;

/** Every property that sign-in reads, for a source with these schemes. Names as in the drivers that we replace. */
export function signInProperties(profile: SignInProfile): readonly Property[] {
  const { title, schemes, whereAppsAreMade, whereScopesAreGranted, callbackUrl, publicClientId } = profile;
  const has = (...wanted: readonly Scheme[]) => wanted.some((scheme) => schemes.includes(scheme));
  const withPerson = has('OAuth', 'OAuthPKCE', 'OAuthPassword', 'OAuthDevice');
  const jwt = { AuthScheme: ['OAuthJWT'] };
  const password = { AuthScheme: ['OAuthPassword'] };
  const properties: readonly (Property | false)[] = [
    {
      name: 'AuthScheme',
      type: 'string',
      category: 'Authentication',
      description: `How to sign in. ${schemes.map((scheme) => descriptions[scheme]).join('; ')}. Unset: ${unsetScheme(schemes)}. \`code\` means OAuth, \`client\` an app that signs in for itself.`,
      values: [...schemes, ...olderSchemes],
    },
    has('APIToken') && {
      name: 'APIToken',
      type: 'string',
      category: 'Authentication',
      description: 'API token. It can do what the person who made it can do.',
      secret: true,
      neededWhen: { AuthScheme: ['APIToken'] },
      whereToFind: 'Admin Console, Security, API, Tokens, Create token; it is shown once.',
    },
    withPerson && {
      name: 'InitiateOAuth',
      type: 'string',
      category: 'OAuth',
      description:
        'Who gets and renews the tokens of a person. OFF: you do, with OAuthAccessToken and the procedures. REFRESH: the driver renews what you began. GETANDREFRESH: the driver also asks the person, once. Apps that sign in for themselves need nobody, whatever this says.',
      values: ['OFF', 'REFRESH', 'GETANDREFRESH'],
      default: 'OFF',
    },
    {
      name: 'OAuthClientId',
      type: 'string',
      category: 'OAuth',
      description: `Client id of the app.${publicClientId ? ` Unset: ${publicClientId}, where the scheme needs no secret.` : ''}`,
      neededWhen: { AuthScheme: ['OAuthClient', 'OAuthJWT', 'OAuthPassword'] },
      whereToFind: whereAppsAreMade,
    },
    has('OAuth', 'OAuthClient', 'OAuthPassword') && {
      name: 'OAuthClientSecret',
      type: 'string',
      category: 'OAuth',
      description: 'Client secret of the app. Apps without one sign in with the proof key alone.',
      secret: true,
      neededWhen: { AuthScheme: ['OAuthClient', 'OAuthPassword'] },
      whereToFind: whereAppsAreMade,
    },
    {
      name: 'Scope',
      type: 'string',
      category: 'OAuth',
      description: 'Scopes to ask for, parted by blanks. Unset: those that reading needs.',
      whereToFind: whereScopesAreGranted,
    },
    withPerson && {
      name: 'CallbackURL',
      type: 'url',
      category: 'OAuth',
      description:
        'Where the browser comes back to after signing in; the app must know it, letter by letter.',
      default: callbackUrl,
    },
    withPerson && {
      name: 'OAuthSettingsLocation',
      type: 'path',
      category: 'OAuth',
      description:
        'Encrypted file in which the sign-in is kept between connections, or memory://name for this process only. Unset: a file of its own for each tenant, app and user in the configuration folder.',
    },
    withPerson && {
      name: 'OAuthSettingsKey',
      type: 'string',
      category: 'OAuth',
      description:
        'A password of your choice that opens OAuthSettingsLocation on other machines too. An app’s OAuthClientSecret does the same.',
      secret: true,
    },
    withPerson && {
      name: 'OAuthAccessToken',
      type: 'string',
      category: 'OAuth',
      description: 'Access token that you got yourself, for OFF, or for the first connection with REFRESH.',
      secret: true,
    },
    withPerson && {
      name: 'OAuthRefreshToken',
      type: 'string',
      category: 'OAuth',
      description: 'Refresh token that came with OAuthAccessToken.',
      secret: true,
    },
    withPerson && {
      name: 'OAuthExpiresIn',
      type: 'integer',
      category: 'OAuth',
      description: 'Life of OAuthAccessToken in seconds; -1: it does not expire.',
      minimum: -1,
    },
    withPerson && {
      name: 'OAuthTokenTimestamp',
      type: 'integer',
      category: 'OAuth',
      description: 'When OAuthAccessToken was made, in milliseconds since 1970. Unset: now.',
      minimum: 0,
    },
    withPerson && {
      name: 'OAuthVerifier',
      type: 'string',
      category: 'OAuth',
      description:
        'What the browser came back with after signing in elsewhere: the whole address, or the code in it. For one connection with REFRESH, which keeps the sign-in.',
      secret: true,
    },
    withPerson && {
      name: 'PKCEVerifier',
      type: 'string',
      category: 'OAuth',
      description:
        'The PKCEVerifier that GetOAuthAuthorizationURL gave, where the code is exchanged elsewhere.',
      secret: true,
    },
    withPerson && {
      name: 'PKCE',
      type: 'string',
      category: 'OAuth',
      description:
        'Whether codes are protected by a proof key (RFC 7636). Off only where a bare code has to be exchanged by an app with a secret on another machine.',
      values: ['On', 'Off'],
      default: 'On',
    },
    withPerson && {
      name: 'OAuthLoginTimeout',
      type: 'integer',
      category: 'OAuth',
      description: 'Seconds that a person has to sign in before the connection fails.',
      default: '300',
      minimum: 1,
      maximum: 86_400,
    },
    has('OAuthPassword', 'OAuthPKCE') && {
      name: 'User',
      type: 'string',
      category: 'Authentication',
      description: `Who signs in to ${title}.`,
      neededWhen: password,
    },
    has('OAuthPassword') && {
      name: 'Password',
      type: 'string',
      category: 'Authentication',
      description: 'Password of User.',
      secret: true,
      neededWhen: { ...password, InitiateOAuth: ['GETANDREFRESH'] },
    },
    has('OAuthJWT') && {
      name: 'OAuthJWTCert',
      type: 'string',
      category: 'JWT',
      description:
        'Private key of the app: its text in PEM or JWK form, or the path of a file that holds it.',
      secret: true,
      neededWhen: jwt,
      whereToFind: 'It was made together with the public key of the app.',
      aliases: ['PrivateKey'],
    },
    has('OAuthJWT') && {
      name: 'OAuthJWTCertType',
      type: 'string',
      category: 'JWT',
      description: 'Form of OAuthJWTCert. Auto tells by looking at it.',
      values: ['Auto', 'PEMKEY_FILE', 'PEMKEY_BLOB', 'JWK_FILE', 'JWK_BLOB'],
      default: 'Auto',
    },
    has('OAuthJWT') && {
      name: 'OAuthJWTPublicKeyId',
      type: 'string',
      category: 'JWT',
      description:
        'Key id (kid) of the public key. Needed where the app has several keys and the JWK names none.',
      whereToFind: 'It stands beside the public key of the app.',
      aliases: ['OAuthJWTKeyId'],
    },
    has('OAuth', 'OAuthPKCE', 'OAuthClient', 'OAuthJWT', 'OAuthDevice') && {
      name: 'DPoP',
      type: 'string',
      category: 'OAuth',
      description: 'Whether tokens are bound to a key (RFC 9449). Auto does what the app demands.',
      values: ['Auto', 'On', 'Off'],
      default: 'Auto',
    },
  ];
  return properties.filter((property) => property !== false);
}

function unsetScheme(schemes: readonly Scheme[]): string {
  const [otherwise] = schemes;
  const told = [
    schemes.includes('APIToken') ? 'APIToken where that property is set' : '',
    schemes.includes('OAuthJWT') ? 'OAuthJWT where OAuthJWTCert is set' : '',
  ].filter((part) => part !== '');
  return [...told, told.length > 0 ? `else ${otherwise}` : `${otherwise}`].join(', ');
}
