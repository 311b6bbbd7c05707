import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { oktaDeclaration } from '../../src/connectors/okta/declaration.ts';
import type { ReadDeclaration, TableDeclaration } from '../../src/rest/declaration.ts';
import { pathSteps } from '../../src/rest/property-path.ts';

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly maximum?: number;
  readonly minimum?: number;
}

interface Operation {
  readonly answer: JsonSchema;
  readonly query: Readonly<Record<string, JsonSchema>>;
  readonly scope: string;
}

const fixtures = path.join(import.meta.dirname, '..', 'fixtures', 'okta');
const document = JSON.parse(readFileSync(path.join(fixtures, 'schemas.json'), 'utf8')) as {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly operations: Readonly<Record<string, Operation>>;
};

/** What is sent or read although the document does not have it, each with its source. */
const quirks: Readonly<Record<string, string>> = {
  'SystemLogs limit': 'the document words the range: "Integer between 0 and 1000"',
  'UserSchemaAttributes Unique': 'older orgs answer with the state of the check, so it is JSON',
  'UserSchemaAttributes ItemsType': 'JSON Schema, items: the document leaves out the elements of arrays',
};

/** Schemas that build on another, as those of apps of each sign-on mode do. */
function kindsOf(name: string): readonly JsonSchema[] {
  const isBase = (part: JsonSchema) => part.$ref?.endsWith(`/${name}`) ?? false;
  return Object.values(document.definitions).filter(({ allOf }) => allOf?.some(isBase));
}

/** Every schema that may stand in a place: references, parts and alternatives opened. */
function variants(schema: JsonSchema, seen = new Set<JsonSchema>()): readonly JsonSchema[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const name = schema.$ref?.split('/').at(-1);
  const target = name && document.definitions[name];
  const parts = [
    ...(target ? [target, ...kindsOf(name)] : []),
    ...(schema.allOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
  ];
  return [schema, ...parts.flatMap((part) => variants(part, seen))];
}

function at(schemas: readonly JsonSchema[], steps: readonly string[]): readonly JsonSchema[] {
  const [step, ...deeper] = steps;
  if (step === undefined) return schemas;
  const next = schemas
    .flatMap((schema) => variants(schema))
    .flatMap(({ properties, additionalProperties }) => {
      if (step === '*') {
        const open = typeof additionalProperties === 'object' ? [additionalProperties] : [];
        return [...Object.values(properties ?? {}), ...open];
      }
      return properties?.[step] ? [properties[step]] : [];
    });
  return at(next, deeper);
}

function operationOf(read: ReadDeclaration): Operation | undefined {
  const wanted = read.path.replace(/\{\w+\}/g, '{}');
  const found = Object.entries(document.operations).find(
    ([name]) => name.replace(/\{\w+\}/g, '{}') === wanted,
  );
  return found?.[1];
}

/** Schemas of one row of a read. */
function rowSchemas(read: ReadDeclaration, operation: Operation): readonly JsonSchema[] {
  const found = at([operation.answer], pathSteps(read.rows));
  if (read.single || read.rows.includes('*')) return found;
  return found.flatMap((schema) => variants(schema)).flatMap(({ items }) => (items ? [items] : []));
}

const reads = oktaDeclaration.tables.flatMap((table) =>
  table.reads.map((read) => [table.name, read.name, table, read] as const),
);
const columns = oktaDeclaration.tables.flatMap((table) =>
  table.columns
    .filter((column) => column.path !== undefined)
    .map((column) => [table.name, column.name, table, column] as const),
);

function typesOf(schemas: readonly JsonSchema[]): ReadonlySet<string> {
  return new Set(
    schemas
      .flatMap((schema) => variants(schema))
      .flatMap(({ type = [], format }) =>
        [type].flat().map((name) => (name === 'string' && format === 'date-time' ? 'date-time' : name)),
      )
      .filter((name) => name !== 'null'),
  );
}

const fittingTypes: Readonly<Record<string, readonly string[]>> = {
  text: ['string', 'date-time'],
  'timestamp with time zone': ['date-time', 'string'],
  boolean: ['boolean'],
  bigint: ['integer'],
  double: ['number'],
  json: ['object', 'array', 'boolean', 'string', 'number', 'integer'],
};

describe("Okta's own API document", () => {
  it.each(reads)('has the path, parameters and page limits of %s, read %s', (_, __, table, read) => {
    const operation = operationOf(read);
    expect(operation, read.path).toBeDefined();
    const { size } = read.paging && 'size' in read.paging ? read.paging : {};
    const sent = [
      ...Object.keys(read.query ?? {}),
      ...(size ? [size.parameter] : []),
      ...(read.expression ? [read.expression.parameter] : []),
      ...(read.range ? [read.range.from, read.range.until] : []),
      ...(read.order ? [read.order.by, read.order.direction].filter((name) => name !== undefined) : []),
      ...(read.projection ? [read.projection.parameter] : []),
    ];
    expect(Object.keys(operation!.query)).toEqual(expect.arrayContaining(sent));
    const limit = size && operation!.query[size.parameter];
    if (limit?.maximum !== undefined) expect(size!.default).toBeLessThanOrEqual(limit.maximum);
    if (limit?.minimum !== undefined)
      expect(size!.minimum ?? size!.default).toBeGreaterThanOrEqual(limit.minimum);
    if (size && limit?.maximum === undefined && size.maximum > 200) {
      const allowed =
        `${table.name} limit` in quirks || (limit as { default?: number }).default === size.default;
      expect(allowed).toBe(true);
    }
  });

  it.each(oktaDeclaration.tables.map((table) => [table.name, table] as const))(
    'grants %s by the scope declared',
    (_, table: TableDeclaration) => {
      const scopes = new Set(table.reads.map((read) => operationOf(read)!.scope));
      expect([...scopes]).toEqual(table.scopes);
    },
  );

  it.each(columns)('has the field behind %s.%s, of a type that fits', (tableName, name, table, column) => {
    if (column.path!.startsWith('$')) return;
    const known = `${tableName} ${name}` in quirks;
    for (const read of table.reads) {
      const found = at(rowSchemas(read, operationOf(read)!), pathSteps(column.path!));
      // Attributes of Windows groups stand in a schema of their own, which the document gives as an alternative.
      expect(found.length > 0 || known, `${column.path} in ${read.path}`).toBe(true);
      const types = [...typesOf(found)];
      const fits = types.length === 0 || types.some((type) => fittingTypes[column.type]!.includes(type));
      expect(fits || known, `${types} for ${column.type}`).toBe(true);
    }
  });

  it.each(
    columns.filter(([, , , column]) => column.enumeration !== undefined && !column.path!.startsWith('$')),
  )('has the values of %s.%s, all of them', (_, __, table, column) => {
    const [read] = table.reads;
    const found = at(rowSchemas(read!, operationOf(read!)!), pathSteps(column.path!));
    const values = new Set(
      found
        .flatMap((schema) => variants(schema))
        .flatMap((schema) => schema.enum ?? [])
        .filter((value) => value !== null),
    );
    expect([...values].sort()).toEqual([...column.enumeration!].sort());
  });

  it.each(reads.filter(([, , , read]) => read.expression !== undefined))(
    'has the attributes that %s filters by, read %s',
    (_, __, table, read) => {
      for (const [column, { attribute }] of Object.entries(read.expression!.attributes)) {
        const declared = table.columns.find(({ name }) => name === column);
        expect(declared, column).toBeDefined();
        // The attribute of an expression is the path of the field that it compares.
        expect(declared!.path).toBe(attribute);
      }
    },
  );

  it('survives being written as JSON', () => {
    expect(JSON.parse(JSON.stringify(oktaDeclaration))).toEqual(oktaDeclaration);
  });
});

describe('columns written down by hand from the notes on the API', () => {
  const lists = JSON.parse(readFileSync(path.join(fixtures, 'columns.json'), 'utf8')) as Readonly<
    Record<string, readonly string[]>
  >;

  it.each(oktaDeclaration.tables.map((table) => [table.name, table] as const))(
    'are those of %s',
    (name, table: TableDeclaration) => {
      expect(table.columns.map((column) => column.name)).toEqual(lists[name]);
    },
  );
});
