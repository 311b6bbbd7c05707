import type { Reason } from '../errors.ts';

/** One connection property: the single truth from which validation, documentation and the JSON Schema come. */
export interface Property {
  /** Canonical spelling; matched without regard to case and blanks. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'path' | 'url' | 'timezone';
  readonly category:
    | 'Connection'
    | 'Authentication'
    | 'OAuth'
    | 'JWT'
    | 'Network'
    | 'Limits'
    | 'Query'
    | 'Logging'
    | 'Sandbox';
  readonly description: string;
  /** Allowed values, matched without regard to case. */
  readonly values?: readonly string[];
  /** Form of a text value: a regular expression for the whole of it, and the same in words. */
  readonly pattern?: { readonly expression: string; readonly words: string };
  readonly default?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Never printed. */
  readonly secret?: boolean;
  /** Needed whenever every named property has one of the given values; `{}` means always. */
  readonly neededWhen?: Readonly<Record<string, readonly string[]>>;
  /** Where a person finds the value. */
  readonly whereToFind?: string;
  /** Other spellings that mean this property. */
  readonly aliases?: readonly string[];
  /**
   * A property of the drivers we replace that has no effect here: accepted with one notice that says this. Where
   * ignoring a value would betray who set it, `values` lists those that may be ignored, '' for none at all.
   */
  readonly replacedBy?: string;
}

/** The values of one source's properties after validation, by canonical name; defaults filled in. */
export type PropertyValues = ReadonlyMap<string, string | number | boolean>;

/** One thing that is wrong with a property. */
export interface PropertyFault {
  readonly reason: Reason;
  /** A sentence without any secret. */
  readonly message: string;
}

/** The form in which names of properties are compared: without case and blanks. */
export function propertyKey(name: string): string {
  return name.toLowerCase().replace(/\s/g, '');
}

/** The property that `name` means: its name or another spelling of it, without regard to case and blanks. */
export function findProperty(properties: readonly Property[], name: string): Property | undefined {
  const wanted = propertyKey(name);
  return properties.find(
    (property) =>
      propertyKey(property.name) === wanted ||
      property.aliases?.some((alias) => propertyKey(alias) === wanted),
  );
}
