/** What belongs to an app (API document, application features, credentials and group push). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import {
  activity,
  always,
  created,
  enumerated,
  id,
  json,
  lastUpdated,
  parentKey,
  text,
  timestamp,
} from '../column.ts';
import { narrowed, pages, whole } from '../read.ts';

const app = parentKey('AppId', 'Id of the app.');
const ofApp = { columns: ['AppId'], table: 'Apps', references: ['Id'] };
const inApp = { column: 'AppId', table: 'Apps', references: 'Id' };

/** Provisioning, in and out. Okta answers 400 for apps without it. */
export const appFeatures: TableDeclaration = {
  name: 'AppFeatures',
  description: 'What apps with provisioning take from Okta and give to it.',
  columns: [
    app,
    always(enumerated('Name', 'name', ['INBOUND_PROVISIONING', 'USER_PROVISIONING'], 'The feature.')),
    text('Description', 'description', 'What the feature does.'),
    enumerated('Status', 'status', ['DISABLED', 'ENABLED'], 'Whether it is switched on.'),
    json('CapabilitiesCreate', 'capabilities.create', 'How users are made in the app.'),
    json('CapabilitiesUpdate', 'capabilities.update', 'How users are changed in the app.'),
    json('CapabilitiesImportRules', 'capabilities.importRules', 'What becomes of imported users.'),
    json('CapabilitiesImportSettings', 'capabilities.importSettings', 'When users are imported.'),
  ],
  primaryKey: ['AppId', 'Name'],
  foreignKeys: [ofApp],
  requiredKeys: [inApp],
  scopes: ['okta.apps.read'],
  expectedRows: 30,
  reads: [{ ...whole('/api/v1/apps/{AppId}/features'), noRowsOn: ['E0000001'] }],
};

/** Certificates of apps (schema JsonWebKey). */
export const appKeys: TableDeclaration = {
  name: 'AppKeys',
  description: 'Keys and certificates with which Okta signs for apps; public parts only.',
  columns: [
    app,
    always(text('Kid', 'kid', 'Id of the key.')),
    text('Kty', 'kty', 'Kind of key.'),
    text('Use', 'use', 'What the key is for.'),
    created('key'),
    lastUpdated('key'),
    timestamp('ExpiresAt', 'expiresAt', 'When the certificate expires.'),
    text('E', 'e', 'Exponent of an RSA key.'),
    text('N', 'n', 'Modulus of an RSA key.'),
    json('X5c', 'x5c', 'Certificates, the first for this key.'),
    text('X5tS256', 'x5t#S256', 'SHA-256 of the certificate.'),
  ],
  primaryKey: ['AppId', 'Kid'],
  foreignKeys: [ofApp],
  requiredKeys: [inApp],
  scopes: ['okta.apps.read'],
  expectedRows: 100,
  reads: [whole('/api/v1/apps/{AppId}/credentials/keys')],
};

/** Client secrets. The secret itself is no column. */
export const appSecrets: TableDeclaration = {
  name: 'AppSecrets',
  description: 'Client secrets of apps: when they were made and whether they work, never the secret.',
  columns: [
    app,
    id('secret'),
    activity('secret'),
    text('SecretHash', 'secret_hash', 'Hash of the secret.'),
    created('secret'),
    lastUpdated('secret'),
  ],
  primaryKey: ['AppId', 'Id'],
  foreignKeys: [ofApp],
  requiredKeys: [inApp],
  scopes: ['okta.apps.read'],
  expectedRows: 50,
  reads: [whole('/api/v1/apps/{AppId}/credentials/secrets')],
};

/** Groups that are kept the same in an app. */
export const groupPushMappings: TableDeclaration = {
  name: 'GroupPushMappings',
  description: 'Groups of Okta that are kept up to date in apps.',
  columns: [
    app,
    id('mapping'),
    enumerated('Status', 'status', ['ACTIVE', 'ERROR', 'INACTIVE'], 'Whether the group is pushed.'),
    text('SourceGroupId', 'sourceGroupId', 'Id of the group in Okta.'),
    text('TargetGroupId', 'targetGroupId', 'Id of the group in the app.'),
    text('ErrorSummary', 'errorSummary', 'What went wrong.'),
    created('mapping'),
    lastUpdated('mapping'),
    timestamp('LastPush', 'lastPush', 'When the group was last pushed.'),
    enumerated('AppConfigType', 'appConfig.type', ['ACTIVE_DIRECTORY'], 'Kind of the settings below.'),
    text('AppConfigDistinguishedName', 'appConfig.distinguishedName', 'Where the group lies.'),
    enumerated(
      'AppConfigGroupScope',
      'appConfig.groupScope',
      ['DOMAIN_LOCAL', 'GLOBAL', 'UNIVERSAL'],
      'Scope of the group in the directory.',
    ),
    enumerated(
      'AppConfigGroupType',
      'appConfig.groupType',
      ['DISTRIBUTION', 'SECURITY'],
      'Kind of the group in the directory.',
    ),
    text('AppConfigSamAccountName', 'appConfig.samAccountName', 'Account name of the group there.'),
  ],
  primaryKey: ['AppId', 'Id'],
  foreignKeys: [ofApp, { columns: ['SourceGroupId'], table: 'Groups', references: ['Id'] }],
  requiredKeys: [inApp],
  scopes: ['okta.apps.read', 'okta.groups.read'],
  expectedRows: 50,
  reads: [
    {
      ...pages('/api/v1/apps/{AppId}/group-push/mappings', 1000),
      parameters: { Status: narrowed('status'), SourceGroupId: narrowed('sourceGroupId') },
    },
  ],
};
