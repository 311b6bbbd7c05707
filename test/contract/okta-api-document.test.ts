import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { oktaDeclaration } from '../../src/connectors/okta/declaration.ts';
import type { ReadDeclaration, TableDeclaration } from '../../src/rest/declaration.ts';
import { pathSteps } from '../../src/rest/property-path.ts';
import { validateDeclaration } from '../../src/rest/validate-declaration.ts';

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
  readonly required?: unknown;
  readonly maximum?: number;
  readonly minimum?: number;
}

interface Operation {
  readonly answer: JsonSchema;
  readonly query: Readonly<Record<string, JsonSchema>>;
  readonly scopes: readonly string[];
}

const fixtures = path.join(import.meta.dirname, '..', 'fixtures', 'okta');
const document = JSON.parse(readFileSync(path.join(fixtures, 'schemas.json'), 'utf8')) as {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly collections: readonly string[];
};
const readNotes = (name: string) =>
  JSON.parse(readFileSync(path.join(fixtures, name), 'utf8')) as Readonly<Record<string, string>>;

/** What is sent or read although the document does not have it, each with its source. */
const quirks: Readonly<Record<string, string>> = {
  'SystemLogs limit': 'the document words the range: "Integer between 0 and 1000"',
  'rows of /api/v1/users/{UserId}/authenticator-enrollments':
    'the document says one object, and gives a list for an example',
  'ProfileMappingProperties Expression': 'the document says one property, where a map of them is sent',
  'ProfileMappingProperties PushStatus': 'the document says one property, where a map of them is sent',
  'UserSchemaAttributes Unique': 'older orgs answer with the state of the check, so it is JSON',
  'UserSchemaAttributes ItemsType': 'JSON Schema, items: the document leaves out the elements of arrays',
};

/** Schemas that build on another, as those of apps of each sign-on mode do, and those that build on these. */
function kindsOf(name: string): readonly JsonSchema[] {
  const isBase = (part: JsonSchema) => part.$ref?.endsWith(`/${name}`) ?? false;
  return Object.entries(document.definitions)
    .filter(([, { allOf }]) => allOf?.some(isBase))
    .flatMap(([kind, schema]) => [schema, ...kindsOf(kind)]);
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
    .flatMap(({ properties, additionalProperties, items }) => {
      if (step === '*') {
        const open = typeof additionalProperties === 'object' ? [additionalProperties] : [];
        return [...Object.values(properties ?? {}), ...open, ...(items ? [items] : [])];
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
  if (read.single || `rows of ${read.path}` in quirks || read.rows.includes('*')) return found;
  return found.flatMap((schema) => variants(schema)).flatMap(({ items }) => (items ? [items] : []));
}

/** Fields that no column shows, each with the reason; `*` for every table. */
const leftOut = readNotes('fields-without-column.json');

/** The properties of a place, each with the schemas that it may have. */
function fieldsOf(
  schemas: readonly JsonSchema[],
): readonly { readonly field: string; readonly schemas: readonly JsonSchema[] }[] {
  const found = new Map<string, JsonSchema[]>();
  for (const { properties = {} } of schemas.flatMap((schema) => variants(schema)))
    for (const [field, schema] of Object.entries(properties))
      found.set(field, [...(found.get(field) ?? []), schema]);
  return [...found].map(([field, of]) => ({ field: field.replaceAll('.', '\\.'), schemas: of }));
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
      ...Object.values(read.parameters ?? {}).map(({ parameter }) => parameter),
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
      const scopes = new Set(table.reads.flatMap((read) => operationOf(read)!.scopes));
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
    columns.filter(
      ([table, name, , column]) =>
        column.enumeration !== undefined && !column.path!.startsWith('$') && !(`${table} ${name}` in quirks),
    ),
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

  it.each(reads)('gets every parameter that it wants, of %s, read %s', (_, __, ___, read) => {
    const { query } = operationOf(read)!;
    const wanted = Object.keys(query).filter((name) => query[name]!.required === true);
    const sent = Object.values(read.parameters ?? {}).flatMap(({ parameter, values }) =>
      values ? [parameter] : [],
    );
    expect(sent).toEqual(expect.arrayContaining(wanted));
  });

  it.each(reads.filter(([, , , read]) => Object.values(read.parameters ?? {}).some(({ values }) => values)))(
    'lists all the values that %s, read %s, is asked for one by one',
    (_, __, ___, read) => {
      for (const { parameter, values } of Object.values(read.parameters!)) {
        const allowed = variants(operationOf(read)!.query[parameter]!).flatMap((schema) => schema.enum ?? []);
        if (values && allowed.length > 0) expect(Object.values(values).sort()).toEqual([...allowed].sort());
      }
    },
  );

  it.each(oktaDeclaration.tables.map((table) => [table.name, table] as const))(
    'has no field, at the top or one level below, that %s lacks without a reason',
    (name, table) => {
      const read = table.reads.at(-1)!;
      const paths = table.columns.flatMap((column) => (column.path === undefined ? [] : [column.path]));
      const shown = (field: string) => paths.some((path) => path === field || path.startsWith(`${field}.`));
      const missing = fieldsOf(rowSchemas(read, operationOf(read)!)).flatMap(({ field, schemas }) => {
        if (paths.includes(field) || `${name} ${field}` in leftOut || `* ${field}` in leftOut) return [];
        if (!shown(field)) return [field];
        const below = fieldsOf(schemas).map((inner) => `${field}.${inner.field}`);
        return below.filter((inner) => !shown(inner) && !(`${name} ${inner}` in leftOut));
      });
      expect(missing).toEqual([]);
    },
  );

  it('leaves out nothing that is shown or that the document lacks', () => {
    const stale = Object.keys(leftOut).filter((note) => {
      const [name, field = ''] = note.split(' ');
      if (name === '*') return false;
      const table = oktaDeclaration.tables.find((candidate) => candidate.name === name);
      const read = table?.reads.at(-1);
      if (!table || !read || table.columns.some((column) => column.path === field)) return true;
      return at(rowSchemas(read, operationOf(read)!), pathSteps(field)).length === 0;
    });
    expect(stale).toEqual([]);
  });

  it('has no collection that no table lists, without a reason', () => {
    const plain = (name: string) => name.replace(/\{\w+\}/g, '{}');
    const listed = new Set(reads.map(([, , , read]) => plain(read.path)));
    const reasons = readNotes('collections-without-table.json');
    const missing = document.collections.filter((name) => !listed.has(plain(name)));
    expect(Object.keys(reasons).sort()).toEqual([...missing].sort());
    expect(Object.values(reasons).every((reason) => reason.length > 10)).toBe(true);
  });

  it('survives being written as JSON, and is a declaration that can work', () => {
    expect(JSON.parse(JSON.stringify(oktaDeclaration))).toEqual(oktaDeclaration);
    expect(validateDeclaration(oktaDeclaration)).toBe(oktaDeclaration);
  });
});

describe('columns written down by hand from the notes on the API', () => {
  const lists = JSON.parse(readFileSync(path.join(fixtures, 'columns.json'), 'utf8')) as Readonly<
    Record<string, readonly string[]>
  >;

  it('are those of at least forty tables', () => {
    expect(Object.keys(lists).length).toBeGreaterThanOrEqual(40);
  });

  it.each(Object.entries(lists))('are those of %s', (name, columns) => {
    const table = oktaDeclaration.tables.find((candidate) => candidate.name === name);
    expect(table?.columns.map((column) => column.name)).toEqual(columns);
  });
});
