import type { ColumnDeclaration } from '../../../rest/declaration.ts';
import { always, enumerated, json, text, timestamp } from '../column.ts';

/** Kinds of groups (API document, GroupType). */
export const groupTypes = ['APP_GROUP', 'BUILT_IN', 'OKTA_GROUP'] as const;

/** Columns of a group besides the id (API document, schemas Group and OktaActiveDirectoryGroupProfile). */
export const groupColumns: readonly ColumnDeclaration[] = [
  always(enumerated('Type', 'type', groupTypes, 'Where the group and its members come from.')),
  text('ProfileName', 'profile.name', 'Name of the group.'),
  text('ProfileDescription', 'profile.description', 'What the group is for.'),
  always(timestamp('Created', 'created', 'When the group was created.')),
  always(timestamp('LastUpdated', 'lastUpdated', "When the group's profile was last changed.")),
  timestamp('LastMembershipUpdated', 'lastMembershipUpdated', 'When a member last came or went.'),
  json('ObjectClass', 'objectClass', "Which kinds of object the group's profile describes."),
  text('ProfileDn', 'profile.dn', 'Distinguished name in the directory it was imported from.'),
  text('ProfileExternalId', 'profile.externalId', 'Id in the directory it was imported from.'),
  text('ProfileSamAccountName', 'profile.samAccountName', 'Windows name before Windows 2000.'),
  text(
    'ProfileWindowsDomainQualifiedName',
    'profile.windowsDomainQualifiedName',
    'Windows name with its domain.',
  ),
];
