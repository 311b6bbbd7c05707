/** One connection property: the single truth from which validation, documentation and the JSON Schema come. */
export interface Property {
  /** Canonical spelling; matched without regard to case and blanks. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'path' | 'url';
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
  /** A property of the drivers we replace that means nothing here: accepted with one notice that says this. */
  readonly replacedBy?: string;
}

/** The values of one source's properties after validation, by canonical name; defaults filled in. */
export type PropertyValues = ReadonlyMap<string, string | number | boolean>;
