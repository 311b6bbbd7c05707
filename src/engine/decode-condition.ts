import type { Condition, Constant, Operand } from '../plan/plan.ts';
import { filtering, negate } from './condition-logic.ts';
import {
  type ColumnOf,
  type Comparison,
  compare,
  constantOf,
  operandOf,
  type TypedOperand,
} from './decode-comparison.ts';
import { decodeConstant } from './decode-constant.ts';
import { readsOf } from './decode-expression.ts';
import { type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

/**
 * A filter expression of a plan as a condition that holds for the very same rows, or, where it is not understood,
 * `opaque` in the places that are not. NOT is pushed down to the leaves.
 */
export function decodeCondition(expression: JsonNode, columnOf: ColumnOf): Condition {
  return filtering(translate(expression, columnOf));
}

/** Several filters that must all hold. */
export function allOf(conditions: readonly Condition[]): Condition {
  return filtering({ kind: 'and', conditions });
}

/** Three-valued: what comes back is true, false and NULL where the expression is. */
function translate(expression: JsonNode, columnOf: ColumnOf): Condition {
  switch (expression.expression_class) {
    case 'BOUND_CONSTANT': {
      const value = decodeConstant(nodeAt(expression, 'value'))?.value;
      return typeof value === 'boolean' || value === null
        ? { kind: 'constant', value }
        : opaque(expression, columnOf);
    }
    case 'BOUND_COMPARISON':
      return translateComparison(expression, columnOf);
    case 'BOUND_BETWEEN':
      return translateBetween(expression, columnOf);
    case 'BOUND_CONJUNCTION': {
      const conditions = nodesAt(expression, 'children').map((child) => translate(child, columnOf));
      if (expression.type === 'CONJUNCTION_AND') return { kind: 'and', conditions };
      if (expression.type === 'CONJUNCTION_OR') return { kind: 'or', conditions };
      return opaque(expression, columnOf);
    }
    case 'BOUND_OPERATOR':
      return translateOperator(expression, columnOf);
    case 'BOUND_FUNCTION':
      return translateFunction(expression, columnOf);
    case 'BOUND_REF': {
      const operand = operandOf(expression, columnOf);
      if (operand?.type !== 'boolean') return opaque(expression, columnOf);
      return {
        kind: 'compare',
        operator: '=',
        operand: operand.operand,
        value: { type: 'boolean', value: true },
      };
    }
    default:
      return opaque(expression, columnOf);
  }
}

const comparisons: Readonly<Record<string, Comparison>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_GREATERTHAN: '>',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHANOREQUALTO: '>=',
};

const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function translateComparison(expression: JsonNode, columnOf: ColumnOf): Condition {
  const left = nodeAt(expression, 'left')!;
  const right = nodeAt(expression, 'right')!;
  const constantLeft = left.expression_class === 'BOUND_CONSTANT';
  const operand = operandOf(constantLeft ? right : left, columnOf);
  const constant = constantOf(constantLeft ? left : right);
  if (operand === undefined || constant === undefined) return opaque(expression, columnOf);
  const type = textAt(expression, 'type');
  if (type === 'COMPARE_DISTINCT_FROM' || type === 'COMPARE_NOT_DISTINCT_FROM') {
    const same = sameAs(operand, constant);
    if (same === undefined) return opaque(expression, columnOf);
    return type === 'COMPARE_NOT_DISTINCT_FROM' ? same : negate(same);
  }
  const operator = comparisons[type];
  if (operator === undefined) return opaque(expression, columnOf);
  return (
    compare(operand, constantLeft ? mirrored[operator] : operator, constant) ?? opaque(expression, columnOf)
  );
}

/** IS NOT DISTINCT FROM, which is never NULL. */
function sameAs(operand: TypedOperand, constant: Constant): Condition | undefined {
  if (constant.value === null) return isNull(operand.operand, false);
  const equal = compare(operand, '=', constant);
  return equal === undefined
    ? undefined
    : { kind: 'and', conditions: [isNull(operand.operand, true), equal] };
}

function translateBetween(expression: JsonNode, columnOf: ColumnOf): Condition {
  const operand = operandOf(nodeAt(expression, 'input')!, columnOf);
  const lower = constantOf(nodeAt(expression, 'lower')!);
  const upper = constantOf(nodeAt(expression, 'upper')!);
  if (operand === undefined || lower === undefined || upper === undefined)
    return opaque(expression, columnOf);
  const from = compare(operand, expression.lower_inclusive === false ? '>' : '>=', lower);
  const to = compare(operand, expression.upper_inclusive === false ? '<' : '<=', upper);
  return from === undefined || to === undefined
    ? opaque(expression, columnOf)
    : { kind: 'and', conditions: [from, to] };
}

function translateOperator(expression: JsonNode, columnOf: ColumnOf): Condition {
  const children = nodesAt(expression, 'children');
  const first = children[0]!;
  switch (expression.type) {
    case 'OPERATOR_NOT':
      return negate(translate(first, columnOf));
    case 'OPERATOR_IS_NULL':
    case 'OPERATOR_IS_NOT_NULL': {
      const operand = operandOf(first, columnOf)?.operand;
      if (operand === undefined) return opaque(expression, columnOf);
      return isNull(operand, expression.type === 'OPERATOR_IS_NOT_NULL');
    }
    case 'COMPARE_IN':
      return translateIn(expression, columnOf);
    case 'COMPARE_NOT_IN':
      return negate(translateIn(expression, columnOf));
    default:
      return opaque(expression, columnOf);
  }
}

function translateIn(expression: JsonNode, columnOf: ColumnOf): Condition {
  const [first, ...rest] = nodesAt(expression, 'children');
  const operand = operandOf(first!, columnOf);
  const constants = rest.map(constantOf);
  if (operand === undefined) return opaque(expression, columnOf);
  const values: Constant[] = [];
  let withNull = false;
  for (const constant of constants) {
    if (constant === undefined) return opaque(expression, columnOf);
    if (constant.value === null) {
      withNull = true;
      continue;
    }
    const equal = compare(operand, '=', constant);
    if (equal?.kind !== 'compare') return opaque(expression, columnOf);
    values.push(equal.value);
  }
  const [only] = values;
  const list: Condition =
    only !== undefined && values.length === 1
      ? { kind: 'compare', operator: '=', operand: operand.operand, value: only }
      : { kind: 'in', operand: operand.operand, values };
  return withNull ? { kind: 'or', conditions: [list, { kind: 'constant', value: null }] } : list;
}

function translateFunction(expression: JsonNode, columnOf: ColumnOf): Condition {
  const children = nodesAt(expression, 'children');
  const name = textAt(expression, 'name');
  if (name === 'constant_or_null') return translateConstantOrNull(expression, columnOf);
  const operand = children.length === 2 ? operandOf(children[0]!, columnOf) : undefined;
  const constant = children.length === 2 ? constantOf(children[1]!) : undefined;
  const text = constant?.type === 'text' && typeof constant.value === 'string' ? constant.value : undefined;
  if (operand?.type !== 'text' || text === undefined) return opaque(expression, columnOf);
  if (operand.operand.folded && text !== text.toLowerCase()) return opaque(expression, columnOf);
  switch (name) {
    case 'prefix':
    case 'starts_with':
    case '^@':
      return { kind: 'starts', operand: operand.operand, value: text };
    case 'suffix':
    case 'ends_with':
      return { kind: 'ends', operand: operand.operand, value: text };
    case 'contains':
      return { kind: 'contains', operand: operand.operand, value: text };
    case '~~*':
      return translateIlike(operand.operand, text) ?? opaque(expression, columnOf);
    case '!~~*':
      return negate(translateIlike(operand.operand, text) ?? opaque(expression, columnOf));
    default:
      return opaque(expression, columnOf);
  }
}

/** ILIKE compares both sides in lower case; only patterns of plain text with `%` at the ends are taken apart. */
function translateIlike(operand: Operand, pattern: string): Condition | undefined {
  const parts = /^(%*)([^%_]*)(%*)$/.exec(pattern.toLowerCase());
  if (parts === null || parts[2] === '') return undefined;
  const folded: Operand = { ...operand, folded: true };
  const value = parts[2]!;
  if (parts[1] !== '') return { kind: parts[3] === '' ? 'ends' : 'contains', operand: folded, value };
  if (parts[3] !== '') return { kind: 'starts', operand: folded, value };
  return { kind: 'compare', operator: '=', operand: folded, value: { type: 'text', value } };
}

/** `constant_or_null(true, true, c)`: true, but NULL where c is; what `LIKE '%'` becomes. */
function translateConstantOrNull(expression: JsonNode, columnOf: ColumnOf): Condition {
  const [result, ...rest] = nodesAt(expression, 'children');
  const value = constantOf(result!)?.value;
  const operands = rest
    .filter((child) => child.expression_class !== 'BOUND_CONSTANT')
    .map((child) => operandOf(child, columnOf)?.operand);
  const operand = operands[0];
  if (value !== true || operand === undefined || operands.length !== 1) return opaque(expression, columnOf);
  return { kind: 'or', conditions: [isNull(operand, true), { kind: 'constant', value: null }] };
}

function isNull(operand: Operand, negated: boolean): Condition {
  return { kind: 'null', operand: { ...operand, folded: false }, negated };
}

function opaque(expression: JsonNode, columnOf: ColumnOf): Condition {
  const reads = readsOf(expression);
  return { kind: 'opaque', columns: reads === undefined ? undefined : reads.map(columnOf) };
}
