/** Columns of an org's own profile attributes, from its schemas (API document, schemas UserSchema and GroupSchema). */
import type { DataType, JsonObject, ScalarType } from '../../catalog/data-type.ts';
import type { ColumnDeclaration, TableDeclaration } from '../../rest/declaration.ts';
import { pathStep } from '../../rest/property-path.ts';

/** Custom columns by kind of profile, and what the user should know of them. */
export interface CustomColumns {
  readonly user: readonly ColumnDeclaration[];
  readonly group: readonly ColumnDeclaration[];
  readonly warnings: readonly string[];
}

/** The columns that the schema documents of one kind of profile define together. */
export function customColumnsOf(
  kind: 'user' | 'group',
  schemas: readonly unknown[],
): readonly ColumnDeclaration[] {
  const columns = new Map<string, ColumnDeclaration>();
  for (const [name, attribute] of schemas.flatMap(customAttributes)) {
    const column = declare(name, typeOf(attribute), attribute);
    const known = columns.get(name);
    const disagree = known !== undefined && known.type !== column.type;
    if (known === undefined) columns.set(name, column);
    else if (disagree) columns.set(name, asText(known, kind, name));
  }
  return [...columns.values()];
}

function asText(column: ColumnDeclaration, kind: 'user' | 'group', attribute: string): ColumnDeclaration {
  return {
    ...column,
    type: 'text',
    mixed: true,
    warning: `The ${kind} types of the org disagree about the type of ${attribute}: ${column.name} is text.`,
  };
}

/** The table with its custom columns behind the base ones. A name that a base column has gets `_2` behind it. */
export function withCustomColumns(
  table: TableDeclaration,
  custom: readonly ColumnDeclaration[],
): TableDeclaration {
  const taken = new Set(table.columns.map(({ name }) => name.toLowerCase()));
  const added = custom.map((column) => {
    let name = column.name;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${column.name}_${number}`;
    taken.add(name.toLowerCase());
    return { ...column, name };
  });
  return { ...table, columns: [...table.columns, ...added] };
}

/** The table with a last column that holds the host of the org in every row. */
export function withOrgColumn(table: TableDeclaration, host: string): TableDeclaration {
  const org: ColumnDeclaration = {
    ...{ name: 'Org', type: 'text', nullable: false, constant: host },
    description: 'Host of the org.',
  };
  return { ...table, columns: [...table.columns, org] };
}

function customAttributes(schema: unknown): readonly (readonly [string, JsonObject])[] {
  const properties = at(schema, 'definitions', 'custom', 'properties');
  return isObject(properties)
    ? Object.entries(properties).filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
    : [];
}

function declare(name: string, type: DataType, attribute: JsonObject): ColumnDeclaration {
  const { title, description } = attribute;
  const text = [title, description].find((part) => typeof part === 'string' && part !== '');
  return {
    name: `Profile${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    type,
    path: `profile.${pathStep(name)}`,
    custom: true,
    ...(typeof text === 'string' ? { description: text } : {}),
  };
}

function typeOf(attribute: JsonObject): DataType {
  if (attribute.type === 'array') return `${scalarOf(isObject(attribute.items) ? attribute.items : {})}[]`;
  return scalarOf(attribute);
}

function scalarOf({ type, format }: JsonObject): ScalarType {
  switch (type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return 'bigint';
    case 'number':
      return 'double';
    default:
      return format === 'date-time' ? 'timestamp with time zone' : 'text';
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => (isObject(part) ? part[name] : undefined), value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
