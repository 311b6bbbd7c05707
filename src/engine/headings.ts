import type { Headings } from './engine.ts';
import { type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

/**
 * Names the columns of a SELECT (its syntax tree) as PostgreSQL does (FigureColname in
 * src/backend/parser/parse_target.c): functions by their name, casts by what is cast, all else `?column?`.
 */
export function readHeadings(tree: JsonNode): Headings {
  const items = firstSelect(nodeAt(tree, 'node'));
  const isMany = (item: JsonNode) =>
    item.class === 'STAR' || (item.class === 'FUNCTION' && textAt(item, 'function_name') === 'unnest');
  const from = items.findIndex(isMany);
  if (from < 0) return { first: items.map(heading), last: undefined };
  const to = items.findLastIndex(isMany);
  return { first: items.slice(0, from).map(heading), last: items.slice(to + 1).map(heading) };
}

/** `names` of the engine with the headings in their places. */
export function applyHeadings(names: readonly string[], headings: Headings): readonly string[] {
  const { first, last = [] } = headings;
  const tail = names.length - last.length;
  if (headings.last === undefined ? first.length !== names.length : first.length > tail) return names;
  return names.map((name, index) => (index < tail ? first[index] : last[index - tail]) ?? name);
}

/** A set operation is named by its first branch. */
function firstSelect(query: JsonNode | undefined): readonly JsonNode[] {
  if (query === undefined) return [];
  if (query.type === 'SELECT_NODE') {
    const values = nodeAt(query, 'from_table');
    if (values?.type === 'EXPRESSION_LIST' && textAt(values, 'alias') === 'valueslist') {
      const width = Array.isArray(values.values)
        ? ((values.values[0] as readonly unknown[])?.length ?? 0)
        : 0;
      return Array.from({ length: width }, (_, index) => ({
        alias: undefined,
        heading: `column${index + 1}`,
      }));
    }
    return nodesAt(query, 'select_list');
  }
  return firstSelect(nodeAt(query, 'left') ?? nodesAt(query, 'children')[0]);
}

function heading(item: JsonNode): string | undefined {
  if (typeof item.heading === 'string') return item.heading;
  if (textAt(item, 'alias') !== '') return undefined;
  if (item.class === 'COLUMN_REF' || item.class === 'POSITIONAL_REFERENCE') return undefined;
  return figure(item)?.name ?? '?column?';
}

/** A name, and whether it is that of a column or function, which casts and CASE prefer to their own. */
interface Figure {
  readonly name: string;
  readonly strong: boolean;
}

const strong = (name: string): Figure => ({ name, strong: true });

function figure(item: JsonNode | undefined): Figure | undefined {
  switch (item?.class) {
    case 'COLUMN_REF': {
      const names = item.column_names;
      return Array.isArray(names) ? strong(String(names.at(-1))) : undefined;
    }
    case 'FUNCTION':
      return item.is_operator === true ? undefined : strong(functionName(item));
    case 'WINDOW':
      return strong(textAt(item, 'function_name').toLowerCase());
    case 'COLLATE':
      return figure(nodeAt(item, 'child'));
    case 'CAST': {
      const inner = figure(nodeAt(item, 'child'));
      if (inner?.strong) return inner;
      const name = castName(item);
      return name === undefined ? undefined : { name, strong: false };
    }
    case 'CASE': {
      const otherwise = figure(nodeAt(item, 'else_expr'));
      return otherwise?.strong ? otherwise : { name: 'case', strong: false };
    }
    case 'SUBQUERY':
      return subqueryFigure(item);
    case 'OPERATOR':
      if (item.type === 'OPERATOR_COALESCE') return strong('coalesce');
      if (item.type === 'ARRAY_CONSTRUCTOR') return strong('array');
      if (item.type === 'ARRAY_EXTRACT' || item.type === 'ARRAY_SLICE')
        return figure(nodesAt(item, 'children')[0]);
      if (item.type === 'GROUPING_FUNCTION') return strong('grouping');
      return undefined;
    default:
      return undefined;
  }
}

function subqueryFigure(item: JsonNode): Figure | undefined {
  if (item.subquery_type === 'EXISTS') return strong('exists');
  if (item.subquery_type !== 'SCALAR') return undefined;
  const first = firstSelect(nodeAt(nodeAt(item, 'subquery'), 'node'))[0];
  if (first === undefined) return undefined;
  const alias = textAt(first, 'alias') || textAt(first, 'heading');
  return alias === '' ? figure(first) : strong(alias);
}

/** The engine's parser spells some of PostgreSQL's constructs as calls of its own functions, in schema `main`. */
const constructs: Readonly<Record<string, string>> = {
  date_part: 'extract',
  list_value: 'array',
  struct_pack: 'row',
  row: 'row',
  trim: 'btrim',
};

function functionName(call: JsonNode): string {
  const name = textAt(call, 'function_name').toLowerCase();
  if (name === 'count_star') return 'count';
  return (call.schema === 'main' ? constructs[name] : undefined) ?? name;
}

const typeNames: Readonly<Record<string, string>> = {
  VARCHAR: 'text',
  TINYINT: 'int2',
  SMALLINT: 'int2',
  INTEGER: 'int4',
  BIGINT: 'int8',
  HUGEINT: 'numeric',
  DECIMAL: 'numeric',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  BOOLEAN: 'bool',
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  INTERVAL: 'interval',
  UUID: 'uuid',
  BLOB: 'bytea',
};

/** The literals true and false reach us as casts of 't' and 'f'. */
function castName(cast: JsonNode): string | undefined {
  const id = textAt(nodeAt(cast, 'cast_type'), 'id');
  const literal = nodeAt(nodeAt(cast, 'child'), 'value')?.value;
  if (id === 'BOOLEAN' && (literal === 't' || literal === 'f')) return undefined;
  return typeNames[id] ?? id.toLowerCase();
}
