/** Who may call Okta, and how often (API document, API tokens, API service integrations, principal rate limits). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { created, enumerated, id, integer, json, lastUpdated, nameOf, text, timestamp } from '../column.ts';
import { byId, pages, whole } from '../read.ts';

/** API tokens. */
export const apiTokens: TableDeclaration = {
  name: 'ApiTokens',
  description: 'API tokens that work; never their text.',
  columns: [
    id('token'),
    nameOf('token'),
    text('UserId', 'userId', 'Id of the user it belongs to.'),
    text('ClientName', 'clientName', 'What the token was made for.'),
    text('TokenWindow', 'tokenWindow', 'How long it works without being used, an ISO 8601 duration.'),
    text('NetworkConnection', 'network.connection', 'Whether it works from everywhere.'),
    json('NetworkInclude', 'network.include', 'Zones that it works from.'),
    json('NetworkExclude', 'network.exclude', 'Zones that it does not work from.'),
    created('token'),
    lastUpdated('token'),
    timestamp('ExpiresAt', 'expiresAt', 'When it stops working unless it is used.'),
  ],
  primaryKey: ['Id'],
  foreignKeys: [{ columns: ['UserId'], table: 'Users', references: ['Id'] }],
  scopes: ['okta.apiTokens.read'],
  expectedRows: 20,
  reads: [byId('/api/v1/api-tokens/{Id}'), whole('/api/v1/api-tokens')],
};

/** Services of others that may call Okta. */
export const apiServiceIntegrations: TableDeclaration = {
  name: 'ApiServiceIntegrations',
  description: 'Services of the Okta Integration Network that may call the org.',
  columns: [
    id('integration'),
    text('Type', 'type', 'Which service.'),
    nameOf('service'),
    json('GrantedScopes', 'grantedScopes', 'Scopes that it was granted.'),
    json('Properties', 'properties', 'Settings of the service.'),
    text('ConfigGuideUrl', 'configGuideUrl', 'Address of the instructions.'),
    timestamp('CreatedAt', 'createdAt', 'When it was added.'),
    text('CreatedBy', 'createdBy', 'Id of the user who added it.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.oauthIntegrations.read'],
  expectedRows: 5,
  reads: [
    { ...byId('/integrations/api/v1/api-services/{Id}'), bucket: 'GET /integrations/api/v1' },
    {
      ...whole('/integrations/api/v1/api-services'),
      paging: { style: 'link-header' },
      bucket: 'GET /integrations/api/v1',
    },
  ],
};

/** Shares of the rate limits. Okta lists one kind of principal at a time. */
export const principalRateLimits: TableDeclaration = {
  name: 'PrincipalRateLimits',
  description: 'How much of the rate limits tokens and apps may use, where that was set.',
  columns: [
    id('setting'),
    enumerated(
      'PrincipalType',
      'principalType',
      ['OAUTH_CLIENT', 'SSWS_TOKEN'],
      'Whether it is for an app or a token.',
    ),
    text('PrincipalId', 'principalId', 'Id of the app or token.'),
    text('OrgId', 'orgId', 'Id of the org.'),
    integer('DefaultPercentage', 'defaultPercentage', 'Percent of the rate limit.'),
    integer(
      'DefaultConcurrencyPercentage',
      'defaultConcurrencyPercentage',
      'Percent of the requests at one time.',
    ),
    timestamp('CreatedDate', 'createdDate', 'When it was set.'),
    text('CreatedBy', 'createdBy', 'Id of the user who set it.'),
    timestamp('LastUpdate', 'lastUpdate', 'When it was last changed.'),
    text('LastUpdatedBy', 'lastUpdatedBy', 'Id of the user who last changed it.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.principalRateLimits.read'],
  expectedRows: 10,
  reads: [
    byId('/api/v1/principal-rate-limits/{Id}'),
    {
      ...pages('/api/v1/principal-rate-limits', 50),
      parameters: {
        PrincipalType: {
          parameter: 'filter',
          support: 'inexact',
          values: {
            OAUTH_CLIENT: 'principalType eq "OAUTH_CLIENT"',
            SSWS_TOKEN: 'principalType eq "SSWS_TOKEN"',
          },
        },
      },
    },
  ],
};
