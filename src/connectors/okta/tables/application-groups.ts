import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, integer, json, parentKey, text, timestamp } from '../column.ts';
import { objectId } from '../read.ts';

/** Groups that apps are assigned to (API document, listApplicationGroupAssignments). */
export const applicationGroups: TableDeclaration = {
  name: 'ApplicationGroups',
  description: 'Groups that apps are assigned to, one row for each app and group.',
  columns: [
    parentKey('AppId', 'Id of the app.'),
    always(text('GroupId', 'id', 'Id of the group.')),
    integer('Priority', 'priority', 'Which assignment wins for a user in several groups; 0 is first.'),
    timestamp('LastUpdated', 'lastUpdated', 'When the assignment was last changed.'),
    json('Profile', 'profile', 'Attributes that members get in the app.'),
  ],
  primaryKey: ['AppId', 'GroupId'],
  foreignKeys: [
    { columns: ['AppId'], table: 'Apps', references: ['Id'] },
    { columns: ['GroupId'], table: 'Groups', references: ['Id'] },
  ],
  requiredKeys: [{ column: 'AppId', table: 'Apps', references: 'Id' }],
  scopes: ['okta.apps.read'],
  expectedRows: 500,
  reads: [
    {
      name: 'by id',
      path: '/api/v1/apps/{AppId}/groups/{GroupId}',
      keyPatterns: { AppId: objectId, GroupId: objectId },
      rows: '',
      single: true,
      notFound: 'no rows',
      bucket: 'GET /api/v1/apps/{id}',
    },
    {
      name: 'list',
      path: '/api/v1/apps/{AppId}/groups',
      keyPatterns: { AppId: objectId },
      rows: '',
      notFound: 'no rows',
      paging: {
        style: 'link-header',
        size: { parameter: 'limit', default: 200, minimum: 20, maximum: 200 },
      },
      bucket: 'GET /api/v1/apps/{id}',
    },
  ],
};
