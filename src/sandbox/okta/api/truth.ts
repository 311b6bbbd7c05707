import { membersOf } from '../org/app-assignments.ts';
import { day } from '../org/calendar.ts';
import type { Collection, Row } from '../org/collection.ts';
import type { Org } from '../org/org.ts';
import { baseAttributes, userTypeRow } from '../org/user-schema.ts';
import { resources } from '../resources/catalog.ts';
import { holdingsOf } from '../resources/holdings.ts';
import type { Parent } from '../resources/resource.ts';
import { groupsOfApp, usersOfApp } from './apps-api.ts';
import { withEmbedded } from './groups-api.ts';
import { retentionDays } from './logs-api.ts';

/** Every object of an org by collection; children carry `_parent`. Made anew at each call. */
export function truthOf(live: Org): Readonly<Record<string, readonly Row[]>> {
  const org = { ...live, users: remembering(live.users) };
  const users = existing(org.users);
  const groups = existing(org.groups);
  const apps = existing(org.apps);
  const truth: Record<string, readonly Row[]> = {
    users: users.map(({ row }) => row),
    userTypes: org.userTypes.map((type) => userTypeRow(type, org.origin, org.people.id(0))),
    userSchemaAttributes: schemaAttributes(org),
    groups: groups.map(({ row }) => row),
    groupMembers: groups.flatMap(({ row, ordinal }) => childrenOf(row, existingMembers(org, ordinal))),
    userGroups: groupsByUser(org, groups),
    groupRules: existing(org.rules).map(({ row }) => row),
    apps: apps.map(({ row }) => row),
    applicationUsers: apps.flatMap(({ row, ordinal }) => childrenOf(row, usersOfApp(org, ordinal))),
    applicationGroups: apps.flatMap(({ row, ordinal }) => childrenOf(row, groupsOfApp(org, ordinal))),
    logs: retainedEvents(org),
    groupStats: groups.map(({ row, ordinal }) => withEmbedded(org, ordinal, row, new Set(['stats']))),
    groupApps: groups.flatMap(({ row, ordinal }) =>
      childrenOf(
        row,
        apps.filter((app) => org.assignments.groupsOf(app.ordinal).includes(ordinal)).map((app) => app.row),
      ),
    ),
  };
  defineResources(truth, org);
  return truth;
}

/** The resources that are described as data, each made when it is looked at: those of users are many. */
function defineResources(truth: Record<string, readonly Row[]>, org: Org): void {
  for (const resource of resources) {
    let rows: readonly Row[] | undefined;
    Object.defineProperty(truth, resource.name, {
      enumerable: true,
      get: () => {
        rows ??= [...holdingsOf(org, resource)].flatMap(({ parents, rows: found }) =>
          found.map((row) => underParents(row, parents)),
        );
        return rows;
      },
    });
  }
}

/** A child carries the id it is listed under; where there are two, the outer one too. */
function underParents(row: Row, parents: readonly Parent[]): Row {
  const [outer, inner] = parents;
  if (!outer) return row;
  return inner ? { ...row, _parent: inner.id, _grandparent: outer.id } : { ...row, _parent: outer.id };
}

/** One row per attribute of each schema, with its `name` and its `definition`, base or custom. */
function schemaAttributes(org: Org): readonly Row[] {
  return org.userTypes.flatMap((type) =>
    [
      { definition: 'base', attributes: baseAttributes },
      { definition: 'custom', attributes: type.custom },
    ].flatMap(({ definition, attributes }) =>
      Object.entries(attributes).map(([name, attribute]) => ({
        name,
        definition,
        ...attribute,
        _parent: type.schemaId,
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

/** The other side of the memberships: every user's groups. */
function groupsByUser(
  org: Org,
  groups: readonly { readonly row: Row; readonly ordinal: number }[],
): readonly Row[] {
  const byUser = new Map<string, Row[]>();
  for (const { row, ordinal } of groups)
    for (const user of existingMembers(org, ordinal)) {
      const id = String(user.id);
      const rows = byUser.get(id) ?? [];
      rows.push({ ...row, _parent: id });
      byUser.set(id, rows);
    }
  return [...byUser.values()].flat();
}

/** The same users, each made only once: memberships and assignments ask for them again and again. */
function remembering(users: Collection): Collection {
  const known = new Map<number, Row | undefined>();
  const at = (ordinal: number) => {
    if (!known.has(ordinal)) known.set(ordinal, users.at(ordinal));
    return known.get(ordinal);
  };
  return { ...users, at };
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
