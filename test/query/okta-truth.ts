/** The rows that the tables of an Okta sandbox have, made from what the server says it holds. */
import type { Catalog } from '../../src/catalog/catalog.ts';
import { type DataType, isArrayType, type Value } from '../../src/catalog/data-type.ts';
import { oktaDeclaration } from '../../src/connectors/okta/declaration.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Truth } from './reference.ts';

/** Table → collection of the sandbox, and what the column of the parent is called. */
const collections: Readonly<Record<string, readonly [collection: string, parent?: string]>> = {
  Users: ['users'],
  UserTypes: ['userTypes'],
  UserSchemaAttributes: ['userSchemaAttributes', 'SchemaId'],
  Groups: ['groups'],
  GroupMembers: ['groupMembers', 'GroupId'],
  UserGroups: ['userGroups', 'UserId'],
  GroupRules: ['groupRules'],
  Apps: ['apps'],
  ApplicationUsers: ['applicationUsers', 'AppId'],
  ApplicationGroups: ['applicationGroups', 'AppId'],
  SystemLogs: ['logs'],
};

/** Everything, events of the whole retention included. */
export function oktaTruth(sandbox: Sandbox, catalog: Catalog, schema: string): Truth {
  const truth = sandbox.truth();
  const tables = catalog.schemas.find(({ name }) => name === schema)!.tables;
  const attributes = new Set((truth.userSchemaAttributes ?? []).map(({ name }) => String(name)));
  const rows = Object.fromEntries(
    tables.map((table) => {
      const [collection, parent] = collections[table.name]!;
      const declared = oktaDeclaration.tables.find(({ name }) => name === table.name)!;
      const readers = table.columns.map((column) => {
        const path = declared.columns.find(({ name }) => name === column.name)?.path;
        return (object: Record<string, unknown>): Value => {
          if (column.name === parent) return object._parent as string;
          const found =
            path === undefined
              ? customValue(object, column.name, attributes)
              : valueAt(object, special(path));
          const text =
            column.name === 'SchemaId' && table.name === 'UserTypes'
              ? String(found).split('/').at(-1)
              : found;
          return convert(text, column.type);
        };
      });
      const named = (truth[collection] ?? []).map((object) =>
        Object.fromEntries(table.columns.map(({ name }, index) => [name, readers[index]!(object)])),
      );
      return [table.name, named];
    }),
  );
  return { schema, tables, rows };
}

/** Names under which rows lie in the API document are properties in the sandbox's own list. */
function special(path: string): string {
  return path === '$1' ? 'definition' : path === '$2' ? 'name' : path;
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
