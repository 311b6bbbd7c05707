import { driverError } from '../errors.ts';
import type { StatementText } from '../sql/statement.ts';
import type { TableReference } from './engine.ts';
import { enginePosition } from './failure.ts';
import { forbiddenSchemas, isForbiddenFunction, tableFunctions } from './guard.ts';
import { frozenFunctions } from './instance.ts';
import { isNode, type JsonNode, nodeAt, nodesAt, textAt } from './json-node.ts';
import { refusal } from './refusal.ts';

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
  visit(tree, new Set());
  // The tree has its own order: what stands behind FROM may come before it.
  const inOrder = [...tables.values()].sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
  return { tables: inOrder, sampled };

  /** Looks at every part of the tree, wherever it stands: nothing is passed over for being in an unusual place. */
  function visit(part: unknown, scope: Scope): void {
    if (Array.isArray(part)) {
      for (const item of part) visit(item, scope);
      return;
    }
    if (!isNode(part)) return;
    const type = textAt(part, 'type');
    // Expressions have a class, and one of them has the type of a table: SUBQUERY.
    if (part.class === undefined && type.endsWith('_NODE')) visitQuery(part, scope);
    else if (part.class === undefined && tableKinds.has(type)) visitTable(part, scope);
    else {
      if (part.class === 'FUNCTION' || part.class === 'WINDOW') visitCall(part);
      visitParts(part, scope);
    }
  }

  function visitParts(node: JsonNode, scope: Scope, except?: string): void {
    for (const [key, value] of Object.entries(node)) if (key !== except) visit(value, scope);
  }

  function visitQuery(query: JsonNode, outer: Scope): void {
    if (query.sample !== undefined) sampled = true;
    const scope = visitCommonTables(query, outer);
    switch (query.type) {
      case 'SELECT_NODE':
      case 'SET_OPERATION_NODE':
        visitParts(query, scope, 'cte_map');
        return;
      case 'RECURSIVE_CTE_NODE': {
        // The name means the table itself in the recursive part only.
        const { cte_map, right, ...rest } = query;
        visitParts(rest, scope);
        visit(right, withName(scope, textAt(query, 'cte_name')));
        return;
      }
      default:
        throw unknownSyntax(String(query.type));
    }
  }

  /** Each common table sees those before it. */
  function visitCommonTables(query: JsonNode, outer: Scope): Scope {
    let scope = outer;
    for (const entry of nodesAt(nodeAt(query, 'cte_map'), 'map')) {
      visit(entry.value, scope);
      scope = withName(scope, textAt(entry, 'key'));
    }
    return scope;
  }

  function visitTable(table: JsonNode, scope: Scope): void {
    if (table.sample !== undefined) sampled = true;
    switch (table.type) {
      case 'BASE_TABLE':
        visitBaseTable(table, scope);
        break;
      case 'TABLE_FUNCTION': {
        const call = nodeAt(table, 'function');
        const name = textAt(call, 'function_name').toLowerCase();
        if (!tableFunctions.has(name) || textAt(call, 'catalog') !== '') throw forbiddenCall(name, table);
        break;
      }
      case 'EMPTY':
      case 'SUBQUERY':
      case 'JOIN':
      case 'PIVOT':
      case 'EXPRESSION_LIST':
        break;
      case 'SHOW_REF':
        throw refusal('description');
      default:
        throw unknownSyntax(String(table.type));
    }
    visitParts(table, scope);
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

/** The kinds of what can stand in FROM, those that are refused included. */
const tableKinds: ReadonlySet<string> = new Set(
  `BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY PIVOT SHOW_REF COLUMN_DATA CTE DELIM_GET
   BOUND_TABLE_REF`.split(/\s+/),
);

function withName(scope: Scope, name: string): Scope {
  return new Set(scope).add(name.toLowerCase());
}

function unknownSyntax(what: string) {
  return driverError('unsupported_statement', `SQL of this form (${what}) is not offered.`);
}
