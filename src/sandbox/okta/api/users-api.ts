import type { Expression } from '../language/expression.ts';
import { readCondition } from '../language/grammar.ts';
import { userFilter, userSearch } from '../language/grammars.ts';
import { membersOf } from '../org/app-assignments.ts';
import type { Row } from '../org/collection.ts';
import type { Org } from '../org/org.ts';
import { OktaError } from '../wire/okta-error.ts';
import type { Answer } from './answer.ts';
import { type Listing, listPage, unpagedList } from './list-page.ts';
import type { RequestContext } from './request-context.ts';
import { readSelection, searchPage } from './search.ts';
import { readFields, selectFields } from './user-fields.ts';

const sizes = { default: 200, minimum: 1, maximum: 200 };

/** GET /api/v1/users (Okta docs, core-okta-api: filter; API document, listUsers). */
export function listUsers(context: RequestContext): Answer {
  const { users, userTypes } = context.org;
  const show = showing(context);
  const row = (ordinal: number) => show(users.at(ordinal) as Row);
  const isActive = (ordinal: number) => {
    const status = users.read(ordinal, 'status');
    return status !== undefined && status !== 'DEPROVISIONED';
  };
  const { kind, text } = readSelection(context.query);
  switch (kind) {
    case 'none':
      return listPage(context, { length: users.length, sizes, fits: isActive, row });
    case 'q':
      return unpagedList(context, {
        length: users.length,
        sizes: { ...sizes, default: 10 },
        fits: (ordinal) => isActive(ordinal) && begins(users.at(ordinal) as Row, text),
        row,
      });
    case 'filter':
      return listPage(context, filteredUsers(context.org, text, row));
    case 'search':
      return searchPage(context, text, {
        name: 'users',
        collection: users,
        grammar: userSearch(userTypes),
        sizes,
        most: sizes.maximum,
        show,
      });
  }
}

/** GET /api/v1/users/{idOrLogin}; `me` is the owner of the token. */
export function getUser(context: RequestContext): Answer {
  const { org, id, principal } = context;
  const ordinal = id === 'me' ? org.users.ordinalOf(principal.userId ?? '') : userOrdinal(org, id);
  const user = ordinal === undefined ? undefined : org.users.at(ordinal);
  if (!user) throw new OktaError('E0000007', [`${id} (User)`]);
  return { kind: 'object', row: withLinks(omit(user, context.omissions), org.origin) };
}

/** GET /api/v1/users/{idOrLogin}/groups: not paged (Okta docs, core-okta-api: pagination). */
export function listGroupsOfUser({ org, id, principal }: RequestContext): Answer {
  const ordinal = id === 'me' ? org.users.ordinalOf(principal.userId ?? '') : userOrdinal(org, id);
  if (ordinal === undefined || !org.users.at(ordinal)) throw new OktaError('E0000007', [`${id} (User)`]);
  const rows = Array.from({ length: org.groups.length }, (_, group) =>
    membersOf(group, org.memberships, org.users.length).has(ordinal) ? org.groups.at(group) : undefined,
  ).filter((group) => group !== undefined);
  return { kind: 'rows', rows };
}

/** Which user an id or a login names, removed ones too. A login with a slash names none (API document, getUser). */
export function userOrdinal(org: Org, idOrLogin: string): number | undefined {
  return (
    org.users.ordinalOf(idOrLogin) ?? (idOrLogin.includes('/') ? undefined : loginOrdinal(org, idOrLogin))
  );
}

/** `q` looks at the beginnings of three attributes. */
function begins({ profile }: Row, q: string): boolean {
  const { firstName, lastName, email } = profile as Row;
  return [firstName, lastName, email].some(
    (value) => typeof value === 'string' && value.toLowerCase().startsWith(q.toLowerCase()),
  );
}

function filteredUsers(org: Org, text: string, row: Listing['row']): Listing {
  const { users } = org;
  const condition = readCondition(text, userFilter);
  const fits = (ordinal: number) =>
    users.read(ordinal, 'status') !== undefined &&
    condition.fits((attribute) => users.read(ordinal, attribute));
  const candidates = candidatesOf(condition.expression, org);
  if (!candidates) return { length: users.length, sizes, fits, row };
  const places = [...candidates].sort((a, b) => a - b);
  const at = (place: number) => places[place] as number;
  return { length: places.length, sizes, fits: (place) => fits(at(place)), row: (place) => row(at(place)) };
}

/** The only users that can fit, where the condition names their ids or logins; undefined where it does not. */
function candidatesOf(expression: Expression, org: Org): ReadonlySet<number> | undefined {
  switch (expression.kind) {
    case 'comparison': {
      const { attribute, operator, value } = expression;
      if (operator !== 'eq' || (attribute !== 'id' && attribute !== 'profile.login')) return undefined;
      const ordinal =
        attribute === 'id' ? org.users.ordinalOf(String(value)) : loginOrdinal(org, String(value));
      return new Set(ordinal === undefined ? [] : [ordinal]);
    }
    case 'and':
      return expression.terms.map((term) => candidatesOf(term, org)).find((set) => set !== undefined);
    case 'or': {
      const sets = expression.terms.map((term) => candidatesOf(term, org));
      return sets.every((set) => set !== undefined) ? new Set(sets.flatMap((set) => [...set])) : undefined;
    }
    case 'not':
      return undefined;
  }
}

function loginOrdinal(org: Org, login: string): number | undefined {
  const wanted = login.toLowerCase();
  const found = org.renamed.get(wanted) ?? org.people.ordinalOfLogin(wanted);
  if (found === undefined) return undefined;
  // A changed user may have given its generated login away.
  const current = String(org.users.read(found, 'profile.login')).toLowerCase();
  return current === wanted || current.startsWith(`${wanted}@`) ? found : undefined;
}

/** How a request wants its users shown. */
function showing({ query, omissions }: RequestContext): (user: Row) => Row {
  const text = query.get('fields');
  if (text === null) return (user) => omit(user, omissions);
  const fields = readFields(text);
  return (user) => selectFields(omit(user, omissions), fields);
}

/** What `okta-response` in the Content-Type leaves out (API document, listUsers). */
function omit(user: Row, omissions: ReadonlySet<string>): Row {
  if (omissions.size === 0) return user;
  const left = Object.entries(user).filter(
    ([name]) =>
      !(name === 'credentials' && omissions.has('omitCredentials')) &&
      !(name === 'transitioningToStatus' && omissions.has('omitTransitioningToStatus')),
  );
  return Object.fromEntries(left);
}

/** A single user has the links to what can be done with it (API document, User). */
function withLinks(user: Row, origin: string): Row {
  const path = `${origin}/api/v1/users/${user.id}`;
  const act = (name: string) => ({ href: `${path}/lifecycle/${name}`, method: 'POST' });
  return {
    ...user,
    _links: {
      ...(user._links as Row),
      schema: { href: `${origin}/api/v1/meta/schemas/user/default` },
      type: { href: `${origin}/api/v1/meta/types/user/${(user.type as Row).id}` },
      ...(user.status === 'SUSPENDED' ? { unsuspend: act('unsuspend') } : { suspend: act('suspend') }),
      ...(user.status === 'LOCKED_OUT' && { unlock: act('unlock') }),
      deactivate: act('deactivate'),
    },
  };
}
