import { driverError } from '../errors.ts';
import type { Expression, LogicalPlan, PlanNode, PlanSortKey } from '../plan/plan.ts';
import { allOf, decodeCondition } from './decode-condition.ts';
import { decodeExpression, readsOf } from './decode-expression.ts';
import { decodeJoin } from './decode-join.ts';
import {
  check,
  computedOutput,
  type Decoded,
  type OutputColumn,
  outputOf,
  project,
  projectionOf,
  typed,
  UndecodablePlan,
  useAll,
} from './decode-output.ts';
import { decodeScan, type FindTable, tablePosition } from './decode-scan.ts';
import { tableFunctions } from './guard.ts';
import { integerOf, isNode, type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

/**
 * Decodes one optimised plan of the engine (its JSON read by `parseEngineJson`). References are by position into the
 * output of the operator below; each is held against the type it claims, and a plan in which one does not match is
 * refused with {@link UndecodablePlan} rather than misread, as is one with an operator that we do not know. Throws
 * `forbidden_object` for rows that come from anywhere but the catalog.
 */
export function decodePlan(plan: JsonNode, level: LogicalPlan['level'], findTable: FindTable): LogicalPlan {
  let scans = 0;
  const root = decode(plan);
  useAll(root.columns);
  return { root: root.node, level };

  function decode(operator: JsonNode): Decoded {
    const children = nodesAt(operator, 'children');
    switch (operator.type) {
      case 'LOGICAL_GET':
        return operator.name === 'seq_scan'
          ? decodeScan(operator, scans++, findTable)
          : decodeFunctionScan(operator);
      case 'LOGICAL_FILTER': {
        const input = decode(children[0]!);
        const expressions = nodesAt(operator, 'expressions');
        check(expressions, input.columns);
        const output = projectionOf(operator, 'projection_map');
        return {
          node: {
            kind: 'filter',
            input: input.node,
            condition: allOf(expressions.map((expression) => decodeCondition(expression, (index) => index))),
            output,
          },
          columns: project(input.columns, output),
        };
      }
      case 'LOGICAL_PROJECTION': {
        const input = decode(children[0]!);
        const expressions = nodesAt(operator, 'expressions');
        check(expressions, input.columns);
        return {
          node: { kind: 'project', input: input.node, expressions: expressions.map(decodeExpression) },
          columns: expressions.map((expression) => outputOf(expression, input.columns)),
        };
      }
      case 'LOGICAL_COMPARISON_JOIN':
      case 'LOGICAL_DELIM_JOIN':
      case 'LOGICAL_ASOF_JOIN':
      case 'LOGICAL_DEPENDENT_JOIN':
      case 'LOGICAL_ANY_JOIN':
        return decodeJoin(operator, decode(children[0]!), decode(children[1]!));
      case 'LOGICAL_CROSS_PRODUCT':
      case 'LOGICAL_POSITIONAL_JOIN': {
        const left = decode(children[0]!);
        const right = decode(children[1]!);
        return {
          node: {
            kind: 'join',
            type: 'cross',
            left: left.node,
            right: right.node,
            pairs: [],
            conditional: false,
            extra: [],
            positional: operator.type === 'LOGICAL_POSITIONAL_JOIN',
          },
          columns: [...left.columns, ...right.columns],
        };
      }
      case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
        return decodeAggregate(operator, decode(children[0]!));
      case 'LOGICAL_WINDOW': {
        const input = decode(children[0]!);
        const expressions = nodesAt(operator, 'expressions');
        check(expressions, input.columns);
        return {
          node: {
            kind: 'window',
            input: input.node,
            windows: expressions.map((expression) => ({
              partitions: nodesAt(expression, 'partitions').map(decodeExpression),
              columns: readsOf(expression),
            })),
          },
          columns: [...input.columns, ...expressions.map(computedOutput)],
        };
      }
      case 'LOGICAL_UNNEST': {
        const input = decode(children[0]!);
        const expressions = nodesAt(operator, 'expressions');
        check(expressions, input.columns);
        return {
          node: { kind: 'unnest', input: input.node, expressions: expressions.map(decodeExpression) },
          columns: [...input.columns, ...expressions.map(computedOutput)],
        };
      }
      case 'LOGICAL_DISTINCT': {
        const input = decode(children[0]!);
        const targets = nodesAt(operator, 'distinct_targets');
        check([targets, operator.order_by], input.columns);
        const on = operator.distinct_type === 'DISTINCT_ON' ? targets.map(decodeExpression) : undefined;
        return { node: { kind: 'distinct', input: input.node, on }, columns: input.columns };
      }
      case 'LOGICAL_ORDER_BY': {
        const input = decode(children[0]!);
        const output = projectionOf(operator, 'projection_map');
        return {
          node: { kind: 'sort', input: input.node, keys: sortKeys(operator, input.columns), output },
          columns: project(input.columns, output),
        };
      }
      case 'LOGICAL_TOP_N': {
        const input = decode(children[0]!);
        const keys = sortKeys(operator, input.columns);
        const count = Number(integerOf(operator.limit));
        const offset = Number(integerOf(operator.offset));
        return { node: { kind: 'top', input: input.node, keys, count, offset }, columns: input.columns };
      }
      case 'LOGICAL_LIMIT':
        return decodeLimit(operator, decode(children[0]!));
      case 'LOGICAL_UNION':
      case 'LOGICAL_EXCEPT':
      case 'LOGICAL_INTERSECT': {
        const inputs = children.map(decode);
        for (const input of inputs) useAll(input.columns);
        return {
          node: {
            kind: 'set',
            operator: setOperators[operator.type],
            all: operator.setop_all === true,
            inputs: inputs.map((input) => input.node),
            width: inputs[0]!.columns.length,
          },
          columns: inputs[0]!.columns.map(({ type }) => ({ type })),
        };
      }
      case 'LOGICAL_MATERIALIZED_CTE':
      case 'LOGICAL_RECURSIVE_CTE': {
        const definition = decode(children[0]!);
        const body = decode(children[1]!);
        useAll(definition.columns);
        const recursive = operator.type === 'LOGICAL_RECURSIVE_CTE';
        const columns = recursive ? definition.columns.map(({ type }) => ({ type })) : body.columns;
        return {
          node: {
            kind: 'cte',
            index: Number(integerOf(operator.table_index)),
            definition: definition.node,
            body: body.node,
            recursive,
            width: columns.length,
          },
          columns,
        };
      }
      case 'LOGICAL_CTE_REF': {
        const columns = typed(nodesAt(operator, 'chunk_types'));
        return {
          node: {
            kind: 'cte reference',
            index: Number(integerOf(operator.cte_index)),
            width: columns.length,
          },
          columns,
        };
      }
      case 'LOGICAL_DELIM_GET':
        return rows('delim', typed(nodesAt(operator, 'chunk_types')));
      case 'LOGICAL_EXPRESSION_GET':
        return rows('values', typed(nodesAt(operator, 'expr_types')));
      case 'LOGICAL_DUMMY_SCAN':
        return rows('dummy', [{ type: undefined }]);
      case 'LOGICAL_EMPTY_RESULT': {
        const columns = typed(nodesAt(operator, 'return_types'));
        return { node: { kind: 'empty', width: columns.length }, columns };
      }
      case 'LOGICAL_SAMPLE': {
        const input = decode(children[0]!);
        return {
          node: { kind: 'opaque', inputs: [input.node], width: input.columns.length },
          columns: input.columns,
        };
      }
      default:
        // Without its output no reference above could be resolved.
        throw new UndecodablePlan(`Operator ${String(operator.type)}`);
    }
  }

  function decodeFunctionScan(get: JsonNode): Decoded {
    const name = textAt(get, 'name');
    // The syntax tree was searched for these already; whatever got past that search must not run.
    if (!tableFunctions.has(name))
      throw driverError('forbidden_object', `The function ${name} is not offered.`);
    const types = nodesAt(get, 'returned_types');
    const positions = nodesAt(get, 'column_indexes').map((column) => tablePosition(column.index));
    const own = project(positions, projectionOf(get, 'projection_ids')).map((position) => ({
      type: types[position],
    }));
    const inputs = nodesAt(get, 'children').map(decodeLateral);
    const projected = Array.isArray(get.projected_input) ? get.projected_input : [];
    const passed = projected.map((position) => ({ type: inputs[0]?.columns[Number(position)]?.type }));
    const columns = [...own, ...passed];
    if (inputs.length === 0) return rows('function', columns);
    return {
      node: { kind: 'opaque', inputs: inputs.map((input) => input.node), width: columns.length },
      columns,
    };
  }

  /** The input of a lateral function refers to columns by table, which we do not resolve: all of it is computed. */
  function decodeLateral(operator: JsonNode): Decoded {
    if (operator.type !== 'LOGICAL_PROJECTION') return decode(operator);
    const input = decodeLateral(nodesAt(operator, 'children')[0]!);
    const expressions = nodesAt(operator, 'expressions');
    return {
      node: { kind: 'opaque', inputs: [input.node], width: expressions.length },
      columns: expressions.map(computedOutput),
    };
  }

  function rows(
    from: Extract<PlanNode, { kind: 'rows' }>['from'],
    columns: readonly OutputColumn[],
  ): Decoded {
    return { node: { kind: 'rows', width: columns.length, from }, columns };
  }
}

const setOperators = {
  LOGICAL_UNION: 'union',
  LOGICAL_EXCEPT: 'except',
  LOGICAL_INTERSECT: 'intersect',
} as const;

function decodeAggregate(operator: JsonNode, input: Decoded): Decoded {
  const groups = nodesAt(operator, 'groups');
  const aggregates = nodesAt(operator, 'expressions');
  check([groups, aggregates], input.columns);
  const sets = Array.isArray(operator.grouping_sets) ? (operator.grouping_sets as readonly number[][]) : [];
  const groupings = Array.isArray(operator.grouping_functions) ? operator.grouping_functions.length : 0;
  return {
    node: {
      kind: 'aggregate',
      input: input.node,
      groups: groups.map(decodeExpression),
      groupingSets: sets.length > 0 ? sets : [groups.map((_, index) => index)],
      aggregates: aggregates.map(
        (aggregate): Expression => ({ kind: 'computed', columns: readsOf(aggregate) }),
      ),
      groupings,
    },
    columns: [
      ...groups.map(computedOutput),
      ...aggregates.map(computedOutput),
      ...Array.from({ length: groupings }, () => ({ type: { id: 'BIGINT' } })),
    ],
  };
}

function decodeLimit(operator: JsonNode, input: Decoded): Decoded {
  const read = (key: string) => {
    const value = nodeAt(operator, key);
    check(value?.expression, input.columns);
    if (value?.type === 'UNSET') return { constant: true, value: undefined };
    const integer = integerOf(value?.constant_integer);
    if (value?.type !== 'CONSTANT_VALUE' || integer === undefined)
      return { constant: false, value: undefined };
    // LIMIT NULL is written as the greatest integer.
    return { constant: true, value: integer > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(integer) };
  };
  const count = read('limit_val');
  const offset = read('offset_val');
  return {
    node: {
      kind: 'limit',
      input: input.node,
      count: count.value,
      offset: offset.value,
      constant: count.constant && offset.constant,
    },
    columns: input.columns,
  };
}

function sortKeys(operator: JsonNode, columns: readonly OutputColumn[]): readonly PlanSortKey[] {
  return nodesAt(operator, 'orders').map((order) => {
    const expression = nodeAt(order, 'expression')!;
    check(expression, columns);
    return {
      expression: decodeExpression(expression),
      descending: order.type === 'DESCENDING',
      nullsFirst: textAt(order, 'null_order').replace('_', ' ') === 'NULLS FIRST',
    };
  });
}

/** The one plan of a serialised statement. */
export function onlyPlan(serialized: JsonNode): JsonNode {
  const plans = serialized.plans;
  if (!Array.isArray(plans) || plans.length !== 1 || !isNode(plans[0]))
    throw new UndecodablePlan('Number of plans');
  return plans[0];
}
