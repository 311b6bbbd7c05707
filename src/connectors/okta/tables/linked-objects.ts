/** Relations between users, such as manager and subordinate (API document, linked objects). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, enumerated, linked, parentKey, text } from '../column.ts';
import { userId, whole } from '../read.ts';

const definitions = '/api/v1/meta/schemas/user/linkedObjects';

/** Relations as they are defined: two names each. */
export const linkedObjectDefinitions: TableDeclaration = {
  name: 'LinkedObjectDefinitions',
  description: 'Relations between users that the org has defined, each with the names of both sides.',
  columns: [
    always(text('PrimaryName', 'primary.name', 'Name of the one side, such as manager.')),
    text('PrimaryTitle', 'primary.title', 'Its name for people.'),
    text('PrimaryDescription', 'primary.description', 'What it means.'),
    enumerated('PrimaryType', 'primary.type', ['USER'], 'What stands on that side.'),
    text('AssociatedName', 'associated.name', 'Name of the many, such as subordinate.'),
    text('AssociatedTitle', 'associated.title', 'Its name for people.'),
    text('AssociatedDescription', 'associated.description', 'What it means.'),
    enumerated('AssociatedType', 'associated.type', ['USER'], 'What stands on that side.'),
  ],
  primaryKey: ['PrimaryName'],
  scopes: ['okta.linkedObjects.read'],
  expectedRows: 3,
  reads: [whole(definitions)],
};

/** The same relations, one row for each side: every name that users can be asked for. */
export const linkedObjectRelationships: TableDeclaration = {
  name: 'LinkedObjectRelationships',
  description: 'Sides of the relations between users, one row for each name.',
  columns: [
    always(text('Name', 'name', 'Name of the side.')),
    always(enumerated('Side', '$2', ['associated', 'primary'], 'The one, or the many.')),
    text('Title', 'title', 'Name for people.'),
    text('Description', 'description', 'What it means.'),
    enumerated('Type', 'type', ['USER'], 'What stands on that side.'),
  ],
  primaryKey: ['Name'],
  scopes: ['okta.linkedObjects.read'],
  expectedRows: 6,
  reads: [whole(definitions, '*.*')],
};

/** Who stands in a relation with whom (listLinkedObjectsForUser: the answer holds links alone). */
export const userLinkedObjects: TableDeclaration = {
  name: 'UserLinkedObjects',
  description: 'Users that stand in a relation with a user, seen from both sides.',
  columns: [
    parentKey('UserId', 'Id of the user.'),
    parentKey('RelationshipName', 'What the other is to the user, such as manager.'),
    always(linked('LinkedUserId', 'self', 'users', 'Id of the other user.')),
  ],
  primaryKey: ['UserId', 'RelationshipName', 'LinkedUserId'],
  foreignKeys: [
    { columns: ['UserId'], table: 'Users', references: ['Id'] },
    { columns: ['LinkedUserId'], table: 'Users', references: ['Id'] },
    { columns: ['RelationshipName'], table: 'LinkedObjectRelationships', references: ['Name'] },
  ],
  requiredKeys: [
    { column: 'UserId', table: 'Users', references: 'Id' },
    { column: 'RelationshipName', table: 'LinkedObjectRelationships', references: 'Name' },
  ],
  scopes: ['okta.users.read'],
  expectedRows: 10_000,
  reads: [
    whole('/api/v1/users/{UserId}/linkedObjects/{RelationshipName}', '', {
      UserId: userId,
      RelationshipName: '[A-Za-z][A-Za-z0-9_]*',
    }),
  ],
};
