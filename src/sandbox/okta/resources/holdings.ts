/** What the resources of an org hold: made from their shapes when it is asked for. */
import { type Collection, type Row, valueAt } from '../org/collection.ts';
import type { Org } from '../org/org.ts';
import { resources } from './catalog.ts';
import type { Parent, Resource, Within } from './resource.ts';
import { fill, type Making } from './shape.ts';

/** Children of one parent are numbered with this much room for each. */
const room = 64;

/** One list of a resource: its rows, and the parents that they lie under. */
export interface Holding {
  readonly parents: readonly Parent[];
  readonly rows: readonly Row[];
}

/** The rows under the parents that a path names; undefined where one of them does not exist. */
export function rowsUnder(org: Org, resource: Resource, ids: readonly string[]): readonly Row[] | undefined {
  const parents: Parent[] = [];
  for (const [level, within] of (resource.within ?? []).entries()) {
    const found = findParent(org, within, within.apart ? [] : parents, ids[level] ?? '');
    if (found === undefined) return undefined;
    parents.push(found);
  }
  return rowsOf(org, resource, parents);
}

/** Every list of a resource. */
export function* holdingsOf(org: Org, resource: Resource): Generator<Holding> {
  for (const parents of parentsOf(org, resource.within ?? [], [])) {
    yield { parents, rows: rowsOf(org, resource, parents) };
  }
}

function* parentsOf(
  org: Org,
  levels: readonly Within[],
  before: readonly Parent[],
): Generator<readonly Parent[]> {
  const [level, ...deeper] = levels;
  if (level === undefined) {
    yield before;
    return;
  }
  for (const found of membersOf(org, level, level.apart ? [] : before))
    yield* parentsOf(org, deeper, [...before, found]);
}

function findParent(org: Org, within: Within, before: readonly Parent[], id: string): Parent | undefined {
  const main = mainCollection(org, within.collection);
  if (main && within.key === undefined) {
    const ordinal = main.ordinalOf(id);
    const row = ordinal === undefined ? undefined : main.at(ordinal);
    return row && ordinal !== undefined ? { id, ordinal, row } : undefined;
  }
  for (const member of membersOf(org, within, before)) if (member.id === id) return member;
  return undefined;
}

/** The objects of a collection that stand for parents: those that have what names them. */
function* membersOf(org: Org, { collection, key }: Within, before: readonly Parent[]): Generator<Parent> {
  const main = mainCollection(org, collection);
  if (main) {
    for (const member of objectsOf(main)) {
      const id = key === undefined ? member.id : valueAt(member.row, key);
      if (typeof id === 'string') yield { ...member, id };
    }
    return;
  }
  const resource = resourceOf(collection);
  const offset = (before.at(-1)?.ordinal ?? 0) * room;
  for (const [place, row] of rowsOf(org, resource, before).entries()) {
    yield { id: String(row[key ?? resource.key ?? 'id']), ordinal: offset + place, row };
  }
}

function rowsOf(org: Org, resource: Resource, parents: readonly Parent[]): readonly Row[] {
  const { count, shape, name, rows } = resource;
  if (rows) {
    const objects = (collection: string) => membersOf(org, { collection }, []);
    const children = (collection: string) => rowsOf(org, resourceOf(collection), parents);
    return rows({ origin: org.origin, parents, objects, children });
  }
  const above = parents.at(-1)?.ordinal ?? 0;
  const making = (place: number): Making => ({
    origin: org.origin,
    seed: org.seed,
    collection: name,
    ordinal: above * room + place,
    parents: parents.map((parent) => parent.id),
    idOf: (collection, number) => idOf(org, collection, number),
  });
  const length = typeof count === 'number' ? count : Math.min(room, count(above));
  return Array.from({ length }, (_, place) => fill(shape, making(place)) as Row);
}

function idOf(org: Org, collection: string, number: number): string | undefined {
  const main = mainCollection(org, collection);
  if (main) {
    const row = main.length > 0 ? main.at(number % main.length) : undefined;
    return row && String(row.id);
  }
  const resource = resourceOf(collection);
  const rows = rowsOf(org, resource, []);
  return rows.length > 0 ? String(rows[number % rows.length]?.[resource.key ?? 'id']) : undefined;
}

function mainCollection(org: Org, name: string): Collection | undefined {
  switch (name) {
    case 'users':
      return org.users;
    case 'groups':
      return org.groups;
    case 'apps':
      return org.apps;
    default:
      return undefined;
  }
}

function* objectsOf(collection: Collection): Generator<Parent> {
  for (let ordinal = 0; ordinal < collection.length; ordinal++) {
    const row = collection.at(ordinal);
    if (row) yield { id: String(row.id), ordinal, row };
  }
}

function resourceOf(name: string): Resource {
  const found = resources.find((resource) => resource.name === name);
  if (!found) throw new Error(`The sandbox has no collection ${name}.`);
  return found;
}
