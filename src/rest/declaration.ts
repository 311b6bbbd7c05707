/**
 * REST tables as data. Every declaration survives JSON.parse(JSON.stringify(x)); its JSON Schema is published as
 * `sqluice/schema/rest-tables.schema.json`. Hundreds of sources will be brought into this form, so it names what APIs
 * do, not what one API does.
 */
import type { DataType } from '../catalog/data-type.ts';
import type { ForeignKey, RequiredKey } from '../catalog/table.ts';
import type { Support } from '../spi/filter.ts';

/** A source made of REST tables. */
export interface SourceDeclaration {
  readonly name: string;
  readonly description?: string;
  readonly tables: readonly TableDeclaration[];
  /** Headers of every request, such as Accept. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly rateLimit?: RateLimitDeclaration;
}

/** How the source tells of its rate limit. */
export interface RateLimitDeclaration {
  /** Headers that carry limit, what remains, and the reset time in epoch seconds. */
  readonly headers?: { readonly limit: string; readonly remaining: string; readonly reset: string };
  /** Most requests in flight. */
  readonly concurrency?: number;
}

/** One table. */
export interface TableDeclaration {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnDeclaration[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys?: readonly ForeignKey[];
  readonly requiredKeys?: readonly RequiredKey[];
  readonly scopes?: readonly string[];
  /** What the source must have licensed or switched on before it knows this table, such as `Identity Engine`. */
  readonly needs?: string;
  /** Rough number of rows before one knows better; weighs look-ups against a full scan. */
  readonly expectedRows?: number;
  /** Name of the source's schema document that adds columns at discovery, for connectors that know how. */
  readonly customColumns?: string;
  /** Ways to read, the cheapest and freshest first; the first that serves best is taken. At least one must be able to give every row (given its required keys). */
  readonly reads: readonly ReadDeclaration[];
}

/** One column and where its value comes from: `path`, `fromKey` or `constant`. */
export interface ColumnDeclaration {
  readonly name: string;
  readonly type: DataType;
  /** Property path in the row, such as `profile.login`; a dot inside a name is written `\.`. */
  readonly path?: string;
  /** The value is the required key that the request was made for. */
  readonly fromKey?: string;
  /** The value is this text in every row. */
  readonly constant?: string;
  /** The value is what group 1 of this regular expression matches in the text at `path`; NULL where it does not match. */
  readonly capture?: string;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly enumeration?: readonly string[];
  readonly custom?: boolean;
  /** A text column whose values have several types at the source: those that are not text come as JSON text. */
  readonly mixed?: boolean;
  /** What whoever reads the column should know; becomes a warning of statements that fetch it. */
  readonly warning?: string;
}

/** One way to read a table. */
export interface ReadDeclaration {
  /** Shown by EXPLAIN, such as `search`. */
  readonly name: string;
  /** With `{Column}` where a filter's value goes; every placeholder needs an `=` or IN filter on that column. */
  readonly path: string;
  /**
   * What a value must match (a regular expression for the whole value) to go into the path. Other values take
   * another read; values of a required key name nothing at the source, so they cost no request and give no row.
   */
  readonly keyPatterns?: Readonly<Record<string, string>>;
  /**
   * Where the rows lie in the answer: '' for the answer itself, else a property path. A step `*` goes into every
   * property of an object, or every element of an array; the row then has the names (or places) that it went through
   * as `$1`, `$2` …, for columns to take.
   */
  readonly rows: string;
  /** The answer (at `rows`) is one row, not an array. */
  readonly single?: boolean;
  /** A 404 means no row. Absent: an error. */
  readonly notFound?: 'no rows';
  /** Error codes of the source by which it says that it does not have what was asked for: no rows, and a warning. */
  readonly noRowsOn?: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly paging?: PagingDeclaration;
  /** Equality filters as query parameters of their own. */
  readonly parameters?: Readonly<Record<string, ParameterDeclaration>>;
  /** One query parameter that holds an expression over attributes. */
  readonly expression?: ExpressionDeclaration;
  /** A range of times as two query parameters. */
  readonly range?: RangeDeclaration;
  /** Orders that the source can give. */
  readonly order?: OrderDeclaration;
  /** Rate bucket; requests of one bucket share a limit. */
  readonly bucket?: string;
  /** The answer may lag behind writes: not used under Consistency=Strict, and only when it saves much. */
  readonly eventual?: boolean;
  /** This read does not give every row unless its filters ask for part of them anyway (it never serves a full scan). */
  readonly partial?: boolean;
  /** Asks for fewer properties: the parameter and the form of the list. */
  readonly projection?: { readonly parameter: string; readonly style: 'okta-fields' | 'comma' };
  /** After a refused cursor: go on from the last row by this column, when rows come in its ascending order. Absent: walk again and drop keys already given. */
  readonly resume?: { readonly column: string };
}

/**
 * How an answer leads to the next. `emptyPage` is for links that never end: a page without rows is the last. An
 * answer without declared paging is followed all the same where it carries a `Link` header to a next page.
 */
export type PagingDeclaration =
  | { readonly style: 'link-header'; readonly size?: PageSize; readonly emptyPage?: 'ends' }
  /** `next`: property path of the link, absolute or relative to the page's own address. */
  | {
      readonly style: 'body-link';
      readonly next: string;
      readonly size?: PageSize;
      readonly emptyPage?: 'ends';
    }
  /** Pages by number. `total`: property path of the number of all rows; without it a page with fewer rows than the one before is the last. */
  | {
      readonly style: 'page';
      readonly parameter: string;
      readonly start: number;
      readonly size: PageSize;
      readonly total?: string;
    }
  /** Pages by the number of rows before them. */
  | {
      readonly style: 'offset';
      readonly parameter: string;
      readonly size: PageSize;
      readonly total?: string;
    };

/** The page size parameter, the size asked for, and the largest and smallest the source takes. */
export interface PageSize {
  readonly parameter: string;
  readonly default: number;
  readonly maximum: number;
  readonly minimum?: number;
}

/** A query parameter of its own for `=` on a column. */
export interface ParameterDeclaration {
  readonly parameter: string;
  readonly support: Support;
  /** One call per value of an IN list. Absent: only a single value is pushed. */
  readonly eachValue?: boolean;
  /**
   * The only values that rows have, each with the text that is sent for it. The source wants the parameter in every
   * request: where no filter names values, there is one call for each of these.
   */
  readonly values?: Readonly<Record<string, string>>;
}

/** An expression parameter. The one grammar so far is SCIM's as Okta speaks it. */
export interface ExpressionDeclaration {
  readonly parameter: string;
  readonly grammar: 'scim';
  /** By column. */
  readonly attributes: Readonly<Record<string, AttributeDeclaration>>;
  /** What to send when no filter is pushed and every row is wanted; absent: leave the parameter out. */
  readonly everything?: string;
  /** Attribute of custom columns: this prefix before the custom property's name (the last step of its path). */
  readonly customPrefix?: string;
  /** How far operators on custom columns are honoured. Absent: `=` and `in`, inexact. */
  readonly customOperators?: AttributeDeclaration['operators'];
  /** The most terms one expression may hold; longer IN lists go in chunks, one walk each. */
  readonly maximumTerms: number;
  /** The longest URL to build, in characters. */
  readonly maximumLength?: number;
}

/** What an expression can say of one column. */
export interface AttributeDeclaration {
  readonly attribute: string;
  /** SQL operator → how far it is honoured. `<>` by `lt or gt` where `notEqual` says so. */
  readonly operators: Readonly<
    Partial<
      Record<
        '=' | '<>' | '<' | '<=' | '>' | '>=' | 'in' | 'starts' | 'ends' | 'contains' | 'not null',
        Support
      >
    >
  >;
  readonly notEqual?: 'ne' | 'lt or gt';
  /** Values that the API takes, when fewer than the column's type allows. */
  readonly form?: 'string' | 'timestamp' | 'number' | 'boolean';
  /** What every value at the source matches (a regular expression for the whole value): `=` to another fits no row. */
  readonly pattern?: string;
}

/** A lower bound (inclusive) and an upper bound on a column of times, to the millisecond. */
export interface RangeDeclaration {
  readonly column: string;
  readonly from: string;
  readonly until: string;
  /** Always send `until`: the statement's time where no filter bounds it. */
  readonly alwaysUntil?: boolean;
  /** Without a lower bound: this many days back, with a notice. The property named may change it. */
  readonly defaultDays?: number;
  readonly defaultDaysProperty?: string;
  /** The source refuses to look further back than this many days and has nothing there: the lower bound is never before. */
  readonly earliestDays?: number;
  /** Rows older than this many days are gone from the source: a notice says so to who asks for them. */
  readonly keptDays?: number;
  /** Whether rows at exactly `until` are included; `unknown` asks one millisecond further. */
  readonly untilInclusive: 'yes' | 'no' | 'unknown';
}

/** `by` and `direction` are the parameters for column and direction; without `by` there is one column to sort by. */
export interface OrderDeclaration {
  readonly by?: string;
  readonly direction?: string;
  readonly ascending: string;
  readonly descending: string;
  /** Column → the source's name of it. Only columns that are never NULL. */
  readonly columns: Readonly<Record<string, string>>;
  /** The order that rows have when none is asked for. */
  readonly natural?: { readonly column: string; readonly descending: boolean };
}
