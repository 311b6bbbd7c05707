import type { Resource } from './resource.ts';
import { created, cycle, digits, id, idIn, later, link, named, sometimes, updated, whole } from './shape.ts';

/** Who may call Okta, and how often. */
export const accessResources: readonly Resource[] = [
  {
    name: 'apiTokens',
    path: '/api/v1/api-tokens',
    scopes: ['okta.apiTokens.read'],
    count: 6,
    key: 'id',
    shape: {
      id: id('00T'),
      name: named('Token'),
      userId: idIn('users'),
      clientName: 'Okta API',
      tokenWindow: 'P30D',
      network: { connection: cycle('ANYWHERE', 'ZONE'), include: ['*'], exclude: [] },
      created,
      lastUpdated: updated,
      expiresAt: later(30),
      _link: { self: link('/api/v1/api-tokens/{}', id('00T')) },
    },
  },
  {
    name: 'apiServiceIntegrations',
    path: '/integrations/api/v1/api-services',
    scopes: ['okta.oauthIntegrations.read'],
    count: 3,
    key: 'id',
    pages: { default: 20, minimum: 1, maximum: 200 },
    shape: {
      id: id('0oa'),
      type: cycle('my_app_cie', 'anzennaapiservice'),
      name: named('Service'),
      grantedScopes: ['okta.logs.read', 'okta.groups.read'],
      properties: sometimes({ region: { name: 'region', value: 'eu' } }),
      configGuideUrl: 'https://service.example/guide',
      createdAt: created,
      createdBy: idIn('users'),
    },
  },
  {
    name: 'principalRateLimits',
    path: '/api/v1/principal-rate-limits',
    scopes: ['okta.principalRateLimits.read'],
    count: 7,
    key: 'id',
    pages: { default: 20, minimum: 1, maximum: 50 },
    required: 'filter',
    filter: {
      principalType: { kind: 'text', operators: ['eq'] },
      principalId: { kind: 'text', operators: ['eq'] },
    },
    shape: {
      id: id('0oa'),
      principalType: cycle('SSWS_TOKEN', 'OAUTH_CLIENT'),
      principalId: digits(20),
      orgId: '00o00000000000000001',
      defaultPercentage: whole(1, 100),
      defaultConcurrencyPercentage: whole(1, 100),
      createdDate: created,
      createdBy: idIn('users'),
      lastUpdate: updated,
      lastUpdatedBy: idIn('users'),
    },
  },
];
