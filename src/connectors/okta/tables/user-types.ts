import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, boolean, text, timestamp } from '../column.ts';

/** User types; each has a profile schema of its own (API document, schema UserType). */
export const userTypes: TableDeclaration = {
  name: 'UserTypes',
  description: 'Kinds of users; each has a profile schema of its own.',
  columns: [
    always(text('Id', 'id', 'Unique id of the user type.')),
    text('Name', 'name', 'Name for programs.'),
    text('DisplayName', 'displayName', 'Name for people.'),
    text('Description', 'description', 'What the type is for.'),
    boolean('Default', 'default', 'Whether users get this type when none is given.'),
    timestamp('Created', 'created', 'When the type was created.'),
    text('CreatedBy', 'createdBy', 'Id of the user who created it.'),
    timestamp('LastUpdated', 'lastUpdated', 'When the type was last changed.'),
    text('LastUpdatedBy', 'lastUpdatedBy', 'Id of the user who last changed it.'),
    {
      ...text('SchemaId', '_links.schema.href', 'Id of the schema of the type.'),
      capture: '/meta/schemas/user/([^/?#]+)',
    },
  ],
  primaryKey: ['Id'],
  scopes: ['okta.userTypes.read'],
  expectedRows: 3,
  reads: [
    {
      name: 'list',
      path: '/api/v1/meta/types/user',
      rows: '',
      bucket: 'GET /api/v1',
    },
  ],
};
