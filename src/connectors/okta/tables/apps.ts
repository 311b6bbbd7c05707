import type { TableDeclaration } from '../../../rest/declaration.ts';
import { singleEquality } from '../attribute.ts';
import { always, text } from '../column.ts';
import { objectId } from '../read.ts';
import { appColumns } from './app-columns.ts';

/** Apps of the org, inactive ones included (API document, listApplications and schema Application). */
export const apps: TableDeclaration = {
  name: 'Apps',
  description: 'Applications that the org has set up, inactive ones included.',
  columns: [always(text('Id', 'id', 'Unique id of the app.')), ...appColumns],
  primaryKey: ['Id'],
  scopes: ['okta.apps.read'],
  expectedRows: 100,
  reads: [
    {
      name: 'by id',
      path: '/api/v1/apps/{Id}',
      keyPatterns: { Id: objectId },
      rows: '',
      single: true,
      notFound: 'no rows',
      bucket: 'GET /api/v1/apps/{id}',
    },
    {
      name: 'filter',
      path: '/api/v1/apps',
      rows: '',
      query: { includeNonDeleted: 'true' },
      paging: { style: 'link-header', size: { parameter: 'limit', default: 200, maximum: 200 } },
      bucket: 'GET /api/v1/apps',
      expression: {
        parameter: 'filter',
        grammar: 'scim',
        maximumTerms: 1,
        maximumLength: 4000,
        attributes: {
          Id: { ...singleEquality('id'), pattern: '[!-~]{1,100}' },
          Status: singleEquality('status'),
          Name: singleEquality('name'),
        },
      },
    },
  ],
};
