import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, boolean, enumerated, integer, json, parentKey, text } from '../column.ts';

/** The attributes of every user type's profile, as rows (API document, schemas UserSchema and UserSchemaAttribute). */
export const userSchemaAttributes: TableDeclaration = {
  name: 'UserSchemaAttributes',
  description: 'Attributes of user profiles, type by type: the metadata behind the Profile columns.',
  columns: [
    parentKey('SchemaId', 'Id of the schema that has the attribute.'),
    always(enumerated('Definition', '$1', ['base', 'custom'], "Okta's own attribute, or the org's.")),
    always(text('Name', '$2', 'Name of the attribute, unique in its schema.')),
    text('Title', 'title', 'Name for people.'),
    text('Description', 'description', 'What the attribute holds.'),
    enumerated('Type', 'type', ['array', 'boolean', 'integer', 'number', 'string'], 'Type of the values.'),
    text('ItemsType', 'items.type', 'Type of the elements of an array.'),
    text('Format', 'format', 'Form of text values, such as email or date-time.'),
    boolean('Required', 'required', 'Whether every user must have a value.'),
    json('Unique', 'unique', 'Whether no two users may share a value, or the state of that check.'),
    enumerated('Scope', 'scope', ['NONE', 'SELF'], 'Whether users may change it for themselves.'),
    enumerated(
      'Mutability',
      'mutability',
      ['IMMUTABLE', 'READ_ONLY', 'READ_WRITE', 'WRITE_ONLY'],
      'Whether it may be changed.',
    ),
    integer('MinLength', 'minLength', 'Least length of text.'),
    integer('MaxLength', 'maxLength', 'Greatest length of text.'),
    text('Pattern', 'pattern', 'Regular expression that text must match.'),
    json('Enum', 'enum', 'Allowed values.'),
    json('OneOf', 'oneOf', 'Allowed values with their titles.'),
    json('Default', 'default', 'Value when none is given.'),
    json('Permissions', 'permissions', 'What users may do with their own value.'),
    json('Master', 'master', 'Which source decides the value.'),
    text('ExternalName', 'externalName', 'Name in the source the attribute comes from.'),
    text('ExternalNamespace', 'externalNamespace', 'Namespace in that source.'),
  ],
  primaryKey: ['SchemaId', 'Name'],
  foreignKeys: [{ columns: ['SchemaId'], table: 'UserTypes', references: ['SchemaId'] }],
  requiredKeys: [{ column: 'SchemaId', table: 'UserTypes', references: 'SchemaId' }],
  scopes: ['okta.schemas.read'],
  expectedRows: 150,
  reads: [
    {
      name: 'list',
      path: '/api/v1/meta/schemas/user/{SchemaId}',
      keyPatterns: { SchemaId: '[A-Za-z0-9]{1,64}' },
      rows: 'definitions.*.properties.*',
      notFound: 'no rows',
      bucket: 'GET /api/v1',
    },
  ],
};
