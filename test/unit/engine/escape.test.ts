import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/duckdb-engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { openInstance } from '../../../src/engine/instance.ts';
import { catalog, query, settings } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqluice-escape-'));
const file = join(folder, 'secret.csv');
let engine: Engine;

beforeAll(() => {
  writeFileSync(file, 'secret\n42\n');
  engine = openEngine({ memoryLimit: '256MB' });
});
afterAll(() => engine.close());

/** Everything that leads out of the tables of the connection. */
const attempts: readonly string[] = [
  // Table functions that read files and addresses
  `SELECT * FROM read_csv('${file}')`,
  `SELECT * FROM read_csv_auto('${file}')`,
  `SELECT * FROM READ_CSV('${file}')`,
  `SELECT * FROM "read_csv"('${file}')`,
  `SELECT * FROM main.read_csv('${file}')`,
  `SELECT * FROM system.main.read_csv('${file}')`,
  `SELECT * FROM read_text('${file}')`,
  `SELECT * FROM read_blob('${file}')`,
  `SELECT * FROM read_json('${file}')`,
  `SELECT * FROM read_json_auto('${file}')`,
  `SELECT * FROM read_ndjson('${file}')`,
  `SELECT * FROM read_ndjson_objects('${file}')`,
  `SELECT * FROM read_parquet('${file}')`,
  `SELECT * FROM parquet_scan('${file}')`,
  `SELECT * FROM parquet_metadata('${file}')`,
  `SELECT * FROM parquet_schema('${file}')`,
  `SELECT * FROM read_duckdb('${file}')`,
  `SELECT * FROM sniff_csv('${file}')`,
  `SELECT * FROM glob('${folder}/*')`,
  "SELECT * FROM read_csv('https://example.com/x.csv')",
  "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
  // Replacement scans: names that are files
  `SELECT * FROM '${file}'`,
  `SELECT * FROM "${file}"`,
  "SELECT * FROM 'secret.parquet'",
  'SELECT * FROM "secret.json"',
  "SELECT * FROM 'https://example.com/x.csv'",
  "SELECT * FROM 's3://bucket/*.parquet'",
  `SELECT (SELECT count(*) FROM '${file}')`,
  `WITH c AS (SELECT * FROM '${file}') SELECT * FROM c`,
  `WITH "${file}" AS (SELECT * FROM "${file}") SELECT * FROM "${file}"`,
  `SELECT 1 UNION ALL SELECT * FROM '${file}'`,
  `SELECT * FROM Users WHERE EXISTS (FROM '${file}')`,
  `SELECT ARRAY(SELECT * FROM '${file}')`,
  `SELECT [x FOR x IN (SELECT list(r) FROM '${file}' r)]`,
  `SELECT string_agg(Id ORDER BY (SELECT max(r) FROM '${file}' r)) FROM Users`,
  // SQL inside of SQL
  "SELECT * FROM query('SELECT 1')",
  "SELECT * FROM query_table('Users')",
  "SELECT json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
  "SELECT * FROM json_execute_serialized_sql('{}')",
  "SELECT json_serialize_plan('SELECT 1')",
  "SELECT * FROM sql_auto_complete('SEL')",
  // Settings, environment, variables, session
  "SELECT getenv('HOME')",
  "SELECT system.main.getenv('HOME')",
  'SELECT Users.Login.getenv() FROM Users',
  "SELECT getvariable('sqluice_now')",
  "SELECT current_setting('temp_directory')",
  'SELECT setseed(0.5)',
  'SELECT current_query()',
  'SELECT current_schemas(true)',
  'SELECT current_connection_id()',
  'SELECT system.main.now()',
  "SELECT nextval('s')",
  "SELECT write_log('x')",
  'SELECT sleep_ms(1)',
  'SELECT pg_sleep(1)',
  "SELECT count(*) OVER (ORDER BY getenv('HOME'))",
  "SELECT list_transform(['HOME'], lambda x: getenv(x))",
  "SELECT * FROM Users ORDER BY getenv('HOME')",
  "SELECT * FROM Users LIMIT length(getenv('HOME'))",
  "VALUES (getenv('HOME'))",
  // The inside of the engine
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_secrets()',
  'SELECT * FROM duckdb_tables()',
  'SELECT * FROM duckdb_databases()',
  'SELECT * FROM duckdb_functions()',
  'SELECT * FROM duckdb_logs()',
  'SELECT * FROM pragma_database_list()',
  "SELECT * FROM pragma_table_info('Users')",
  'SELECT * FROM pragma_version()',
  "SELECT * FROM which_secret('x', 's3')",
  'SELECT * FROM pg_catalog.pg_class',
  'SELECT * FROM system.information_schema.tables',
  'SELECT * FROM temp.information_schema.tables',
  'SELECT * FROM memory.main.Users',
  'SELECT * FROM sqluice_plan_1.okta.Users',
  'SELECT __internal_decompress_string(1::UTINYINT)',
  'SELECT * FROM test_all_types()',
  'SELECT * FROM seq_scan()',
  "SELECT pg_get_viewdef('x')",
  // Statements of other kinds
  `COPY (SELECT 1) TO '${folder}/out.csv'`,
  `COPY Users FROM '${file}'`,
  `EXPORT DATABASE '${folder}'`,
  `IMPORT DATABASE '${folder}'`,
  `ATTACH '${folder}/x.db'`,
  'DETACH memory',
  'INSTALL httpfs',
  'FORCE INSTALL httpfs',
  "LOAD 'httpfs'",
  'UPDATE EXTENSIONS',
  'PRAGMA database_list',
  'PRAGMA enable_profiling',
  'SET enable_external_access = true',
  "SET GLOBAL temp_directory = '/'",
  'RESET memory_limit',
  'USE memory',
  'CALL pragma_version()',
  "CREATE TABLE x AS SELECT * FROM 'y.csv'",
  "CREATE SECRET (TYPE s3, KEY_ID 'x')",
  'CREATE MACRO f() AS 1',
  'DROP TABLE Users',
  'CHECKPOINT',
  'VACUUM',
  'ANALYZE',
  'BEGIN',
  'PREPARE p AS SELECT 1',
  'EXECUTE p',
  'INSERT INTO Users VALUES (1)',
  'DELETE FROM Users',
  'TRUNCATE Users',
  'UPDATE Users SET Login = NULL',
  'SHOW TABLES',
  'SHOW ALL TABLES',
  'DESCRIBE Users',
  'SUMMARIZE Users',
  `SELECT * FROM (DESCRIBE '${file}')`,
  'EXPLAIN SELECT 1',
  'SELECT 1; SELECT 2',
  'PIVOT Users ON Status',
];

test('there are at least 60 attempts, each once', () => {
  expect(new Set(attempts).size).toBe(attempts.length);
  expect(attempts.length).toBeGreaterThanOrEqual(60);
});

describe('the way out is closed', () => {
  test.each(attempts)('%s', async (sql) => {
    const attempt = async () => engine.plan(await engine.parse(sql), catalog, settings());
    await expect(attempt()).rejects.toMatchObject({ code: '0A000' });
  });

  test('information_schema is the one of the connection, never that of the engine', async () => {
    for (const sql of [
      'SELECT * FROM information_schema.tables',
      'SELECT * FROM "Information_Schema"."tables"',
    ]) {
      const attempt = async () => engine.plan(await engine.parse(sql), catalog, settings());
      await expect(attempt()).rejects.toMatchObject({
        code: '42P01',
        message: 'There is no table "information_schema.tables".',
      });
    }
  });

  test('nothing was written', () => {
    expect(readdirSync(folder)).toEqual(['secret.csv']);
  });
});

describe('behind the guard there is a second wall', () => {
  test('an instance reads no file even when asked directly, and cannot be opened again', async () => {
    const instance = await openInstance({ memoryLimit: '64MB' }, []);
    const connection = await instance.connect();
    for (const sql of [
      `SELECT * FROM read_csv('${file}')`,
      `SELECT * FROM '${file}'`,
      `COPY (SELECT 1) TO '${folder}/out.csv'`,
      `ATTACH '${folder}/x.db'`,
      "INSTALL httpfs FROM 'https://example.com'",
      'SET enable_external_access = true',
    ]) {
      await expect(connection.run(sql), sql).rejects.toThrow(/Permission|disabled|cannot be|Invalid Input/i);
    }
    connection.closeSync();
    instance.closeSync();
    expect(readdirSync(folder)).toEqual(['secret.csv']);
  });

  test('names of databases are not told', async () => {
    expect(await query(engine, 'SELECT current_database(), current_catalog, current_schema()')).toEqual([
      ['sqluice', 'sqluice', null],
    ]);
  });
});

describe('what looks alike but is harmless is let through', () => {
  test.each([
    'SELECT * FROM unnest([1, 2])',
    'SELECT * FROM range(3)',
    'SELECT * FROM generate_series(1, 3)',
    `SELECT * FROM json_each('{"a": 1}')`,
    `SELECT 'read_csv(''x'')' AS "getenv"`,
    'SELECT $$ATTACH$$',
    'WITH duckdb_settings AS (SELECT 1 AS a) SELECT * FROM duckdb_settings',
    'SELECT now(), current_date, current_timestamp, version(), current_user',
    "SELECT parse_filename('/a/b')",
  ])('%s', async (sql) => {
    await expect(query(engine, sql)).resolves.toBeDefined();
  });
});
