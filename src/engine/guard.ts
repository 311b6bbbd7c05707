/*
 * What a statement may call. Tables come from the catalog and from the few functions that make rows of nothing;
 * scalar functions may be any but those that see or touch something outside the statement. A test holds both against
 * the full list of functions of the pinned engine, so that a new version cannot add one unseen.
 */

/** The only functions that may stand in FROM. */
export const tableFunctions: ReadonlySet<string> = new Set([
  'unnest',
  'range',
  'generate_series',
  'json_each',
  'json_tree',
  'repeat',
  'repeat_row',
]);

const forbidden: ReadonlySet<string> = new Set(
  [
    // Environment, settings, variables, the session and the instance
    'getenv getvariable current_setting setseed current_query current_query_id current_connection_id',
    'current_transaction_id txid_current current_schemas in_search_path get_block_size',
    // Sequences, time that passes, logs
    'nextval currval sleep_ms pg_sleep write_log parse_duckdb_log_message',
    // SQL inside of SQL, past this guard
    'json_serialize_sql json_serialize_plan json_deserialize_sql json_execute_serialized_sql query query_table',
    'sql_auto_complete check_peg_parser',
    // The engine's own catalog
    'pg_get_viewdef pg_get_constraintdef pg_get_expr stats vector_type which_secret',
    // Files and networks, should one ever become a scalar function
    'glob sniff_csv test_all_types test_vector_types add_parquet_key',
  ].flatMap((names) => names.split(' ')),
);

const forbiddenPrefix =
  /^(?:__internal_|read_|write_|pragma_|duckdb_|parquet_|force_|enable_|disable_|arrow_)/;

/** Whether a scalar, aggregate or window function of this name (in lower case) may not be called. */
export function isForbiddenFunction(name: string): boolean {
  return forbidden.has(name) || forbiddenPrefix.test(name);
}

/** Schemas of the engine itself, which no statement may name. */
export const forbiddenSchemas: ReadonlySet<string> = new Set([
  'information_schema',
  'pg_catalog',
  'system',
  'temp',
]);
