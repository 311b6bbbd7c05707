import type { Apps } from './apps.ts';
import { isoTime, referenceTime } from './calendar.ts';
import { type Row, valueAt } from './collection.ts';
import { everyone, type Groups } from './groups.ts';
import type { Slice } from './permutation.ts';
import { hashText, hexDigits } from './random.ts';

/** One person's way into an app. */
export interface Assignment {
  readonly person: number;
  /** The group that brings them in; undefined for those assigned one by one. */
  readonly group: number | undefined;
}

/** The assignments of one app, each person once, in an order that lets a walk stop and go on at any place. */
export interface Assignments {
  /** Places to look at: more than there are assignments, because people in several groups count once. */
  readonly length: number;
  at(place: number): Assignment | undefined;
  /** How a person comes into the app; undefined when they do not. */
  of(person: number): Assignment | undefined;
}

/** The assignments of an app: its groups' members group by group, then the individuals. */
export function assignmentsOf(app: number, apps: Apps, groups: Groups, population: number): Assignments {
  const parts: { readonly slice: Slice; readonly group: number | undefined }[] = [
    ...apps.groupsOf(app).map((group) => ({ slice: membersOf(group, groups, population), group })),
    { slice: apps.individualsOf(app), group: undefined },
  ];
  const length = parts.reduce((sum, { slice }) => sum + slice.size, 0);
  const firstPart = (person: number) => parts.findIndex(({ slice }) => slice.has(person));
  return {
    length,
    at: (place) => {
      let rest = place;
      for (const [index, { slice, group }] of parts.entries()) {
        if (rest < slice.size) {
          const person = slice.at(rest);
          return firstPart(person) === index ? { person, group } : undefined;
        }
        rest -= slice.size;
      }
      return undefined;
    },
    of: (person) => {
      const part = parts[firstPart(person)];
      return part && { person, group: part.group };
    },
  };
}

/** The members of a group; everybody there is, for the group of everybody. */
export function membersOf(group: number, groups: Groups, population: number): Slice {
  if (group !== everyone) return groups.membersOf(group);
  return {
    size: population,
    at: (index) => index,
    has: (person) => person >= 0 && person < population,
  };
}

/** An assigned person as /api/v1/apps/{id}/users shows them (API document, AppUser). */
export function appUserRow(
  origin: string,
  app: { readonly id: string; readonly signOnMode: unknown },
  user: Row,
  groupId: string | undefined,
): Row {
  const chance = hashText(`${app.id}${user.id}`) / 0x1_0000_0000;
  const created = Date.parse(String(user.created));
  const between = (share: number) => isoTime(created + Math.floor(share * (referenceTime - created)));
  const provisioned = chance > 0.4;
  const login = String(valueAt(user, 'profile.login'));
  return {
    id: user.id,
    ...(provisioned && { externalId: hexDigits(`${app.id}${user.id}`, 18) }),
    created: between(chance / 2),
    lastUpdated: between(0.5 + chance / 2),
    scope: groupId === undefined ? 'USER' : 'GROUP',
    status: provisioned ? 'PROVISIONED' : chance > 0.1 ? 'ACTIVE' : 'STAGED',
    statusChanged: between(chance),
    passwordChanged: chance > 0.8 ? between(chance) : null,
    syncState: provisioned ? 'SYNCHRONIZED' : chance > 0.1 ? 'DISABLED' : 'ERROR',
    ...(provisioned && { lastSync: between(0.9) }),
    credentials: { userName: login },
    profile: {
      email: valueAt(user, 'profile.email'),
      ...(app.signOnMode === 'OPENID_CONNECT'
        ? {}
        : {
            firstName: valueAt(user, 'profile.firstName'),
            lastName: valueAt(user, 'profile.lastName'),
            displayName: valueAt(user, 'profile.displayName') ?? null,
          }),
      ...(chance > 0.7 && { seats: Math.floor(chance * 10), roles: ['viewer', 'editor, "chief"'] }),
    },
    _links: {
      app: { href: `${origin}/api/v1/apps/${app.id}` },
      user: { href: `${origin}/api/v1/users/${user.id}` },
      ...(groupId !== undefined && { group: { href: `${origin}/api/v1/groups/${groupId}` } }),
    },
  };
}

/** An assigned group as /api/v1/apps/{id}/groups shows it (API document, ApplicationGroupAssignment). */
export function appGroupRow(origin: string, appId: string, group: Row, priority: number): Row {
  return {
    id: group.id,
    priority,
    lastUpdated: group.lastUpdated,
    profile: priority % 2 === 0 ? {} : { role: 'member', quota: priority },
    _links: {
      self: { href: `${origin}/api/v1/apps/${appId}/groups/${group.id}` },
      app: { href: `${origin}/api/v1/apps/${appId}` },
      group: { href: `${origin}/api/v1/groups/${group.id}` },
    },
  };
}
