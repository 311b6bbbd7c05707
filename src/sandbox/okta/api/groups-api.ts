import { readCondition } from '../language/grammar.ts';
import { groupFilter, groupSearch } from '../language/grammars.ts';
import { membersOf } from '../org/app-assignments.ts';
import { type Row, valueAt } from '../org/collection.ts';
import type { Org } from '../org/org.ts';
import { OktaError } from '../wire/okta-error.ts';
import type { Answer } from './answer.ts';
import { type Listing, listPage, unpagedList } from './list-page.ts';
import type { RequestContext } from './request-context.ts';
import { readSelection, searchPage } from './search.ts';

const sizes = { default: 10_000, minimum: 1, maximum: 10_000 };
/** With an expression, a page holds no more than this, whatever is asked for (API document, listGroups). */
const narrowPage = 200;

/** GET /api/v1/groups (Okta docs, core-okta-api: filter; API document, listGroups). */
export function listGroups(context: RequestContext): Answer {
  const { org, query } = context;
  const { groups } = org;
  const expand = new Set((query.get('expand') ?? '').split(','));
  const show = (group: Row, ordinal: number) => withEmbedded(org, ordinal, group, expand);
  const list = (fits: Listing['fits']): Listing => ({
    length: groups.length,
    sizes,
    fits: (ordinal) => groups.read(ordinal, 'id') !== undefined && fits(ordinal),
    row: (ordinal) => show(groups.at(ordinal) as Row, ordinal),
  });
  const { kind, text } = readSelection(query);
  switch (kind) {
    case 'none':
      return listPage(
        context,
        list(() => true),
      );
    case 'q':
      // The beginning of the name, no paging, at most 300.
      return unpagedList(context, {
        ...list((ordinal) => nameOf(groups.at(ordinal)).startsWith(text.toLowerCase())),
        sizes: { default: 300, minimum: 1, maximum: 300 },
      });
    case 'filter': {
      const { fits } = readCondition(text, groupFilter);
      return listPage(context, {
        ...list((ordinal) => fits((attribute) => groups.read(ordinal, attribute))),
        most: narrowPage,
      });
    }
    case 'search':
      return searchPage(context, text, {
        name: 'groups',
        collection: groups,
        grammar: groupSearch,
        sizes,
        most: narrowPage,
        show,
      });
  }
}

/** GET /api/v1/groups/{id}. */
export function getGroup({ org, id }: RequestContext): Answer {
  return { kind: 'object', row: org.groups.at(groupOrdinal(org, id)) as Row };
}

/** GET /api/v1/groups/{id}/users: whole users, of every status. */
export function listMembers(context: RequestContext): Answer {
  const { org, id } = context;
  const members = membersOf(groupOrdinal(org, id), org.memberships, org.users.length);
  return listPage(context, {
    length: members.size,
    sizes: { default: 1000, minimum: 1, maximum: 1000 },
    fits: (place) => org.users.read(members.at(place), 'id') !== undefined,
    row: (place) => org.users.at(members.at(place)) as Row,
  });
}

/** GET /api/v1/groups/{id}/apps. */
export function listAppsOfGroup(context: RequestContext): Answer {
  const { org, id } = context;
  const group = groupOrdinal(org, id);
  return listPage(context, {
    length: org.apps.length,
    sizes: { default: 20, minimum: 1, maximum: 200 },
    fits: (app) => org.apps.read(app, 'id') !== undefined && org.assignments.groupsOf(app).includes(group),
    row: (app) => org.apps.at(app) as Row,
  });
}

/** GET /api/v1/groups/rules; `search` is a keyword, no expression. */
export function listRules(context: RequestContext): Answer {
  const { org, query } = context;
  const keyword = query.get('search')?.toLowerCase() ?? '';
  return listPage(context, {
    length: org.rules.length,
    sizes: { default: 50, minimum: 1, maximum: 200 },
    fits: (ordinal) => org.rules.at(ordinal) !== undefined && ruleName(org, ordinal).includes(keyword),
    row: (ordinal) => expandRule(org, org.rules.at(ordinal) as Row, query),
  });
}

/** GET /api/v1/groups/rules/{id}. */
export function getRule({ org, id, query }: RequestContext): Answer {
  const ordinal = org.rules.ordinalOf(id);
  const rule = ordinal === undefined ? undefined : org.rules.at(ordinal);
  if (!rule) throw new OktaError('E0000007', [`${id} (GroupRule)`]);
  return { kind: 'object', row: expandRule(org, rule, query) };
}

function groupOrdinal(org: Org, id: string): number {
  const ordinal = org.groups.ordinalOf(id);
  if (ordinal === undefined || !org.groups.at(ordinal))
    throw new OktaError('E0000007', [`${id} (UserGroup)`]);
  return ordinal;
}

function nameOf(group: Row | undefined): string {
  return String(valueAt(group, 'profile.name')).toLowerCase();
}

function ruleName(org: Org, ordinal: number): string {
  return String(org.rules.read(ordinal, 'name')).toLowerCase();
}

/** A group with what `expand` asks for: `stats`, `app` (API document, Group). */
export function withEmbedded(org: Org, ordinal: number, group: Row, expand: ReadonlySet<string>): Row {
  const stats = expand.has('stats') && {
    usersCount: memberCount(org, ordinal),
    appsCount: appCount(org, ordinal),
    groupPushMappingsCount: 0,
    // The API document misspells this one; both spellings serve whoever reads it.
    hasAdminPrivilege: ordinal === administratorGroup,
    hasAdminPrivlege: ordinal === administratorGroup,
  };
  const app = expand.has('app') && sourceApp(org, ordinal);
  return stats || app ? { ...group, _embedded: { ...(stats && { stats }), ...(app && { app }) } } : group;
}

const administratorGroup = 1;

function sourceApp(org: Org, group: number): Row | undefined {
  const id = org.groups.read(group, 'source.id');
  const ordinal = typeof id === 'string' ? org.apps.ordinalOf(id) : undefined;
  const app = ordinal === undefined ? undefined : org.apps.at(ordinal);
  return app && { id: app.id, name: app.name, label: app.label, signOnMode: app.signOnMode };
}

function memberCount(org: Org, group: number): number {
  const members = membersOf(group, org.memberships, org.users.length);
  const removed = [...org.users.changed()].filter((user) => members.has(user) && !org.users.at(user));
  return members.size - removed.length;
}

function appCount(org: Org, group: number): number {
  let count = 0;
  for (let app = 0; app < org.apps.length; app++)
    if (org.apps.at(app) && org.assignments.groupsOf(app).includes(group)) count++;
  return count;
}

function expandRule(org: Org, rule: Row, query: URLSearchParams): Row {
  if (query.get('expand') !== 'groupIdToGroupNameMap') return rule;
  const ids = valueAt(rule, 'actions.assignUserToGroups.groupIds') as readonly string[];
  const names = ids.flatMap((id) => {
    const ordinal = org.groups.ordinalOf(id);
    const name = ordinal === undefined ? undefined : org.groups.read(ordinal, 'profile.name');
    return typeof name === 'string' ? [[id, name] as const] : [];
  });
  return { ...rule, _embedded: { groupIdToGroupNameMap: Object.fromEntries(names) } };
}
