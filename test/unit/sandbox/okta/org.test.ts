import { describe, expect, it } from 'vitest';
import type { OktaSandboxOptions } from '../../../../src/sandbox/okta/options.ts';
import { createIdentifiers } from '../../../../src/sandbox/okta/org/identifiers.ts';
import { createPermutation, sliceOf } from '../../../../src/sandbox/okta/org/permutation.ts';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get, type Json, testTime } from './client.ts';

type Truth = Readonly<Record<string, readonly Json[]>>;

async function truthOf(options: OktaSandboxOptions): Promise<Truth> {
  await using sandbox: OktaSandbox = await startOktaSandbox({ latency: 0, now: () => testTime, ...options });
  const text = JSON.stringify(sandbox.truth()).replaceAll(sandbox.url, 'http://okta');
  return JSON.parse(text);
}

const small = { users: 300, groups: 40, apps: 20, logs: 300 } as const;

describe('the org of the stand-in', () => {
  it('is the same for the same seed and another for another', async () => {
    const [one, same, other] = await Promise.all([
      truthOf(small),
      truthOf(small),
      truthOf({ ...small, seed: 2 }),
    ]);
    expect(same).toEqual(one);
    expect(other.users).not.toEqual(one.users);
    expect(other.users?.[0]?.id).not.toBe(one.users?.[0]?.id);
  });

  it('holds as many objects as it is told, each with an id of its own', async () => {
    const truth = await truthOf(small);
    expect([truth.users?.length, truth.groups?.length, truth.apps?.length]).toEqual([300, 40, 20]);
    for (const [collection, rows] of Object.entries(truth)) {
      const keys = rows.map(
        (row) =>
          `${row._grandparent} ${row._parent} ${row.id ?? row.uuid ?? row.name ?? JSON.stringify(row)}`,
      );
      expect([collection, new Set(keys).size]).toEqual([collection, rows.length]);
    }
  });

  it('can be empty', async () => {
    const truth = await truthOf({ users: 0, groups: 0, apps: 0, logs: 0 });
    for (const name of ['users', 'groups', 'groupMembers', 'userGroups', 'apps', 'applicationUsers', 'logs'])
      expect([name, truth[name]]).toEqual([name, []]);
  });

  it('has users of every status, missing and null attributes, and texts that break careless software', async () => {
    const { users = [] } = await truthOf(small);
    expect(new Set(users.map((user) => user.status)).size).toBe(8);
    const profiles = users.map((user) => user.profile);
    const texts = profiles.flatMap((profile) => Object.values(profile)).filter(isText);
    for (const sign of ['"', "'", ',', '%', '_', '\\', '\n', '🦊', 'ß', 'İ', ';', '\u0308', '美', '${'])
      expect([sign, texts.some((text) => text.includes(sign))]).toEqual([sign, true]);
    expect(texts).toContain('');
    expect(Math.max(...texts.map((text) => text.length))).toBeGreaterThan(1000);
    expect(profiles.some((profile) => profile.mobilePhone === null)).toBe(true);
    expect(profiles.some((profile) => !('title' in profile))).toBe(true);
    expect(profiles.some((profile) => 'neverSet' in profile)).toBe(false);
    expect(users.some((user) => user.lastUpdated.endsWith('.000Z'))).toBe(false);
    expect(new Set(users.map((user) => user.lastUpdated)).size).toBeLessThan(280);
    expect(new Set(profiles.map((profile) => profile.login)).size).toBe(300);
  });

  it('has two user types that disagree about the type of one attribute', async () => {
    const { userTypes = [], userSchemaAttributes = [], users = [] } = await truthOf(small);
    expect(userTypes).toHaveLength(2);
    const typesOf = (name: string) =>
      userSchemaAttributes.filter((row) => row.name === name).map((row) => row.type);
    expect(typesOf('costLevel')).toEqual(['integer', 'string']);
    for (const user of users) {
      const { costLevel } = user.profile;
      if (costLevel === undefined) continue;
      expect(typeof costLevel).toBe(user.type.id === userTypes[0]?.id ? 'number' : 'string');
    }
  });

  it('describes custom attributes of every type, and their values fit', async () => {
    const { userSchemaAttributes = [], userTypes = [], users = [] } = await truthOf(small);
    const custom = userSchemaAttributes.filter((row) => row.definition === 'custom');
    expect(new Set(custom.map((row) => row.items?.type ?? row.format ?? row.type))).toEqual(
      new Set(['integer', 'number', 'boolean', 'date-time', 'string']),
    );
    expect(custom.some((row) => row.enum)).toBe(true);
    const byType = new Map(custom.map((row) => [`${row._parent} ${row.name}`, row]));
    const schemas = new Map(userTypes.map((type) => [type.id, type._links.schema.href.split('/').at(-1)]));
    for (const user of users)
      for (const [key, value] of Object.entries(user.profile)) {
        const attribute = byType.get(`${schemas.get(user.type.id)} ${key}`);
        if (attribute) expect([key, fits(value, attribute)]).toEqual([key, true]);
      }
  });

  it('keeps a million users at the cost of one', async () => {
    const before = performance.now();
    const sandbox = await startOktaSandbox({ users: 1_000_000, latency: 0 });
    expect(performance.now() - before).toBeLessThan(1000);
    const first = await get(sandbox, '/api/v1/users', { filter: 'status eq "RECOVERY"' });
    expect(first.body).toHaveLength(200);
    const login = 'profile.login eq "nobody@x.example"';
    expect((await get(sandbox, '/api/v1/users', { filter: login })).body).toEqual([]);
    expect(process.memoryUsage().rss).toBeLessThan(500e6);
    await sandbox.close();
  });

  it('ends its connections when it is closed', async () => {
    const sandbox = await startOktaSandbox({ ...small, latency: 0 });
    await get(sandbox, '/api/v1/users');
    await sandbox.close();
    await expect(fetch(sandbox.url)).rejects.toThrow();
  });
});

describe('ids', () => {
  it('lead back to their ordinals and stand in their order', () => {
    const ids = createIdentifiers('00u', 5);
    const ordinals = [0, 1, 35, 36, 999, 1_000_000, 12_345_678];
    const written = ordinals.map(ids.of);
    expect(written.map(ids.ordinalOf)).toEqual(ordinals);
    expect(written).toEqual([...written].sort());
    expect(written.every((id) => /^00u[a-z0-9]{17}$/.test(id))).toBe(true);
  });

  it.each(['', '00u', 'me', '00u00000000000000000', '00g1234567890123456z', 'ü'.repeat(20)])(
    'do not take %j for one',
    (text) => {
      expect(createIdentifiers('00u', 5).ordinalOf(text)).toBeUndefined();
    },
  );

  it('differ in more than the last letters', () => {
    const ids = createIdentifiers('00u', 5);
    expect(ids.ordinalOf(`${ids.of(7).slice(0, -1)}8`)).toBeUndefined();
    expect(ids.ordinalOf(ids.of(7).toUpperCase())).toBeUndefined();
  });
});

describe('permutations', () => {
  it.each([0, 1, 2, 3, 10, 97, 1000, 4096])('shuffle %i numbers, each to one place', (size) => {
    for (const seed of [1, 2, 3]) {
      const permutation = createPermutation('test', seed, size);
      const values = Array.from({ length: size }, (_, position) => permutation.at(position));
      expect(new Set(values).size).toBe(size);
      expect(values.every((value, position) => permutation.positionOf(value) === position)).toBe(true);
    }
  });

  it('have slices that know their members', () => {
    const slice = sliceOf(createPermutation('test', 1, 100), 90, 50);
    const members = Array.from({ length: slice.size }, (_, index) => slice.at(index));
    expect(members).toHaveLength(10);
    const all = Array.from({ length: 102 }, (_, value) => value - 1);
    expect(all.filter((value) => slice.has(value))).toEqual([...members].sort((a, b) => a - b));
  });
});

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function fits(value: Json, { type, format, items }: Json): boolean {
  if (type === 'array') return value.every((element: Json) => fits(element, items));
  if (type === 'integer') return Number.isInteger(value);
  if (format === 'date-time') return new Date(value).toISOString() === value;
  return typeof value === type;
}
