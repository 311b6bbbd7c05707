import type { Condition, Constant, Operand } from '../plan/plan.ts';
import {
  dataTypeOf,
  decimalText,
  decodeConstant,
  type PlanType,
  safeInteger,
  unscaledDecimal,
} from './decode-constant.ts';
import { isBoundColumn } from './decode-expression.ts';
import { type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

/** How a condition compares. */
export type Comparison = Extract<Condition, { kind: 'compare' }>['operator'];

/** Gives the condition's column for the index of a reference. */
export type ColumnOf = (index: number) => number;

/** What is compared, if it is a column. */
export interface TypedOperand {
  readonly operand: Operand;
  /** The column's own type. */
  readonly type: ReturnType<typeof dataTypeOf>;
}

/** A bare column, a lower-cased one, or one behind a cast that loses nothing and keeps the order. */
export function operandOf(expression: JsonNode, columnOf: ColumnOf): TypedOperand | undefined {
  if (isBoundColumn(expression)) {
    const type = dataTypeOf(nodeAt(expression, 'return_type'));
    const column = columnOf(Number(expression.index));
    return column < 0 ? undefined : { operand: { column, folded: false }, type };
  }
  if (expression.expression_class === 'BOUND_FUNCTION' && expression.name === 'lower') {
    const inner = operandOf(nodesAt(expression, 'children')[0]!, columnOf);
    return inner?.type === 'text' ? { ...inner, operand: { ...inner.operand, folded: true } } : undefined;
  }
  if (expression.expression_class === 'BOUND_CAST') {
    const child = nodeAt(expression, 'child')!;
    const lossless = isLosslessCast(nodeAt(child, 'return_type'), nodeAt(expression, 'return_type'));
    return lossless && isBoundColumn(child) ? operandOf(child, columnOf) : undefined;
  }
  return undefined;
}

const integerDigits: Readonly<Record<string, number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  INTEGER: 10,
  BIGINT: 19,
};

/** Integer to a wider integer or decimal, decimal to a wider decimal; no other cast is taken away. */
function isLosslessCast(from: PlanType | undefined, to: PlanType | undefined): boolean {
  const source = exactDigits(from);
  const target = exactDigits(to);
  if (source === undefined || target === undefined) return false;
  return source.whole <= target.whole && source.scale <= target.scale;
}

function exactDigits(
  type: PlanType | undefined,
): { readonly whole: number; readonly scale: number } | undefined {
  const id = textAt(type, 'id');
  if (id === 'HUGEINT') return { whole: 39, scale: 0 };
  const digits = integerDigits[id];
  if (digits !== undefined) return { whole: digits, scale: 0 };
  if (id !== 'DECIMAL') return undefined;
  const info = nodeAt(type, 'type_info');
  const scale = Number(info?.scale ?? 0);
  return { whole: Number(info?.width) - scale, scale };
}

/** The constant that an expression is; undefined for any other. */
export function constantOf(expression: JsonNode): Constant | undefined {
  return expression.expression_class === 'BOUND_CONSTANT'
    ? decodeConstant(nodeAt(expression, 'value'))
    : undefined;
}

/** The comparison with the constant in the column's own type; undefined where the column's type cannot say it. */
export function compare(
  operand: TypedOperand,
  operator: Comparison,
  constant: Constant,
): Condition | undefined {
  if (constant.value === null) return { kind: 'constant', value: null };
  if (operand.type === 'unknown' || operand.type === 'json' || operand.type.endsWith('[]')) return undefined;
  if (operand.operand.folded) {
    if (typeof constant.value !== 'string' || constant.value !== constant.value.toLowerCase())
      return undefined;
  }
  if (operand.type === constant.type)
    return { kind: 'compare', operator, operand: operand.operand, value: constant };
  return compareExact(operand, operator, constant);
}

/** A column of integers or decimals against a constant of another such type: rounded to the column's last digit. */
function compareExact(
  operand: TypedOperand,
  operator: Comparison,
  constant: Constant,
): Condition | undefined {
  const scale = scaleOf(operand.type);
  const constantScale = scaleOf(constant.type);
  if (scale === undefined || constantScale === undefined) return undefined;
  const unscaled = unscaledDecimal(String(constant.value), constantScale);
  if (unscaled === undefined) return undefined;
  const factor = 10n ** BigInt(Math.max(0, constantScale - scale));
  const wide = unscaled * 10n ** BigInt(Math.max(0, scale - constantScale));
  const floor = (wide - (((wide % factor) + factor) % factor)) / factor;
  const exact = floor * factor === wide;
  if (!exact && (operator === '=' || operator === '<>')) return undefined;
  // Between two values of the column, `> c` and `>= c` begin at the next one, `< c` and `<= c` end at the last one.
  const upwards = operator === '>' || operator === '>=';
  const value = exact || !upwards ? floor : floor + 1n;
  const rounded: Comparison = exact ? operator : upwards ? '>=' : '<=';
  const inType =
    scale === 0 && !operand.type.startsWith('decimal') ? safeInteger(value) : decimalText(value, scale);
  return {
    kind: 'compare',
    operator: rounded,
    operand: operand.operand,
    value: { type: operand.type, value: inType },
  };
}

function scaleOf(type: TypedOperand['type']): number | undefined {
  if (type === 'integer' || type === 'bigint') return 0;
  const scale = /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? undefined : Number(scale);
}
