// The least that answers SELECT 1 with the same engine.
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const reader = await connection.runAndReadAll('SELECT 1');
console.log(reader.getRows());
