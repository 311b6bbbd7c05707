import type { TableDeclaration } from '../../../rest/declaration.ts';
import {
  activity,
  always,
  boolean,
  created,
  enumerated,
  id,
  integer,
  json,
  lastUpdated,
  linked,
  nameOf,
  parentKey,
  text,
} from '../column.ts';
import { byId, narrowed, whole } from '../read.ts';

/** Kinds of policies (API document, listPolicies, parameter `type`). */
const policyTypes = [
  'ACCESS_POLICY',
  'CLIENT_UPDATE',
  'DEVICE_SIGNAL_COLLECTION',
  'ENTITY_RISK',
  'IDENTITY_CLAIM_SOURCING',
  'IDP_DISCOVERY',
  'MFA_ENROLL',
  'OKTA_SIGN_ON',
  'PASSWORD',
  'POST_AUTH_SESSION',
  'PROFILE_ENROLLMENT',
  'SESSION_VIOLATION_DETECTION',
];

/** Policies of every kind. Okta lists one kind at a time, and refuses those that the org does not have. */
export const policies: TableDeclaration = {
  name: 'Policies',
  description: 'Policies of every kind that the org has: for signing in, passwords, enrollment and more.',
  columns: [
    id('policy'),
    always(enumerated('Type', 'type', policyTypes, 'What the policy governs.')),
    nameOf('policy'),
    text('Description', 'description', 'What the policy is for.'),
    activity('policy'),
    integer('Priority', 'priority', 'Place among the policies of its kind; 1 is asked first.'),
    boolean('System', 'system', "Whether it is Okta's own and cannot be deleted."),
    created('policy'),
    lastUpdated('policy'),
    json('Conditions', 'conditions', 'Whom and what the policy is for; the form depends on the type.'),
    json('Settings', 'settings', 'What the policy asks for; the form depends on the type.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.policies.read'],
  expectedRows: 40,
  reads: [
    byId('/api/v1/policies/{Id}'),
    {
      ...whole('/api/v1/policies'),
      paging: { style: 'link-header' },
      // Not enabled; and what Okta says of values of parameters that an org cannot have.
      noRowsOn: ['E0000015', 'E0000001'],
      parameters: {
        Type: {
          ...narrowed('type'),
          values: Object.fromEntries(policyTypes.map((type) => [type, type])),
        },
        Status: narrowed('status'),
      },
    },
  ],
};

/** Rules of policies (API document, listPolicyRules). */
export const policyRules: TableDeclaration = {
  name: 'PolicyRules',
  description: 'Rules of policies, in the order in which they are asked.',
  columns: [
    parentKey('PolicyId', 'Id of the policy.'),
    id('rule'),
    enumerated(
      'Type',
      'type',
      [...policyTypes.filter((type) => type !== 'OKTA_SIGN_ON'), 'SIGN_ON'],
      'What the rule governs.',
    ),
    nameOf('rule'),
    activity('rule'),
    integer('Priority', 'priority', 'Place among the rules of the policy; 1 is asked first.'),
    boolean('System', 'system', "Whether it is Okta's own and cannot be deleted."),
    created('rule'),
    lastUpdated('rule'),
    json('Conditions', 'conditions', 'When the rule applies; the form depends on the type.'),
    json('Actions', 'actions', 'What happens then; the form depends on the type.'),
  ],
  primaryKey: ['PolicyId', 'Id'],
  foreignKeys: [{ columns: ['PolicyId'], table: 'Policies', references: ['Id'] }],
  requiredKeys: [{ column: 'PolicyId', table: 'Policies', references: 'Id' }],
  scopes: ['okta.policies.read'],
  expectedRows: 120,
  reads: [whole('/api/v1/policies/{PolicyId}/rules')],
};

/** What policies are mapped to (API document, listPolicyMappings). */
export const policyMappings: TableDeclaration = {
  name: 'PolicyMappings',
  description: 'Apps and other objects that policies are mapped to.',
  columns: [
    parentKey('PolicyId', 'Id of the policy.'),
    id('mapping'),
    linked('AppId', 'application', 'apps', 'Id of the app that the policy is mapped to.'),
  ],
  primaryKey: ['PolicyId', 'Id'],
  foreignKeys: [
    { columns: ['PolicyId'], table: 'Policies', references: ['Id'] },
    { columns: ['AppId'], table: 'Apps', references: ['Id'] },
  ],
  requiredKeys: [{ column: 'PolicyId', table: 'Policies', references: 'Id' }],
  scopes: ['okta.policies.read'],
  expectedRows: 100,
  reads: [whole('/api/v1/policies/{PolicyId}/mappings')],
};
