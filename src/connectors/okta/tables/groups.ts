import type { TableDeclaration } from '../../../rest/declaration.ts';
import { equality, everyMoment, moments, searchedMoments, searchedText } from '../attribute.ts';
import { always, text } from '../column.ts';
import { ownId } from '../read.ts';
import { groupColumns } from './group-columns.ts';

/** Groups of every kind (API document, listGroups). */
export const groups: TableDeclaration = {
  name: 'Groups',
  description: "Groups of users: the org's own, built-in ones, and those of directories and apps.",
  columns: [always(text('Id', 'id', 'Unique id of the group.')), ...groupColumns],
  primaryKey: ['Id'],
  scopes: ['okta.groups.read'],
  expectedRows: 500,
  customColumns: 'group',
  reads: [
    {
      name: 'by id',
      path: '/api/v1/groups/{Id}',
      keyPatterns: { Id: ownId },
      rows: '',
      single: true,
      notFound: 'no rows',
      bucket: 'GET /api/v1/groups/{id}',
    },
    {
      name: 'filter',
      path: '/api/v1/groups',
      rows: '',
      paging: { style: 'link-header', size: { parameter: 'limit', default: 200, maximum: 10_000 } },
      bucket: 'GET /api/v1/groups',
      expression: {
        parameter: 'filter',
        grammar: 'scim',
        maximumTerms: 50,
        maximumLength: 4000,
        attributes: {
          Id: { ...equality('id'), pattern: '[!-~]{1,100}' },
          Type: equality('type'),
          LastUpdated: moments('lastUpdated'),
          LastMembershipUpdated: moments('lastMembershipUpdated'),
        },
      },
    },
    {
      name: 'search',
      path: '/api/v1/groups',
      rows: '',
      paging: { style: 'link-header', size: { parameter: 'limit', default: 200, maximum: 10_000 } },
      bucket: 'GET /api/v1/groups',
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
          Type: searchedText('type'),
          Created: searchedMoments('created'),
          LastUpdated: searchedMoments('lastUpdated'),
          LastMembershipUpdated: searchedMoments('lastMembershipUpdated'),
          ProfileName: searchedText('profile.name', true),
          ProfileDescription: searchedText('profile.description', true),
        },
      },
    },
  ],
};
