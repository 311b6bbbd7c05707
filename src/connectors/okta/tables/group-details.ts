/** What belongs to a group (API document, listAssignedApplicationsForGroup and listGroupOwners). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { equality } from '../attribute.ts';
import { always, boolean, enumerated, id, integer, lastUpdated, parentKey, text } from '../column.ts';
import { pages } from '../read.ts';
import { appColumns } from './app-columns.ts';

const group = parentKey('GroupId', 'Id of the group.');
const ofGroup = { columns: ['GroupId'], table: 'Groups', references: ['Id'] };
const inGroup = { column: 'GroupId', table: 'Groups', references: 'Id' };

/**
 * How many members and apps groups have, counted by Okta: no member is listed (listGroups, `expand=stats`; the API
 * document misspells the last one).
 */
export const groupStats: TableDeclaration = {
  name: 'GroupStats',
  description: 'How many members and apps groups have, without a request for each group.',
  columns: [
    always(text('GroupId', 'id', 'Id of the group.')),
    integer('UsersCount', '_embedded.stats.usersCount', 'How many members it has.'),
    integer('AppsCount', '_embedded.stats.appsCount', 'How many apps it is assigned to.'),
    integer(
      'GroupPushMappingsCount',
      '_embedded.stats.groupPushMappingsCount',
      'How many apps it is kept up to date in.',
    ),
    boolean(
      'HasAdminPrivilege',
      '_embedded.stats.hasAdminPrivlege',
      'Whether it gives its members an administrator role.',
    ),
  ],
  primaryKey: ['GroupId'],
  foreignKeys: [ofGroup],
  scopes: ['okta.groups.read'],
  expectedRows: 500,
  reads: [
    {
      ...pages('/api/v1/groups', 200),
      query: { expand: 'stats' },
      bucket: 'GET /api/v1/groups',
      expression: {
        parameter: 'filter',
        grammar: 'scim',
        maximumTerms: 50,
        maximumLength: 4000,
        attributes: { GroupId: { ...equality('id'), pattern: '[!-~]{1,100}' } },
      },
    },
  ],
};

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
