import type { TableDeclaration } from '../../../rest/declaration.ts';
import {
  activity,
  boolean,
  created,
  enumerated,
  id,
  json,
  lastUpdated,
  nameOf,
  parentKey,
  text,
  timestamp,
} from '../column.ts';
import { byId, pages, userId, whole } from '../read.ts';

const authenticatorTypes = [
  'app',
  'email',
  'federated',
  'password',
  'phone',
  'security_key',
  'security_question',
  'tac',
];

/** What users of the org may prove themselves with (API document, schema AuthenticatorBase and its kinds). */
export const authenticators: TableDeclaration = {
  name: 'Authenticators',
  description: 'Ways in which users of the org may prove who they are.',
  needs: 'Identity Engine',
  columns: [
    id('authenticator'),
    enumerated(
      'Key',
      'key',
      [
        'custom_app',
        'duo',
        'external_idp',
        'google_otp',
        'okta_email',
        'okta_password',
        'okta_verify',
        'onprem_mfa',
        'phone_number',
        'security_key',
        'security_question',
        'smart_card_idp',
        'symantec_vip',
        'tac',
        'webauthn',
        'yubikey_token',
      ],
      'Kind of authenticator.',
    ),
    nameOf('authenticator'),
    text('Description', 'description', 'What the authenticator is for.'),
    enumerated('Type', 'type', authenticatorTypes, 'What the user needs to have or know.'),
    activity('authenticator'),
    created('authenticator'),
    lastUpdated('authenticator'),
    boolean('AgreeToTerms', 'agreeToTerms', 'Whether the terms of custom apps were agreed to.'),
    text('ProviderType', 'provider.type', 'What checks the proof.'),
    json('ProviderConfiguration', 'provider.configuration', 'How that is reached.'),
    json('Settings', 'settings', 'Settings of the kind.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.authenticators.read'],
  expectedRows: 12,
  reads: [byId('/api/v1/authenticators/{Id}'), whole('/api/v1/authenticators')],
};

/** What users have enrolled (API document, listAuthenticatorEnrollments; its example is a list). */
export const authenticatorEnrollments: TableDeclaration = {
  name: 'AuthenticatorEnrollments',
  description: 'Authenticators that users have enrolled.',
  needs: 'Identity Engine',
  columns: [
    parentKey('UserId', 'Id of the user.'),
    id('enrollment'),
    text('Key', 'key', 'Kind of authenticator.'),
    enumerated('Type', 'type', authenticatorTypes, 'What the user needs to have or know.'),
    nameOf('authenticator'),
    text('Status', 'status', 'State of the enrollment.'),
    created('enrollment'),
    lastUpdated('enrollment'),
    json('Profile', 'profile', 'What is known of it, such as a phone number, partly hidden.'),
  ],
  primaryKey: ['UserId', 'Id'],
  foreignKeys: [{ columns: ['UserId'], table: 'Users', references: ['Id'] }],
  requiredKeys: [{ column: 'UserId', table: 'Users', references: 'Id' }],
  scopes: ['okta.users.read'],
  expectedRows: 15_000,
  reads: [whole('/api/v1/users/{UserId}/authenticator-enrollments', '', { UserId: userId })],
};

/** Second factors of users (API document, schema UserFactor and its kinds). */
export const userFactors: TableDeclaration = {
  name: 'UserFactors',
  description: 'Factors of users. Okta shows those that the policy of the caller lets the user have.',
  columns: [
    parentKey('UserId', 'Id of the user.'),
    id('factor'),
    enumerated(
      'FactorType',
      'factorType',
      [
        'call',
        'email',
        'push',
        'question',
        'signed_nonce',
        'sms',
        'token',
        'token:hardware',
        'token:hotp',
        'token:software:totp',
        'u2f',
        'web',
        'webauthn',
      ],
      'Kind of factor.',
    ),
    text('Provider', 'provider', 'Who checks the factor.'),
    text('VendorName', 'vendorName', 'Name of the maker.'),
    enumerated(
      'Status',
      'status',
      ['ACTIVE', 'DISABLED', 'ENROLLED', 'EXPIRED', 'INACTIVE', 'NOT_SETUP', 'PENDING_ACTIVATION'],
      'State of the factor.',
    ),
    created('factor'),
    lastUpdated('factor'),
    text('FactorProfileId', 'factorProfileId', 'Id of the profile of a custom token.'),
    json('Profile', 'profile', 'What is known of the factor, such as a phone number.'),
  ],
  primaryKey: ['UserId', 'Id'],
  foreignKeys: [{ columns: ['UserId'], table: 'Users', references: ['Id'] }],
  requiredKeys: [{ column: 'UserId', table: 'Users', references: 'Id' }],
  scopes: ['okta.users.read'],
  expectedRows: 10_000,
  reads: [whole('/api/v1/users/{UserId}/factors', '', { UserId: userId })],
};

/** YubiKeys that were uploaded to the org (API document, listYubikeyOtpTokens). */
export const yubikeyTokens: TableDeclaration = {
  name: 'YubikeyTokens',
  description: 'YubiKeys of the org for one-time passwords, given out or not.',
  columns: [
    id('token'),
    enumerated(
      'Status',
      'status',
      ['ACTIVE', 'BLOCKED', 'DELETED', 'INACTIVE', 'REVOKED', 'UNASSIGNED'],
      'State of the token.',
    ),
    created('token'),
    lastUpdated('token'),
    timestamp('LastVerified', 'lastVerified', 'When the token was last used.'),
    json('Profile', 'profile', 'Serial number and more.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.users.read'],
  expectedRows: 200,
  reads: [
    byId('/api/v1/org/factors/yubikey_token/tokens/{Id}'),
    pages('/api/v1/org/factors/yubikey_token/tokens', 200),
  ],
};
