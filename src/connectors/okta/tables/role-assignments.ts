/** Who has which administrator role (API document, role assignments; schemas StandardRole and CustomRole). */
import type { ColumnDeclaration, TableDeclaration } from '../../../rest/declaration.ts';
import { activity, created, enumerated, id, lastUpdated, parentKey, text } from '../column.ts';
import { userId, whole, wrappedPages } from '../read.ts';

const assignmentColumns: readonly ColumnDeclaration[] = [
  id('assignment'),
  enumerated(
    'Type',
    'type',
    [
      'ACCESS_CERTIFICATIONS_ADMIN',
      'ACCESS_REQUESTS_ADMIN',
      'API_ACCESS_MANAGEMENT_ADMIN',
      'APP_ADMIN',
      'CUSTOM',
      'GROUP_MEMBERSHIP_ADMIN',
      'HELP_DESK_ADMIN',
      'ORG_ADMIN',
      'READ_ONLY_ADMIN',
      'REPORT_ADMIN',
      'SUPER_ADMIN',
      'USER_ADMIN',
      'WORKFLOWS_ADMIN',
    ],
    'The role; CUSTOM for one that the org made.',
  ),
  text('Label', 'label', 'Name of the role for people.'),
  activity('assignment'),
  enumerated(
    'AssignmentType',
    'assignmentType',
    ['CLIENT', 'GROUP', 'USER'],
    'What the role was given to; a user may have it through a group.',
  ),
  text('RoleId', 'role', 'Id of the custom role.'),
  text('ResourceSetId', 'resource-set', 'Id of the resource set that a custom role is for.'),
  created('assignment'),
  lastUpdated('assignment'),
];

const references = [
  { columns: ['RoleId'], table: 'Roles', references: ['Id'] },
  { columns: ['ResourceSetId'], table: 'ResourceSets', references: ['Id'] },
];

/** Every user with a role: the short way to the roles of users. */
export const adminAssignees: TableDeclaration = {
  name: 'AdminAssignees',
  description: 'Users that have an administrator role.',
  columns: [id('user'), text('Orn', 'orn', 'Okta resource name of the user.')],
  primaryKey: ['Id'],
  foreignKeys: [{ columns: ['Id'], table: 'Users', references: ['Id'] }],
  scopes: ['okta.roles.read'],
  expectedRows: 20,
  reads: [wrappedPages('/api/v1/iam/assignees/users', 'value')],
};

/** Roles of users. Only those that Okta names as assignees are asked for. */
export const userRoles: TableDeclaration = {
  name: 'UserRoles',
  description: 'Administrator roles of users.',
  columns: [parentKey('UserId', 'Id of the user.'), ...assignmentColumns],
  primaryKey: ['UserId', 'Id'],
  foreignKeys: [{ columns: ['UserId'], table: 'Users', references: ['Id'] }, ...references],
  requiredKeys: [{ column: 'UserId', table: 'AdminAssignees', references: 'Id' }],
  scopes: ['okta.roles.read'],
  expectedRows: 40,
  reads: [whole('/api/v1/users/{UserId}/roles', '', { UserId: userId })],
};

/** Roles of groups. */
export const groupRoles: TableDeclaration = {
  name: 'GroupRoles',
  description: 'Administrator roles that groups give their members.',
  columns: [parentKey('GroupId', 'Id of the group.'), ...assignmentColumns],
  primaryKey: ['GroupId', 'Id'],
  foreignKeys: [{ columns: ['GroupId'], table: 'Groups', references: ['Id'] }, ...references],
  requiredKeys: [{ column: 'GroupId', table: 'Groups', references: 'Id' }],
  scopes: ['okta.roles.read'],
  expectedRows: 20,
  reads: [whole('/api/v1/groups/{GroupId}/roles')],
};

/** Roles of service apps. */
export const clientRoles: TableDeclaration = {
  name: 'ClientRoles',
  description: 'Administrator roles of apps that sign in as themselves.',
  columns: [parentKey('ClientId', 'Client id of the app.'), ...assignmentColumns],
  primaryKey: ['ClientId', 'Id'],
  foreignKeys: [{ columns: ['ClientId'], table: 'Apps', references: ['ClientId'] }, ...references],
  requiredKeys: [{ column: 'ClientId', table: 'Apps', references: 'ClientId' }],
  scopes: ['okta.roles.read'],
  expectedRows: 10,
  reads: [
    {
      ...whole('/oauth2/v1/clients/{ClientId}/roles', '', { ClientId: '[A-Za-z0-9_-]{1,100}' }),
      bucket: 'GET /oauth2/v1/clients',
    },
  ],
};
