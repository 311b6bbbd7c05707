import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, enumerated, json, parentKey, text, timestamp } from '../column.ts';
import { objectId, userId } from '../read.ts';

/** Users of apps (API document, listApplicationUsers and schema AppUser). */
export const applicationUsers: TableDeclaration = {
  name: 'ApplicationUsers',
  description: 'Users of apps, one row for each app and user, assigned directly or through a group.',
  columns: [
    always(text('Id', 'id', 'Id of the user.')),
    parentKey('AppId', 'Id of the app.'),
    text('ExternalId', 'externalId', "Id of the user in the app's own directory."),
    timestamp('Created', 'created', 'When the user got the app.'),
    timestamp('LastUpdated', 'lastUpdated', 'When the assignment was last changed.'),
    enumerated('Scope', 'scope', ['USER', 'GROUP'], 'Assigned directly, or through a group.'),
    enumerated(
      'Status',
      'status',
      [
        'ACTIVE',
        'APPROVED',
        'DEPROVISIONED',
        'IMPLICIT',
        'IMPORTED',
        'INACTIVE',
        'MATCHED',
        'PENDING',
        'PROVISIONED',
        'REVOKED',
        'STAGED',
        'SUSPENDED',
        'UNASSIGNED',
      ],
      'State of the assignment.',
    ),
    timestamp('StatusChanged', 'statusChanged', 'When the state last changed.'),
    timestamp('PasswordChanged', 'passwordChanged', "When the app's password was last changed."),
    enumerated(
      'SyncState',
      'syncState',
      ['DISABLED', 'ERROR', 'OUT_OF_SYNC', 'SYNCHRONIZED', 'SYNCING'],
      "How far the app's own directory knows the user.",
    ),
    timestamp('LastSync', 'lastSync', 'When the user was last synchronized.'),
    text('UserName', 'credentials.userName', 'Name of the user in the app.'),
    json('Profile', 'profile', 'Attributes of the user in the app.'),
  ],
  primaryKey: ['AppId', 'Id'],
  foreignKeys: [
    { columns: ['AppId'], table: 'Apps', references: ['Id'] },
    { columns: ['Id'], table: 'Users', references: ['Id'] },
  ],
  requiredKeys: [{ column: 'AppId', table: 'Apps', references: 'Id' }],
  scopes: ['okta.apps.read'],
  expectedRows: 20_000,
  reads: [
    {
      name: 'by id',
      path: '/api/v1/apps/{AppId}/users/{Id}',
      keyPatterns: { AppId: objectId, Id: userId },
      rows: '',
      single: true,
      notFound: 'no rows',
      bucket: 'GET /api/v1/apps/{id}',
    },
    {
      name: 'list',
      path: '/api/v1/apps/{AppId}/users',
      keyPatterns: { AppId: objectId },
      rows: '',
      notFound: 'no rows',
      paging: {
        style: 'link-header',
        size: { parameter: 'limit', default: 500, minimum: 1, maximum: 500 },
      },
      bucket: 'GET /api/v1/apps/{id}',
    },
  ],
};
