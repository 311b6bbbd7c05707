/** Plain DuckDB over everything a source holds: the definition of what a statement answers. */
import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { type DataType, isArrayType, type Value } from '../../src/catalog/data-type.ts';
import type { Column, Table } from '../../src/catalog/table.ts';
import { isoTimestamp } from '../../src/driver/node-value.ts';
import type { ResultColumn } from '../../src/driver/result.ts';
import { quoteIdentifier } from '../../src/sql/quote.ts';

/** Tables of one source with all their rows, by column name. */
export interface Truth {
  readonly schema: string;
  readonly tables: readonly Table[];
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;
}

/** A result in a form in which both sides can be compared. */
export interface Answer {
  readonly types: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export class Reference {
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(truths: readonly Truth[]): Promise<Reference> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    await connection.run("SET GLOBAL default_null_order = 'postgres'; SET GLOBAL integer_division = true");
    await connection.run("SET TimeZone = 'UTC'");
    for (const { schema, tables, rows } of truths) {
      await connection.run(`CREATE SCHEMA ${quoteIdentifier(schema)}`);
      for (const table of tables) await load(connection, schema, table, rows[table.name] ?? []);
    }
    const path = truths.map(({ schema }) => schema).join(',');
    await connection.run(`SET search_path = '${path}'`);
    return new Reference(instance, connection);
  }

  async run(sql: string, params: readonly unknown[] = []): Promise<Answer> {
    const prepared = await this.#connection.prepare(sql);
    if (params.length > 0) prepared.bind(params as DuckDBValue[]);
    const reader = await prepared.runAndReadAll();
    const types = reader.columnTypes().map(typeName);
    return {
      types,
      rows: reader.getRows().map((row) => row.map((value, index) => text(value, types[index] ?? ''))),
    };
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** Our own result in the same form: rows as arrays, `raw` timestamps. */
export function answerOf(columns: readonly ResultColumn[], rows: readonly (readonly unknown[])[]): Answer {
  return {
    types: columns.map(({ type }) => (type.startsWith('decimal') ? 'decimal' : type)),
    rows: rows.map((row) => row.map((value, index) => ourText(value, columns[index]?.type ?? 'text'))),
  };
}

async function load(
  connection: DuckDBConnection,
  schema: string,
  table: Table,
  rows: readonly Readonly<Record<string, Value>>[],
): Promise<void> {
  const name = `${quoteIdentifier(schema)}.${quoteIdentifier(table.name)}`;
  const columns = table.columns.map((column) => `${quoteIdentifier(column.name)} ${sqlType(column)}`);
  await connection.run(`CREATE TABLE ${name} (${columns.join(', ')})`);
  if (rows.length === 0) return;
  await connection.run(
    `CREATE TEMP TABLE staging (${table.columns.map((_, index) => `c${index} VARCHAR`).join(', ')})`,
  );
  const appender = await connection.createAppender('staging', undefined, 'temp');
  for (const row of rows) {
    for (const column of table.columns) {
      const value = row[column.name] ?? null;
      if (value === null) appender.appendNull();
      else appender.appendVarchar(literalText(value, column.type));
    }
    appender.endRow();
  }
  appender.closeSync();
  const casts = table.columns.map(({ type }, index) =>
    isArrayType(type) ? `c${index}::JSON::${engineType(type)}` : `c${index}::${engineType(type)}`,
  );
  await connection.run(`INSERT INTO ${name} SELECT ${casts.join(', ')} FROM staging`);
  await connection.run('DROP TABLE staging');
}

function sqlType({ type, enumeration }: Column): string {
  return engineType(type) + (enumeration && type === 'text' ? ' COLLATE NOCASE' : '');
}

function engineType(type: DataType): string {
  const names: Readonly<Record<string, string>> = { text: 'VARCHAR', bytea: 'BLOB' };
  if (isArrayType(type)) return `${engineType(type.slice(0, -2) as DataType)}[]`;
  return names[type] ?? type.toUpperCase();
}

function literalText(value: Value, type: DataType): string {
  if (isArrayType(type) || type === 'json') return JSON.stringify(value);
  if (type === 'timestamp with time zone') return isoTimestamp(value, 'Z');
  if (type === 'date') return isoTimestamp(Number(value) * 86_400_000_000, '').slice(0, 10);
  return String(value);
}

function typeName(type: DuckDBType): string {
  const alias = type.alias === 'JSON' ? 'json' : undefined;
  const name = type.toString();
  if (alias) return alias;
  if (name.endsWith('[]')) return `${scalarName(name.slice(0, -2))}[]`;
  return scalarName(name);
}

function scalarName(name: string): string {
  if (name.startsWith('DECIMAL') || name === 'HUGEINT' || name === 'UBIGINT') return 'decimal';
  if (name === 'VARCHAR') return 'text';
  if (name === 'TINYINT' || name === 'SMALLINT' || name === 'UTINYINT' || name === 'USMALLINT')
    return 'integer';
  if (name === 'FLOAT') return 'double';
  if (name === 'UINTEGER') return 'bigint';
  return name.toLowerCase();
}

function text(value: DuckDBValue, type: string): string {
  if (value === null) return 'NULL';
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue)
    return String(value.micros);
  if (value instanceof DuckDBDateValue) return String(value.days);
  if (value instanceof DuckDBDecimalValue) return plainNumber(value.toString());
  if (value instanceof DuckDBListValue)
    return `[${value.items.map((item) => text(item, type.slice(0, -2))).join(',')}]`;
  if (type === 'json') return JSON.stringify(JSON.parse(String(value)));
  if (typeof value === 'bigint' || typeof value === 'number') return plainNumber(String(value));
  return String(value);
}

function ourText(value: unknown, type: DataType): string {
  if (value === null || value === undefined) return 'NULL';
  if (type === 'json') return JSON.stringify(value);
  if (isArrayType(type)) {
    return `[${(value as unknown[]).map((item) => ourText(item, type.slice(0, -2) as DataType)).join(',')}]`;
  }
  if (type === 'timestamp with time zone' || type === 'timestamp')
    return String(microsecondsOf(String(value)));
  if (type === 'date') return String(Date.parse(`${String(value)}T00:00:00Z`) / 86_400_000);
  if (type.startsWith('decimal')) return plainNumber(String(value));
  if (typeof value === 'bigint' || typeof value === 'number') return plainNumber(String(value));
  return String(value);
}

function microsecondsOf(iso: string): bigint {
  const [, whole = '', fraction = ''] = /^(.*?)(?:\.(\d+))?Z?$/.exec(iso) ?? [];
  return BigInt(Date.parse(`${whole}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0') || '0');
}

/** `12.50` and `12.5`, `-0` and `0` are the same number. */
function plainNumber(number: string): string {
  const plain = /\.\d*$/.test(number) ? number.replace(/\.?0+$/, '') : number;
  return plain === '-0' ? '0' : plain;
}
