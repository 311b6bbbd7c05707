import { membersOf } from './app-assignments.ts';
import { groupsOfApp, usersOfApp } from './apps-api.ts';
import { day } from './calendar.ts';
import type { Collection, Row } from './collection.ts';
import { retentionDays } from './logs-api.ts';
import type { Org } from './org.ts';
import { baseAttributes, userTypeRow } from './user-schema.ts';
import { groupsOfUser } from './users-api.ts';

/** Every object of an org by collection; children carry `_parent`. Made anew at each call. */
export function truthOf(org: Org): Readonly<Record<string, readonly Row[]>> {
  const users = existing(org.users);
  const groups = existing(org.groups);
  const apps = existing(org.apps);
  return {
    users: users.map(({ row }) => row),
    userTypes: org.userTypes.map((type) => userTypeRow(type, org.origin, org.people.id(0))),
    userSchemaAttributes: schemaAttributes(org),
    groups: groups.map(({ row }) => row),
    groupMembers: groups.flatMap(({ row, ordinal }) => childrenOf(row, existingMembers(org, ordinal))),
    userGroups: users.flatMap(({ row, ordinal }) => childrenOf(row, groupsOfUser(org, ordinal))),
    groupRules: existing(org.rules).map(({ row }) => row),
    apps: apps.map(({ row }) => row),
    applicationUsers: apps.flatMap(({ row, ordinal }) => childrenOf(row, usersOfApp(org, ordinal))),
    applicationGroups: apps.flatMap(({ row, ordinal }) => childrenOf(row, groupsOfApp(org, ordinal))),
    logs: retainedEvents(org),
  };
}

/** One row per attribute and user type: `key` is the attribute's name, `section` base or custom, `_parent` the type's id. */
function schemaAttributes(org: Org): readonly Row[] {
  return org.userTypes.flatMap((type) =>
    [
      { section: 'base', attributes: baseAttributes },
      { section: 'custom', attributes: type.custom },
    ].flatMap(({ section, attributes }) =>
      Object.entries(attributes).map(([key, attribute]) => ({
        key,
        section,
        schemaId: type.schemaId,
        ...attribute,
        _parent: type.id,
      })),
    ),
  );
}

function existing(collection: Collection): readonly { readonly row: Row; readonly ordinal: number }[] {
  return Array.from({ length: collection.length }, (_, ordinal) => {
    const row = collection.at(ordinal);
    return row && { row, ordinal };
  }).filter((one) => one !== undefined);
}

function existingMembers(org: Org, group: number): readonly Row[] {
  const members = membersOf(group, org.memberships, org.users.length);
  return Array.from({ length: members.size }, (_, index) => org.users.at(members.at(index))).filter(
    (user) => user !== undefined,
  );
}

function childrenOf(parent: Row, children: readonly Row[]): readonly Row[] {
  return children.map((child) => ({ ...child, _parent: parent.id }));
}

function retainedEvents({ events, now }: Org): readonly Row[] {
  const earliest = now() - retentionDays * day;
  return [...events.byPublication()]
    .filter((stored) => events.publishedAt(stored) >= earliest)
    .map((stored) => events.at(stored));
}
