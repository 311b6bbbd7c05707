import { nearest } from '../../catalog/nearest.ts';
import {
  findProperty,
  type Property,
  type PropertyFault,
  type PropertyValues,
} from '../../catalog/property.ts';
import { faultsError } from './faults.ts';
import { readValue } from './property-value.ts';
import type { ResolvedEntry } from './references.ts';

/** Properties that hold, and what the user should know about them. */
export interface ValidProperties {
  /** By canonical name, in the type of the property; defaults filled in, what is unset and has no default left out. */
  readonly values: PropertyValues;
  /** Sentences for the user. */
  readonly notices: readonly string[];
}

/** What is known of properties beyond the catalogue. */
export interface PropertyRules {
  /** Values that an earlier connection left behind, for what is not given; by canonical name. */
  readonly remembered?: Readonly<Record<string, string>>;
  /** Sets what follows from other values. */
  complete?(values: Map<string, string | number | boolean>): void;
  /** What is wrong with the values together. */
  check?(values: PropertyValues): readonly PropertyFault[];
}

/**
 * Checks what was written (references resolved) against the catalogue of a connector: `properties` are its own and
 * the common ones. An empty value counts as not set. Throws one error for all faults, `earlier` ones included:
 * `bad_properties`, or the reason of the only fault.
 */
export function validateProperties(
  connector: string,
  properties: readonly Property[],
  entries: readonly ResolvedEntry[],
  earlier: readonly PropertyFault[] = [],
  rules: PropertyRules = {},
): ValidProperties {
  const { values, given, misspelled, faults } = readEntries(connector, properties, entries);
  const ignored = properties.filter(({ name, replacedBy }) => replacedBy !== undefined && given.has(name));
  for (const { name } of ignored) values.delete(name);
  for (const [name, text] of Object.entries(rules.remembered ?? {})) {
    const property = given.has(name) ? undefined : findProperty(properties, name);
    const read = property && readValue(property, text);
    if (read?.kind === 'value') values.set(name, read.value);
  }
  rules.complete?.(values);
  for (const property of properties) {
    if (property.default === undefined || given.has(property.name) || values.has(property.name)) continue;
    const read = readValue(property, property.default);
    if (read.kind === 'value') values.set(property.name, read.value);
  }
  for (const property of properties) {
    const { name } = property;
    const absent = !given.has(name) && !misspelled.has(name) && !values.has(name);
    if (absent && isNeeded(property, values)) faults.push(missingProperty(property));
  }
  // What a wrong value leads to further on would only confuse.
  if (earlier.length + faults.filter(({ reason }) => reason !== 'missing_property').length === 0) {
    faults.push(...(rules.check?.(values) ?? []));
  }
  if (earlier.length + faults.length > 0) throw faultsError(connector, [...earlier, ...faults]);
  return { values, notices: ignored.length > 0 ? [ignoredNotice(ignored)] : [] };
}

/** The values that are given and can be read, by canonical name; what is wrong with others is not told. */
export function givenValues(
  properties: readonly Property[],
  entries: readonly ResolvedEntry[],
): PropertyValues {
  return readEntries('', properties, entries).values;
}

interface ReadEntries {
  /** The values that can be read, by canonical name. */
  readonly values: Map<string, string | number | boolean>;
  /** Names of the properties that are set, well or not. */
  readonly given: ReadonlySet<string>;
  /** Names that unknown ones were probably meant to be; said to be unknown, they need not be said to be missing. */
  readonly misspelled: ReadonlySet<string>;
  readonly faults: PropertyFault[];
}

function readEntries(
  connector: string,
  properties: readonly Property[],
  entries: readonly ResolvedEntry[],
): ReadEntries {
  const values = new Map<string, string | number | boolean>();
  const given = new Set<string>();
  const misspelled = new Set<string>();
  const faults: PropertyFault[] = [];
  let before: Property | undefined;
  for (const { name, value } of entries) {
    const property = findProperty(properties, name);
    if (!property) {
      const meant = nearest(
        name,
        properties.map((candidate) => candidate.name),
      );
      if (meant !== undefined) misspelled.add(meant);
      faults.push({ reason: 'unknown_property', message: unknownMessage(connector, name, meant, before) });
      continue;
    }
    before = property;
    if (given.has(property.name)) {
      faults.push({ reason: 'bad_connection_string', message: `${property.name} is given more than once.` });
      continue;
    }
    if (value === '') continue;
    given.add(property.name);
    if (value === undefined) continue;
    const read = readValue(property, value);
    if (read.kind === 'fault') faults.push({ reason: 'bad_property_value', message: read.message });
    else values.set(property.name, read.value);
  }
  return { values, given, misspelled, faults };
}

function isNeeded({ neededWhen }: Property, values: PropertyValues): boolean {
  return (
    neededWhen !== undefined &&
    Object.entries(neededWhen).every(([name, wanted]) => wanted.includes(String(values.get(name))))
  );
}

/** A name nobody knows behind a secret may be the tail of that secret, cut at a semicolon: it is not repeated. */
function unknownMessage(
  connector: string,
  name: string,
  meant: string | undefined,
  before: Property | undefined,
): string {
  if (meant !== undefined) return `${connector} has no property ${name}. Did you mean ${meant}?`;
  if (!before?.secret) return `${connector} has no property ${name}.`;
  return `What follows ${before.name} is no property of ${connector}. If the value of ${before.name} holds a semicolon, quote it.`;
}

function missingProperty({ name, neededWhen = {}, whereToFind }: Property): PropertyFault {
  const when = Object.entries(neededWhen).map(([other, wanted]) => `${other} is ${wanted.join(' or ')}`);
  const because = when.length > 0 ? ` while ${when.join(' and ')}` : '';
  return {
    reason: 'missing_property',
    message: `${name} is needed${because}.${whereToFind ? ` ${whereToFind}` : ''}`,
  };
}

function ignoredNotice(ignored: readonly Property[]): string {
  const names = ignored.map(({ name, replacedBy }) => `${name} (${replacedBy})`);
  return `Properties without effect: ${names.join(', ')}.`;
}
