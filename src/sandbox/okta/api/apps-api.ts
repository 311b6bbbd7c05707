import { comparisonsOf } from '../language/expression.ts';
import { readCondition } from '../language/grammar.ts';
import { appFilter } from '../language/grammars.ts';
import { appGroupRow, appUserRow, assignmentsOf } from '../org/app-assignments.ts';
import { type Row, valueAt } from '../org/collection.ts';
import type { Org } from '../org/org.ts';
import { OktaError } from '../wire/okta-error.ts';
import type { Answer } from './answer.ts';
import { type Listing, listPage } from './list-page.ts';
import type { RequestContext } from './request-context.ts';
import { userOrdinal } from './users-api.ts';

/**
 * GET /api/v1/apps (API document, listApplications). Without a filter, inactive apps are shown only to those who ask
 * for `includeNonDeleted`.
 */
export function listApps(context: RequestContext): Answer {
  const { org, query } = context;
  const { apps } = org;
  const filter = query.get('filter');
  const q = query.get('q')?.toLowerCase();
  const user = embeddedUser(query);
  const matches = filter === null ? undefined : appCondition(org, filter);
  if (user !== undefined && !filter?.includes(JSON.stringify(user)))
    throw new OktaError('E0000031', ['expand: must be used with the filter user.id eq of the same user']);
  const all = filter !== null || query.get('includeNonDeleted') === 'true';
  const fits: Listing['fits'] = (ordinal) => {
    const app = apps.at(ordinal);
    if (!app || (!all && app.status !== 'ACTIVE')) return false;
    if (q !== undefined && ![app.name, app.label].some((text) => String(text).toLowerCase().startsWith(q)))
      return false;
    return matches?.(ordinal) ?? true;
  };
  return listPage(context, {
    length: apps.length,
    sizes: { default: 20, minimum: 1, maximum: 200 },
    fits,
    row: (ordinal) => embedUser(org, ordinal, user),
  });
}

/** GET /api/v1/apps/{id}. */
export function getApp({ org, id, query }: RequestContext): Answer {
  return { kind: 'object', row: embedUser(org, appOrdinal(org, id), embeddedUser(query)) };
}

/** GET /api/v1/apps/{id}/users. `q` looks at the beginnings of four attributes, for OIDC apps of two. */
export function listAppUsers(context: RequestContext): Answer {
  const { org, id, query } = context;
  const ordinal = appOrdinal(org, id);
  const assignments = assignmentsOf(ordinal, org.assignments, org.memberships, org.users.length);
  const q = query.get('q')?.toLowerCase();
  const expand = query.get('expand') === 'user';
  const row = (place: number): Row | undefined => {
    const assignment = assignments.at(place);
    return assignment && assignedUser(org, ordinal, assignment);
  };
  return listPage(context, {
    length: assignments.length,
    sizes: { default: 50, minimum: 1, maximum: 500 },
    fits: (place) => {
      const found = row(place);
      return found !== undefined && (q === undefined || begins(found, q));
    },
    row: (place) => {
      const found = row(place) as Row;
      const user = org.users.at(assignments.at(place)?.person as number);
      return expand ? { ...found, _embedded: { user } } : found;
    },
  });
}

/** GET /api/v1/apps/{id}/users/{userId} (API document, getApplicationUser). */
export function getAppUser({ org, id, child, query }: RequestContext): Answer {
  const app = appOrdinal(org, id);
  const assignment = assignmentOf(org, app, child);
  const row = assignment && assignedUser(org, app, assignment);
  if (!row) throw new OktaError('E0000007', [`${child} (AppUser)`]);
  const user = org.users.at(assignment.person);
  return { kind: 'object', row: query.get('expand') === 'user' ? { ...row, _embedded: { user } } : row };
}

/** GET /api/v1/apps/{id}/groups/{groupId} (API document, getApplicationGroupAssignment). */
export function getAppGroup({ org, id, child, query }: RequestContext): Answer {
  const row = groupsOfApp(org, appOrdinal(org, id)).find((found) => found.id === child);
  if (!row) throw new OktaError('E0000007', [`${child} (AppGroup)`]);
  const group = org.groups.at(org.groups.ordinalOf(child) as number);
  return { kind: 'object', row: query.get('expand') === 'group' ? { ...row, _embedded: { group } } : row };
}

/** GET /api/v1/apps/{id}/groups; `expand` embeds the group, or the metadata of the assignment. */
export function listAppGroups(context: RequestContext): Answer {
  const { org, id, query } = context;
  const rows = groupsOfApp(org, appOrdinal(org, id));
  const q = query.get('q')?.toLowerCase();
  const expand = query.get('expand');
  const groupOf = (place: number) => org.groups.at(org.groups.ordinalOf(String(rows[place]?.id)) as number);
  return listPage(context, {
    length: rows.length,
    sizes: { default: 20, minimum: 20, maximum: 200 },
    fits: (place) =>
      q === undefined ||
      String(valueAt(groupOf(place), 'profile.name'))
        .toLowerCase()
        .startsWith(q),
    row: (place) => {
      const row = rows[place] as Row;
      if (expand === 'group') return { ...row, _embedded: { group: groupOf(place) } };
      return expand === 'metadata' ? { ...row, _embedded: { metadata: {} } } : row;
    },
  });
}

/** The assigned people of an app, as the API shows them. */
export function usersOfApp(org: Org, app: number): readonly Row[] {
  const assignments = assignmentsOf(app, org.assignments, org.memberships, org.users.length);
  return Array.from({ length: assignments.length }, (_, place) => {
    const assignment = assignments.at(place);
    return assignment && assignedUser(org, app, assignment);
  }).filter((row) => row !== undefined);
}

/** The assigned groups of an app, as the API shows them. */
export function groupsOfApp(org: Org, app: number): readonly Row[] {
  const id = org.assignments.id(app);
  return org.assignments.groupsOf(app).flatMap((ordinal, priority) => {
    const group = org.groups.at(ordinal);
    return group ? [appGroupRow(org.origin, id, group, priority)] : [];
  });
}

function assignedUser(
  org: Org,
  app: number,
  { person, group }: { readonly person: number; readonly group: number | undefined },
): Row | undefined {
  const user = org.users.at(person);
  const { signOnMode } = org.apps.at(app) as Row;
  const groupId = group === undefined ? undefined : org.memberships.id(group);
  return user && appUserRow(org.origin, { id: org.assignments.id(app), signOnMode }, user, groupId);
}

function appOrdinal(org: Org, id: string): number {
  const ordinal = org.apps.ordinalOf(id);
  if (ordinal === undefined || !org.apps.at(ordinal))
    throw new OktaError('E0000007', [`${id} (AppInstance)`]);
  return ordinal;
}

/** A filter as a test of ordinals. `user.id` means: is assigned to. */
function appCondition(org: Org, filter: string): (ordinal: number) => boolean {
  const { expression, fits } = readCondition(filter, appFilter);
  const asked = comparisonsOf(expression).flatMap(({ attribute, value }) =>
    attribute === 'user.id' ? [String(value)] : [],
  );
  return (ordinal) =>
    fits((attribute) =>
      attribute === 'user.id'
        ? asked.filter((user) => assignmentOf(org, ordinal, user) !== undefined)
        : org.apps.read(ordinal, settingPath(attribute)),
    );
}

function assignmentOf(org: Org, app: number, user: string) {
  const person = userOrdinal(org, user);
  if (person === undefined || !org.users.at(person)) return undefined;
  return assignmentsOf(app, org.assignments, org.memberships, org.users.length).of(person);
}

/** The filter has a shorter name for one of the settings. */
function settingPath(attribute: string): string {
  return attribute === 'settings.slo.enabled' ? 'settings.signOn.slo.enabled' : attribute;
}

/** The user that `expand=user/{id}` asks for. */
function embeddedUser(query: URLSearchParams): string | undefined {
  const expand = query.get('expand');
  return expand?.startsWith('user/') ? expand.slice('user/'.length) : undefined;
}

function embedUser(org: Org, ordinal: number, user: string | undefined): Row {
  const app = org.apps.at(ordinal) as Row;
  const assignment = user === undefined ? undefined : assignmentOf(org, ordinal, user);
  return assignment ? { ...app, _embedded: { user: assignedUser(org, ordinal, assignment) } } : app;
}

function begins(row: Row, q: string): boolean {
  return ['credentials.userName', 'profile.firstName', 'profile.lastName', 'profile.email'].some((path) => {
    const value = valueAt(row, path);
    return typeof value === 'string' && value.toLowerCase().startsWith(q);
  });
}
