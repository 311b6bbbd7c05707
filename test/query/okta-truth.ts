/** The rows that the tables of an Okta sandbox have, made from what the server says it holds. */
import type { Catalog } from '../../src/catalog/catalog.ts';
import { type DataType, isArrayType, type Value } from '../../src/catalog/data-type.ts';
import { oktaDeclaration } from '../../src/connectors/okta/declaration.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Truth } from './reference.ts';

/** The collection of the sandbox that a table lists. */
function collectionOf(table: string): string {
  return table === 'SystemLogs' ? 'logs' : table.charAt(0).toLowerCase() + table.slice(1);
}

/** Everything, events of the whole retention included. */
export function oktaTruth(sandbox: Sandbox, catalog: Catalog, schema: string): Truth {
  const truth = sandbox.truth();
  const tables = catalog.schemas.find(({ name }) => name === schema)!.tables;
  const attributes = new Set((truth.userSchemaAttributes ?? []).map(({ name }) => String(name)));
  const rows = Object.fromEntries(
    tables.map((table) => {
      const collection = collectionOf(table.name);
      const [outer, inner] = table.requiredKeys.map(({ column }) => column);
      const declared = oktaDeclaration.tables.find(({ name }) => name === table.name)!;
      const readers = table.columns.map((column) => {
        const { path, capture } = declared.columns.find(({ name }) => name === column.name) ?? {};
        return (object: Record<string, unknown>): Value => {
          if (column.name === inner) return object._parent as string;
          if (column.name === outer) return (inner ? object._grandparent : object._parent) as string;
          const found =
            path === undefined
              ? customValue(object, column.name, attributes)
              : valueAt(object, ownNames[`${table.name} ${path}`] ?? path);
          return convert(capture === undefined ? found : captured(found, capture), column.type);
        };
      });
      const rows = truth[collection];
      if (!rows) throw new Error(`The sandbox has no collection ${collection}.`);
      const named = rows.map((object) =>
        Object.fromEntries(table.columns.map(({ name }, index) => [name, readers[index]!(object)])),
      );
      return [table.name, named];
    }),
  );
  return { schema, tables, rows };
}

/** Names under which rows lie in the API document are properties in the sandbox's own lists. */
const ownNames: Readonly<Record<string, string>> = {
  'UserSchemaAttributes $1': 'definition',
  'UserSchemaAttributes $2': 'name',
  'LinkedObjectRelationships $2': 'side',
  'ProfileMappingProperties $1': 'name',
};

function captured(value: unknown, pattern: string): unknown {
  return typeof value === 'string' ? new RegExp(pattern).exec(value)?.[1] : value;
}

function customValue(
  object: Record<string, unknown>,
  column: string,
  attributes: ReadonlySet<string>,
): unknown {
  const profile = (object.profile ?? {}) as Record<string, unknown>;
  const wanted = column.replace(/^Profile/, '');
  const name = [...attributes, ...Object.keys(profile)].find(
    (attribute) => attribute.charAt(0).toUpperCase() + attribute.slice(1) === wanted,
  );
  return name === undefined ? undefined : profile[name];
}

function valueAt(object: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], object);
}

function convert(value: unknown, type: DataType): Value {
  if (value === undefined || value === null) return null;
  if (isArrayType(type))
    return (value as unknown[]).map((part) => convert(part, type.slice(0, -2) as DataType));
  if (type === 'timestamp with time zone') return Date.parse(String(value)) * 1000;
  if (type === 'text') return typeof value === 'string' ? value : JSON.stringify(value);
  return value as Value;
}
