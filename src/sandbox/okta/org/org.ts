import type { OktaSandboxSettings } from '../options.ts';
import { type Apps, appIdentifiers, createApps } from './apps.ts';
import { type Collection, createCollection } from './collection.ts';
import { createEventStore, type EventStore } from './event-store.ts';
import { createEvents } from './events.ts';
import { createGroupRules } from './group-rules.ts';
import { createGroups, type Groups } from './groups.ts';
import { createPeople, type People } from './people.ts';
import { type TypeOfUser, typesOfUsers } from './user-schema.ts';

/** Everything that the sandbox holds. */
export interface Org {
  readonly origin: string;
  readonly seed: number;
  /** Whether it has what only Okta Identity Engine has. */
  readonly identityEngine: boolean;
  readonly now: () => number;
  /** How long changes stay out of `search`, in milliseconds. */
  readonly searchLag: number;
  readonly userTypes: readonly [TypeOfUser, TypeOfUser];
  readonly people: People;
  readonly users: Collection;
  /** Users whose login differs from the generated one, by login in lower case. */
  readonly renamed: Map<string, number>;
  readonly memberships: Groups;
  readonly groups: Collection;
  readonly rules: Collection;
  readonly assignments: Apps;
  readonly apps: Collection;
  readonly events: EventStore;
}

/** Makes an org from its options. */
export function createOrg(options: OktaSandboxSettings, origin: string): Org {
  const { seed, now } = options;
  const userTypes = typesOfUsers(seed);
  const people = createPeople({ seed, count: options.users, origin, types: userTypes });
  const appIds = appIdentifiers(seed);
  const memberships: Groups = createGroups({
    seed,
    count: options.groups,
    origin,
    people,
    sourceOf: (group) => appIds.of(group % Math.max(1, options.apps)),
  });
  const assignments = createApps({
    seed,
    count: options.apps,
    origin,
    people,
    groups: () => memberships,
  });
  const events = createEvents({
    seed,
    count: options.logs,
    until: now(),
    people,
    groups: memberships,
    apps: assignments,
  });
  return {
    origin,
    seed,
    identityEngine: options.identityEngine,
    now,
    searchLag: options.searchLag,
    userTypes,
    people,
    users: createCollection(people, now),
    renamed: new Map(),
    memberships,
    groups: createCollection(memberships, now),
    rules: createCollection(
      createGroupRules({ seed, count: Math.ceil(options.groups / 8), groups: memberships }),
      now,
    ),
    assignments,
    apps: createCollection(assignments, now),
    events: createEventStore(events, now),
  };
}
