import type { ColumnDeclaration } from '../../../rest/declaration.ts';
import { always, enumerated, text, timestamp } from '../column.ts';
import { profileColumns } from './profile-columns.ts';

/** States of a user (API document, UserStatus). */
export const userStatuses = [
  'ACTIVE',
  'DEPROVISIONED',
  'LOCKED_OUT',
  'PASSWORD_EXPIRED',
  'PROVISIONED',
  'RECOVERY',
  'STAGED',
  'SUSPENDED',
] as const;

/** Columns of a user besides the id (API document, schema User). */
export const userColumns: readonly ColumnDeclaration[] = [
  always(enumerated('Status', 'status', userStatuses, 'State of the account.')),
  always(timestamp('Created', 'created', 'When the user was created.')),
  timestamp('Activated', 'activated', 'When the user was last activated.'),
  timestamp('StatusChanged', 'statusChanged', 'When the status last changed.'),
  timestamp('LastLogin', 'lastLogin', 'When the user last signed in.'),
  always(timestamp('LastUpdated', 'lastUpdated', 'When the user was last changed.')),
  timestamp('PasswordChanged', 'passwordChanged', 'When the password was last changed.'),
  enumerated(
    'TransitioningToStatus',
    'transitioningToStatus',
    ['ACTIVE', 'DEPROVISIONED', 'PROVISIONED'],
    'The state that a change under way leads to.',
  ),
  text('RealmId', 'realmId', 'Id of the realm the user lives in.'),
  text('TypeId', 'type.id', 'Id of the user type.'),
  enumerated(
    'CredentialsProviderType',
    'credentials.provider.type',
    ['ACTIVE_DIRECTORY', 'FEDERATION', 'IMPORT', 'LDAP', 'OKTA', 'SOCIAL'],
    'What kind of directory checks the credentials.',
  ),
  text('CredentialsProviderName', 'credentials.provider.name', 'Name of that directory.'),
  text(
    'CredentialsRecoveryQuestion',
    'credentials.recovery_question.question',
    'Question that is asked when the password is forgotten; never the answer.',
  ),
  ...profileColumns,
];
