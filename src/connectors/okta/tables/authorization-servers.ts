/** Authorization servers of the org's own, and what they grant (API document, API Access Management). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import {
  activity,
  boolean,
  created,
  enumerated,
  id,
  integer,
  json,
  lastUpdated,
  nameOf,
  parentKey,
  text,
  timestamp,
} from '../column.ts';
import { byId, ownId, pages, whole } from '../read.ts';

const needs = 'API Access Management';
const scopes = ['okta.authorizationServers.read'];
const server = parentKey('AuthServerId', 'Id of the authorization server.');
const ofServer = [{ columns: ['AuthServerId'], table: 'AuthorizationServers', references: ['Id'] }];
const inServer = { column: 'AuthServerId', table: 'AuthorizationServers', references: 'Id' };
const system = boolean('System', 'system', "Whether it is Okta's own and cannot be deleted.");

/** Custom authorization servers. */
export const authorizationServers: TableDeclaration = {
  name: 'AuthorizationServers',
  description: "Authorization servers of the org's own, the default one included.",
  needs,
  columns: [
    id('authorization server'),
    nameOf('authorization server'),
    text('Description', 'description', 'What the server is for.'),
    activity('authorization server'),
    created('authorization server'),
    lastUpdated('authorization server'),
    text('Issuer', 'issuer', 'Issuer in its tokens.'),
    text('IssuerMode', 'issuerMode', 'Which host the issuer has.'),
    json('Audiences', 'audiences', 'Audiences in its tokens.'),
    enumerated(
      'CredRotationMode',
      'credentials.signing.rotationMode',
      ['AUTO', 'MANUAL'],
      'Who changes the signing key.',
    ),
    timestamp('CredLastRotated', 'credentials.signing.lastRotated', 'When the key was last changed.'),
    timestamp('CredNextRotation', 'credentials.signing.nextRotation', 'When it will be changed next.'),
    text('CredKid', 'credentials.signing.kid', 'Id of the signing key.'),
    enumerated('CredUse', 'credentials.signing.use', ['sig'], 'What the key is for.'),
    enumerated(
      'AccessTokenEncryptedResponseAlgorithm',
      'accessTokenEncryptedResponseAlgorithm',
      ['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'],
      'How access tokens are encrypted, where they are.',
    ),
    json('JwksKeys', 'jwks.keys', 'Keys that access tokens are encrypted with.'),
    text('JwksUri', 'jwks_uri', 'Where such keys are found.'),
  ],
  primaryKey: ['Id'],
  scopes,
  expectedRows: 5,
  reads: [
    byId('/api/v1/authorizationServers/{Id}', { Id: `default|${ownId}` }),
    pages('/api/v1/authorizationServers', 200),
  ],
};

/** Scopes that the servers grant. */
export const authServerScopes: TableDeclaration = {
  name: 'AuthServerScopes',
  description: 'Scopes that authorization servers grant.',
  needs,
  columns: [
    server,
    id('scope'),
    text('Name', 'name', 'Name of the scope, as clients ask for it.'),
    text('DisplayName', 'displayName', 'Name for people.'),
    text('Description', 'description', 'What the scope allows.'),
    enumerated(
      'Consent',
      'consent',
      ['FLEXIBLE', 'IMPLICIT', 'REQUIRED'],
      'Whether people are asked before it is granted.',
    ),
    boolean('Default', 'default', 'Whether clients get it that ask for no scope.'),
    enumerated(
      'MetadataPublish',
      'metadataPublish',
      ['ALL_CLIENTS', 'NO_CLIENTS'],
      'Whether it stands in the public metadata.',
    ),
    boolean('Optional', 'optional', 'Whether people may refuse it and go on.'),
    system,
  ],
  primaryKey: ['AuthServerId', 'Id'],
  foreignKeys: ofServer,
  requiredKeys: [inServer],
  scopes,
  expectedRows: 50,
  reads: [pages('/api/v1/authorizationServers/{AuthServerId}/scopes', 200)],
};

/** Claims that the servers put into tokens. */
export const authServerClaims: TableDeclaration = {
  name: 'AuthServerClaims',
  description: 'Claims that authorization servers put into tokens.',
  needs,
  columns: [
    server,
    id('claim'),
    text('Name', 'name', 'Name of the claim in the token.'),
    activity('claim'),
    enumerated('ClaimType', 'claimType', ['IDENTITY', 'RESOURCE'], 'ID token, or access token.'),
    enumerated('ValueType', 'valueType', ['EXPRESSION', 'GROUPS', 'SYSTEM'], 'Where the value comes from.'),
    text('Value', 'value', 'Expression, or the text that groups are chosen by.'),
    enumerated(
      'GroupFilterType',
      'group_filter_type',
      ['CONTAINS', 'EQUALS', 'REGEX', 'STARTS_WITH'],
      'How groups are chosen.',
    ),
    boolean('AlwaysIncludeInToken', 'alwaysIncludeInToken', 'Whether it stands in every token.'),
    json('ConditionsScopes', 'conditions.scopes', 'Scopes that it stands in tokens for.'),
    system,
  ],
  primaryKey: ['AuthServerId', 'Id'],
  foreignKeys: ofServer,
  requiredKeys: [inServer],
  scopes,
  expectedRows: 50,
  reads: [whole('/api/v1/authorizationServers/{AuthServerId}/claims')],
};

/** Access policies of the servers. */
export const authServerPolicies: TableDeclaration = {
  name: 'AuthServerPolicies',
  description: 'Access policies of authorization servers.',
  needs,
  columns: [
    server,
    id('policy'),
    enumerated('Type', 'type', ['OAUTH_AUTHORIZATION_POLICY'], 'Kind of policy.'),
    nameOf('policy'),
    text('Description', 'description', 'What the policy is for.'),
    activity('policy'),
    integer('Priority', 'priority', 'Place among the policies; 1 is asked first.'),
    system,
    created('policy'),
    lastUpdated('policy'),
    json('ConditionsClients', 'conditions.clients', 'Clients that the policy is for.'),
  ],
  primaryKey: ['AuthServerId', 'Id'],
  foreignKeys: ofServer,
  requiredKeys: [inServer],
  scopes,
  expectedRows: 10,
  reads: [whole('/api/v1/authorizationServers/{AuthServerId}/policies')],
};

/** Rules of those policies. */
export const authServerPolicyRules: TableDeclaration = {
  name: 'AuthServerPolicyRules',
  description: 'Rules of the access policies of authorization servers.',
  needs,
  columns: [
    server,
    parentKey('PolicyId', 'Id of the policy.'),
    id('rule'),
    enumerated('Type', 'type', ['RESOURCE_ACCESS'], 'Kind of rule.'),
    nameOf('rule'),
    activity('rule'),
    integer('Priority', 'priority', 'Place among the rules; 1 is asked first.'),
    system,
    created('rule'),
    lastUpdated('rule'),
    json('ConditionsGrantTypes', 'conditions.grantTypes', 'Grants that the rule is for.'),
    json('ConditionsPeople', 'conditions.people', 'Users and groups that it is for.'),
    json('ConditionsScopes', 'conditions.scopes', 'Scopes that it is for.'),
    json('Actions', 'actions', 'Lifetimes of tokens, and the hook that changes them.'),
  ],
  primaryKey: ['AuthServerId', 'PolicyId', 'Id'],
  foreignKeys: [
    {
      columns: ['AuthServerId', 'PolicyId'],
      table: 'AuthServerPolicies',
      references: ['AuthServerId', 'Id'],
    },
  ],
  requiredKeys: [
    { column: 'AuthServerId', table: 'AuthServerPolicies', references: 'AuthServerId' },
    { column: 'PolicyId', table: 'AuthServerPolicies', references: 'Id' },
  ],
  scopes,
  expectedRows: 20,
  reads: [whole('/api/v1/authorizationServers/{AuthServerId}/policies/{PolicyId}/rules')],
};
