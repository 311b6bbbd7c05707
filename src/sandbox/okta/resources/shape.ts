/** Objects by example: a value stands for itself, a maker for what it makes, an object or array for its parts. */
import { changeTime, creationTime, isoTime } from '../org/calendar.ts';
import { createIdentifiers } from '../org/identifiers.ts';
import { projects } from '../org/names.ts';
import { createRolls, hexDigits, pick } from '../org/random.ts';

/** Which object is to be made. */
export interface Making {
  readonly origin: string;
  readonly seed: number;
  /** Name of the collection; its objects differ from those of others. */
  readonly collection: string;
  /** Place among all objects of the collection, under whatever parent. */
  readonly ordinal: number;
  /** Ids of the objects that it lies under, the outermost first. */
  readonly parents: readonly string[];
  /** An id of another collection, by any number. */
  readonly idOf: (collection: string, number: number) => string | undefined;
}

/** Makes a value; undefined leaves the property out. */
export type Maker = (making: Making) => unknown;

/** What an object is like. */
export type Shape =
  | Maker
  | string
  | number
  | boolean
  | null
  | readonly Shape[]
  | { readonly [property: string]: Shape };

/** Makes an object. */
export function fill(shape: Shape, making: Making): unknown {
  if (typeof shape === 'function') return shape(making);
  if (typeof shape !== 'object' || shape === null) return shape;
  if (Array.isArray(shape)) return shape.map((part: Shape) => fill(part, making));
  const properties = Object.entries(shape).map(([name, part]) => [name, fill(part, making)] as const);
  return Object.fromEntries(properties.filter(([, value]) => value !== undefined));
}

/** An id of its own, with the prefix that tells the kind. */
export function id(prefix: string): Maker {
  return ({ seed, ordinal }) => createIdentifiers(prefix, seed).of(ordinal);
}

/** One after the other: the first objects have them all. */
export function cycle(...shapes: readonly Shape[]): Maker {
  return (making) => fill(shapes[making.ordinal % shapes.length] as Shape, making);
}

/** Left out. */
export const absent: Maker = () => undefined;

/** Left out of every third object. */
export function sometimes(shape: Shape): Maker {
  return (making) => (making.ordinal % 3 === 2 ? undefined : fill(shape, making));
}

/** NULL in every third object. */
export function orNull(shape: Shape): Maker {
  return (making) => (making.ordinal % 3 === 1 ? null : fill(shape, making));
}

/** A name that no other object of the collection has. */
export function named(noun: string): Maker {
  return (making) => `${noun} ${pick(projects, chance(making, noun))} ${making.ordinal + 1}`;
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Maker {
  return (making) => least + Math.floor(chance(making, `${least}..${most}`) * (most - least + 1));
}

/** True or false, by turns that differ from one `purpose` to the next. */
export function flag(purpose: string): Maker {
  return (making) => (making.ordinal + purpose.length) % 2 === 0;
}

/** When it was made. */
export const created: Maker = (making) => isoTime(createdAt(making));

/** When it was changed: at that time or later, some at the same time as others. */
export const updated: Maker = (making) =>
  isoTime(changeTime(createdAt(making), chance(making, 'tie'), chance(making, 'updated')));

/** Some time after it was made. */
export function later(days: number): Maker {
  return (making) => isoTime(createdAt(making) + Math.floor(chance(making, `${days}`) * days * 86_400_000));
}

/** An id of another collection, left out where that is empty. */
export function idIn(collection: string): Maker {
  return (making) => making.idOf(collection, Math.floor(chance(making, collection) * 1000));
}

/** The id that it lies under: 0 for the outermost. */
export function parent(level = 0): Maker {
  return ({ parents }) => parents[level];
}

/** A link to a path; `{…}` are the makers, in order. */
export function link(path: string, ...makers: readonly Maker[]): Maker {
  return (making) => {
    let at = 0;
    const filled = path.replaceAll('{}', () => encodeURIComponent(String(makers[at++]?.(making))));
    return { href: making.origin + filled };
  };
}

/** Hexadecimal digits, as many. */
export function digits(length: number): Maker {
  return ({ seed, collection, ordinal }) => hexDigits(`${seed} ${collection} ${ordinal}`, length);
}

function chance({ seed, collection, ordinal }: Making, purpose: string): number {
  return createRolls(seed)(`${collection} ${purpose}`)(ordinal);
}

/** Parents of many children would fill the calendar; a few years hold a thousand objects. */
const calendarPlaces = 1000;

function createdAt(making: Making): number {
  return creationTime(making.ordinal % calendarPlaces, calendarPlaces, chance(making, 'created'));
}
