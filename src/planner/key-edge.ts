import type { JoinType, PlanNode } from '../plan/plan.ts';
import { definitionsOf, nodesOf, type Origin, originOf, separableOriginOf } from './provenance.ts';

/** One scan may be limited to the values that a column of another scan holds, without changing the answer. */
export interface KeyEdge {
  readonly parent: Origin;
  readonly child: Origin;
}

/**
 * Every way in which a join of the plan lets one scan be limited by another. Valid only for a child whose table
 * the statement scans once. The rules were measured over 34 shapes of statements with NULLs and empty tables:
 * see docs/architecture.md, "Dependent scans".
 */
export function keyEdgesOf(root: PlanNode): readonly KeyEdge[] {
  const definitions = definitionsOf(root);
  const edges: KeyEdge[] = [];
  for (const node of nodesOf(root)) {
    if (node.kind !== 'join' || node.positional) continue;
    for (const pair of node.pairs) {
      if (pair.nullSafe) continue;
      const sides = {
        left: { node: node.left, position: pair.left },
        right: { node: node.right, position: pair.right },
      };
      for (const side of limitedSides(node.type)) {
        const other = side === 'left' ? 'right' : 'left';
        const child = separableOriginOf(sides[side].node, sides[side].position);
        const parent = originOf(sides[other].node, sides[other].position, definitions);
        if (child && parent && child.scan !== parent.scan) edges.push({ parent, child });
      }
    }
  }
  return edges;
}

/** The sides of a join whose rows without a partner change nothing. */
function limitedSides(type: JoinType): readonly ('left' | 'right')[] {
  switch (type) {
    case 'inner':
    case 'semi':
    case 'right semi':
      return ['left', 'right'];
    case 'left':
    case 'anti':
    case 'single':
      return ['right'];
    case 'right':
    case 'right anti':
      return ['left'];
    // NULLs and emptiness of the other side count in a MARK join (NOT IN), so no row of it may be missing.
    case 'mark':
    case 'full':
    case 'cross':
      return [];
  }
}
