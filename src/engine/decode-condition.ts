import type { Condition, Constant, Operand } from '../plan/plan.ts';
import {
  dataTypeOf,
  decimalText,
  decodeConstant,
  type PlanType,
  safeInteger,
  unscaledDecimal,
} from './decode-constant.ts';
import { isBoundColumn, readsOf } from './decode-expression.ts';
import { type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

type Comparison = Extract<Condition, { kind: 'compare' }>['operator'];

/** Gives the condition's column for the index of a reference. */
export type ColumnOf = (index: number) => number;

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

const inverse: Readonly<Record<Comparison, Comparison>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
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

interface TypedOperand {
  readonly operand: Operand;
  /** The column's own type. */
  readonly type: ReturnType<typeof dataTypeOf>;
}

/** A bare column, a lower-cased one, or one behind a cast that loses nothing and keeps the order. */
function operandOf(expression: JsonNode, columnOf: ColumnOf): TypedOperand | undefined {
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

function constantOf(expression: JsonNode): Constant | undefined {
  return expression.expression_class === 'BOUND_CONSTANT'
    ? decodeConstant(nodeAt(expression, 'value'))
    : undefined;
}

/** The comparison with the constant in the column's own type; undefined where the column's type cannot say it. */
function compare(operand: TypedOperand, operator: Comparison, constant: Constant): Condition | undefined {
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

function opaque(expression: JsonNode, columnOf: ColumnOf): Condition {
  const reads = readsOf(expression);
  return { kind: 'opaque', columns: reads === undefined ? undefined : reads.map(columnOf) };
}

/** De Morgan down to the leaves; exact in three-valued logic. */
function negate(condition: Condition): Condition {
  switch (condition.kind) {
    case 'compare':
      return negateComparison(condition);
    case 'null':
      return { ...condition, negated: !condition.negated };
    case 'and':
      return { kind: 'or', conditions: condition.conditions.map(negate) };
    case 'or':
      return { kind: 'and', conditions: condition.conditions.map(negate) };
    case 'not':
      return condition.condition;
    case 'constant':
      return { kind: 'constant', value: condition.value === null ? null : !condition.value };
    case 'opaque':
      return condition;
    case 'in':
    case 'starts':
    case 'ends':
    case 'contains':
      return { kind: 'not', condition };
  }
}

function negateComparison(condition: Extract<Condition, { kind: 'compare' }>): Condition {
  const { value } = condition;
  if (condition.operator === '=' && typeof value.value === 'boolean') {
    return { ...condition, value: { ...value, value: !value.value } };
  }
  return { ...condition, operator: inverse[condition.operator] };
}

/**
 * The same condition where NULL counts as false, as in a filter: constants folded, nested ANDs and ORs flattened, a
 * prefix that the engine wrote as a range given back. Sound because NOT stands at leaves only.
 */
function filtering(condition: Condition): Condition {
  switch (condition.kind) {
    case 'constant':
      return { kind: 'constant', value: condition.value === true };
    case 'and':
    case 'or': {
      const absorbing = condition.kind === 'or';
      const parts = condition.conditions
        .map(filtering)
        .flatMap((part) => (part.kind === condition.kind ? part.conditions : [part]));
      if (parts.some((part) => part.kind === 'constant' && part.value === absorbing)) {
        return { kind: 'constant', value: absorbing };
      }
      const rest = parts.filter((part) => part.kind !== 'constant');
      const folded = condition.kind === 'and' ? withPrefixes(rest) : rest;
      if (folded.length === 0) return { kind: 'constant', value: !absorbing };
      return folded.length === 1 ? folded[0]! : { kind: condition.kind, conditions: folded };
    }
    case 'in':
      if (condition.values.length === 0) return { kind: 'constant', value: false };
      return condition;
    default:
      return condition;
  }
}

/** `c >= 'E' AND c < 'F'` is how the engine writes LIKE 'E%': in the order of code points they are the same. */
function withPrefixes(parts: readonly Condition[]): readonly Condition[] {
  const result = [...parts];
  for (const low of parts) {
    if (low.kind !== 'compare' || low.operator !== '>=' || low.value.type !== 'text') continue;
    const next = successor(String(low.value.value));
    const high = result.find(
      (part) =>
        part.kind === 'compare' &&
        part.operator === '<' &&
        part.operand.column === low.operand.column &&
        part.operand.folded === low.operand.folded &&
        part.value.value === next,
    );
    if (next === undefined || high === undefined) continue;
    result.splice(result.indexOf(high), 1);
    result[result.indexOf(low)] = { kind: 'starts', operand: low.operand, value: String(low.value.value) };
  }
  return result;
}

/** `text` with its last code point one higher. */
function successor(text: string): string | undefined {
  const last = [...text].at(-1)?.codePointAt(0);
  if (last === undefined || last === 0x10ffff) return undefined;
  const next = last === 0xd7ff ? 0xe000 : last + 1;
  return text.slice(0, text.length - (last > 0xffff ? 2 : 1)) + String.fromCodePoint(next);
}
