import type { Resource } from './resource.ts';
import { created, cycle, digits, flag, id, idIn, named, sometimes, updated, whole } from './shape.ts';

const equality = { kind: 'text', operators: ['eq'] } as const;
const truth = { kind: 'boolean', operators: ['eq'] } as const;
const pages = { default: 20, minimum: 1, maximum: 200 };

const zone = (type: string, more: object) => ({
  id: id('nzo'),
  name: named('Zone'),
  type,
  status: cycle('ACTIVE', 'ACTIVE', 'INACTIVE'),
  usage: cycle('POLICY', 'BLOCKLIST', 'POLICY'),
  system: flag('system'),
  created,
  lastUpdated: updated,
  ...more,
});

const behavior = (type: string, settings: object) => ({
  id: id('abc'),
  name: named('Behavior'),
  type,
  status: cycle('ACTIVE', 'INACTIVE'),
  created,
  lastUpdated: updated,
  settings: { ...settings },
});

const history = { maxEventsUsedForEvaluation: whole(10, 20), minEventsNeededForEvaluation: whole(0, 3) };

/** What policies look at: networks, origins, behavior; and how people prove themselves. */
export const securityResources: readonly Resource[] = [
  {
    name: 'networkZones',
    path: '/api/v1/zones',
    scopes: ['okta.networkZones.read'],
    count: 9,
    key: 'id',
    pages: { default: 1000, minimum: 1, maximum: 1000 },
    filter: { id: equality, usage: equality, system: truth },
    shape: cycle(
      zone('IP', {
        gateways: [{ type: 'CIDR', value: '192.0.2.0/24' }],
        proxies: sometimes([{ type: 'RANGE', value: '198.51.100.1-198.51.100.9' }]),
        useAsExemptList: flag('exempt'),
      }),
      zone('DYNAMIC', {
        asns: ['23457'],
        locations: [{ country: 'AF', region: 'AF-BGL' }],
        proxyType: cycle('Any', 'Tor', 'NotTorAnonymizer'),
      }),
      zone('DYNAMIC_V2', {
        asns: { include: ['1'], exclude: ['2'] },
        locations: { include: [{ country: 'US', region: 'US-CA' }], exclude: [] },
        ipServiceCategories: { include: ['ALL_ANONYMIZERS'], exclude: [] },
      }),
    ),
  },
  {
    name: 'trustedOrigins',
    path: '/api/v1/trustedOrigins',
    scopes: ['okta.trustedOrigins.read'],
    count: 5,
    key: 'id',
    pages,
    filter: { name: equality, origin: equality, status: equality },
    shape: {
      id: id('tos'),
      name: named('Origin'),
      origin: (making) => `https://app${making.ordinal}.example.com`,
      status: cycle('ACTIVE', 'INACTIVE'),
      scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }],
      created,
      createdBy: idIn('users'),
      lastUpdated: updated,
      lastUpdatedBy: idIn('users'),
    },
  },
  {
    name: 'behaviors',
    path: '/api/v1/behaviors',
    scopes: ['okta.behaviors.read'],
    count: 5,
    key: 'id',
    shape: cycle(
      behavior('ANOMALOUS_LOCATION', { ...history, granularity: 'LAT_LONG', radiusKilometers: 50 }),
      behavior('ANOMALOUS_DEVICE', history),
      behavior('ANOMALOUS_IP', history),
      behavior('VELOCITY', { velocityKph: 805 }),
      behavior('ANOMALOUS_ASN', history),
    ),
  },
  {
    name: 'threatInsights',
    path: '/api/v1/threats/configuration',
    scopes: ['okta.threatInsights.read'],
    count: 1,
    answer: 'object',
    shape: { action: 'audit', excludeZones: [idIn('networkZones')], created, lastUpdated: updated },
  },
  {
    name: 'captchas',
    path: '/api/v1/captchas',
    scopes: ['okta.captchas.read'],
    count: 2,
    key: 'id',
    identityEngine: true,
    shape: {
      id: id('cap'),
      name: named('CAPTCHA'),
      type: cycle('HCAPTCHA', 'RECAPTCHA_V2'),
      siteKey: digits(20),
    },
  },
  {
    name: 'authenticators',
    path: '/api/v1/authenticators',
    scopes: ['okta.authenticators.read'],
    count: 5,
    key: 'id',
    identityEngine: true,
    shape: cycle(
      {
        ...authenticator('okta_verify', 'app'),
        settings: { appInstanceId: idIn('apps'), userVerification: 'PREFERRED' },
      },
      authenticator('okta_password', 'password'),
      {
        ...authenticator('custom_app', 'app'),
        agreeToTerms: true,
        provider: {
          type: 'PUSH',
          configuration: {
            apns: { id: 'pp1', appBundleId: 'com.example', debugAppBundleId: 'com.example.debug' },
          },
        },
        settings: { oauthClientId: digits(20), userVerification: 'REQUIRED' },
      },
      authenticator('okta_email', 'email'),
      authenticator('phone_number', 'phone'),
    ),
  },
];

function authenticator(key: string, type: string) {
  return {
    id: id('aut'),
    key,
    type,
    name: named('Authenticator'),
    description: sometimes(named('For')),
    status: cycle('ACTIVE', 'INACTIVE'),
    created,
    lastUpdated: updated,
  };
}
