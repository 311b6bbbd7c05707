import type { SourceDeclaration } from '../../rest/declaration.ts';
import {
  resourceSetBindingMembers,
  resourceSetBindings,
  resourceSetResources,
  resourceSets,
  rolePermissions,
  roles,
} from './tables/admin-roles.ts';
import { apiServiceIntegrations, apiTokens, principalRateLimits } from './tables/api-access.ts';
import { appFeatures, appKeys, appSecrets, groupPushMappings } from './tables/app-details.ts';
import { applicationGroups } from './tables/application-groups.ts';
import { applicationUsers } from './tables/application-users.ts';
import { apps } from './tables/apps.ts';
import {
  authenticatorEnrollments,
  authenticators,
  userFactors,
  yubikeyTokens,
} from './tables/authenticators.ts';
import {
  authorizationServers,
  authServerClaims,
  authServerPolicies,
  authServerPolicyRules,
  authServerScopes,
} from './tables/authorization-servers.ts';
import { brands, domains, emailDomains, emailTemplates, themes } from './tables/brands.ts';
import { deviceAssurances, devices, deviceUsers } from './tables/devices.ts';
import { appGrants, appTokens, userClients, userGrants, userTokens } from './tables/grants.ts';
import { groupApps, groupOwners, groupStats } from './tables/group-details.ts';
import { groupMembers } from './tables/group-members.ts';
import { groupRules } from './tables/group-rules.ts';
import { groups } from './tables/groups.ts';
import { eventHooks, hookKeys, inlineHooks } from './tables/hooks.ts';
import { identityProviders, idpUsers } from './tables/identity-providers.ts';
import {
  agentPools,
  logStreams,
  profileMappingProperties,
  profileMappings,
  pushProviders,
} from './tables/integrations.ts';
import {
  linkedObjectDefinitions,
  linkedObjectRelationships,
  userLinkedObjects,
} from './tables/linked-objects.ts';
import { emailServers, smsTemplates } from './tables/messages.ts';
import { features, orgs } from './tables/org.ts';
import { policies, policyMappings, policyRules } from './tables/policies.ts';
import { realmAssignmentOperations, realmAssignments, realms } from './tables/realms.ts';
import { adminAssignees, clientRoles, groupRoles, userRoles } from './tables/role-assignments.ts';
import { behaviors, captchas, networkZones, threatInsights, trustedOrigins } from './tables/security.ts';
import { systemLogs } from './tables/system-logs.ts';
import { userAppLinks, userRisk } from './tables/user-details.ts';
import { userGroups } from './tables/user-groups.ts';
import { userSchemaAttributes } from './tables/user-schema-attributes.ts';
import { userTypes } from './tables/user-types.ts';
import { users } from './tables/users.ts';

/** Okta as data: every table, before an org's own attributes are known. */
export const oktaDeclaration: SourceDeclaration = {
  name: 'okta',
  description: 'Identities, groups, apps and events of an Okta org, by the Okta Management API.',
  headers: { accept: 'application/json' },
  rateLimit: {
    headers: {
      limit: 'x-rate-limit-limit',
      remaining: 'x-rate-limit-remaining',
      reset: 'x-rate-limit-reset',
    },
  },
  tables: [
    users,
    userTypes,
    userSchemaAttributes,
    linkedObjectDefinitions,
    linkedObjectRelationships,
    userLinkedObjects,
    groups,
    groupMembers,
    userGroups,
    groupRules,
    groupOwners,
    groupStats,
    apps,
    applicationUsers,
    applicationGroups,
    groupApps,
    appFeatures,
    appKeys,
    appSecrets,
    appGrants,
    appTokens,
    groupPushMappings,
    userAppLinks,
    userClients,
    userGrants,
    userTokens,
    userFactors,
    userRisk,
    authenticatorEnrollments,
    authenticators,
    yubikeyTokens,
    devices,
    deviceUsers,
    deviceAssurances,
    policies,
    policyRules,
    policyMappings,
    networkZones,
    behaviors,
    threatInsights,
    trustedOrigins,
    captchas,
    identityProviders,
    idpUsers,
    authorizationServers,
    authServerScopes,
    authServerClaims,
    authServerPolicies,
    authServerPolicyRules,
    roles,
    rolePermissions,
    resourceSets,
    resourceSetResources,
    resourceSetBindings,
    resourceSetBindingMembers,
    adminAssignees,
    userRoles,
    groupRoles,
    clientRoles,
    apiTokens,
    apiServiceIntegrations,
    principalRateLimits,
    realms,
    realmAssignments,
    realmAssignmentOperations,
    profileMappings,
    profileMappingProperties,
    agentPools,
    pushProviders,
    eventHooks,
    inlineHooks,
    hookKeys,
    logStreams,
    brands,
    themes,
    domains,
    emailDomains,
    emailServers,
    emailTemplates,
    smsTemplates,
    orgs,
    features,
    systemLogs,
  ],
};
