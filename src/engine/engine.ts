/** What the rest of the house sees of the engine. Only this room names DuckDB. */
import type { Batch } from '../catalog/batch.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DataType, Value } from '../catalog/data-type.ts';
import type { Table } from '../catalog/table.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import type { StatementText } from '../sql/statement.ts';

/** A statement's text after reading: what it is, and which names it uses. Nothing was executed or bound. */
export interface ParsedStatement {
  /** Text for the engine: parameters as $1…$n, dialect spellings rewritten; no final semicolon. */
  readonly sql: string;
  readonly parameterCount: number;
  /** Base tables in FROM clauses that no CTE of the statement defines, in order of appearance, each once. */
  readonly tables: readonly TableReference[];
  /** The text with the way back to what the user wrote; positions of errors are found by it. */
  readonly text: StatementText;
  /** True when TABLESAMPLE or USING SAMPLE takes part of the rows by chance. */
  readonly sampled: boolean;
  /** PostgreSQL's names for result columns that have no alias. */
  readonly headings: Headings;
}

/**
 * Names for the first and the last columns of a result, as PostgreSQL would give them; what `*` stands for is between
 * them. Undefined keeps the engine's name, which for a column is the catalog's spelling.
 */
export interface Headings {
  readonly first: readonly (string | undefined)[];
  /** Absent when nothing in the select list can stand for several columns. */
  readonly last: readonly (string | undefined)[] | undefined;
}

/** A table name as written. */
export interface TableReference {
  readonly schema: string | undefined;
  readonly name: string;
  /** 1-based character position in the SQL text. */
  readonly position: number | undefined;
}

/** What a statement carries besides its text; the same for plan and run. */
export interface StatementSettings {
  readonly parameters: readonly Value[];
  /** Frozen time of the statement: microseconds since 1970. */
  readonly now: number;
  /** IANA name. */
  readonly timeZone: string;
}

export interface ResultColumn {
  readonly name: string;
  readonly type: DataType;
}

/** How the engine understood a statement. */
export interface PlannedStatement {
  readonly columns: readonly ResultColumn[];
  /** Undefined when no level of the optimiser ladder could say: fetch without pushdown. */
  readonly plan: LogicalPlan | undefined;
  /** Ladder steps that failed before. */
  readonly retries: number;
}

/** A table to be filled for a run: its rows, or any superset, possibly with unneeded columns absent. */
export interface RunTable {
  readonly schema: string;
  readonly table: Table;
  /**
   * Names of the columns that may be loaded; the others are NULL and take no room. Absent: all, and only then has the
   * table row numbers.
   */
  readonly columns?: readonly string[];
}

/** One execution of one statement in a database of its own. */
export interface EngineRun {
  /**
   * Appends rows to a table of the run. `columns` names the batch's columns; the others stay NULL. Values must
   * fit the declared types, else `unexpected_data`.
   */
  load(schema: string, table: string, columns: readonly string[], batch: Batch): Promise<void>;
  /** Empties a table of the run. */
  clear(schema: string, table: string): Promise<void>;
  /** The distinct values that are not NULL of a loaded column. */
  distinct(schema: string, table: string, column: string): Promise<readonly Value[]>;
  /** Runs the statement over what is loaded, streaming. Fails rather than end early. May be called again. */
  execute(sql: string, signal?: AbortSignal): AsyncIterable<Batch>;
  close(): Promise<void>;
}

/** One engine per connection. Instances inside are made when first needed. */
export interface Engine {
  /** Reads one SELECT-like statement; refuses every other kind, and every way out of the connection's tables. */
  parse(sql: string | StatementText): Promise<ParsedStatement>;
  /** Binds and optimises over empty tables of the catalog's shape. Errors: 42601, 42P01, 42703, 42883 … with position. */
  plan(statement: ParsedStatement, catalog: Catalog, settings: StatementSettings): Promise<PlannedStatement>;
  /** Opens a run with the given tables, empty. `catalog` gives the order of unqualified names. */
  run(tables: readonly RunTable[], catalog: Catalog, settings: StatementSettings): Promise<EngineRun>;
  close(): Promise<void>;
}

/**
 * Names of the engine's own databases and schemas. A source of such a name would make every table of it ambiguous,
 * so no source may have one.
 */
export const reservedNames: readonly string[] = [
  'memory',
  'system',
  'temp',
  'main',
  'pg_catalog',
  'information_schema',
];

/** Limits of one engine. */
export interface EngineOptions {
  /** Such as `512MB`. */
  readonly memoryLimit: string;
  /** Where the run instance may spill. Absent: the system's temporary folder. */
  readonly temporaryDirectory?: string;
}
