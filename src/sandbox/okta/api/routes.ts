import { getApp, getAppGroup, getAppUser, listAppGroups, listApps, listAppUsers } from './apps-api.ts';
import { getGroup, getRule, listAppsOfGroup, listGroups, listMembers, listRules } from './groups-api.ts';
import { listEvents } from './logs-api.ts';
import { getGroupSchema, getUserSchema, getUserType, listUserTypes } from './meta-api.ts';
import type { Handler } from './request-context.ts';
import { resourceRoutes } from './resource-api.ts';
import { getUser, listGroupsOfUser, listUsers } from './users-api.ts';

/** One endpoint of the Management API. */
export interface Route {
  /** Path with `{id}` for the variable segment, and `{child}` for a second one. */
  readonly template: string;
  /** Scopes that an access token needs (API document, security). */
  readonly scopes: readonly string[];
  /** The answer depends on the content alone, not on the clock. */
  readonly timeless: boolean;
  readonly handler: Handler;
}

const routes: readonly Route[] = [
  ...resourceRoutes,
  { template: '/api/v1/users', scopes: ['okta.users.read'], timeless: true, handler: listUsers },
  { template: '/api/v1/users/{id}', scopes: ['okta.users.read'], timeless: true, handler: getUser },
  {
    template: '/api/v1/users/{id}/groups',
    scopes: ['okta.users.read'],
    timeless: true,
    handler: listGroupsOfUser,
  },
  { template: '/api/v1/groups', scopes: ['okta.groups.read'], timeless: true, handler: listGroups },
  { template: '/api/v1/groups/rules', scopes: ['okta.groups.read'], timeless: true, handler: listRules },
  { template: '/api/v1/groups/rules/{id}', scopes: ['okta.groups.read'], timeless: true, handler: getRule },
  { template: '/api/v1/groups/{id}', scopes: ['okta.groups.read'], timeless: true, handler: getGroup },
  {
    template: '/api/v1/groups/{id}/users',
    scopes: ['okta.groups.read'],
    timeless: true,
    handler: listMembers,
  },
  {
    template: '/api/v1/groups/{id}/apps',
    scopes: ['okta.groups.read'],
    timeless: true,
    handler: listAppsOfGroup,
  },
  { template: '/api/v1/apps', scopes: ['okta.apps.read'], timeless: true, handler: listApps },
  { template: '/api/v1/apps/{id}', scopes: ['okta.apps.read'], timeless: true, handler: getApp },
  { template: '/api/v1/apps/{id}/users', scopes: ['okta.apps.read'], timeless: true, handler: listAppUsers },
  {
    template: '/api/v1/apps/{id}/users/{child}',
    scopes: ['okta.apps.read'],
    timeless: true,
    handler: getAppUser,
  },
  {
    template: '/api/v1/apps/{id}/groups',
    scopes: ['okta.apps.read'],
    timeless: true,
    handler: listAppGroups,
  },
  {
    template: '/api/v1/apps/{id}/groups/{child}',
    scopes: ['okta.apps.read'],
    timeless: true,
    handler: getAppGroup,
  },
  { template: '/api/v1/logs', scopes: ['okta.logs.read'], timeless: false, handler: listEvents },
  {
    template: '/api/v1/meta/types/user',
    scopes: ['okta.userTypes.read'],
    timeless: true,
    handler: listUserTypes,
  },
  {
    template: '/api/v1/meta/types/user/{id}',
    scopes: ['okta.userTypes.read'],
    timeless: true,
    handler: getUserType,
  },
  {
    template: '/api/v1/meta/schemas/user/{id}',
    scopes: ['okta.schemas.read'],
    timeless: true,
    handler: getUserSchema,
  },
  {
    template: '/api/v1/meta/schemas/group/default',
    scopes: ['okta.schemas.read'],
    timeless: true,
    handler: getGroupSchema,
  },
];

/** The endpoint that a path names and the values of its `{id}` and `{child}`; the first that fits. */
export function findRoute(
  path: string,
): { readonly route: Route; readonly id: string; readonly child: string } | undefined {
  const segments = path.split('/');
  for (const route of routes) {
    const wanted = route.template.split('/');
    if (wanted.length !== segments.length) continue;
    const fits = wanted.every((name, at) =>
      name.startsWith('{') ? segments[at] !== '' : name === segments[at],
    );
    if (!fits) continue;
    const id = decodeSegment(segments[wanted.indexOf('{id}')] ?? '');
    const child = decodeSegment(segments[wanted.indexOf('{child}')] ?? '');
    return id === undefined || child === undefined ? undefined : { route, id, child };
  }
  return undefined;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
