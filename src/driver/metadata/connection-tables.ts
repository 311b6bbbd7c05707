import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { Property, PropertyValues } from '../../catalog/property.ts';
import { sourceNames, sourceProperties } from '../options/sources.ts';
import type { Source } from '../source.ts';
import { type MetadataSubject, type MetadataTable, metadataTable } from './metadata-table.ts';

interface PropertyItem {
  readonly source: Source;
  readonly property: Property;
  /** Place among the properties of the source, from 1. */
  readonly ordinal: number;
  /** Place among those of its category, from 1. */
  readonly inCategory: number;
}

async function* propertyItems({ sources }: MetadataSubject): AsyncIterable<PropertyItem> {
  for (const source of sources) {
    if (!sourceNames.includes(source.connector.name)) continue;
    const counts = new Map<string, number>();
    for (const [index, property] of (await sourceProperties(source.connector.name)).entries()) {
      const inCategory = (counts.get(property.category) ?? 0) + 1;
      counts.set(property.category, inCategory);
      yield { source, property, ordinal: index + 1, inCategory };
    }
  }
}

/** Shown for a secret that is set, whatever it is. */
const hidden = '********';

function shownValue({ source, property }: PropertyItem): string | undefined {
  const value = source.values.get(property.name);
  if (value === undefined || value === '') return undefined;
  // An address may hold a name and password of its own.
  return property.secret ? hidden : String(value).replace(/(:\/\/)[^/@]*@/, `$1${hidden}@`);
}

function isNeeded({ neededWhen }: Property, values: PropertyValues): boolean {
  if (neededWhen === undefined) return false;
  return Object.entries(neededWhen).every(([name, wanted]) => wanted.includes(String(values.get(name))));
}

function hierarchyOf({ neededWhen = {} }: Property): string | undefined {
  const rules = Object.entries(neededWhen).map(([name, wanted]) => `${name}=${wanted.join('|')}`);
  return rules.join(';') || undefined;
}

/** What a source can do in SQL, as pairs. All but the last few is the engine's, so it is the same for every source. */
const sqlFacts: Readonly<Record<string, string>> = {
  AGGREGATE_FUNCTIONS: 'AVG,COUNT,MAX,MEDIAN,MIN,STDEV,STDEVP,SUM,VAR,VARP',
  COUNT: 'YES',
  DIALECT: 'sqluice',
  GROUP_BY: 'NO_RELATION',
  IDENTIFIER_PATTERN: '[A-Za-z_][A-Za-z0-9_]*',
  IDENTIFIER_QUOTE_CLOSE_CHAR: ']',
  IDENTIFIER_QUOTE_OPEN_CHAR: '[',
  NUMERIC_FUNCTIONS:
    'ABS,ACOS,ASIN,ATAN,ATN2,CEILING,COS,COT,DEGREES,EXP,FLOOR,LOG,LOG10,MOD,PI,POWER,RADIANS,RAND,ROUND,SIGN,SIN,SQRT,TAN,TRUNC',
  OJ_CAPABILITIES: 'LEFT,RIGHT,FULL,NESTED,NOT_ORDERED,INNER,ALL_COMPARISON_OPS',
  OUTER_JOINS: 'YES',
  STRING_FUNCTIONS:
    'ASCII,CHAR,CHARINDEX,CHAR_LENGTH,CONCAT,LEFT,LEN,LOCATE,LOWER,LTRIM,REPLACE,REPLICATE,RIGHT,RTRIM,SOUNDEX,SPACE,SUBSTRING,UPPER',
  SUBQUERIES: 'COMPARISON,EXISTS,IN,CORRELATED_SUBQUERIES,QUANTIFIED',
  SUPPORTED_OPERATORS:
    '=,>,<,>=,<=,<>,!=,LIKE,NOT LIKE,IN,NOT IN,IS NULL,IS NOT NULL,AND,OR,NOT,CONTAINS,BETWEEN',
  SUPPORTS_MULTIPLE_CATALOGS: 'NO',
  SUPPORTS_MULTIPLE_SCHEMAS: 'YES',
  SUPPORT_TRANSACTION: 'NO',
  TIMEDATE_FUNCTIONS:
    'CURRENT_DATE,CURRENT_TIMESTAMP,DATEADD,DATEDIFF,DATENAME,DATEPART,DAYOFMONTH,DAYOFWEEK,DAYOFYEAR,GETDATE,HOUR,MINUTE,MONTH,QUARTER,SECOND,WEEK,YEAR',
};

/** What the connection is, rather than its tables. */
export const connectionTables: readonly MetadataTable[] = [
  metadataTable<PropertyItem>({
    name: 'sys_connection_props',
    description: 'Properties of the sources, with their values; those of secrets are hidden.',
    discovers: false,
    columns: {
      PropertyName: ['text', ({ property }) => property.name],
      Name: ['text', ({ property }) => property.name],
      ShortDescription: ['text', ({ property }) => property.description],
      Type: ['text', ({ property }) => typeOf(property)],
      Values: [
        'text',
        ({ property }) => property.values?.filter((value) => value !== '').join(',') || undefined,
      ],
      Default: ['text', ({ property }) => property.default],
      Value: ['text', shownValue],
      Category: ['text', ({ property }) => property.category],
      Required: ['boolean', ({ property, source }) => isNeeded(property, source.values)],
      Sensitivity: ['text', ({ property }) => (property.secret ? 'PASSWORD' : '')],
      Visible: ['boolean', ({ property }) => property.replacedBy === undefined],
      Hierarchy: ['text', ({ property }) => hierarchyOf(property)],
      Ordinal: ['integer', ({ ordinal }) => ordinal],
      CatOrdinal: ['integer', ({ inCategory }) => inCategory],
      SchemaName: ['text', ({ source }) => source.name],
    },
    items: propertyItems,
  }),
  metadataTable<readonly [name: string, value: string]>({
    name: 'sys_sqlinfo',
    description: 'What the SQL of the connection can do.',
    discovers: false,
    columns: { NAME: ['text', ([name]) => name], VALUE: ['text', ([, value]) => value] },
    items: () => Object.entries(sqlFacts),
  }),
  metadataTable<never>({
    name: 'sys_identity',
    description: 'Keys of the rows that the last INSERT made: none, as connections only read.',
    discovers: false,
    columns: {
      Id: ['text', () => null],
      Batch: ['text', () => null],
      Operation: ['text', () => null],
      Message: ['text', () => null],
    },
    items: () => [],
  }),
  metadataTable<Source>({
    name: 'sys_information',
    description: 'The driver and its sources.',
    discovers: false,
    columns: {
      Product: ['text', () => 'sqluice'],
      Version: ['text', packageVersion],
      Datasource: ['text', ({ connector }) => connector.name],
      NodeId: ['text', () => null],
      HelpURL: ['text', () => null],
      License: ['text', () => 'Apache-2.0'],
      Location: ['text', () => null],
      Environment: ['text', () => `Node.js ${process.versions.node}`],
      DataSyncVersion: ['text', () => null],
      DataSyncCategory: ['text', () => null],
      SchemaName: ['text', ({ name }) => name],
      Sandbox: ['boolean', ({ sandbox }) => sandbox],
    },
    items: ({ sources }) => sources,
  }),
];

function typeOf({ type }: Property): string {
  switch (type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
    case 'path':
    case 'url':
    case 'timezone':
      return 'String';
  }
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return (manifest as { readonly version: string }).version;
}
