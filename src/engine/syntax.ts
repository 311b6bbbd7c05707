import { driverError } from '../errors.ts';
import type { StatementText } from '../sql/statement.ts';
import type { TableReference } from './engine.ts';
import { enginePosition } from './failure.ts';
import { forbiddenSchemas, isForbiddenFunction, tableFunctions } from './guard.ts';
import { frozenFunctions } from './instance.ts';
import { isNode, type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';

/** What the syntax tree of a SELECT says of the outside. */
export interface Syntax {
  /** Base tables, each once, in order of appearance. */
  readonly tables: readonly TableReference[];
  /** True when TABLESAMPLE or USING SAMPLE takes part of a table or result; the plan does not show it. */
  readonly sampled: boolean;
}

/** The names that mean a common table expression at one place. */
type Scope = ReadonlySet<string>;

/**
 * Walks the tree that `json_serialize_sql` gives and refuses everything but SELECTs over plain table names and
 * harmless functions. Throws `forbidden_object`, `unsupported_statement`.
 */
export function readSyntax(tree: JsonNode, text: StatementText): Syntax {
  const tables = new Map<string, TableReference>();
  let sampled = false;

  visitQuery(nodeAt(tree, 'node'), new Set());
  return { tables: [...tables.values()], sampled };

  function visitQuery(query: JsonNode | undefined, outer: Scope): void {
    if (query === undefined) throw unknownSyntax('a query');
    const scope = visitCommonTables(query, outer);
    switch (query.type) {
      case 'SELECT_NODE':
        if (query.sample !== undefined) sampled = true;
        if (query.from_table !== undefined) visitTable(nodeAt(query, 'from_table')!, scope);
        visitExpressions({ ...query, cte_map: undefined, from_table: undefined }, scope);
        return;
      case 'SET_OPERATION_NODE': {
        const { cte_map, left, right, children, ...rest } = query;
        for (const side of [left, right]) if (isNode(side)) visitQuery(side, scope);
        for (const child of nodesAt(query, 'children')) visitQuery(child, scope);
        visitExpressions(rest, scope);
        return;
      }
      case 'RECURSIVE_CTE_NODE': {
        const { cte_map, left, right, ...rest } = query;
        visitQuery(nodeAt(query, 'left'), scope);
        visitQuery(nodeAt(query, 'right'), withName(scope, textAt(query, 'cte_name')));
        visitExpressions(rest, scope);
        return;
      }
      default:
        throw unknownSyntax(String(query.type));
    }
  }

  /** Each common table sees those before it; a name means its own table only where the recursive part says so. */
  function visitCommonTables(query: JsonNode, outer: Scope): Scope {
    let scope = outer;
    for (const entry of nodesAt(nodeAt(query, 'cte_map'), 'map')) {
      const value = nodeAt(entry, 'value');
      visitQuery(nodeAt(nodeAt(value, 'query'), 'node'), scope);
      visitExpressions({ ...value, query: undefined }, scope);
      scope = withName(scope, textAt(entry, 'key'));
    }
    return scope;
  }

  function visitTable(table: JsonNode, scope: Scope): void {
    if (table.sample !== undefined) sampled = true;
    switch (table.type) {
      case 'EMPTY':
        return;
      case 'BASE_TABLE':
        visitBaseTable(table, scope);
        visitExpressions(table, scope);
        return;
      case 'SUBQUERY':
        visitQuery(nodeAt(nodeAt(table, 'subquery'), 'node'), scope);
        return;
      case 'JOIN':
        visitTable(nodeAt(table, 'left')!, scope);
        visitTable(nodeAt(table, 'right')!, scope);
        visitExpressions({ ...table, left: undefined, right: undefined }, scope);
        return;
      case 'PIVOT':
        visitTable(nodeAt(table, 'source')!, scope);
        visitExpressions({ ...table, source: undefined }, scope);
        return;
      case 'EXPRESSION_LIST':
        visitExpressions(table, scope);
        return;
      case 'TABLE_FUNCTION': {
        const call = nodeAt(table, 'function');
        const name = textAt(call, 'function_name').toLowerCase();
        if (!tableFunctions.has(name) || call?.catalog !== undefined) throw forbiddenCall(name, table);
        visitExpressions({ ...call, class: undefined }, scope);
        return;
      }
      case 'SHOW_REF':
        throw driverError('unsupported_statement', 'SHOW, DESCRIBE and SUMMARIZE are not offered.', {
          hint: '`sqluice tables` and `sqluice columns <table>` list what there is.',
        });
      default:
        throw unknownSyntax(String(table.type));
    }
  }

  function visitBaseTable(table: JsonNode, scope: Scope): void {
    const schema = textAt(table, 'schema_name');
    const name = textAt(table, 'table_name');
    const position = enginePosition(text, table.query_location);
    if (textAt(table, 'catalog_name') !== '' || forbiddenSchemas.has(schema.toLowerCase())) {
      throw driverError('forbidden_object', `${schema}.${name} is not a table of this connection.`, {
        position,
      });
    }
    if (schema === '' && scope.has(name.toLowerCase())) return;
    const key = JSON.stringify([schema.toLowerCase(), name.toLowerCase()]);
    if (!tables.has(key)) tables.set(key, { schema: schema === '' ? undefined : schema, name, position });
  }

  /** Looks through any part of the tree that is no query and no table, into the subqueries it holds. */
  function visitExpressions(part: unknown, scope: Scope): void {
    if (Array.isArray(part)) {
      for (const item of part) visitExpressions(item, scope);
      return;
    }
    if (!isNode(part)) return;
    if (part.class === 'SUBQUERY') {
      visitQuery(nodeAt(nodeAt(part, 'subquery'), 'node'), scope);
      visitExpressions({ ...part, class: undefined, subquery: undefined }, scope);
      return;
    }
    if (part.class === 'FUNCTION' || part.class === 'WINDOW') visitCall(part);
    for (const value of Object.values(part)) visitExpressions(value, scope);
  }

  function visitCall(call: JsonNode): void {
    const name = textAt(call, 'function_name').toLowerCase();
    if (isForbiddenFunction(name) || (textAt(call, 'catalog') !== '' && frozenFunctions.has(name))) {
      throw forbiddenCall(name, call);
    }
  }

  function forbiddenCall(name: string, at: JsonNode) {
    return driverError('forbidden_object', `The function ${name} is not offered.`, {
      position: enginePosition(text, at.query_location),
    });
  }
}

function withName(scope: Scope, name: string): Scope {
  return new Set(scope).add(name.toLowerCase());
}

function unknownSyntax(what: string) {
  return driverError('unsupported_statement', `SQL of this form (${what}) is not offered.`);
}
