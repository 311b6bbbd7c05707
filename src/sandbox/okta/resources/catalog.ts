import { accessResources } from './access.ts';
import { appResources } from './apps.ts';
import { authorizationServerResources } from './authorization-servers.ts';
import { brandResources } from './brands.ts';
import { deviceResources } from './devices.ts';
import { groupResources } from './groups.ts';
import { integrationResources } from './integrations.ts';
import { orgResources } from './org.ts';
import { policyResources } from './policies.ts';
import type { Resource } from './resource.ts';
import { roleResources } from './roles.ts';
import { securityResources } from './security.ts';
import { userResources } from './users.ts';

/** Every resource that is described as data. */
export const resources: readonly Resource[] = [
  ...accessResources,
  ...appResources,
  ...authorizationServerResources,
  ...brandResources,
  ...deviceResources,
  ...groupResources,
  ...integrationResources,
  ...orgResources,
  ...policyResources,
  ...roleResources,
  ...securityResources,
  ...userResources,
];

/** Scopes of all of them, each once. */
export const resourceScopes: readonly string[] = [...new Set(resources.flatMap(({ scopes = [] }) => scopes))];
