import type { Apps } from './apps.ts';
import { day, isoTime } from './calendar.ts';
import type { Row } from './collection.ts';
import type { Groups } from './groups.ts';
import { places } from './names.ts';
import type { People } from './people.ts';
import { createRolls, hexDigits, pick, weighted } from './random.ts';

/** What Okta finds unusual about a sign-in. */
const unusual = {
  risk: { level: 'HIGH', reasons: ['Anomalous location'], detectionName: 'geo', issuer: 'okta' },
  botProtection: { level: 'LOW' },
  ipDetails: { asNumber: 64500, asOrg: 'Example, Inc.', isp: 'example net', domain: 'example.net' },
  userBehaviors: [{ id: 'beh1', name: 'New City', result: 'POSITIVE' }],
} as const;

/** The events of the System Log, in the order in which they were stored. */
export interface EventSource {
  readonly count: number;
  /** Milliseconds since 1970. */
  publishedAt(index: number): number;
  generate(index: number): Row;
}

/** What the events of an org depend on. */
export interface EventsOptions {
  readonly seed: number;
  readonly count: number;
  /** The instant that the events lead up to, in milliseconds since 1970. */
  readonly until: number;
  readonly people: People;
  readonly groups: Groups;
  readonly apps: Apps;
}

/** The share of events that are older than Okta keeps them (Okta docs, system-log-query): never shown. */
const forgotten = 0.02;

interface Kind {
  readonly eventType: string;
  readonly displayMessage: string;
  readonly severity: 'INFO' | 'WARN' | 'ERROR' | 'DEBUG';
  readonly target: 'app' | 'group' | 'user' | 'none';
  readonly outcomes: readonly (readonly [string, string | undefined])[];
}

const kinds: readonly (readonly [Kind, number])[] = [
  [
    kind('user.session.start', 'User login to Okta', 'INFO', 'none', [
      ['SUCCESS', undefined],
      ['SUCCESS', undefined],
      ['SUCCESS', undefined],
      ['FAILURE', 'INVALID_CREDENTIALS'],
      ['FAILURE', 'LOCKED_OUT'],
    ]),
    40,
  ],
  [kind('user.authentication.sso', 'User single sign on to app', 'INFO', 'app', success()), 25],
  [
    kind('user.authentication.auth_via_mfa', 'Authentication of user via MFA', 'INFO', 'user', [
      ['SUCCESS', undefined],
      ['SUCCESS', undefined],
      ['FAILURE', 'INVALID_CREDENTIALS'],
      ['UNANSWERED', 'Push timed out; "no answer", 100%'],
    ]),
    12,
  ],
  [
    kind('policy.evaluate_sign_on', 'Evaluation of sign-on policy', 'INFO', 'app', [
      ['ALLOW', 'Sign-on policy evaluation resulted in ALLOW'],
      ['CHALLENGE', 'Sign-on policy evaluation resulted in CHALLENGE'],
      ['DENY', 'Sign-on policy evaluation resulted in DENY'],
    ]),
    10,
  ],
  [kind('group.user_membership.add', 'Add user to group membership', 'INFO', 'group', success()), 5],
  [
    kind('application.user_membership.add', 'Add user to application membership', 'INFO', 'app', success()),
    4,
  ],
  [
    kind('user.account.lock', 'Max sign in attempts exceeded', 'WARN', 'user', [['FAILURE', 'LOCKED_OUT']]),
    2,
  ],
  [kind('user.account.update_profile', 'Update user profile for Okta', 'INFO', 'user', success()), 1],
  [
    kind('system.org.rate_limit.warning', 'Rate limit warning', 'WARN', 'none', [['RATE_LIMIT', undefined]]),
    1,
  ],
];

const systemPrincipal = {
  id: 'okta.system',
  type: 'SystemPrincipal',
  alternateId: 'system@okta.com',
  displayName: 'Okta System',
};

const agents = [
  ['CHROME', 'Mac OS X', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/126.0', 'Computer'],
  ['SAFARI', 'iOS', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1', 'Mobile'],
  ['UNKNOWN', 'Unknown', 'curl/8.5.0; "quoted", 100%', 'Unknown'],
] as const;

/** Events of the last 90 days before `until`, a few older than that. */
export function createEvents(options: EventsOptions): EventSource {
  const { seed, count, until } = options;
  const roll = createRolls(seed);
  const rolls = {
    time: roll('event time'),
    late: roll('event late'),
    kind: roll('event kind'),
    outcome: roll('event outcome'),
    actor: roll('event actor'),
    target: roll('event target'),
    place: roll('event place'),
    agent: roll('event agent'),
    address: roll('event address'),
  };
  const kindOf = weighted(kinds);
  const old = Math.floor(count * forgotten);

  const publishedAt = (index: number): number => {
    // A gap of two days around the end of retention: no event passes it while a test runs.
    const [from, to, position, length] =
      index < old ? [120 * day, 91 * day, index, old] : [89 * day, 60_000, index - old, count - old];
    const stored = until - from + ((position + rolls.time(index)) * (from - to)) / length;
    // One event in fifty arrives late: it was published before events that were stored before it.
    return Math.floor(rolls.late(index) < 0.02 ? stored - rolls.time(index) * 3_600_000 : stored);
  };

  const generate = (index: number): Row => {
    const about = kindOf(rolls.kind(index));
    const [result, reason] = pick(about.outcomes, rolls.outcome(index));
    const place = pick(places, rolls.place(index));
    const [browser, os, rawUserAgent, device] = pick(agents, rolls.agent(index));
    const address = addressOf(rolls.address(index), rolls.agent(index));
    const system = about.eventType.startsWith('system.');
    const city = {
      city: place.city,
      state: place.state ?? place.city,
      country: place.countryCode,
      postalCode: place.zipCode,
      geolocation: { lat: place.lat, lon: place.lon },
    };
    const key = `${seed} event ${index}`;
    return {
      actor: system ? systemPrincipal : personEntry(rolls.actor(index)),
      client: {
        userAgent: { rawUserAgent, os, browser },
        zone: 'null',
        device,
        ...(index % 8 === 0 && { id: hexDigits(`${key} client`, 20) }),
        ipAddress: address,
        geographicalContext: city,
      },
      ...(index % 4 !== 1 && { device: null }),
      authenticationContext: {
        ...(about.eventType === 'user.authentication.auth_via_mfa' && {
          authenticationProvider: 'FACTOR_PROVIDER',
          credentialProvider: 'OKTA_CREDENTIAL_PROVIDER',
          credentialType: 'OTP',
        }),
        ...(index % 7 === 3 && {
          interface: 'Outlook',
          issuer: { id: 'default', type: 'CUSTOM_AUTHORIZATION_SERVER' },
        }),
        authenticationStep: index % 3,
        externalSessionId: `trs${hexDigits(`session ${Math.floor(index / 4)}`, 22)}`,
      },
      displayMessage: about.displayMessage,
      eventType: about.eventType,
      outcome: { result, ...(reason !== undefined && { reason }) },
      published: isoTime(publishedAt(index)),
      securityContext:
        index % 5 === 0
          ? { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null }
          : {
              asNumber: 64500 + (index % 9),
              asOrg: 'Example, Inc.',
              isp: 'example net',
              domain: '.',
              isProxy: index % 11 === 0,
              ...(index % 9 === 4 && unusual),
            },
      severity: result === 'FAILURE' || result === 'DENY' ? 'WARN' : about.severity,
      debugContext: {
        debugData: {
          requestId: hexDigits(`${key} request`, 24),
          requestUri: '/api/v1/authn',
          url: '/api/v1/authn?',
          ...(result === 'FAILURE' && { threatSuspected: index % 2 === 0 ? 'true' : 'false' }),
        },
      },
      ...(index % 3 === 0 && { legacyEventType: `core.${about.eventType}` }),
      transaction: { type: 'WEB', id: hexDigits(`transaction ${Math.floor(index / 2)}`, 27), detail: {} },
      uuid: uuidOf(key),
      version: '0',
      request: {
        ipChain: [{ ip: address, geographicalContext: city, version: address.includes(':') ? 'V6' : 'V4' }],
      },
      ...targets(about.target, index),
    };
  };

  const personEntry = (chance: number): Row => {
    const { people } = options;
    if (people.count === 0) return systemPrincipal;
    const ordinal = Math.floor(chance * people.count);
    return {
      id: people.id(ordinal),
      type: 'User',
      alternateId: people.loginOf(ordinal),
      displayName: people.nameOf(ordinal),
    };
  };

  const targets = (target: Kind['target'], index: number): Row => {
    if (target === 'none') return {};
    const chance = rolls.target(index);
    const person = personEntry(chance);
    const { apps, groups } = options;
    const ordinal = Math.floor(chance * (target === 'app' ? apps.count : groups.count));
    if (target === 'app' && apps.count > 0) return { target: [person, appEntry(apps, ordinal)] };
    if (target === 'group' && groups.count > 0) return { target: [person, groupEntry(groups, ordinal)] };
    return { target: [person] };
  };

  return { count, publishedAt, generate };
}

function appEntry(apps: Apps, ordinal: number): Row {
  return {
    id: apps.id(ordinal),
    type: 'AppInstance',
    alternateId: apps.labelOf(ordinal),
    displayName: apps.labelOf(ordinal),
    detailEntry: { signOnModeType: apps.signOnModeOf(ordinal) },
  };
}

function groupEntry(groups: Groups, ordinal: number): Row {
  const name = groups.nameOf(ordinal);
  return { id: groups.id(ordinal), type: 'UserGroup', alternateId: name, displayName: name };
}

function addressOf(chance: number, other: number): string {
  const last = 1 + Math.floor(chance * 250);
  return other > 0.9 ? `2001:db8::${last.toString(16)}` : `203.0.113.${last}`;
}

function uuidOf(key: string): string {
  const hex = hexDigits(key, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function success(): Kind['outcomes'] {
  return [['SUCCESS', undefined]];
}

function kind(
  eventType: string,
  displayMessage: string,
  severity: Kind['severity'],
  target: Kind['target'],
  outcomes: Kind['outcomes'],
): Kind {
  return { eventType, displayMessage, severity, target, outcomes };
}
