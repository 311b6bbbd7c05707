import type { PageSizes } from '../api/paging.ts';
import type { AttributeRule } from '../language/grammar.ts';
import type { Row } from '../org/collection.ts';
import type { Shape } from './shape.ts';

/** One collection of the API beside users, groups, apps and events: where it is listed, and what it holds. */
export interface Resource {
  /** Name among all collections. */
  readonly name: string;
  /** Path of the list, with `{id}` for the first parent and `{child}` for the second. Absent: only part of others. */
  readonly path?: string;
  /** Scopes that an access token needs (API document, security). */
  readonly scopes?: readonly string[];
  /** Collections that the parents in the path come from, the outermost first. */
  readonly within?: readonly Within[];
  /** How many objects there are, or lie under the parent of an ordinal. */
  readonly count: number | ((parent: number) => number);
  readonly shape: Shape;
  /** The property that names an object in a path of its own behind the list's. Absent: it has none. */
  readonly key?: string;
  /**
   * What the answer is: an array; one object, the only one; or rows under a property of an object, which with
   * `links` leads to the next page itself.
   */
  readonly answer?: 'array' | 'object' | { readonly under: string; readonly links?: boolean };
  /** Page sizes; absent where one answer holds all. */
  readonly pages?: PageSizes;
  /** What `filter` and `search` take: operators and kind of value, by attribute. */
  readonly filter?: Attributes;
  readonly search?: Attributes;
  /** Query parameters that must equal a property, by the path of that property. */
  readonly equal?: Readonly<Record<string, string>>;
  /** A parameter without which the list is refused. */
  readonly required?: string;
  /** Values of that parameter that the org does not have: E0000015. */
  readonly lacking?: readonly string[];
  /** The org has it only as Okta Identity Engine. */
  readonly identityEngine?: boolean;
  /** Takes the place of `count` and `shape`, where the rows follow from others. */
  readonly rows?: (source: RowSource) => readonly Row[];
}

/** A collection of parents, and the property that names one in a path. */
export interface Within {
  readonly collection: string;
  readonly key?: string;
  /** It does not lie under the parent before it. */
  readonly apart?: boolean;
}

type Attributes = Readonly<Record<string, AttributeRule>>;

/** What rows may follow from. */
export interface RowSource {
  readonly origin: string;
  readonly parents: readonly Parent[];
  /** The objects of a collection that has no parent, by ordinal; removed ones are left out. */
  readonly objects: (collection: string) => Iterable<Parent>;
  /** The objects of a collection that lie under the same parents. */
  readonly children: (collection: string) => readonly Row[];
}

/** An object that others lie under. */
export interface Parent {
  /** What names it in the path. */
  readonly id: string;
  readonly ordinal: number;
  readonly row: Row;
}
