import { day, isoTime } from './calendar.ts';
import type { Row } from './collection.ts';
import { curiosityOf } from './curiosities.ts';
import { departments, divisions, firstNames, lastNames, places, projects, skills, titles } from './names.ts';
import { createPermutation, type Permutation } from './permutation.ts';
import { createRolls, pick } from './random.ts';

/** The profiles of the people of an org. */
export interface Profiles {
  loginOf(ordinal: number): string;
  /** First and last name, or what the person is called instead. */
  nameOf(ordinal: number): string;
  /** The whole profile: base attributes, then custom ones. */
  profileOf(ordinal: number): Row;
  /** Shuffles the people so that each department is one run of it. */
  readonly byDepartment: Permutation;
  /** The runs of `byDepartment`, in the order of {@link departments}. */
  readonly departmentRuns: readonly Run[];
}

interface Run {
  readonly start: number;
  readonly size: number;
}

/** What profiles depend on. */
export interface ProfilesOptions {
  readonly seed: number;
  readonly count: number;
  /** The id of a user, for managers. */
  id(ordinal: number): string;
  /** Milliseconds since 1970. */
  createdAt(ordinal: number): number;
}

const domains = [
  'tidewater.example',
  'tidewater.example',
  'contractors.tidewater.example',
  'tidewater-labs.example',
];

/** One user in ten is of the second user type. */
export function isContractor(ordinal: number): boolean {
  return ordinal % 10 === 3;
}

/** Profiles made from ordinals. Attributes without a value are missing, or null where Okta sends null. */
export function createProfiles({ seed, count, id, createdAt }: ProfilesOptions): Profiles {
  const roll = createRolls(seed);
  const rolls = {
    first: roll('first name'),
    last: roll('last name'),
    place: roll('place'),
    title: roll('title'),
    present: roll('present attributes'),
    mobile: roll('mobile phone'),
    phone: roll('primary phone'),
    custom: roll('custom attributes'),
    value: roll('custom values'),
    manager: roll('manager'),
  };
  const byDepartment = createPermutation('departments', seed, count);
  const departmentRuns = runsOf(count);

  const first = (ordinal: number) => pick(firstNames, rolls.first(ordinal));
  const last = (ordinal: number) => pick(lastNames, rolls.last(ordinal));
  const fullName = (ordinal: number) => `${first(ordinal)[0]} ${last(ordinal)[0]}`;
  const loginOf = (ordinal: number) => {
    const unusual = curiosityOf(ordinal)?.login;
    if (typeof unusual === 'string') return unusual;
    return `${first(ordinal)[1]}.${last(ordinal)[1]}${ordinal}@${domains[ordinal % domains.length]}`;
  };
  const departmentOf = (ordinal: number) => {
    const position = byDepartment.positionOf(ordinal);
    return departments[departmentRuns.findIndex((run) => position < run.start + run.size)]?.[0];
  };

  const baseAttributes = (ordinal: number): Row => {
    const place = pick(places, rolls.place(ordinal));
    const present = presence(rolls.present(ordinal));
    const chance = rolls.title(ordinal);
    const [firstName] = first(ordinal);
    const login = loginOf(ordinal);
    // A manager is always an older ordinal, so that chains of managers end.
    const manager = Math.floor(rolls.manager(ordinal) * Math.min(ordinal, 1 + ordinal / 8));
    return {
      firstName,
      lastName: last(ordinal)[0],
      mobilePhone: present(3) ? `+1 555 ${digits(rolls.mobile(ordinal), 7)}` : null,
      secondEmail: present(5) ? `${first(ordinal)[1]}@home.example` : null,
      login,
      email: login.replace('/', '.'),
      ...(present(1) && {
        displayName: fullName(ordinal),
        department: departmentOf(ordinal),
        employeeNumber: String(ordinal).padStart(6, '0'),
        city: place.city,
        countryCode: place.countryCode,
      }),
      ...(present(2) && {
        title: pick(titles, chance),
        division: pick(divisions, chance),
        organization: 'Tidewater',
        state: place.state ?? null,
        zipCode: place.zipCode,
        locale: place.locale,
        timezone: place.timezone,
      }),
      ...(present(2) && ordinal > 0 && { managerId: id(manager), manager: fullName(manager) }),
      ...(present(3) && {
        costCenter: `CC-${digits(rolls.mobile(ordinal), 3)}`,
        userType: isContractor(ordinal) ? 'Contractor' : 'Employee',
        primaryPhone: `+1 555 ${digits(rolls.phone(ordinal), 7)}`,
      }),
      ...(present(4) && {
        nickName: firstName.slice(0, 3),
        streetAddress: `${1 + (ordinal % 400)} ${pick(projects, chance)} Street`,
        preferredLanguage: place.locale.slice(0, 2),
      }),
      ...(present(6) && { middleName: pick(firstNames, chance)[0] }),
      ...(present(7) && {
        honorificPrefix: 'Dr.',
        profileUrl: `https://people.tidewater.example/${ordinal}`,
      }),
    };
  };

  const customAttributes = (ordinal: number): Row => {
    const present = presence(rolls.custom(ordinal));
    const chance = rolls.value(ordinal);
    const contractor = isContractor(ordinal);
    const level = 1 + Math.floor(chance * 9);
    const hired = createdAt(ordinal);
    return {
      ...(present(1) && { badgeNumber: Math.floor(chance * 100_000) }),
      ...(present(2) && {
        contractor,
        clearance: pick(['PUBLIC', 'PUBLIC', 'INTERNAL', 'SECRET'], chance),
      }),
      ...(present(3) && {
        hourlyRate: Math.round(chance * 20_000) / 100,
        skills: elements(skills, chance),
      }),
      ...(present(4) && {
        startDate: isoTime(hired - (hired % day) + 9 * 3_600_000),
        costLevel: contractor ? `level ${level}` : level,
      }),
      ...(present(5) && { floors: elements([-1, 0, 1, 2, 12], chance) }),
      ...(present(6) && { ratings: elements([0.5, 1, 2.25, 4.75], chance) }),
      ...(present(2) && contractor && { agency: pick(['Harbor & Sons', 'Müller GmbH'], chance) }),
    };
  };

  return {
    loginOf,
    nameOf: (ordinal) => {
      const unusual = curiosityOf(ordinal)?.displayName;
      return typeof unusual === 'string' ? unusual : fullName(ordinal);
    },
    profileOf: (ordinal) => {
      const values = { ...baseAttributes(ordinal), ...customAttributes(ordinal) };
      const patch = curiosityOf(ordinal);
      if (!patch) return values;
      const patched = Object.entries({ ...values, ...patch }).filter(([, value]) => value !== undefined);
      return Object.fromEntries(patched);
    },
    byDepartment,
    departmentRuns,
  };
}

/** Whether an attribute of a rarity has a value: rarity 1 nearly always, 7 for one user in five. */
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

function runsOf(count: number): Run[] {
  const total = departments.reduce((sum, [, share]) => sum + share, 0);
  let sum = 0;
  return departments.map(([, share]) => {
    const start = Math.floor((count * sum) / total);
    sum += share;
    return { start, size: Math.floor((count * sum) / total) - start };
  });
}
