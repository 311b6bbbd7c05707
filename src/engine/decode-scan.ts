import type { Condition } from '../plan/plan.ts';
import { allOf, decodeCondition } from './decode-condition.ts';
import type { PlanType } from './decode-constant.ts';
import { type Decoded, type MutableScan, project, projectionOf, UndecodablePlan } from './decode-output.ts';
import { integerOf, type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

/** Gives the schema and table of a scan; undefined when it is no table of the catalog. */
export type FindTable = (
  schema: string,
  table: string,
) => { readonly schema: string; readonly table: string } | undefined;

/** Decodes the scan of a table of the catalog; `id` is its number in the plan. */
export function decodeScan(get: JsonNode, id: number, findTable: FindTable): Decoded {
  const source = nodeAt(get, 'function_data');
  const found = findTable(textAt(source, 'schema'), textAt(source, 'table'));
  if (found === undefined) throw new UndecodablePlan(`Scan of ${textAt(source, 'table')}`);
  const types = nodesAt(get, 'returned_types');
  const positions = nodesAt(get, 'column_indexes').map((column) => {
    // Any other reading changes the column's type.
    if (column.index_type !== 'FULL_READ') throw new UndecodablePlan(String(column.index_type));
    return tablePosition(column.index);
  });
  const filters = nodesAt(nodeAt(get, 'table_filters'), 'filters').map((filter) => ({
    position: tablePosition(filter.key),
    filter: nodeAt(filter, 'value')!,
  }));
  const scan: MutableScan = {
    kind: 'scan',
    id,
    ...found,
    columns: project(positions, projectionOf(get, 'projection_ids')),
    condition: allOf(
      filters.map(({ position, filter }) => decodeTableFilter(filter, position, types[position])),
    ),
    usesRowNumber: filters.some(({ position }) => position < 0),
  };
  const columns = scan.columns.map((position) =>
    position < 0 ? { type: { id: 'BIGINT' }, rowNumberOf: scan } : { type: types[position] },
  );
  return { node: scan, columns };
}

/** Column positions of a scan; the row number, which also stands for "no column", is the greatest unsigned integer. */
export function tablePosition(value: unknown): number {
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
