import { getApp, listAppGroups, listApps, listAppUsers } from './apps-api.ts';
import { getGroup, getRule, listAppsOfGroup, listGroups, listMembers, listRules } from './groups-api.ts';
import { listEvents } from './logs-api.ts';
import { getGroupSchema, getUserSchema, getUserType, listUserTypes } from './meta-api.ts';
import type { Handler } from './request-context.ts';
import { getUser, listGroupsOfUser, listUsers } from './users-api.ts';

/** One endpoint of the Management API. */
export interface Route {
  /** Path with `{id}` for the one variable segment. */
  readonly template: string;
  /** Scope that an access token needs (API document, security). */
  readonly scope: string;
  readonly handler: Handler;
}

const routes: readonly Route[] = [
  { template: '/api/v1/users', scope: 'okta.users.read', handler: listUsers },
  { template: '/api/v1/users/{id}', scope: 'okta.users.read', handler: getUser },
  { template: '/api/v1/users/{id}/groups', scope: 'okta.users.read', handler: listGroupsOfUser },
  { template: '/api/v1/groups', scope: 'okta.groups.read', handler: listGroups },
  { template: '/api/v1/groups/rules', scope: 'okta.groups.read', handler: listRules },
  { template: '/api/v1/groups/rules/{id}', scope: 'okta.groups.read', handler: getRule },
  { template: '/api/v1/groups/{id}', scope: 'okta.groups.read', handler: getGroup },
  { template: '/api/v1/groups/{id}/users', scope: 'okta.groups.read', handler: listMembers },
  { template: '/api/v1/groups/{id}/apps', scope: 'okta.groups.read', handler: listAppsOfGroup },
  { template: '/api/v1/apps', scope: 'okta.apps.read', handler: listApps },
  { template: '/api/v1/apps/{id}', scope: 'okta.apps.read', handler: getApp },
  { template: '/api/v1/apps/{id}/users', scope: 'okta.apps.read', handler: listAppUsers },
  { template: '/api/v1/apps/{id}/groups', scope: 'okta.apps.read', handler: listAppGroups },
  { template: '/api/v1/logs', scope: 'okta.logs.read', handler: listEvents },
  { template: '/api/v1/meta/types/user', scope: 'okta.userTypes.read', handler: listUserTypes },
  { template: '/api/v1/meta/types/user/{id}', scope: 'okta.userTypes.read', handler: getUserType },
  { template: '/api/v1/meta/schemas/user/{id}', scope: 'okta.schemas.read', handler: getUserSchema },
  { template: '/api/v1/meta/schemas/group/default', scope: 'okta.schemas.read', handler: getGroupSchema },
];

/** The endpoint that a path names and the value of its `{id}`; the first that fits. */
export function findRoute(path: string): { readonly route: Route; readonly id: string } | undefined {
  const segments = path.split('/');
  for (const route of routes) {
    const wanted = route.template.split('/');
    if (wanted.length !== segments.length) continue;
    const fits = wanted.every((name, at) => (name === '{id}' ? segments[at] !== '' : name === segments[at]));
    if (!fits) continue;
    const id = decodeSegment(segments[wanted.indexOf('{id}')] ?? '');
    return id === undefined ? undefined : { route, id };
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
