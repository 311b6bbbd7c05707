/** Where the columns of an operator come from. Positions only: names in an optimised plan lie. */
import type { Expression, JoinType, PlanNode } from '../plan/plan.ts';

/** A column of a scan: the scan's id, and the column's position in its table. */
export interface Origin {
  readonly scan: number;
  readonly column: number;
}

/** The definitions of CTEs by index, to look through references to them. */
export type Definitions = ReadonlyMap<number, PlanNode>;

/** The definition of every CTE in the tree that is not recursive. */
export function definitionsOf(root: PlanNode): Definitions {
  const definitions = new Map<number, PlanNode>();
  for (const node of nodesOf(root)) {
    if (node.kind === 'cte' && !node.recursive) definitions.set(node.index, node.definition);
  }
  return definitions;
}

/** Every operator of the tree, parents first. */
export function* nodesOf(node: PlanNode): Iterable<PlanNode> {
  yield node;
  for (const input of inputsOf(node)) yield* nodesOf(input);
}

/** The inputs of an operator, left to right. */
export function inputsOf(node: PlanNode): readonly PlanNode[] {
  switch (node.kind) {
    case 'scan':
    case 'rows':
    case 'empty':
    case 'cte reference':
      return [];
    case 'join':
      return [node.left, node.right];
    case 'cte':
      return [node.definition, node.body];
    case 'set':
    case 'opaque':
      return node.inputs;
    default:
      return [node.input];
  }
}

/** How many columns an operator gives. */
export function widthOf(node: PlanNode): number {
  switch (node.kind) {
    case 'scan':
      return node.columns.length;
    case 'filter':
    case 'sort':
      return node.output?.length ?? widthOf(node.input);
    case 'project':
      return node.expressions.length;
    case 'join':
      return (
        (gives(node.type, 'left') ? sideOutput(node, 'left').length : 0) +
        (gives(node.type, 'right') ? sideOutput(node, 'right').length : 0) +
        (node.type === 'mark' ? 1 : 0)
      );
    case 'aggregate':
      return node.groups.length + node.aggregates.length + node.groupings;
    case 'window':
      return widthOf(node.input) + node.windows.length;
    case 'unnest':
      return widthOf(node.input) + node.expressions.length;
    case 'distinct':
    case 'limit':
    case 'top':
      return widthOf(node.input);
    case 'cte':
      return widthOf(node.body);
    case 'set':
    case 'cte reference':
    case 'rows':
    case 'empty':
    case 'opaque':
      return node.width;
  }
}

/**
 * The column of a scan whose values are all that column `position` of `node` can hold (besides NULL); undefined
 * when it is computed, or comes from several places.
 */
export function originOf(node: PlanNode, position: number, definitions: Definitions): Origin | undefined {
  switch (node.kind) {
    case 'scan': {
      const column = node.columns[position];
      return column === undefined || column < 0 ? undefined : { scan: node.id, column };
    }
    case 'cte reference': {
      const definition = definitions.get(node.index);
      return definition && originOf(definition, position, definitions);
    }
    default: {
      const below = passedFrom(node, position);
      return below && originOf(below.node, below.position, definitions);
    }
  }
}

/**
 * Like {@link originOf}, but only when every operator on the way treats rows apart by the value of this column:
 * then rows of the scan whose value nobody above asks for can be left out, and all other rows stay as they are.
 */
export function separableOriginOf(node: PlanNode, position: number): Origin | undefined {
  switch (node.kind) {
    case 'scan':
      return originOf(node, position, new Map());
    case 'limit':
    case 'top':
    case 'set':
    case 'cte':
    case 'cte reference':
    case 'rows':
    case 'empty':
    case 'opaque':
      return undefined;
    case 'join': {
      const below = passedFrom(node, position);
      if (!below || node.positional) return undefined;
      const side = below.node === node.left ? 'left' : 'right';
      return keepsApart(node.type, side) ? separableOriginOf(below.node, below.position) : undefined;
    }
    case 'aggregate': {
      const grouped =
        node.groupingSets.length === 0 ||
        (node.groupingSets.length === 1 && node.groupingSets[0]?.includes(position));
      const below = grouped ? passedFrom(node, position) : undefined;
      return below && separableOriginOf(below.node, below.position);
    }
    case 'window':
      return node.windows.every((window) => window.partitions.some((part) => isColumn(part, position)))
        ? separableOriginOf(node.input, position)
        : undefined;
    case 'distinct':
      return node.on === undefined || node.on.some((part) => isColumn(part, position))
        ? separableOriginOf(node.input, position)
        : undefined;
    case 'filter':
    case 'project':
    case 'sort':
    case 'unnest': {
      const below = passedFrom(node, position);
      return below && separableOriginOf(below.node, below.position);
    }
  }
}

/** The input column that an operator passes on unchanged as its column `position`. */
function passedFrom(
  node: PlanNode,
  position: number,
): { readonly node: PlanNode; readonly position: number } | undefined {
  switch (node.kind) {
    case 'filter':
    case 'sort': {
      const below = node.output ? node.output[position] : position;
      return below === undefined ? undefined : { node: node.input, position: below };
    }
    case 'project':
      return passedBy(node.expressions[position], node.input);
    case 'aggregate':
      return passedBy(node.groups[position], node.input);
    case 'window':
    case 'unnest':
      return position < widthOf(node.input) ? { node: node.input, position } : undefined;
    case 'distinct':
    case 'limit':
    case 'top':
      return { node: node.input, position };
    case 'cte':
      return { node: node.body, position };
    case 'join': {
      const left = gives(node.type, 'left') ? sideOutput(node, 'left') : [];
      const fromLeft = left[position];
      if (fromLeft !== undefined) return { node: node.left, position: fromLeft };
      const right = gives(node.type, 'right') ? sideOutput(node, 'right') : [];
      const fromRight = right[position - left.length];
      return fromRight === undefined ? undefined : { node: node.right, position: fromRight };
    }
    case 'scan':
    case 'set':
    case 'cte reference':
    case 'rows':
    case 'empty':
    case 'opaque':
      return undefined;
  }
}

function passedBy(expression: Expression | undefined, input: PlanNode) {
  return expression?.kind === 'column' ? { node: input, position: expression.column } : undefined;
}

function isColumn(expression: Expression, position: number): boolean {
  return expression.kind === 'column' && expression.column === position;
}

function sideOutput(join: PlanNode & { kind: 'join' }, side: 'left' | 'right'): readonly number[] {
  const output = side === 'left' ? join.leftOutput : join.rightOutput;
  return output ?? Array.from({ length: widthOf(join[side]) }, (_, index) => index);
}

/** Whether the join's result has the columns of this side. */
function gives(type: JoinType, side: 'left' | 'right'): boolean {
  switch (type) {
    case 'semi':
    case 'anti':
    case 'mark':
      return side === 'left';
    case 'right semi':
    case 'right anti':
      return side === 'right';
    case 'inner':
    case 'left':
    case 'right':
    case 'full':
    case 'single':
    case 'cross':
      return true;
  }
}

/** Whether leaving out a row of this side takes away just that row's own results. */
function keepsApart(type: JoinType, side: 'left' | 'right'): boolean {
  switch (type) {
    case 'inner':
    case 'cross':
      return true;
    case 'left':
    case 'semi':
    case 'anti':
    case 'mark':
    case 'single':
      return side === 'left';
    case 'right':
    case 'right semi':
    case 'right anti':
      return side === 'right';
    case 'full':
      return false;
  }
}
