import type { Resource } from './resource.ts';
import { cycle, flag, idIn, named, sometimes, updated } from './shape.ts';

/** Who looks after groups. The apps of groups follow from the assignments of apps. */
export const groupResources: readonly Resource[] = [
  {
    name: 'groupOwners',
    path: '/api/v1/groups/{id}/owners',
    scopes: ['okta.groups.read'],
    within: [{ collection: 'groups' }],
    count: (group) => (group % 4 === 0 ? 1 : 0),
    pages: { default: 1000, minimum: 1, maximum: 1000 },
    shape: {
      id: cycle(idIn('users'), idIn('groups')),
      type: cycle('USER', 'GROUP'),
      displayName: named('Owner'),
      originType: cycle('OKTA_DIRECTORY', 'APPLICATION'),
      originId: sometimes(idIn('apps')),
      resolved: flag('resolved'),
      lastUpdated: updated,
    },
  },
];
