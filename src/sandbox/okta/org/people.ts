import { changeTime, creationTime, day, isoTime, referenceTime } from './calendar.ts';
import type { Generator, Row } from './collection.ts';
import { curiosityOf, unusualLogins } from './curiosities.ts';
import { createIdentifiers } from './identifiers.ts';
import { departments, divisions, firstNames, lastNames, places, projects, skills, titles } from './names.ts';
import { createPermutation, type Permutation } from './permutation.ts';
import { createRolls, hexDigits, pick, weighted } from './random.ts';
import type { TypeOfUser } from './user-schema.ts';

/** The eight statuses of a user (API document, UserStatus). */
export const userStatuses = [
  'ACTIVE',
  'DEPROVISIONED',
  'STAGED',
  'SUSPENDED',
  'PROVISIONED',
  'LOCKED_OUT',
  'PASSWORD_EXPIRED',
  'RECOVERY',
] as const;

export type UserStatus = (typeof userStatuses)[number];

/** The people of an org. */
export interface People extends Generator {
  loginOf(ordinal: number): string;
  /** First and last name, or what the user is called instead. */
  nameOf(ordinal: number): string;
  /** Which user has a login, compared without regard to case; or a login without its domain. */
  ordinalOfLogin(login: string): number | undefined;
  /** Shuffles the people so that each department is one run of it. */
  readonly byDepartment: Permutation;
  /** The runs of `byDepartment`, in the order of {@link departments}. */
  readonly departmentRuns: readonly { readonly start: number; readonly size: number }[];
}

/** What the people of an org depend on. */
export interface PeopleOptions {
  readonly seed: number;
  readonly count: number;
  readonly origin: string;
  readonly types: readonly [TypeOfUser, TypeOfUser];
}

/** The first users have every status in turn, so that small orgs show all of them. */
const statusParade = 64;

const domains = [
  'tidewater.example',
  'tidewater.example',
  'contractors.tidewater.example',
  'tidewater-labs.example',
];

/** People made from their ordinals: nothing is kept, so that a million cost no memory. */
export function createPeople({ seed, count, origin, types }: PeopleOptions): People {
  const roll = createRolls(seed);
  const ids = createIdentifiers('00u', seed);
  const rolls = {
    age: roll('created'),
    tie: roll('tie'),
    change: roll('last updated'),
    status: roll('status'),
    first: roll('first name'),
    last: roll('last name'),
    place: roll('place'),
    title: roll('title'),
    present: roll('present attributes'),
    login: roll('last login'),
    number: roll('number'),
    skill: roll('skill'),
    custom: roll('custom attributes'),
    manager: roll('manager'),
  };
  const statusOf = weighted<UserStatus>([
    ['ACTIVE', 78],
    ['DEPROVISIONED', 8],
    ['STAGED', 3],
    ['SUSPENDED', 3],
    ['PROVISIONED', 3],
    ['LOCKED_OUT', 2],
    ['PASSWORD_EXPIRED', 2],
    ['RECOVERY', 1],
  ]);
  const byDepartment = createPermutation('departments', seed, count);
  const departmentRuns = runsOf(count);

  const status = (ordinal: number): UserStatus =>
    ordinal < statusParade
      ? (userStatuses[ordinal % userStatuses.length] as UserStatus)
      : statusOf(rolls.status(ordinal));
  const created = (ordinal: number) => creationTime(ordinal, count, rolls.age(ordinal));
  const updated = (ordinal: number) =>
    changeTime(created(ordinal), rolls.tie(ordinal), rolls.change(ordinal));
  const typeOf = (ordinal: number) => (ordinal % 10 === 3 ? types[1] : types[0]);
  const first = (ordinal: number) => pick(firstNames, rolls.first(ordinal));
  const last = (ordinal: number) => pick(lastNames, rolls.last(ordinal));
  const login = (ordinal: number) =>
    (curiosityOf(ordinal)?.login as string | undefined) ??
    `${first(ordinal)[1]}.${last(ordinal)[1]}${ordinal}@${domains[ordinal % domains.length]}`;
  const department = (ordinal: number) => {
    const position = byDepartment.positionOf(ordinal);
    const index = departmentRuns.findIndex((run) => position < run.start + run.size);
    return departments[index]?.[0] as string;
  };

  const profile = (ordinal: number): Row => {
    const place = pick(places, rolls.place(ordinal));
    const present = presence(rolls.present(ordinal));
    const [firstName] = first(ordinal);
    const [lastName] = last(ordinal);
    const mail = login(ordinal).replace('/', '.');
    const boss = Math.floor(rolls.manager(ordinal) * Math.min(ordinal, 1 + ordinal / 8));
    const values: Record<string, unknown> = {
      firstName,
      lastName,
      mobilePhone: present(3) ? `+1 555 ${digits(rolls.number(ordinal), 7)}` : null,
      secondEmail: present(5) ? `${first(ordinal)[1]}@home.example` : null,
      login: login(ordinal),
      email: mail,
    };
    if (present(1)) values.displayName = `${firstName} ${lastName}`;
    if (present(2)) values.title = pick(titles, rolls.title(ordinal));
    if (present(4)) values.nickName = firstName.slice(0, 3);
    if (present(6)) values.middleName = pick(firstNames, rolls.title(ordinal))[0];
    if (present(7)) values.honorificPrefix = 'Dr.';
    if (present(1)) values.department = department(ordinal);
    if (present(2)) values.division = pick(divisions, rolls.title(ordinal));
    if (present(1)) values.employeeNumber = String(ordinal).padStart(6, '0');
    if (present(3)) values.costCenter = `CC-${digits(rolls.number(ordinal), 3)}`;
    if (present(2)) values.organization = 'Tidewater';
    if (present(3)) values.userType = ordinal % 10 === 3 ? 'Contractor' : 'Employee';
    if (present(1)) Object.assign(values, { city: place.city, countryCode: place.countryCode });
    if (present(2)) Object.assign(values, { state: place.state ?? null, zipCode: place.zipCode });
    if (present(4))
      values.streetAddress = `${1 + (ordinal % 400)} ${pick(projects, rolls.title(ordinal))} Street`;
    if (present(3)) values.primaryPhone = `+1 555 ${digits(rolls.login(ordinal), 7)}`;
    if (present(2)) Object.assign(values, { locale: place.locale, timezone: place.timezone });
    if (present(4)) values.preferredLanguage = place.locale.slice(0, 2);
    if (present(7)) values.profileUrl = `https://people.tidewater.example/${ordinal}`;
    if (ordinal > 0 && present(2)) {
      values.managerId = ids.of(boss);
      values.manager = `${first(boss)[0]} ${last(boss)[0]}`;
    }
    addCustomAttributes(values, ordinal);
    return withCuriosity(values, ordinal);
  };

  const addCustomAttributes = (values: Record<string, unknown>, ordinal: number) => {
    const present = presence(rolls.custom(ordinal));
    const chance = rolls.skill(ordinal);
    if (present(1)) values.badgeNumber = Math.floor(chance * 100_000);
    if (present(3)) values.hourlyRate = Math.round(chance * 20_000) / 100;
    if (present(2)) values.contractor = ordinal % 10 === 3;
    if (present(4)) values.startDate = isoTime(created(ordinal) - (created(ordinal) % day) + 9 * 3_600_000);
    if (present(2)) values.clearance = pick(['PUBLIC', 'PUBLIC', 'INTERNAL', 'SECRET'], chance);
    if (present(3)) values.skills = elements(skills, chance);
    if (present(5)) values.floors = elements([-1, 0, 1, 2, 12], chance);
    if (present(6)) values.ratings = elements([0.5, 1, 2.25, 4.75], chance);
    if (present(4)) {
      const level = 1 + Math.floor(chance * 9);
      values.costLevel = ordinal % 10 === 3 ? `level ${level}` : level;
    }
    if (ordinal % 10 === 3 && present(2)) values.agency = pick(['Harbor & Sons', 'Müller GmbH'], chance);
  };

  const generate = (ordinal: number): Row => {
    const state = status(ordinal);
    const start = created(ordinal);
    const change = updated(ordinal);
    const between = (share: number) => isoTime(start + Math.floor(share * (change - start)));
    const chance = rolls.login(ordinal);
    const staged = state === 'STAGED';
    const everSignedIn = !staged && state !== 'PROVISIONED' && chance > 0.1;
    const id = ids.of(ordinal);
    return {
      id,
      status: state,
      created: isoTime(start),
      activated: staged ? null : between(0.1),
      statusChanged: staged && chance > 0.5 ? null : between(0.2 + chance / 2),
      lastLogin: everSignedIn ? isoTime(start + Math.floor(chance * (referenceTime - start))) : null,
      lastUpdated: isoTime(change),
      passwordChanged: everSignedIn ? between(chance) : null,
      ...(chance > 0.95 && { transitioningToStatus: chance > 0.99 ? 'DEPROVISIONED' : null }),
      type: { id: typeOf(ordinal).id },
      ...(chance < 0.05 && { realmId: `guo${hexDigits('realm', 17)}` }),
      profile: profile(ordinal),
      credentials: {
        ...(everSignedIn && { password: {} }),
        ...(chance > 0.6 && { recovery_question: { question: 'Where did you see the "sea" first?' } }),
        provider: ordinal % 20 === 7 ? { type: 'ACTIVE_DIRECTORY', name: 'tidewater.local' } : oktaProvider,
      },
      _links: { self: { href: `${origin}/api/v1/users/${id}` } },
    };
  };

  return {
    count,
    id: ids.of,
    ordinalOf: ids.ordinalOf,
    generate,
    loginOf: login,
    nameOf: (ordinal) => {
      const displayName = curiosityOf(ordinal)?.displayName;
      return typeof displayName === 'string' ? displayName : `${first(ordinal)[0]} ${last(ordinal)[0]}`;
    },
    peek: (ordinal, path) => {
      switch (path) {
        case 'id':
          return ids.of(ordinal);
        case 'status':
          return status(ordinal);
        case 'created':
          return created(ordinal);
        case 'lastUpdated':
          return updated(ordinal);
        case 'type.id':
          return typeOf(ordinal).id;
        case 'profile.login':
          return login(ordinal);
        default:
          return undefined;
      }
    },
    ordinalOfLogin: (text) => {
      const wanted = text.toLowerCase();
      const ordinal = unusualLogins.get(wanted) ?? Number(/(\d+)(@|$)/.exec(wanted)?.[1] ?? Number.NaN);
      if (!(ordinal < count)) return undefined;
      const known = login(ordinal).toLowerCase();
      return known === wanted || known.startsWith(`${wanted}@`) ? ordinal : undefined;
    },
    byDepartment,
    departmentRuns,
  };
}

const oktaProvider = { type: 'OKTA', name: 'OKTA' };

/** Whether an attribute of a rarity has a value: rarity 1 nearly always, 7 for one user in ten or so. */
function presence(chance: number): (rarity: number) => boolean {
  return (rarity) => ((chance * 997 + rarity * 0.377) % 1) * 8 >= rarity - 0.7;
}

function digits(chance: number, length: number): string {
  return Math.floor(chance * 10 ** length)
    .toString()
    .padStart(length, '0');
}

/** Between none and three elements of a list. */
function elements<T>(list: readonly T[], chance: number): readonly T[] {
  const start = Math.floor(chance * list.length);
  return list.slice(start, start + Math.floor((chance * 1000) % 4));
}

function withCuriosity(values: Record<string, unknown>, ordinal: number): Row {
  const patch = curiosityOf(ordinal);
  if (!patch) return values;
  return Object.fromEntries(
    Object.entries({ ...values, ...patch }).filter(([, value]) => value !== undefined),
  );
}

function runsOf(count: number): { start: number; size: number }[] {
  const total = departments.reduce((sum, [, share]) => sum + share, 0);
  let sum = 0;
  return departments.map(([, share]) => {
    const start = Math.floor((count * sum) / total);
    sum += share;
    return { start, size: Math.floor((count * sum) / total) - start };
  });
}
