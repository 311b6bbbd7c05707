import { catalog, credentialsOf, settingsOf } from './app-catalog.ts';
import { changeTime, creationTime, isoTime } from './calendar.ts';
import type { Generator, Row } from './collection.ts';
import { everyone, type Groups } from './groups.ts';
import { createIdentifiers, type Identifiers } from './identifiers.ts';
import type { People } from './people.ts';
import { createPermutation, type Slice, sliceOf } from './permutation.ts';
import { createRolls } from './random.ts';

/** The apps of an org and who may use them. */
export interface Apps extends Generator {
  labelOf(ordinal: number): string;
  signOnModeOf(ordinal: number): string;
  /** The groups assigned to an app, by their ordinals, the most important first. */
  groupsOf(app: number): readonly number[];
  /** The people assigned to an app one by one. Who is also in one of its groups counts as of the group. */
  individualsOf(app: number): Slice;
}

/** What the apps of an org depend on. */
export interface AppsOptions {
  readonly seed: number;
  readonly count: number;
  readonly origin: string;
  readonly people: People;
  readonly groups: () => Groups;
}

/** Ids of apps: groups that come from an app name it before the apps are made. */
export function appIdentifiers(seed: number): Identifiers {
  return createIdentifiers('0oa', seed);
}

/** Apps made from their ordinals. */
export function createApps({ seed, count, origin, people, groups }: AppsOptions): Apps {
  const roll = createRolls(seed);
  const ids = appIdentifiers(seed);
  const rolls = {
    age: roll('app created'),
    tie: roll('app tie'),
    change: roll('app last updated'),
    status: roll('app status'),
    groups: roll('app groups'),
    people: roll('app people'),
  };
  const shuffle = createPermutation('app people', seed, people.count);

  const modelOf = (ordinal: number) => catalog[ordinal % catalog.length] as (typeof catalog)[number];
  const labelOf = (ordinal: number) => {
    const round = Math.floor(ordinal / catalog.length);
    return round === 0 ? modelOf(ordinal).label : `${modelOf(ordinal).label} ${round + 1}`;
  };

  const generate = (ordinal: number): Row => {
    const model = modelOf(ordinal);
    const created = creationTime(ordinal, count, rolls.age(ordinal));
    const id = ids.of(ordinal);
    const path = `${origin}/api/v1/apps/${id}`;
    const active = isActive(ordinal);
    return {
      id,
      orn: `orn:okta:idp:00o1tidewater0g7:apps:${model.name}:${id}`,
      name: model.name,
      label: labelOf(ordinal),
      status: active ? 'ACTIVE' : 'INACTIVE',
      lastUpdated: isoTime(changeTime(created, rolls.tie(ordinal), rolls.change(ordinal))),
      created: isoTime(created),
      accessibility: {
        selfService: ordinal % 3 === 0,
        ...(ordinal % 4 === 1 && { errorRedirectUrl: 'https://help.tidewater.example/?q=a&b="c"' }),
        ...(ordinal % 4 === 2 && { loginRedirectUrl: 'https://start.tidewater.example' }),
      },
      visibility: {
        autoLaunch: false,
        autoSubmitToolbar: ordinal % 2 === 0,
        hide: { iOS: false, web: ordinal % 9 === 8 },
        appLinks: { login: true },
      },
      ...(ordinal % 5 === 2 && { licensing: { seatCount: ordinal * 10 } }),
      ...(ordinal % 6 === 1 && { profile: { owner: 'People & "Culture"', tier: ordinal } }),
      ...(ordinal % 3 === 0 && {
        universalLogout: {
          status: ordinal % 2 === 0 ? 'ENABLED' : 'DISABLED',
          supportType: 'FULL',
          identityStack: 'NOT_SHARED',
          protocol: 'GLOBAL_TOKEN_REVOCATION',
        },
        expressConfiguration: {
          enabledCapabilities: ['SSO'],
          supportedCapabilities: ['SSO', 'PROVISIONING'],
        },
      }),
      features: model.features,
      signOnMode: model.signOnMode,
      credentials: credentialsOf(model.signOnMode, ordinal),
      settings: settingsOf(model.signOnMode, ordinal),
      _links: {
        logo: [{ name: 'medium', href: `${origin}/img/logos/default.png`, type: 'image/png' }],
        users: { href: `${path}/users` },
        groups: { href: `${path}/groups` },
        ...(active
          ? { deactivate: { href: `${path}/lifecycle/deactivate` } }
          : { activate: { href: `${path}/lifecycle/activate` } }),
        self: { href: path },
      },
    };
  };

  const isActive = (ordinal: number) => ordinal < 3 || rolls.status(ordinal) < 0.8;

  return {
    count,
    id: ids.of,
    ordinalOf: ids.ordinalOf,
    generate,
    labelOf,
    signOnModeOf: (ordinal) => modelOf(ordinal).signOnMode,
    peek: (ordinal, path) => (path === 'id' ? ids.of(ordinal) : undefined),
    groupsOf: (app) => {
      const total = groups().count;
      // The first app is everybody's, the second nobody's; the others have up to six groups.
      if (app === 0) return total > 0 ? [everyone] : [];
      if (app === 1) return [];
      const step = 1 + Math.floor(rolls.groups(app) * total);
      const length = Math.floor(rolls.people(app) * 7);
      const chosen = Array.from({ length }, (_, index) => (app * 7 + index * step) % Math.max(1, total));
      return [...new Set(chosen)].filter((group) => group !== everyone && group < total);
    },
    individualsOf: (app) => {
      if (app < 2) return sliceOf(shuffle, 0, 0);
      const size = Math.floor(people.count ** (0.1 + 0.5 * rolls.people(app)));
      return sliceOf(shuffle, Math.floor(rolls.groups(app) * (people.count - size)), size);
    },
  };
}
