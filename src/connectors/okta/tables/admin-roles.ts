/** Custom administrator roles, and the resources that they are for (API document, IAM: roles and resource sets). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, created, id, json, lastUpdated, linked, parentKey, text } from '../column.ts';
import { byId, whole, wrappedPages } from '../read.ts';

/** Ids, for their place in a path could also hold a label. */
const roleId = 'cr0[A-Za-z0-9]{17}';
const resourceSetId = 'iam[A-Za-z0-9]{17,18}';
const ids = { RoleId: roleId, ResourceSetId: resourceSetId };

const inRole = { column: 'RoleId', table: 'Roles', references: 'Id' };
const inResourceSet = { column: 'ResourceSetId', table: 'ResourceSets', references: 'Id' };

/** Custom roles. */
export const roles: TableDeclaration = {
  name: 'Roles',
  description: "Administrator roles that the org made. Okta's own roles are seen where they are assigned.",
  columns: [
    id('role'),
    text('Label', 'label', 'Name for people, unique in the org.'),
    text('Description', 'description', 'What the role is for.'),
    created('role'),
    lastUpdated('role'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.roles.read'],
  expectedRows: 10,
  reads: [byId('/api/v1/iam/roles/{Id}', { Id: roleId }), wrappedPages('/api/v1/iam/roles', 'roles')],
};

/** What roles allow. */
export const rolePermissions: TableDeclaration = {
  name: 'RolePermissions',
  description: 'What custom roles allow, one row for each role and permission.',
  columns: [
    parentKey('RoleId', 'Id of the role.'),
    always(text('Label', 'label', 'The permission, such as okta.users.read.')),
    created('permission'),
    lastUpdated('permission'),
    json('ConditionsInclude', 'conditions.include', 'What the permission is for; NULL for everything.'),
    json('ConditionsExclude', 'conditions.exclude', 'What it is not for.'),
  ],
  primaryKey: ['RoleId', 'Label'],
  foreignKeys: [{ columns: ['RoleId'], table: 'Roles', references: ['Id'] }],
  requiredKeys: [inRole],
  scopes: ['okta.roles.read'],
  expectedRows: 60,
  reads: [whole('/api/v1/iam/roles/{RoleId}/permissions', 'permissions', ids)],
};

/** Sets of resources that roles are given for. */
export const resourceSets: TableDeclaration = {
  name: 'ResourceSets',
  description: 'Sets of users, groups, apps and other resources that administrators are given roles for.',
  columns: [
    id('resource set'),
    text('Label', 'label', 'Name for people, unique in the org.'),
    text('Description', 'description', 'What is in the set.'),
    created('resource set'),
    lastUpdated('resource set'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.roles.read'],
  expectedRows: 10,
  reads: [
    byId('/api/v1/iam/resource-sets/{Id}', { Id: resourceSetId }),
    wrappedPages('/api/v1/iam/resource-sets', 'resource-sets'),
  ],
};

/** What is in a resource set. */
export const resourceSetResources: TableDeclaration = {
  name: 'ResourceSetResources',
  description: 'What resource sets hold.',
  columns: [
    parentKey('ResourceSetId', 'Id of the resource set.'),
    id('resource in the set'),
    text('Orn', 'orn', 'Okta resource name of the resource, or of all of a kind.'),
    json('ConditionsExclude', 'conditions.Exclude', 'Resources of the kind that are left out.'),
    created('resource'),
    lastUpdated('resource'),
  ],
  primaryKey: ['ResourceSetId', 'Id'],
  foreignKeys: [{ columns: ['ResourceSetId'], table: 'ResourceSets', references: ['Id'] }],
  requiredKeys: [inResourceSet],
  scopes: ['okta.roles.read'],
  expectedRows: 50,
  reads: [wrappedPages('/api/v1/iam/resource-sets/{ResourceSetId}/resources', 'resources', ids)],
};

/** Which roles are given for a resource set. */
export const resourceSetBindings: TableDeclaration = {
  name: 'ResourceSetBindings',
  description: 'Roles that are given for resource sets, one row for each resource set and role.',
  columns: [
    parentKey('ResourceSetId', 'Id of the resource set.'),
    always(text('RoleId', 'id', 'Id of the custom role.')),
  ],
  primaryKey: ['ResourceSetId', 'RoleId'],
  foreignKeys: [
    { columns: ['ResourceSetId'], table: 'ResourceSets', references: ['Id'] },
    { columns: ['RoleId'], table: 'Roles', references: ['Id'] },
  ],
  requiredKeys: [inResourceSet],
  scopes: ['okta.roles.read'],
  expectedRows: 20,
  reads: [wrappedPages('/api/v1/iam/resource-sets/{ResourceSetId}/bindings', 'roles', ids)],
};

/** Who has a role for a resource set. */
export const resourceSetBindingMembers: TableDeclaration = {
  name: 'ResourceSetBindingMembers',
  description: 'Users and groups that have a role for a resource set.',
  columns: [
    parentKey('ResourceSetId', 'Id of the resource set.'),
    parentKey('RoleId', 'Id of the custom role.'),
    id('membership'),
    created('membership'),
    lastUpdated('membership'),
    linked('UserId', 'self', 'users', 'Id of the user; NULL where the member is no user.'),
    linked('GroupId', 'self', 'groups', 'Id of the group; NULL where the member is no group.'),
  ],
  primaryKey: ['ResourceSetId', 'RoleId', 'Id'],
  foreignKeys: [
    {
      columns: ['ResourceSetId', 'RoleId'],
      table: 'ResourceSetBindings',
      references: ['ResourceSetId', 'RoleId'],
    },
    { columns: ['UserId'], table: 'Users', references: ['Id'] },
    { columns: ['GroupId'], table: 'Groups', references: ['Id'] },
  ],
  requiredKeys: [
    { column: 'ResourceSetId', table: 'ResourceSetBindings', references: 'ResourceSetId' },
    { column: 'RoleId', table: 'ResourceSetBindings', references: 'RoleId' },
  ],
  scopes: ['okta.roles.read'],
  expectedRows: 60,
  reads: [
    wrappedPages('/api/v1/iam/resource-sets/{ResourceSetId}/bindings/{RoleId}/members', 'members', ids),
  ],
};
