import { changeTime, creationTime, isoTime } from './calendar.ts';
import type { Generator, Row } from './collection.ts';
import { createIdentifiers } from './identifiers.ts';
import { departments, places, projects } from './names.ts';
import type { People } from './people.ts';
import { createPermutation, rangeOf, type Slice, sliceOf } from './permutation.ts';
import { createRolls, hexDigits, pick } from './random.ts';

/** The groups of an org and who is in them. */
export interface Groups extends Generator {
  nameOf(ordinal: number): string;
  /** The members among the generated people, as their ordinals. */
  membersOf(ordinal: number): Slice;
  /** The group of each department, by its place in {@link departments}; undefined where the org has too few groups. */
  readonly departmentGroups: readonly (number | undefined)[];
}

/** What the groups of an org depend on. */
export interface GroupsOptions {
  readonly seed: number;
  readonly count: number;
  readonly origin: string;
  readonly people: People;
  /** The app that a group of type APP_GROUP comes from. */
  sourceOf(group: number): string;
}

/** A group before it has an id and dates. */
interface Blueprint {
  readonly type: 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';
  readonly name: string;
  readonly description?: string;
  readonly members: Slice;
}

/** The ordinal of the group that everybody is in. */
export const everyone = 0;

const administrators = 12;

/** Groups made from their ordinals. */
export function createGroups({ seed, count, origin, people, sourceOf }: GroupsOptions): Groups {
  const roll = createRolls(seed);
  const ids = createIdentifiers('00g', seed);
  const rolls = {
    age: roll('group created'),
    tie: roll('group tie'),
    change: roll('group last updated'),
    member: roll('group last membership'),
    size: roll('group size'),
    name: roll('group name'),
  };
  const shuffles = Array.from({ length: 8 }, (_, index) =>
    createPermutation(`group members ${index}`, seed, people.count),
  );
  const leading = leadingGroups(people);

  const blueprint = (ordinal: number): Blueprint => {
    const known = leading[ordinal];
    if (known) return known;
    const shuffle = pick(shuffles, rolls.name(ordinal));
    // Sizes follow a power law: many small groups, few large ones.
    const size = Math.floor(people.count ** (0.15 + 0.65 * rolls.size(ordinal)));
    const start = Math.floor(rolls.change(ordinal) * Math.max(0, people.count - size));
    const members = sliceOf(shuffle, start, size);
    const project = pick(projects, rolls.name(ordinal));
    return ordinal % 5 === 4
      ? { type: 'APP_GROUP', name: `${project} directory ${ordinal}`, members }
      : {
          type: 'OKTA_GROUP',
          name: `Project ${project} ${ordinal}`,
          ...(rolls.tie(ordinal) > 0.3 && { description: `People who work on ${project}` }),
          members,
        };
  };

  const created = (ordinal: number) => creationTime(ordinal, count, rolls.age(ordinal));
  const updated = (ordinal: number) =>
    changeTime(created(ordinal), rolls.tie(ordinal), rolls.change(ordinal));
  const memberUpdated = (ordinal: number) =>
    changeTime(created(ordinal), rolls.size(ordinal), rolls.member(ordinal));

  const generate = (ordinal: number): Row => {
    const { type, name, description } = blueprint(ordinal);
    const id = ids.of(ordinal);
    const path = `${origin}/api/v1/groups/${id}`;
    return {
      id,
      created: isoTime(created(ordinal)),
      lastUpdated: isoTime(updated(ordinal)),
      lastMembershipUpdated: isoTime(memberUpdated(ordinal)),
      objectClass: [type === 'APP_GROUP' ? 'okta:windows_security_principal' : 'okta:user_group'],
      type,
      profile: {
        name,
        ...(description !== undefined && { description }),
        ...(type === 'APP_GROUP' && directoryProfile(name, ordinal)),
      },
      _links: {
        logo: [{ name: 'medium', href: `${origin}/img/logos/groups/okta-medium.png`, type: 'image/png' }],
        users: { href: `${path}/users` },
        apps: { href: `${path}/apps` },
        ...(type === 'APP_GROUP' && { source: { href: `${origin}/api/v1/apps/${sourceOf(ordinal)}` } }),
      },
    };
  };

  return {
    count,
    id: ids.of,
    ordinalOf: ids.ordinalOf,
    generate,
    peek: (ordinal, path) => {
      switch (path) {
        case 'id':
          return ids.of(ordinal);
        case 'type':
          return blueprint(ordinal).type;
        case 'lastUpdated':
          return updated(ordinal);
        case 'lastMembershipUpdated':
          return memberUpdated(ordinal);
        case 'source.id':
          return blueprint(ordinal).type === 'APP_GROUP' ? sourceOf(ordinal) : null;
        default:
          return undefined;
      }
    },
    nameOf: (ordinal) => blueprint(ordinal).name,
    membersOf: (ordinal) => blueprint(ordinal).members,
    departmentGroups: departments.map(([name]) => {
      const ordinal = leading.findIndex((group) => group.name === name && group.type === 'OKTA_GROUP');
      return ordinal < count ? ordinal : undefined;
    }),
  };
}

/** The groups that every org begins with: the built-in ones, the extremes, one per department, and odd names. */
function leadingGroups(people: People): readonly Blueprint[] {
  const all = rangeOf(0, people.count);
  const few = (start: number, size: number) => sliceOf(people.byDepartment, start, size);
  return [
    { type: 'BUILT_IN', name: 'Everyone', description: 'All users in your organization', members: all },
    {
      type: 'BUILT_IN',
      name: 'Okta Administrators',
      description: 'Okta manages this group, which contains all administrators in your organization.',
      members: rangeOf(0, Math.min(administrators, people.count)),
    },
    { type: 'OKTA_GROUP', name: 'Empty', description: '', members: rangeOf(0, 0) },
    { type: 'OKTA_GROUP', name: 'Only one', members: rangeOf(0, Math.min(1, people.count)) },
    ...departments.map(([name], index): Blueprint => {
      const run = people.departmentRuns[index] ?? { start: 0, size: 0 };
      return {
        type: 'OKTA_GROUP',
        name,
        description: `Everybody in ${name}`,
        members: few(run.start, run.size),
      };
    }),
    // The same name as an Okta group: names are unique only within a source.
    { type: 'APP_GROUP', name: 'Sales', members: few(0, 40) },
    { type: 'OKTA_GROUP', name: 'sales', description: 'Not the Sales above', members: few(10, 5) },
    {
      type: 'OKTA_GROUP',
      name: '50%_off, "VIP" \\ co.',
      description: 'line 1\nline 2',
      members: few(20, 25),
    },
    { type: 'OKTA_GROUP', name: '営業チーム 🗻', members: few(60, 30) },
    { type: 'OKTA_GROUP', name: 'n'.repeat(255), description: 'd'.repeat(1024), members: few(90, 3) },
    ...places.map(
      (place, index): Blueprint => ({
        type: 'APP_GROUP',
        name: `${place.city} office`,
        description: `Imported from the directory of ${place.city}`,
        members: few(index * 30, 60),
      }),
    ),
  ];
}

function directoryProfile(name: string, ordinal: number): Row {
  return {
    externalId: hexDigits(`directory ${ordinal}`, 22),
    dn: `CN=${name},OU=Groups,DC=tidewater,DC=local`,
    samAccountName: name,
    windowsDomainQualifiedName: `TIDEWATER\\${name}`,
  };
}
