import type { Parent, Resource } from './resource.ts';
import { created, cycle, id, idIn, link, named, sometimes, updated } from './shape.ts';

const scopes = ['okta.roles.read'];
const wrapped = (under: string) => ({ under, links: true });
/** The document does not say how long these pages are; short ones show whether they are followed. */
const short = { default: 3, minimum: 1, maximum: 200 };
const long = { default: 100, minimum: 1, maximum: 200 };

/** Who of the users is an administrator: a few, wherever the org ends. */
function isAdmin(user: number): boolean {
  return user % 20 === 0 && user < 1000;
}

const permissions = [
  'okta.users.read',
  'okta.users.manage',
  'okta.groups.read',
  'okta.apps.read',
  'okta.users.credentials.manage',
];

const standardRole = (type: string, label: string, assignmentType: string) => ({
  id: id('ra1'),
  label,
  type,
  status: cycle('ACTIVE', 'ACTIVE', 'INACTIVE'),
  created,
  lastUpdated: updated,
  assignmentType,
});

const assignedRole = (assignmentType: string) =>
  cycle(
    standardRole('SUPER_ADMIN', 'Super Administrator', assignmentType),
    {
      ...standardRole('CUSTOM', 'Help desk', assignmentType),
      role: idIn('roles'),
      'resource-set': idIn('resourceSets'),
    },
    standardRole('READ_ONLY_ADMIN', 'Read-only Administrator', assignmentType),
  );

/** Custom roles, what they are for, and who has which role. */
export const roleResources: readonly Resource[] = [
  {
    name: 'roles',
    path: '/api/v1/iam/roles',
    scopes,
    count: 5,
    key: 'id',
    pages: short,
    answer: wrapped('roles'),
    shape: { id: id('cr0'), label: named('Role'), description: named('For'), created, lastUpdated: updated },
  },
  {
    name: 'rolePermissions',
    path: '/api/v1/iam/roles/{id}/permissions',
    scopes,
    within: [{ collection: 'roles' }],
    count: (role) => 1 + (role % permissions.length),
    key: 'label',
    answer: { under: 'permissions' },
    shape: {
      label: cycle(...permissions),
      created,
      lastUpdated: updated,
      conditions: sometimes({
        include: { 'okta:ResourceAttribute/User/Profile': ['city', 'state'] },
        exclude: sometimes({ 'okta:ResourceAttribute/User/Profile': ['manager'] }),
      }),
    },
  },
  {
    name: 'resourceSets',
    path: '/api/v1/iam/resource-sets',
    scopes,
    count: 4,
    key: 'id',
    pages: short,
    answer: wrapped('resource-sets'),
    shape: { id: id('iamo'), label: named('Set'), description: named('For'), created, lastUpdated: updated },
  },
  {
    name: 'resourceSetResources',
    path: '/api/v1/iam/resource-sets/{id}/resources',
    scopes,
    within: [{ collection: 'resourceSets' }],
    count: (set) => set % 3,
    key: 'id',
    pages: short,
    answer: wrapped('resources'),
    shape: {
      id: id('ire'),
      orn: cycle('orn:okta:directory:00o:users', 'orn:okta:directory:00o:groups', 'orn:okta:idp:00o:apps'),
      created,
      lastUpdated: updated,
      conditions: { Exclude: { 'okta:ORN': ['orn:okta:directory:00o:users:00u1'] } },
    },
  },
  {
    name: 'resourceSetBindings',
    path: '/api/v1/iam/resource-sets/{id}/bindings',
    scopes,
    within: [{ collection: 'resourceSets' }],
    count: 0,
    key: 'id',
    pages: short,
    answer: wrapped('roles'),
    // Each set is given to people by two of the roles.
    shape: {},
    rows: ({ origin, parents, objects }) => {
      const set = parents[0] as Parent;
      return [...objects('roles')]
        .filter((_, role) => role % 2 === set.ordinal % 2)
        .map(({ id: role }) => ({
          id: role,
          _links: {
            self: { href: `${origin}/api/v1/iam/roles/${role}` },
            members: { href: `${origin}/api/v1/iam/resource-sets/${set.id}/bindings/${role}/members` },
          },
        }));
    },
  },
  {
    name: 'resourceSetBindingMembers',
    path: '/api/v1/iam/resource-sets/{id}/bindings/{child}/members',
    scopes,
    within: [{ collection: 'resourceSets' }, { collection: 'resourceSetBindings' }],
    count: (binding) => binding % 4,
    pages: short,
    answer: wrapped('members'),
    shape: {
      id: id('irb'),
      created,
      lastUpdated: updated,
      _links: {
        self: cycle(link('/api/v1/users/{}', idIn('users')), link('/api/v1/groups/{}', idIn('groups'))),
      },
    },
  },
  {
    name: 'adminAssignees',
    path: '/api/v1/iam/assignees/users',
    scopes,
    count: 0,
    pages: long,
    answer: wrapped('value'),
    shape: {},
    rows: ({ objects }) => {
      const found = [];
      for (const { id: user, ordinal } of objects('users')) {
        if (ordinal >= 1000) break;
        if (isAdmin(ordinal)) found.push({ id: user, orn: `orn:okta:directory:00o:users:${user}` });
      }
      return found;
    },
  },
  {
    name: 'userRoles',
    path: '/api/v1/users/{id}/roles',
    scopes,
    within: [{ collection: 'users' }],
    count: (user) => (isAdmin(user) ? 1 + (user % 3) : 0),
    key: 'id',
    shape: assignedRole('USER'),
  },
  {
    name: 'groupRoles',
    path: '/api/v1/groups/{id}/roles',
    scopes,
    within: [{ collection: 'groups' }],
    count: (group) => (group % 10 === 1 ? 2 : 0),
    key: 'id',
    shape: assignedRole('GROUP'),
  },
  {
    name: 'clientRoles',
    path: '/oauth2/v1/clients/{id}/roles',
    scopes,
    within: [{ collection: 'apps', key: 'credentials.oauthClient.client_id' }],
    count: (app) => app % 3,
    key: 'id',
    shape: assignedRole('CLIENT'),
  },
];
