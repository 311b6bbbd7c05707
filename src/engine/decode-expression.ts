import type { Expression } from '../plan/plan.ts';
import { isNode, type JsonNode } from './json-node.ts';

/** Whether an expression is a column of the operator's input as it is. */
export function isBoundColumn(expression: JsonNode): boolean {
  return expression.expression_class === 'BOUND_REF';
}

/*
 * The fields in which expressions hold others. Only these are walked: the body of a lambda lives in `function_data`,
 * and its references count the lambda's parameters, not columns.
 */
const childFields = [
  'children',
  'child',
  'left',
  'right',
  'input',
  'lower',
  'upper',
  'case_checks',
  'when_expr',
  'then_expr',
  'else_expr',
  'filter',
  'order_bys',
  'orders',
  'expression',
  'partitions',
  'arg_orders',
  'filter_expr',
  'start_expr',
  'end_expr',
  'offset_expr',
  'default_expr',
] as const;

/** Every reference to a column of the input inside an expression. */
export function references(expression: unknown): readonly JsonNode[] {
  if (Array.isArray(expression)) return expression.flatMap(references);
  if (!isNode(expression)) return [];
  if (isBoundColumn(expression)) return [expression];
  return childFields.flatMap((field) => references(expression[field]));
}

/** The positions an expression reads; undefined where it refers to something in a way we do not understand. */
export function readsOf(expression: unknown): readonly number[] | undefined {
  if (hasUnboundReference(expression)) return undefined;
  return [...new Set(references(expression).map((reference) => Number(reference.index)))];
}

/** Lateral sources leave references by name of table, not by position. */
function hasUnboundReference(expression: unknown): boolean {
  if (Array.isArray(expression)) return expression.some(hasUnboundReference);
  if (!isNode(expression)) return false;
  if (expression.expression_class === 'BOUND_COLUMN_REF') return true;
  return childFields.some((field) => hasUnboundReference(expression[field]));
}

/** A column passed on, or what is computed from columns. */
export function decodeExpression(expression: JsonNode): Expression {
  if (isBoundColumn(expression)) return { kind: 'column', column: Number(expression.index) };
  return { kind: 'computed', columns: readsOf(expression) };
}
