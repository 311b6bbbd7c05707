import { microseconds } from './catalog-tables.ts';
import { type MetadataTable, metadataTable } from './metadata-table.ts';
import type { LoggedRequest } from './request-log.ts';

/** The requests of the connection. */
export const requestTable: MetadataTable = metadataTable<LoggedRequest>({
  name: 'sys_requests',
  description: 'The latest requests of this connection, oldest first, with secrets taken out.',
  discovers: false,
  columns: {
    Number: ['bigint', ({ number }) => number],
    SchemaName: ['text', ({ source }) => source],
    TableName: ['text', ({ table }) => table],
    Purpose: ['text', ({ purpose }) => purpose],
    Method: ['text', ({ method }) => method],
    Url: ['text', ({ url }) => url],
    Status: ['integer', ({ status }) => status],
    StartedAt: ['timestamp with time zone', ({ startedAt }) => microseconds(startedAt)],
    Milliseconds: ['double', ({ milliseconds }) => milliseconds],
    Bytes: ['bigint', ({ bytes }) => bytes],
    RequestId: ['text', ({ requestId }) => requestId],
    Error: ['text', ({ error }) => error],
  },
  items({ requests }, context) {
    if (requests.forgotten > 0) {
      const message = `sys_requests keeps the latest requests only: ${requests.forgotten} before them are gone.`;
      context.observe({ kind: 'warning', message });
    }
    return requests.requests;
  },
});
