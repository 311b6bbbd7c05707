import type { Resource } from './resource.ts';
import { absent, created, cycle, digits, id, idIn, named, sometimes, updated, whole } from './shape.ts';

const pages = { default: 20, minimum: 1, maximum: 200 };
const equality = { kind: 'text', operators: ['eq'] } as const;

const profile = (type: string, prefix: string) => ({ id: id(prefix), name: named(type), type });

const mapping = {
  id: id('prm'),
  source: profile('user', 'otm'),
  target: profile('appuser', '0oa'),
};

/** Where data come from and go to. */
export const integrationResources: readonly Resource[] = [
  {
    name: 'profileMappings',
    path: '/api/v1/mappings',
    scopes: ['okta.profileMappings.read'],
    count: 6,
    pages,
    equal: { sourceId: 'source.id', targetId: 'target.id' },
    shape: mapping,
  },
  {
    name: 'profileMappingProperties',
    within: [{ collection: 'profileMappings' }],
    key: 'name',
    count: 2,
    shape: cycle(
      { name: 'email', expression: 'user.email', pushStatus: 'PUSH' },
      { name: 'nickName', expression: 'user.nickName', pushStatus: 'DONT_PUSH' },
    ),
  },
  {
    // The properties of a mapping are shown only with the mapping alone.
    name: 'profileMappingDetails',
    path: '/api/v1/mappings/{id}',
    scopes: ['okta.profileMappings.read'],
    within: [{ collection: 'profileMappings' }],
    count: 0,
    answer: 'object',
    shape: {},
    rows: ({ parents: [mapping], children }) => {
      const properties = children('profileMappingProperties').map(({ name, ...property }) => [
        name,
        property,
      ]);
      return [{ ...mapping?.row, properties: Object.fromEntries(properties) }];
    },
  },
  {
    name: 'identityProviders',
    path: '/api/v1/idps',
    scopes: ['okta.idps.read'],
    count: 6,
    key: 'id',
    pages,
    equal: { type: 'type' },
    shape: {
      id: id('0oi'),
      type: cycle('GOOGLE', 'OIDC', 'SAML2', 'GITHUB'),
      name: named('Provider'),
      status: cycle('ACTIVE', 'INACTIVE'),
      issuerMode: cycle('ORG_URL', 'DYNAMIC', 'CUSTOM_URL'),
      created,
      lastUpdated: updated,
      policy: {
        accountLink: { action: 'AUTO' },
        maxClockSkew: whole(0, 120_000),
        provisioning: { action: 'AUTO', profileMaster: true, groups: { action: 'NONE' } },
        subject: { userNameTemplate: { template: 'idpuser.email' }, matchType: 'USERNAME' },
        trustClaims: sometimes(true),
      },
      properties: sometimes({
        inquiryTemplateId: 'itmpl_1',
        additionalAmr: ['mfa'],
        aalValue: null,
        ialValue: null,
      }),
      protocol: cycle(
        { type: 'OAUTH2', scopes: ['email'], credentials: { client: { client_id: digits(10) } } },
        { type: 'OIDC', scopes: ['openid'], credentials: { client: { client_id: digits(10) } } },
        { type: 'SAML2', credentials: { trust: { issuer: 'https://idp.example', audience: 'okta' } } },
        absent,
      ),
    },
  },
  {
    name: 'agentPools',
    path: '/api/v1/agentPools',
    scopes: ['okta.agentPools.read'],
    count: 4,
    equal: { poolType: 'type' },
    shape: {
      id: id('0oa'),
      name: named('Pool'),
      type: cycle('AD', 'LDAP', 'Radius'),
      operationalStatus: cycle('OPERATIONAL', 'DEGRADED', 'DISRUPTED', 'INACTIVE'),
      disruptedAgents: whole(0, 3),
      inactiveAgents: whole(0, 3),
      agents: [
        {
          id: digits(20),
          name: named('agent'),
          type: 'AD',
          version: '3.18.0',
          operationalStatus: 'OPERATIONAL',
        },
      ],
    },
  },
  {
    name: 'pushProviders',
    path: '/api/v1/push-providers',
    scopes: ['okta.pushProviders.read'],
    count: 2,
    key: 'id',
    equal: { type: 'providerType' },
    shape: cycle(
      {
        id: id('ppc'),
        name: named('Provider'),
        providerType: 'APNS',
        configuration: { keyId: digits(10), teamId: digits(10), fileName: 'key.p8' },
        lastUpdatedDate: updated,
      },
      {
        id: id('ppc'),
        name: named('Provider'),
        providerType: 'FCM',
        configuration: { fileName: 'fcm.json', projectId: 'project' },
        lastUpdatedDate: updated,
      },
    ),
  },
  {
    name: 'eventHooks',
    path: '/api/v1/eventHooks',
    scopes: ['okta.eventHooks.read'],
    count: 3,
    key: 'id',
    shape: {
      id: id('who'),
      name: named('Hook'),
      description: sometimes(named('For')),
      status: cycle('ACTIVE', 'INACTIVE'),
      verificationStatus: cycle('VERIFIED', 'UNVERIFIED'),
      created,
      createdBy: idIn('users'),
      lastUpdated: updated,
      channel: {
        type: 'HTTP',
        version: '1.0.0',
        config: { uri: 'https://hook.example', method: 'POST', headers: [] },
      },
      events: {
        type: 'EVENT_TYPE',
        items: ['user.lifecycle.create'],
        filter: sometimes({
          type: 'EXPRESSION_LANGUAGE',
          eventFilterMap: [
            {
              event: 'user.lifecycle.create',
              condition: { expression: "event.target.?[type eq 'User'].size() > 0" },
            },
          ],
        }),
      },
    },
  },
  {
    name: 'inlineHooks',
    path: '/api/v1/inlineHooks',
    scopes: ['okta.inlineHooks.read'],
    count: 4,
    key: 'id',
    equal: { type: 'type' },
    shape: {
      id: id('cal'),
      name: named('Hook'),
      type: cycle('com.okta.oauth2.tokens.transform', 'com.okta.import.transform'),
      status: cycle('ACTIVE', 'INACTIVE'),
      version: '1.0.0',
      created,
      lastUpdated: updated,
      channel: {
        type: 'HTTP',
        version: '1.0.0',
        config: { uri: 'https://hook.example', method: 'POST', headers: [] },
      },
    },
  },
  {
    name: 'hookKeys',
    path: '/api/v1/hook-keys',
    scopes: ['okta.inlineHooks.read'],
    count: 2,
    key: 'id',
    shape: {
      id: id('HKY'),
      keyId: digits(20),
      name: named('Key'),
      isUsed: cycle('true', 'false'),
      created,
      lastUpdated: updated,
    },
  },
  {
    name: 'logStreams',
    path: '/api/v1/logStreams',
    scopes: ['okta.logStreams.read'],
    count: 2,
    key: 'id',
    pages,
    filter: { status: equality, type: equality },
    shape: cycle(
      {
        ...stream('aws_eventbridge'),
        settings: { accountId: '123456789012', eventSourceName: 'okta', region: 'us-east-2' },
      },
      { ...stream('splunk_cloud_logstreaming'), settings: { edition: 'aws', host: 'acme.splunkcloud.com' } },
    ),
  },
];

function stream(type: string) {
  return {
    id: id('0oa'),
    name: named('Stream'),
    type,
    status: cycle('ACTIVE', 'INACTIVE'),
    created,
    lastUpdated: updated,
    _links: {
      self: { href: 'http://example.com', method: 'GET' },
    },
  };
}
