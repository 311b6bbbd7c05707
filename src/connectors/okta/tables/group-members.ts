import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, parentKey, text } from '../column.ts';
import { objectId } from '../read.ts';
import { userColumns } from './user-columns.ts';

/** Who is in which group; each row has the whole user too (API document, listGroupUsers). */
export const groupMembers: TableDeclaration = {
  name: 'GroupMembers',
  description: 'Members of groups, one row for each group and user, with the columns of the user.',
  columns: [
    parentKey('GroupId', 'Id of the group.'),
    always(text('UserId', 'id', 'Id of the user.')),
    ...userColumns,
  ],
  primaryKey: ['GroupId', 'UserId'],
  foreignKeys: [
    { columns: ['GroupId'], table: 'Groups', references: ['Id'] },
    { columns: ['UserId'], table: 'Users', references: ['Id'] },
  ],
  requiredKeys: [{ column: 'GroupId', table: 'Groups', references: 'Id' }],
  scopes: ['okta.groups.read'],
  expectedRows: 20_000,
  customColumns: 'user',
  reads: [
    {
      name: 'list',
      path: '/api/v1/groups/{GroupId}/users',
      keyPatterns: { GroupId: objectId },
      rows: '',
      notFound: 'no rows',
      paging: { style: 'link-header', size: { parameter: 'limit', default: 1000, maximum: 1000 } },
      bucket: 'GET /api/v1/groups/{id}/users',
    },
  ],
};
