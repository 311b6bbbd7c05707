import type { PlanNode } from '../plan/plan.ts';
import type { PlanType } from './decode-constant.ts';
import { isBoundColumn, references } from './decode-expression.ts';
import { type JsonNode, nodeAt, textAt } from './json-node.ts';

/** A plan that cannot be trusted: something in it is not as every other plan has it. The next level may do better. */
export class UndecodablePlan extends Error {
  override readonly name = 'UndecodablePlan';
}

/** An operator with what its output columns are. */
export interface Decoded {
  readonly node: PlanNode;
  readonly columns: readonly OutputColumn[];
}

/** An output column of an operator. */
export interface OutputColumn {
  readonly type: PlanType | undefined;
  /** The scan whose row number this column is. */
  readonly rowNumberOf?: MutableScan;
}

type ScanNode = Extract<PlanNode, { kind: 'scan' }>;
/** A scan while its plan is decoded. */
export type MutableScan = { -readonly [Key in keyof ScanNode]: ScanNode[Key] };

/** The positions that an operator passes on, in its own order; undefined when it passes on all. */
export function projectionOf(operator: JsonNode, key: string): readonly number[] | undefined {
  const map = operator[key];
  return Array.isArray(map) && map.length > 0 ? map.map(Number) : undefined;
}

/** The chosen ones of `columns`; all when `output` is undefined. */
export function project<T>(columns: readonly T[], output: readonly number[] | undefined): readonly T[] {
  if (output === undefined) return columns;
  return output.map((index) => {
    const column = columns[index];
    if (column === undefined) throw new UndecodablePlan(`No column ${index} to pass on`);
    return column;
  });
}

/** Columns of the given types. */
export function typed(types: readonly JsonNode[]): readonly OutputColumn[] {
  return types.map((type) => ({ type }));
}

/** What an expression of a projection puts out: a column as it is, or something computed. */
export function outputOf(expression: JsonNode, input: readonly OutputColumn[]): OutputColumn {
  return isBoundColumn(expression) ? input[Number(expression.index)]! : computedOutput(expression);
}

/** A column computed by `expression`. */
export function computedOutput(expression: JsonNode): OutputColumn {
  switch (expression.expression_class) {
    case 'BOUND_CONSTANT':
      return { type: nodeAt(nodeAt(expression, 'value'), 'type') };
    case 'BOUND_COMPARISON':
    case 'BOUND_CONJUNCTION':
    case 'BOUND_BETWEEN':
      return { type: { id: 'BOOLEAN' } };
    default:
      return { type: nodeAt(expression, 'return_type') };
  }
}

/** Holds every reference against what it refers to, and notes the use of row numbers. */
export function check(expression: unknown, columns: readonly OutputColumn[]): void {
  for (const reference of references(expression)) {
    const column = columns[Number(reference.index)];
    const claimed = textAt(nodeAt(reference, 'return_type'), 'id');
    if (column === undefined || (column.type !== undefined && textAt(column.type, 'id') !== claimed)) {
      throw new UndecodablePlan(`Reference ${String(reference.index)} of type ${claimed}`);
    }
    useAll([column]);
  }
}

/** Notes that something above depends on these columns. */
export function useAll(columns: readonly OutputColumn[]): void {
  for (const column of columns) if (column.rowNumberOf !== undefined) column.rowNumberOf.usesRowNumber = true;
}
