import type { TableDeclaration } from '../../../rest/declaration.ts';
import { equality, everyMoment, moments, searchedMoments, searchedText } from '../attribute.ts';
import { always, text } from '../column.ts';
import { userId } from '../read.ts';
import { searchedProfile } from './profile-columns.ts';
import { userColumns } from './user-columns.ts';

/**
 * Every user of the org, whatever the status. Okta's plain list leaves out deprovisioned users, so a scan always
 * goes by `filter` or `search` (API document, listUsers).
 */
export const users: TableDeclaration = {
  name: 'Users',
  description: 'People with an account in the org, in every state, deprovisioned ones included.',
  columns: [always(text('Id', 'id', 'Unique id of the user.')), ...userColumns],
  primaryKey: ['Id'],
  foreignKeys: [
    { columns: ['TypeId'], table: 'UserTypes', references: ['Id'] },
    { columns: ['RealmId'], table: 'Realms', references: ['Id'] },
  ],
  scopes: ['okta.users.read'],
  expectedRows: 5000,
  customColumns: 'user',
  reads: [
    {
      name: 'by id',
      path: '/api/v1/users/{Id}',
      keyPatterns: { Id: userId },
      rows: '',
      single: true,
      notFound: 'no rows',
      bucket: 'GET /api/v1/users/{id}',
    },
    {
      name: 'filter',
      path: '/api/v1/users',
      rows: '',
      paging: { style: 'link-header', size: { parameter: 'limit', default: 200, maximum: 200 } },
      bucket: 'GET /api/v1/users',
      projection: { parameter: 'fields', style: 'okta-fields' },
      expression: {
        parameter: 'filter',
        grammar: 'scim',
        everything: everyMoment,
        maximumTerms: 50,
        maximumLength: 6000,
        attributes: {
          Id: { ...equality('id'), pattern: '[!-~]{1,100}' },
          Status: equality('status'),
          LastUpdated: moments('lastUpdated'),
          ProfileLogin: equality('profile.login'),
          ProfileEmail: equality('profile.email'),
          ProfileFirstName: equality('profile.firstName'),
          ProfileLastName: equality('profile.lastName'),
        },
      },
    },
    {
      name: 'search',
      path: '/api/v1/users',
      rows: '',
      paging: { style: 'link-header', size: { parameter: 'limit', default: 200, maximum: 200 } },
      bucket: 'GET /api/v1/users',
      projection: { parameter: 'fields', style: 'okta-fields' },
      eventual: true,
      order: {
        by: 'sortBy',
        direction: 'sortOrder',
        ascending: 'asc',
        descending: 'desc',
        columns: { LastUpdated: 'lastUpdated', Created: 'created', Id: 'id' },
      },
      expression: {
        parameter: 'search',
        grammar: 'scim',
        everything: everyMoment,
        maximumTerms: 50,
        maximumLength: 4000,
        customPrefix: 'profile.',
        attributes: {
          Id: { ...searchedText('id'), pattern: '[!-~]{1,100}' },
          Status: searchedText('status'),
          Created: searchedMoments('created'),
          Activated: searchedMoments('activated'),
          StatusChanged: searchedMoments('statusChanged'),
          LastUpdated: searchedMoments('lastUpdated'),
          TypeId: searchedText('type.id'),
          ...searchedProfile,
        },
      },
    },
  ],
};
