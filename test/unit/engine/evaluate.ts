/** Evaluates plan conditions over rows, as a source that understands them exactly would. */
import type { DataType, Value } from '../../../src/catalog/data-type.ts';
import type { Table } from '../../../src/catalog/table.ts';
import type { Condition, Constant, Operand, PlanNode } from '../../../src/plan/plan.ts';
import type { WorldRow } from './world.ts';

/** What one scan of a plan asks of its table, over table positions. */
export interface ScanNeeds {
  readonly key: string;
  /** All must hold. */
  readonly conditions: readonly Condition[];
  readonly columns: readonly number[];
  readonly usesRowNumber: boolean;
}

/** The scans of a plan, each with the filters directly above it. */
export function scansOf(node: PlanNode): readonly ScanNeeds[] {
  switch (node.kind) {
    case 'scan':
      return [scanNeeds(node, [])];
    case 'filter':
      if (node.input.kind === 'scan')
        return [scanNeeds(node.input, [onTable(node.condition, node.input.columns)])];
      return scansOf(node.input);
    case 'join':
      return [...scansOf(node.left), ...scansOf(node.right)];
    case 'set':
    case 'opaque':
      return node.inputs.flatMap(scansOf);
    case 'cte':
      return [...scansOf(node.definition), ...scansOf(node.body)];
    case 'cte reference':
    case 'rows':
    case 'empty':
      return [];
    default:
      return scansOf(node.input);
  }
}

function scanNeeds(scan: Extract<PlanNode, { kind: 'scan' }>, above: readonly Condition[]): ScanNeeds {
  const conditions = [scan.condition, ...above];
  return {
    key: `${scan.schema}.${scan.table}`,
    conditions,
    columns: [...new Set([...scan.columns, ...conditions.flatMap(readsOf)])].filter(
      (position) => position >= 0,
    ),
    usesRowNumber: scan.usesRowNumber,
  };
}

function onTable(condition: Condition, positions: readonly number[]): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { ...condition, conditions: condition.conditions.map((part) => onTable(part, positions)) };
    case 'not':
      return { kind: 'not', condition: onTable(condition.condition, positions) };
    case 'constant':
      return condition;
    case 'opaque':
      return { kind: 'opaque', columns: condition.columns?.map((column) => positions[column]!) };
    default:
      return {
        ...condition,
        operand: { ...condition.operand, column: positions[condition.operand.column]! },
      };
  }
}

function readsOf(condition: Condition): readonly number[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.flatMap(readsOf);
    case 'not':
      return readsOf(condition.condition);
    case 'constant':
      return [];
    case 'opaque':
      return condition.columns ?? [];
    default:
      return [condition.operand.column];
  }
}

/** How many leaves of a condition were understood, and how many not. */
export function understanding(condition: Condition): {
  readonly understood: number;
  readonly opaque: number;
} {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions
        .map(understanding)
        .reduce(
          (sum, one) => ({ understood: sum.understood + one.understood, opaque: sum.opaque + one.opaque }),
          { understood: 0, opaque: 0 },
        );
    case 'not':
      return understanding(condition.condition);
    case 'constant':
      return { understood: 0, opaque: 0 };
    case 'opaque':
      return { understood: 0, opaque: 1 };
    default:
      return { understood: 1, opaque: 0 };
  }
}

/** Whether a source would return the row: the condition holds, or cannot be told. */
export function keeps(condition: Condition, row: WorldRow, table: Table): boolean {
  return evaluate(condition, row, table) === true;
}

/** Three-valued; a condition that was not understood counts as true, which is sound as NOT stands at leaves only. */
function evaluate(condition: Condition, row: WorldRow, table: Table): boolean | null {
  switch (condition.kind) {
    case 'opaque':
      return true;
    case 'constant':
      return condition.value;
    case 'and':
      return every(condition.conditions.map((part) => evaluate(part, row, table)));
    case 'or':
      return not(every(condition.conditions.map((part) => not(evaluate(part, row, table)))));
    case 'not':
      if (['and', 'or', 'not', 'opaque', 'constant'].includes(condition.condition.kind)) {
        throw new Error(`NOT over ${condition.condition.kind}`);
      }
      return not(evaluate(condition.condition, row, table));
    case 'null':
      return (row[condition.operand.column] === null) !== condition.negated;
    case 'in':
      return not(
        every(condition.values.map((value) => not(compared(row, condition.operand, '=', value, table)))),
      );
    case 'compare':
      return compared(row, condition.operand, condition.operator, condition.value, table);
    case 'starts':
    case 'ends':
    case 'contains': {
      const value = operandValue(row, condition.operand);
      if (value === null) return null;
      const text = String(value);
      if (condition.kind === 'starts') return text.startsWith(condition.value);
      return condition.kind === 'ends' ? text.endsWith(condition.value) : text.includes(condition.value);
    }
  }
}

function not(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function every(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

function operandValue(row: WorldRow, operand: Operand): Value {
  const value = row[operand.column]!;
  return operand.folded && typeof value === 'string' ? value.toLowerCase() : value;
}

function compared(
  row: WorldRow,
  operand: Operand,
  operator: string,
  constant: Constant,
  table: Table,
): boolean | null {
  const value = operandValue(row, operand);
  if (value === null || constant.value === null) return null;
  const type = table.columns[operand.column]!.type;
  if (constant.type !== type) throw new Error(`A ${constant.type} against a column of ${type}`);
  const order = compareValues(value, constant.value, type);
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/** The engine's order: text by code points, NaN equal to itself and above all numbers. */
function compareValues(left: Value, right: Value, type: DataType): number {
  if (type === 'text') return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
  if (type.startsWith('decimal')) {
    const scaled = (value: Value) => BigInt(String(value).replace('.', ''));
    return Number(scaled(left) - scaled(right));
  }
  const [one, other] = [Number(left), Number(right)];
  if (Number.isNaN(one) || Number.isNaN(other))
    return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
  return one === other ? 0 : one < other ? -1 : 1;
}
