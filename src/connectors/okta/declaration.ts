import type { SourceDeclaration } from '../../rest/declaration.ts';
import { applicationGroups } from './tables/application-groups.ts';
import { applicationUsers } from './tables/application-users.ts';
import { apps } from './tables/apps.ts';
import { groupMembers } from './tables/group-members.ts';
import { groupRules } from './tables/group-rules.ts';
import { groups } from './tables/groups.ts';
import { systemLogs } from './tables/system-logs.ts';
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
    groups,
    groupMembers,
    userGroups,
    groupRules,
    apps,
    applicationUsers,
    applicationGroups,
    systemLogs,
  ],
};
