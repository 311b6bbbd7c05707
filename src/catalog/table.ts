import type { DataType } from './data-type.ts';

/** One column of a table, as the catalog shows it. */
export interface Column {
  /** Unique in its table without regard to case. */
  readonly name: string;
  readonly type: DataType;
  /** False only where the source promises a value in every row. */
  readonly nullable: boolean;
  readonly description?: string;
  /** The values the source knows, in its spelling. An enumerated text column compares without regard to case. */
  readonly enumeration?: readonly string[];
  /** True for a column that a customer added at the source. */
  readonly custom?: boolean;
  /** What whoever reads this column should know; becomes a warning of statements that fetch it. */
  readonly warning?: string;
}

/** A reference from columns of this table to the key of another table of the same schema. */
export interface ForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
}

/**
 * A column that the source must be given to list the table at all, and where its values can be had. Keys of one table
 * that name the same other table have their values in one row of it.
 */
export interface RequiredKey {
  readonly column: string;
  /** The table of the same schema whose `references` column holds every value. */
  readonly table: string;
  readonly references: string;
}

/** A table, as the catalog shows it. */
export interface Table {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Without values for these the source cannot list the table; the planner takes them from WHERE, a join or the parent. */
  readonly requiredKeys: readonly RequiredKey[];
  /** Scopes that reading needs, any of which may be missing on a token. */
  readonly scopes: readonly string[];
}

/** One input or output of a procedure. */
export interface ProcedureParameter {
  readonly name: string;
  readonly type: DataType;
  readonly direction: 'in' | 'out';
  readonly required: boolean;
  readonly description?: string;
  readonly enumeration?: readonly string[];
  readonly default?: string;
}

/** A callable of a source. */
export interface Procedure {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly ProcedureParameter[];
  readonly scopes: readonly string[];
}

/** What one source offers at one moment. */
export interface Schema {
  readonly tables: readonly Table[];
  readonly procedures: readonly Procedure[];
  /** What could not be discovered, in words for the user. */
  readonly warnings: readonly string[];
  /** True where its tables are found only with the name of the schema before theirs. */
  readonly qualifiedOnly?: boolean;
}
