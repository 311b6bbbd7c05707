/** What apps were allowed and the tokens that they got (API document, grants and tokens). */
import type { ColumnDeclaration, TableDeclaration } from '../../../rest/declaration.ts';
import { created, enumerated, id, json, lastUpdated, parentKey, text, timestamp } from '../column.ts';
import { narrowed, pages, userId, whole } from '../read.ts';

const ofApp = { columns: ['AppId'], table: 'Apps', references: ['Id'] };
const inApp = { column: 'AppId', table: 'Apps', references: 'Id' };
const ofUser = { columns: ['UserId'], table: 'Users', references: ['Id'] };
const inUser = { column: 'UserId', table: 'Users', references: 'Id' };
const user = parentKey('UserId', 'Id of the user.');
const app = parentKey('AppId', 'Id of the app.');
const clientId = text('ClientId', 'clientId', 'Client id of the app.');
const userOf = text('UserId', 'userId', 'Id of the user; NULL for the app itself.');

/** Columns of OAuth2ScopeConsentGrant besides app and user. */
const grantColumns: readonly ColumnDeclaration[] = [
  text('ScopeId', 'scopeId', 'The scope.'),
  enumerated('Status', 'status', ['ACTIVE', 'REVOKED'], 'Whether the grant holds.'),
  enumerated('Source', 'source', ['ADMIN', 'END_USER'], 'Who granted it.'),
  text('Issuer', 'issuer', 'Authorization server.'),
  created('grant'),
  text('CreatedById', 'createdBy.id', 'Id of who created it.'),
  text('CreatedByType', 'createdBy.type', 'What that is, such as User.'),
  lastUpdated('grant'),
];

/** Columns of OAuth2RefreshToken besides app and user. The token itself is never shown. */
const tokenColumns: readonly ColumnDeclaration[] = [
  enumerated('Status', 'status', ['ACTIVE', 'REVOKED'], 'Whether the token works.'),
  json('Scopes', 'scopes', 'Scopes of the token.'),
  text('Issuer', 'issuer', 'Authorization server.'),
  created('token'),
  lastUpdated('token'),
  timestamp('ExpiresAt', 'expiresAt', 'When the token expires.'),
];

/** Scopes that apps were granted. */
export const appGrants: TableDeclaration = {
  name: 'AppGrants',
  description: 'Scopes of Okta that apps were granted.',
  columns: [app, id('grant'), clientId, userOf, ...grantColumns],
  primaryKey: ['AppId', 'Id'],
  foreignKeys: [ofApp],
  requiredKeys: [inApp],
  scopes: ['okta.appGrants.read'],
  expectedRows: 100,
  reads: [whole('/api/v1/apps/{AppId}/grants')],
};

/** Refresh tokens by app. */
export const appTokens: TableDeclaration = {
  name: 'AppTokens',
  description: 'Refresh tokens that apps hold; never their text.',
  columns: [app, id('token'), clientId, userOf, ...tokenColumns],
  primaryKey: ['AppId', 'Id'],
  foreignKeys: [ofApp, ofUser],
  requiredKeys: [inApp],
  scopes: ['okta.apps.read'],
  expectedRows: 500,
  reads: [pages('/api/v1/apps/{AppId}/tokens', 200)],
};

/** Scopes that users granted. */
export const userGrants: TableDeclaration = {
  name: 'UserGrants',
  description: 'Scopes that users granted to apps.',
  columns: [user, id('grant'), clientId, ...grantColumns],
  primaryKey: ['UserId', 'Id'],
  foreignKeys: [ofUser],
  requiredKeys: [inUser],
  scopes: ['okta.users.read'],
  expectedRows: 2000,
  reads: [
    {
      ...pages('/api/v1/users/{UserId}/grants', 200, { UserId: userId }),
      parameters: { ScopeId: narrowed('scopeId') },
    },
  ],
};

/** Apps that hold tokens for a user; the way to the tokens. */
export const userClients: TableDeclaration = {
  name: 'UserClients',
  description: 'Apps that hold a refresh token or a grant for a user.',
  columns: [
    user,
    { ...text('ClientId', 'client_id', 'Client id of the app.'), nullable: false },
    text('ClientName', 'client_name', 'Name of the app.'),
    text('ClientUri', 'client_uri', 'Page of the app.'),
    text('LogoUri', 'logo_uri', 'Address of its logo.'),
  ],
  primaryKey: ['UserId', 'ClientId'],
  foreignKeys: [ofUser],
  requiredKeys: [inUser],
  scopes: ['okta.users.read'],
  expectedRows: 2000,
  reads: [whole('/api/v1/users/{UserId}/clients', '', { UserId: userId })],
};

/** Refresh tokens by user. */
export const userTokens: TableDeclaration = {
  name: 'UserTokens',
  description: 'Refresh tokens that apps hold for users; never their text.',
  columns: [user, parentKey('ClientId', 'Client id of the app.'), id('token'), ...tokenColumns],
  primaryKey: ['UserId', 'ClientId', 'Id'],
  foreignKeys: [
    { columns: ['UserId', 'ClientId'], table: 'UserClients', references: ['UserId', 'ClientId'] },
    ofUser,
  ],
  requiredKeys: [
    { column: 'UserId', table: 'UserClients', references: 'UserId' },
    { column: 'ClientId', table: 'UserClients', references: 'ClientId' },
  ],
  scopes: ['okta.users.read'],
  expectedRows: 2000,
  reads: [
    pages('/api/v1/users/{UserId}/clients/{ClientId}/tokens', 200, {
      UserId: userId,
      ClientId: '[A-Za-z0-9_-]{1,100}',
    }),
  ],
};
