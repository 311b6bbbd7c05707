import { findTable } from '../../catalog/catalog.ts';
import type { Schema } from '../../catalog/table.ts';
import type { TableReference } from '../../engine/engine.ts';
import type { Connector } from '../../spi/connector.ts';
import { informationSchema } from '../../sql/dialect/spelling.ts';
import { Source } from '../source.ts';
import { catalogTables } from './catalog-tables.ts';
import { connectionTables } from './connection-tables.ts';
import { informationSchemaTables } from './information-schema.ts';
import { keyTables } from './key-tables.ts';
import type { MetadataSubject, MetadataTable } from './metadata-table.ts';
import { procedureTables } from './procedure-tables.ts';
import { pushdownTable } from './pushdown-table.ts';
import { rateLimitTable } from './rate-limit-table.ts';
import { requestTable } from './request-table.ts';

/** The tables of the schema `sys`. */
export const systemTables: readonly MetadataTable[] = [
  ...catalogTables,
  ...procedureTables,
  ...keyTables,
  ...connectionTables,
  pushdownTable,
  requestTable,
  rateLimitTable,
];

const schemas = new Map<string, readonly MetadataTable[]>([
  ['sys', systemTables],
  [informationSchema, informationSchemaTables],
]);

/** Names that no source may have, as metadata has them. */
export const metadataSchemas: readonly string[] = [...schemas.keys()];

/** The metadata of a connection as sources of it, whose tables are read like others. They send nothing themselves. */
export function metadataSources(subject: MetadataSubject): readonly Source[] {
  return [...schemas].map(
    ([name, tables]) => new Source(name, metadataConnector(name, tables, subject), new Map(), false),
  );
}

/** The metadata table that a name means. `sys_…` needs no schema before it; information_schema is always written. */
export function findMetadata(
  reference: Pick<TableReference, 'schema' | 'name'>,
): { readonly schema: string; readonly table: MetadataTable } | undefined {
  const schema = (reference.schema ?? 'sys').toLowerCase();
  const name = reference.name.toLowerCase();
  const table = schemas.get(schema)?.find((one) => one.table.name === name);
  return table && { schema, table };
}

function metadataConnector(
  name: string,
  tables: readonly MetadataTable[],
  subject: MetadataSubject,
): Connector {
  const schema: Schema = {
    tables: tables.map(({ table }) => table),
    procedures: [],
    warnings: [],
    // A source may well have a table of the name Tables.
    qualifiedOnly: name === informationSchema,
  };
  return {
    name,
    discover: async () => schema,
    offer: (scan) => ({
      support: scan.filters.map(() => 'unsupported'),
      ordered: false,
      limited: false,
      read: 'metadata',
      calls: { count: 0, atLeast: false },
      expectedCalls: 0,
      requests: [],
      missing: [],
      eventual: false,
    }),
    async *scan(scan, context) {
      const found = tables.find(({ table }) => table === findTable(schema, scan.table));
      if (!found) return;
      for await (const batch of found.read(scan.columns, subject, context, scan.filters)) {
        context.observe({ kind: 'page', table: scan.table, rows: batch.rowCount });
        yield { batch };
      }
    },
    identify: async () => ({ user: undefined, scopes: undefined, server: name, sandbox: false }),
    close: async () => {},
  };
}
