import type {
  Condition,
  Expression,
  JoinPair,
  JoinType,
  LogicalPlan,
  PlanNode,
  PlanSortKey,
} from '../plan/plan.ts';
import { allOf, decodeCondition } from './decode-condition.ts';
import type { PlanType } from './decode-constant.ts';
import { decodeExpression, isBoundColumn, readsOf, references } from './decode-expression.ts';
import { tableFunctions } from './guard.ts';
import { integerOf, isNode, type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

/** A plan that cannot be trusted: something in it is not as every other plan has it. The next level may do better. */
export class UndecodablePlan extends Error {
  override readonly name = 'UndecodablePlan';
}

/** Gives the schema and table of a scan; undefined when it is no table of the catalog. */
export type FindTable = (
  schema: string,
  table: string,
) => { readonly schema: string; readonly table: string } | undefined;

/** An operator with what its output columns are. */
interface Decoded {
  readonly node: PlanNode;
  readonly columns: readonly OutputColumn[];
}

interface OutputColumn {
  readonly type: PlanType | undefined;
  /** The scan whose row number this column is. */
  readonly rowNumberOf?: MutableScan;
}

type ScanNode = Extract<PlanNode, { kind: 'scan' }>;
type MutableScan = { -readonly [Key in keyof ScanNode]: ScanNode[Key] };

/**
 * Decodes one optimised plan of the engine (its JSON read by `parseEngineJson`). References are by position into the
 * output of the operator below; each is held against the type it claims, and a plan in which one does not match is
 * refused with {@link UndecodablePlan} rather than misread. Operators we do not know become `opaque`.
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
        return operator.name === 'seq_scan' ? decodeScan(operator) : decodeFunctionScan(operator);
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

  function decodeScan(get: JsonNode): Decoded {
    const source = nodeAt(get, 'function_data');
    const found = findTable(textAt(source, 'schema'), textAt(source, 'table'));
    if (found === undefined)
      throw new UndecodablePlan(`Scan of ${textAt(source, 'schema')}.${textAt(source, 'table')}`);
    const types = nodesAt(get, 'returned_types');
    const positions = nodesAt(get, 'column_indexes').map((column) => {
      if (column.index_type !== 'FULL_READ')
        throw new UndecodablePlan(`Column read ${String(column.index_type)}`);
      return tablePosition(column.index);
    });
    const chosen = projectionOf(get, 'projection_ids');
    const scan: MutableScan = {
      kind: 'scan',
      id: scans++,
      ...found,
      columns: project(positions, chosen),
      condition: allOf(
        nodesAt(nodeAt(get, 'table_filters'), 'filters').map((filter) => {
          const position = tablePosition(filter.key);
          return decodeTableFilter(nodeAt(filter, 'value')!, position, types[position]);
        }),
      ),
      usesRowNumber: false,
    };
    scan.usesRowNumber = nodesAt(nodeAt(get, 'table_filters'), 'filters').some(
      (filter) => tablePosition(filter.key) < 0,
    );
    const columns = scan.columns.map((position) =>
      position < 0 ? { type: { id: 'BIGINT' }, rowNumberOf: scan } : { type: types[position] },
    );
    return { node: scan, columns };
  }

  function decodeFunctionScan(get: JsonNode): Decoded {
    if (!tableFunctions.has(textAt(get, 'name')))
      throw new UndecodablePlan(`Function ${textAt(get, 'name')}`);
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

/** Column positions of a scan; the row number, which also stands for "no column", is the greatest unsigned integer. */
function tablePosition(value: unknown): number {
  const position = integerOf(value);
  if (position === undefined) throw new UndecodablePlan('Column position');
  return position > 0xffff_ffffn ? -1 : Number(position);
}

function decodeTableFilter(filter: JsonNode, position: number, type: PlanType | undefined): Condition {
  const always: Condition = { kind: 'constant', value: true };
  switch (filter.filter_type) {
    // Its exact form stands in a FILTER above the scan.
    case 'OPTIONAL_FILTER':
    case 'DYNAMIC_FILTER':
      return always;
    case 'CONJUNCTION_AND':
    case 'CONJUNCTION_OR': {
      const conditions = nodesAt(filter, 'child_filters').map((child) =>
        decodeTableFilter(child, position, type),
      );
      return { kind: filter.filter_type === 'CONJUNCTION_AND' ? 'and' : 'or', conditions };
    }
    case 'IS_NULL':
    case 'IS_NOT_NULL':
      return {
        kind: 'null',
        operand: { column: position, folded: false },
        negated: filter.filter_type === 'IS_NOT_NULL',
      };
    case 'CONSTANT_COMPARISON':
      return decodeCondition(
        {
          expression_class: 'BOUND_COMPARISON',
          type: filter.comparison_type,
          left: { expression_class: 'BOUND_REF', index: 0, return_type: type },
          right: { expression_class: 'BOUND_CONSTANT', value: filter.constant },
        },
        () => position,
      );
    case 'EXPRESSION_FILTER':
      return decodeCondition(nodeAt(filter, 'expr')!, () => position);
    default:
      return { kind: 'opaque', columns: [position] };
  }
}

const joinTypes: Readonly<Record<string, JoinType>> = {
  INNER: 'inner',
  LEFT: 'left',
  RIGHT: 'right',
  OUTER: 'full',
  FULL: 'full',
  SEMI: 'semi',
  ANTI: 'anti',
  RIGHT_SEMI: 'right semi',
  RIGHT_ANTI: 'right anti',
  MARK: 'mark',
  SINGLE: 'single',
};

function decodeJoin(join: JsonNode, left: Decoded, right: Decoded): Decoded {
  const type = joinTypes[textAt(join, 'join_type')];
  if (type === undefined) throw new UndecodablePlan(`Join ${String(join.join_type)}`);
  const both = [...left.columns, ...right.columns];
  const pairs: JoinPair[] = [];
  const extra: (readonly number[] | undefined)[] = [];
  for (const condition of nodesAt(join, 'conditions')) {
    const sides = { left: nodeAt(condition, 'left'), right: nodeAt(condition, 'right') };
    check(sides.left, left.columns);
    check(sides.right, right.columns);
    const nullSafe = condition.comparison === 'COMPARE_NOT_DISTINCT_FROM';
    const equal = nullSafe || condition.comparison === 'COMPARE_EQUAL';
    if (equal && sides.left && sides.right && isBoundColumn(sides.left) && isBoundColumn(sides.right)) {
      pairs.push({ left: Number(sides.left.index), right: Number(sides.right.index), nullSafe });
    } else {
      const shift = left.columns.length;
      extra.push(
        readsOf(sides.left),
        readsOf(sides.right)?.map((column) => column + shift),
      );
    }
  }
  for (const condition of [nodeAt(join, 'condition'), nodeAt(join, 'predicate')]) {
    if (condition === undefined) continue;
    check(condition, both);
    extra.push(readsOf(condition));
  }
  check(join.duplicate_eliminated_columns, join.delim_flipped === true ? right.columns : left.columns);
  const leftOutput = projectionOf(join, 'left_projection_map');
  const rightOutput = projectionOf(join, 'right_projection_map');
  const leftColumns = project(left.columns, leftOutput);
  const rightColumns = project(right.columns, rightOutput);
  return {
    node: {
      kind: 'join',
      type,
      left: left.node,
      right: right.node,
      pairs,
      conditional: extra.length > 0,
      extra: unite(extra),
      positional: join.type === 'LOGICAL_ASOF_JOIN',
      leftOutput,
      rightOutput,
    },
    columns: joinColumns(type, leftColumns, rightColumns),
  };
}

function joinColumns(
  type: JoinType,
  left: readonly OutputColumn[],
  right: readonly OutputColumn[],
): readonly OutputColumn[] {
  switch (type) {
    case 'semi':
    case 'anti':
      return left;
    case 'right semi':
    case 'right anti':
      return right;
    case 'mark':
      return [...left, { type: { id: 'BOOLEAN' } }];
    case 'inner':
    case 'left':
    case 'right':
    case 'full':
    case 'single':
    case 'cross':
      return [...left, ...right];
  }
}

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

function projectionOf(operator: JsonNode, key: string): readonly number[] | undefined {
  const map = operator[key];
  return Array.isArray(map) && map.length > 0 ? map.map(Number) : undefined;
}

function project<T>(columns: readonly T[], output: readonly number[] | undefined): readonly T[] {
  if (output === undefined) return columns;
  return output.map((index) => {
    const column = columns[index];
    if (column === undefined) throw new UndecodablePlan(`No column ${index} to pass on`);
    return column;
  });
}

function typed(types: readonly JsonNode[]): readonly OutputColumn[] {
  return types.map((type) => ({ type }));
}

function outputOf(expression: JsonNode, input: readonly OutputColumn[]): OutputColumn {
  return isBoundColumn(expression) ? input[Number(expression.index)]! : computedOutput(expression);
}

function computedOutput(expression: JsonNode): OutputColumn {
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
function check(expression: unknown, columns: readonly OutputColumn[]): void {
  for (const reference of references(expression)) {
    const column = columns[Number(reference.index)];
    const claimed = textAt(nodeAt(reference, 'return_type'), 'id');
    if (column === undefined || (column.type !== undefined && textAt(column.type, 'id') !== claimed)) {
      throw new UndecodablePlan(`Reference ${String(reference.index)} of type ${claimed}`);
    }
    useAll([column]);
  }
}

function useAll(columns: readonly OutputColumn[]): void {
  for (const column of columns) if (column.rowNumberOf !== undefined) column.rowNumberOf.usesRowNumber = true;
}

function unite(lists: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  if (lists.some((list) => list === undefined)) return undefined;
  return [...new Set(lists.flat() as number[])];
}

/** The one plan of a serialised statement. */
export function onlyPlan(serialized: JsonNode): JsonNode {
  const plans = serialized.plans;
  if (!Array.isArray(plans) || plans.length !== 1 || !isNode(plans[0]))
    throw new UndecodablePlan('Number of plans');
  return plans[0];
}
