/**
 * The algebra between engine and planner: what the engine's optimiser says of a statement, in our words.
 * Operators refer to columns of their input by position. Anything the decoder does not understand is `opaque`,
 * which means "not pushed", never "ignored".
 */
import type { DataType, Value } from '../catalog/data-type.ts';

/** A constant, folded and typed by the engine. Timestamps in microseconds, dates in days (see Value). */
export interface Constant {
  readonly type: DataType | 'unknown';
  readonly value: Value;
}

/** A column in a condition: position, and whether it is compared in lower case (a column without regard to case). */
export interface Operand {
  readonly column: number;
  readonly folded: boolean;
}

/** A condition over the columns of one operator's input (for a scan: over the table's columns). */
export type Condition =
  | {
      readonly kind: 'compare';
      readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
      readonly operand: Operand;
      readonly value: Constant;
    }
  | { readonly kind: 'in'; readonly operand: Operand; readonly values: readonly Constant[] }
  | { readonly kind: 'starts' | 'ends' | 'contains'; readonly operand: Operand; readonly value: string }
  | { readonly kind: 'null'; readonly operand: Operand; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'constant'; readonly value: boolean | null }
  /** Not understood; `columns` are the inputs it reads (undefined: unknown, take all). */
  | { readonly kind: 'opaque'; readonly columns: readonly number[] | undefined };

/** An expression: a column passed on, or something computed from columns. */
export type Expression =
  | { readonly kind: 'column'; readonly column: number }
  | { readonly kind: 'computed'; readonly columns: readonly number[] | undefined };

export type JoinType =
  | 'inner'
  | 'left'
  | 'right'
  | 'full'
  | 'semi'
  | 'anti'
  | 'right semi'
  | 'right anti'
  | 'mark'
  | 'single'
  | 'cross';

/** One equality of a join: positions in the left and in the right input. */
export interface JoinPair {
  readonly left: number;
  readonly right: number;
  /** True for IS NOT DISTINCT FROM. */
  readonly nullSafe: boolean;
}

export interface PlanSortKey {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** One operator of the optimised plan. `output`, where present, picks and orders positions of what the operator makes. */
export type PlanNode =
  | {
      readonly kind: 'scan';
      /** Unique in the plan, in order of appearance. */
      readonly id: number;
      readonly schema: string;
      readonly table: string;
      /** Output columns as table positions; -1 for the row number or nothing. */
      readonly columns: readonly number[];
      /** What the engine attached to the scan, over table positions. */
      readonly condition: Condition;
      /** The statement uses row numbers of this scan: its rows may not be filtered. */
      readonly usesRowNumber: boolean;
    }
  | {
      readonly kind: 'filter';
      readonly input: PlanNode;
      readonly condition: Condition;
      readonly output?: readonly number[];
    }
  | { readonly kind: 'project'; readonly input: PlanNode; readonly expressions: readonly Expression[] }
  | {
      readonly kind: 'join';
      readonly type: JoinType;
      readonly left: PlanNode;
      readonly right: PlanNode;
      readonly pairs: readonly JoinPair[];
      /** True when there are more conditions than the pairs; `extra` lists the columns they read, counted left ++ right. */
      readonly conditional: boolean;
      readonly extra: readonly number[] | undefined;
      /** True for ASOF and positional joins, whose rows depend on the other rows of their side. */
      readonly positional: boolean;
      readonly leftOutput?: readonly number[];
      readonly rightOutput?: readonly number[];
    }
  | {
      readonly kind: 'aggregate';
      readonly input: PlanNode;
      readonly groups: readonly Expression[];
      readonly groupingSets: readonly (readonly number[])[];
      readonly aggregates: readonly Expression[];
      readonly groupings: number;
    }
  | {
      readonly kind: 'window';
      readonly input: PlanNode;
      readonly windows: readonly {
        readonly partitions: readonly Expression[];
        readonly columns: readonly number[] | undefined;
      }[];
    }
  | { readonly kind: 'unnest'; readonly input: PlanNode; readonly expressions: readonly Expression[] }
  | { readonly kind: 'distinct'; readonly input: PlanNode; readonly on: readonly Expression[] | undefined }
  | {
      readonly kind: 'sort';
      readonly input: PlanNode;
      readonly keys: readonly PlanSortKey[];
      readonly output?: readonly number[];
    }
  /** `count` or `offset` is undefined when absent; `constant` is false when either is computed or a percentage. */
  | {
      readonly kind: 'limit';
      readonly input: PlanNode;
      readonly count: number | undefined;
      readonly offset: number | undefined;
      readonly constant: boolean;
    }
  | {
      readonly kind: 'top';
      readonly input: PlanNode;
      readonly keys: readonly PlanSortKey[];
      readonly count: number;
      readonly offset: number;
    }
  | {
      readonly kind: 'set';
      readonly operator: 'union' | 'except' | 'intersect';
      readonly all: boolean;
      readonly inputs: readonly PlanNode[];
      readonly width: number;
    }
  | {
      readonly kind: 'cte';
      readonly index: number;
      readonly definition: PlanNode;
      readonly body: PlanNode;
      readonly recursive: boolean;
      readonly width: number;
    }
  | { readonly kind: 'cte reference'; readonly index: number; readonly width: number }
  /** Rows that come from no table: VALUES, a table function, the duplicate-eliminated side of a correlated join. */
  | {
      readonly kind: 'rows';
      readonly width: number;
      readonly from: 'values' | 'function' | 'delim' | 'dummy';
    }
  | { readonly kind: 'empty'; readonly width: number }
  | { readonly kind: 'opaque'; readonly inputs: readonly PlanNode[]; readonly width: number };

/** A statement as the engine understood it. */
export interface LogicalPlan {
  readonly root: PlanNode;
  /** Which step of the optimiser ladder gave the plan. */
  readonly level: 'A' | 'B' | 'C';
}
