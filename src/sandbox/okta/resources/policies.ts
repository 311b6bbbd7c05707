import type { Resource } from './resource.ts';
import {
  created,
  cycle,
  flag,
  id,
  link,
  type Maker,
  named,
  orNull,
  parent,
  type Shape,
  sometimes,
  updated,
  whole,
} from './shape.ts';

const scopes = ['okta.policies.read'];
const everyone = { people: { groups: { include: [(m) => m.idOf('groups', 0)] as readonly Maker[] } } };

/** What all policies and all rules have. */
const common = (noun: string, prefix: string): { readonly [property: string]: Shape } => ({
  id: id(prefix),
  name: named(noun),
  status: cycle('ACTIVE', 'ACTIVE', 'INACTIVE'),
  priority: whole(1, 9),
  system: flag(noun),
  created,
  lastUpdated: updated,
});

const policy = (type: string, more: { readonly [property: string]: Shape } = {}): Shape => ({
  ...common('Policy', '00p'),
  type,
  description: sometimes(named('For')),
  ...more,
});

const passwordSettings = {
  password: { complexity: { minLength: 10 }, age: { maxAgeDays: 90 }, lockout: { maxAttempts: 5 } },
  recovery: {
    factors: {
      okta_email: { status: 'ACTIVE', properties: { recoveryToken: { tokenLifetimeMinutes: 60 } } },
    },
  },
  delegation: { options: { skipUnlock: false } },
};

const rule = (type: string, actions: Shape): Shape => ({
  ...common('Rule', '0pr'),
  type,
  conditions: orNull({ people: { users: { exclude: [] } } }),
  actions,
});

/** Policies, their rules and what they are mapped to. */
export const policyResources: readonly Resource[] = [
  {
    name: 'policies',
    path: '/api/v1/policies',
    scopes,
    count: 16,
    key: 'id',
    required: 'type',
    lacking: ['ENTITY_RISK', 'SESSION_VIOLATION_DETECTION', 'CLIENT_UPDATE', 'IDENTITY_CLAIM_SOURCING'],
    equal: { type: 'type', status: 'status' },
    shape: cycle(
      policy('OKTA_SIGN_ON', { conditions: everyone }),
      policy('PASSWORD', {
        conditions: { ...everyone, authProvider: { provider: 'OKTA' } },
        settings: passwordSettings,
      }),
      policy('ACCESS_POLICY'),
      policy('MFA_ENROLL', {
        conditions: everyone,
        settings: {
          type: 'AUTHENTICATORS',
          authenticators: [{ key: 'okta_password', enroll: { self: 'REQUIRED' } }],
        },
      }),
      policy('IDP_DISCOVERY'),
      policy('PROFILE_ENROLLMENT'),
      policy('POST_AUTH_SESSION'),
      policy('DEVICE_SIGNAL_COLLECTION'),
    ),
  },
  {
    name: 'policyRules',
    path: '/api/v1/policies/{id}/rules',
    scopes,
    within: [{ collection: 'policies' }],
    count: (policy) => policy % 4,
    key: 'id',
    shape: cycle(
      rule('SIGN_ON', {
        signon: { access: 'ALLOW', requireFactor: false, session: { usePersistentCookie: false } },
      }),
      rule('PASSWORD', { passwordChange: { access: 'ALLOW' }, selfServiceUnlock: { access: 'DENY' } }),
      rule('ACCESS_POLICY', { appSignOn: { access: 'ALLOW' } }),
    ),
  },
  {
    name: 'policyMappings',
    path: '/api/v1/policies/{id}/mappings',
    scopes,
    within: [{ collection: 'policies' }],
    count: (policy) => (policy % 3 === 2 ? 2 : 0),
    key: 'id',
    shape: {
      id: id('pma'),
      _links: {
        self: link('/api/v1/policies/{}/mappings/{}', parent(), id('pma')),
        application: link('/api/v1/apps/{}', (m) => m.idOf('apps', m.ordinal)),
        policy: link('/api/v1/policies/{}', parent()),
      },
    },
  },
];
