import { changeTime, creationTime, isoTime, referenceTime } from './calendar.ts';
import type { Generator, Row } from './collection.ts';
import { unusualLogins } from './curiosities.ts';
import { createIdentifiers } from './identifiers.ts';
import { createProfiles, isContractor, type Profiles } from './profiles.ts';
import { createRolls, hexDigits, weighted } from './random.ts';
import type { TypeOfUser } from './user-schema.ts';

/** The eight statuses of a user (API document, UserStatus) with their share of the people, in percent. */
const statusShares = [
  ['ACTIVE', 78],
  ['DEPROVISIONED', 8],
  ['STAGED', 3],
  ['SUSPENDED', 3],
  ['PROVISIONED', 3],
  ['LOCKED_OUT', 2],
  ['PASSWORD_EXPIRED', 2],
  ['RECOVERY', 1],
] as const;

type UserStatus = (typeof statusShares)[number][0];

/** The people of an org. */
export interface People
  extends Generator,
    Pick<Profiles, 'loginOf' | 'nameOf' | 'byDepartment' | 'departmentRuns'> {
  /** Which user has a login, compared without regard to case; or a login without its domain. */
  ordinalOfLogin(login: string): number | undefined;
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

/** People made from their ordinals: nothing is kept, so that a million cost no memory. */
export function createPeople({ seed, count, origin, types }: PeopleOptions): People {
  const roll = createRolls(seed);
  const ids = createIdentifiers('00u', seed);
  const rolls = {
    age: roll('created'),
    tie: roll('tie'),
    change: roll('last updated'),
    status: roll('status'),
    login: roll('last login'),
  };
  const pickStatus = weighted<UserStatus>(statusShares);

  const statusOf = (ordinal: number): UserStatus => {
    const [turn] = statusShares[ordinal % statusShares.length] as (typeof statusShares)[number];
    return ordinal < statusParade ? turn : pickStatus(rolls.status(ordinal));
  };
  const createdAt = (ordinal: number) => creationTime(ordinal, count, rolls.age(ordinal));
  const updatedAt = (ordinal: number) =>
    changeTime(createdAt(ordinal), rolls.tie(ordinal), rolls.change(ordinal));
  const typeOf = (ordinal: number) => types[isContractor(ordinal) ? 1 : 0];
  const { loginOf, nameOf, profileOf, byDepartment, departmentRuns } = createProfiles({
    seed,
    count,
    id: ids.of,
    createdAt,
  });

  const generate = (ordinal: number): Row => {
    const id = ids.of(ordinal);
    const status = statusOf(ordinal);
    const created = createdAt(ordinal);
    const updated = updatedAt(ordinal);
    const between = (share: number) => isoTime(created + Math.floor(share * (updated - created)));
    const chance = rolls.login(ordinal);
    const staged = status === 'STAGED';
    const everSignedIn = !staged && status !== 'PROVISIONED' && chance > 0.1;
    return {
      id,
      status,
      created: isoTime(created),
      activated: staged ? null : between(0.1),
      statusChanged: staged && chance > 0.5 ? null : between(0.2 + chance / 2),
      lastLogin: everSignedIn ? isoTime(created + Math.floor(chance * (referenceTime - created))) : null,
      lastUpdated: isoTime(updated),
      passwordChanged: everSignedIn ? between(chance) : null,
      ...(chance > 0.95 && { transitioningToStatus: chance > 0.99 ? 'DEPROVISIONED' : null }),
      type: { id: typeOf(ordinal).id },
      ...(chance < 0.05 && { realmId: `guo${hexDigits('realm', 17)}` }),
      profile: profileOf(ordinal),
      credentials: {
        ...(everSignedIn && { password: {} }),
        ...(chance > 0.6 && { recovery_question: { question: 'Where did you see the "sea" first?' } }),
        provider: ordinal % 20 === 7 ? directoryProvider : oktaProvider,
      },
      _links: { self: { href: `${origin}/api/v1/users/${id}` } },
    };
  };

  return {
    count,
    id: ids.of,
    ordinalOf: ids.ordinalOf,
    generate,
    loginOf,
    nameOf,
    byDepartment,
    departmentRuns,
    peek: (ordinal, path) => {
      switch (path) {
        case 'id':
          return ids.of(ordinal);
        case 'status':
          return statusOf(ordinal);
        case 'created':
          return createdAt(ordinal);
        case 'lastUpdated':
          return updatedAt(ordinal);
        case 'type.id':
          return typeOf(ordinal).id;
        case 'profile.login':
          return loginOf(ordinal);
        default:
          return undefined;
      }
    },
    ordinalOfLogin: (login) => {
      const wanted = login.toLowerCase();
      // A usual login ends its name with the ordinal.
      const ordinal = unusualLogins.get(wanted) ?? Number(/(\d+)(@|$)/.exec(wanted)?.[1] ?? Number.NaN);
      if (!(ordinal < count)) return undefined;
      const known = loginOf(ordinal).toLowerCase();
      return known === wanted || known.startsWith(`${wanted}@`) ? ordinal : undefined;
    },
  };
}

const oktaProvider = { type: 'OKTA', name: 'OKTA' };
const directoryProvider = { type: 'ACTIVE_DIRECTORY', name: 'tidewater.local' };
