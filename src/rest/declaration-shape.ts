/** The form of a SourceDeclaration; `declaration.ts` says what each part means. */
import type { JsonObject } from '../catalog/data-type.ts';
import { boolean, integer, listOf, object, oneOf, recordOf, type Shape, text, variants } from './shape.ts';

const name = text('\\S(?:.*\\S)?', 'a name');
const texts = recordOf(text());
const scalar =
  'text|boolean|integer|bigint|double|decimal\\((?:[1-9]|[12]\\d|3[0-8]),\\d{1,2}\\)|timestamp with time zone|timestamp|date|time|interval|uuid|bytea|json';
const dataType = text(
  `(?:${scalar})(?:\\[\\])?`,
  'a type such as text, bigint, timestamp with time zone or text[]',
);
const support = oneOf('exact', 'inexact', 'unsupported');

const operators = object(
  {},
  Object.fromEntries(
    ['=', '<>', '<', '<=', '>', '>=', 'in', 'starts', 'ends', 'contains', 'not null'].map((operator) => [
      operator,
      support,
    ]),
  ),
);

const column = object(
  { name, type: dataType },
  {
    path: text(),
    fromKey: name,
    constant: text(),
    capture: text(),
    nullable: boolean,
    description: text(),
    enumeration: listOf(text(), 1),
    custom: boolean,
    mixed: boolean,
    warning: text(),
  },
);

const pageSize = object(
  { parameter: name, default: integer(1), maximum: integer(1) },
  { minimum: integer(1) },
);
const emptyPage = oneOf('ends');

const paging = variants('style', {
  'link-header': object({ style: oneOf('link-header') }, { size: pageSize, emptyPage }),
  'body-link': object({ style: oneOf('body-link'), next: name }, { size: pageSize, emptyPage }),
  page: object({ style: oneOf('page'), parameter: name, start: integer(0), size: pageSize }, { total: name }),
  offset: object({ style: oneOf('offset'), parameter: name, size: pageSize }, { total: name }),
});

const attribute = object(
  { attribute: name, operators },
  {
    notEqual: oneOf('ne', 'lt or gt'),
    form: oneOf('string', 'timestamp', 'number', 'boolean'),
    pattern: text(),
  },
);

const expression = object(
  {
    parameter: name,
    grammar: oneOf('scim'),
    attributes: recordOf(attribute),
    maximumTerms: integer(1),
  },
  {
    everything: text(),
    customPrefix: text(),
    customOperators: operators,
    maximumLength: integer(1),
  },
);

const range = object(
  { column: name, from: name, until: name, untilInclusive: oneOf('yes', 'no', 'unknown') },
  {
    alwaysUntil: boolean,
    defaultDays: integer(1),
    defaultDaysProperty: name,
    earliestDays: integer(1),
    keptDays: integer(1),
  },
);

const order = object(
  { ascending: text(), descending: text(), columns: texts },
  { by: name, direction: name, natural: object({ column: name, descending: boolean }) },
);

const read = object(
  { name, path: text('/[^?#\\s]*', 'a path that begins with /, without a query'), rows: text() },
  {
    keyPatterns: texts,
    single: boolean,
    notFound: oneOf('no rows'),
    noRowsOn: listOf(name, 1),
    query: texts,
    paging,
    parameters: recordOf(object({ parameter: name, support }, { eachValue: boolean, values: texts })),
    expression,
    range,
    order,
    bucket: text(),
    eventual: boolean,
    partial: boolean,
    projection: object({ parameter: name, style: oneOf('okta-fields', 'comma') }),
    resume: object({ column: name }),
  },
);

const table = object(
  { name, description: text(), columns: listOf(column, 1), primaryKey: listOf(name), reads: listOf(read, 1) },
  {
    foreignKeys: listOf(object({ columns: listOf(name, 1), table: name, references: listOf(name, 1) })),
    requiredKeys: listOf(object({ column: name, table: name, references: name })),
    scopes: listOf(name),
    needs: text(),
    expectedRows: integer(1),
    customColumns: name,
  },
);

/** The form of a whole declaration. */
export const declarationShape: Shape = object(
  { name, tables: listOf(table, 1) },
  {
    description: text(),
    headers: texts,
    rateLimit: object(
      {},
      {
        headers: object({ limit: name, remaining: name, reset: name }),
        concurrency: integer(1),
      },
    ),
  },
);

/** The JSON Schema that is published as `sqluice/schema/rest-tables.schema.json`. */
export const declarationSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'REST tables of sqluice',
  description: 'Declares a source made of REST tables; docs/declarations.md says what each part means.',
  ...declarationShape.schema,
};
