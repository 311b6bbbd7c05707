import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, parentKey, text } from '../column.ts';
import { userId } from '../read.ts';
import { groupColumns } from './group-columns.ts';

/** The same memberships as GroupMembers, seen from the user (API document, listUserGroups). */
export const userGroups: TableDeclaration = {
  name: 'UserGroups',
  description:
    'Groups of users, one row for each user and group, with the columns of the group. Cheap for a few users; for many, GroupMembers takes fewer requests.',
  columns: [
    parentKey('UserId', 'Id of the user.'),
    always(text('GroupId', 'id', 'Id of the group.')),
    ...groupColumns,
  ],
  primaryKey: ['UserId', 'GroupId'],
  foreignKeys: [
    { columns: ['UserId'], table: 'Users', references: ['Id'] },
    { columns: ['GroupId'], table: 'Groups', references: ['Id'] },
  ],
  requiredKeys: [{ column: 'UserId', table: 'Users', references: 'Id' }],
  scopes: ['okta.users.read'],
  expectedRows: 20_000,
  customColumns: 'group',
  reads: [
    {
      name: 'list',
      path: '/api/v1/users/{UserId}/groups',
      keyPatterns: { UserId: userId },
      rows: '',
      notFound: 'no rows',
      bucket: 'GET /api/v1/users/{id}/groups',
    },
  ],
};
