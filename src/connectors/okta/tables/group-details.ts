/** What belongs to a group (API document, listAssignedApplicationsForGroup and listGroupOwners). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, boolean, enumerated, id, lastUpdated, parentKey, text } from '../column.ts';
import { pages } from '../read.ts';
import { appColumns } from './app-columns.ts';

const group = parentKey('GroupId', 'Id of the group.');
const ofGroup = { columns: ['GroupId'], table: 'Groups', references: ['Id'] };
const inGroup = { column: 'GroupId', table: 'Groups', references: 'Id' };

/** The same assignments as ApplicationGroups, seen from the group. */
export const groupApps: TableDeclaration = {
  name: 'GroupApps',
  description:
    'Apps of groups, one row for each group and app, with the columns of the app. Cheap for a few groups; for many, ApplicationGroups takes fewer requests.',
  columns: [group, always(text('AppId', 'id', 'Id of the app.')), ...appColumns],
  primaryKey: ['GroupId', 'AppId'],
  foreignKeys: [ofGroup, { columns: ['AppId'], table: 'Apps', references: ['Id'] }],
  requiredKeys: [inGroup],
  scopes: ['okta.groups.read'],
  expectedRows: 500,
  reads: [pages('/api/v1/groups/{GroupId}/apps', 200)],
};

/** Who looks after a group. */
export const groupOwners: TableDeclaration = {
  name: 'GroupOwners',
  description: 'Users and groups that look after groups.',
  needs: 'Okta Identity Governance',
  columns: [
    group,
    id('owner'),
    enumerated('Type', 'type', ['GROUP', 'USER'], 'What the owner is.'),
    text('DisplayName', 'displayName', 'Name of the owner.'),
    enumerated('OriginType', 'originType', ['APPLICATION', 'OKTA_DIRECTORY'], 'Where the owner comes from.'),
    text('OriginId', 'originId', 'Id of the app that the owner comes from.'),
    boolean('Resolved', 'resolved', 'Whether the owner is known in Okta.'),
    lastUpdated('ownership'),
  ],
  primaryKey: ['GroupId', 'Id'],
  foreignKeys: [ofGroup],
  requiredKeys: [inGroup],
  scopes: ['okta.groups.read'],
  expectedRows: 300,
  reads: [pages('/api/v1/groups/{GroupId}/owners', 1000)],
};
