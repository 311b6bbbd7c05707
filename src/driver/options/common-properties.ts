import type { Property } from '../../catalog/property.ts';
import { networkProperties } from '../../network/properties.ts';
import { replacedProperties } from './replaced-properties.ts';

/** Properties of every source that have an effect. */
export const effectiveProperties: readonly Property[] = [
  ...networkProperties,
  {
    name: 'Timeout',
    type: 'integer',
    category: 'Limits',
    description: 'Seconds that one statement may take, its waits included; 0 means no limit.',
    default: '0',
    minimum: 0,
    maximum: 2_147_483,
  },
  {
    name: 'RequestTimeout',
    type: 'integer',
    category: 'Network',
    description: 'Seconds that one request to the source may take, from connecting to the last byte.',
    default: '60',
    minimum: 1,
    maximum: 3600,
  },
  {
    name: 'MaxRequests',
    type: 'integer',
    category: 'Limits',
    description:
      'Requests that one statement may send, retries included; one more fails it. 0 means no limit.',
    default: '0',
    minimum: 0,
  },
  {
    name: 'MaxRetries',
    type: 'integer',
    category: 'Network',
    description: 'How often one request is repeated after a broken connection or the statuses 502 to 504.',
    default: '5',
    minimum: 0,
    maximum: 100,
  },
  {
    name: 'MaxConcurrency',
    type: 'integer',
    category: 'Limits',
    description: 'Requests that are under way to the source at the same time.',
    default: '10',
    minimum: 1,
    maximum: 256,
  },
  {
    name: 'RateLimitShare',
    type: 'integer',
    category: 'Limits',
    description: 'Percent of the rate limit of the source that this connection may use up.',
    default: '90',
    minimum: 1,
    maximum: 100,
  },
  {
    name: 'RateLimitPatience',
    type: 'integer',
    category: 'Limits',
    description: 'Seconds that a statement may wait for a rate limit in one go before it fails.',
    default: '300',
    minimum: 0,
    maximum: 86_400,
  },
  {
    name: 'PageSize',
    type: 'integer',
    category: 'Query',
    description: 'Rows asked for in one page; 0 means the most that the source gives well.',
    default: '0',
    minimum: 0,
  },
  {
    name: 'MemoryLimit',
    type: 'string',
    category: 'Limits',
    description: 'Memory that the engine may take before it spills to TempDirectory.',
    pattern: {
      expression: '^\\d+(\\.\\d+)? ?[KMGT]i?B$',
      words: 'a number with its unit, such as 512MB or 2GB',
    },
    default: '512MB',
  },
  {
    name: 'TempDirectory',
    type: 'path',
    category: 'Limits',
    description:
      'Folder for what does not fit into memory. By default a folder of the system, removed again.',
  },
  {
    name: 'Tables',
    type: 'string',
    category: 'Query',
    description:
      'Tables to offer, parted by commas; unset: all. A person who signs in is asked for their scopes only.',
  },
  {
    name: 'UserDefinedViews',
    type: 'path',
    category: 'Query',
    description:
      'Views of your own: a JSON file of { "name": { "query": "SELECT …" } }, or a folder with a file name.sql for each.',
  },
  {
    name: 'UserViewsSchemaName',
    type: 'string',
    category: 'Query',
    description: 'Schema of the views that UserDefinedViews names.',
    default: 'UserViews',
  },
  {
    name: 'MetadataMaxAge',
    type: 'integer',
    category: 'Query',
    description:
      'Seconds for which tables and columns found at the source are taken to be the same; 0 means for as long as the connection is open. RESET SCHEMA CACHE asks again at once.',
    default: '3600',
    minimum: 0,
  },
  {
    name: 'TimeZone',
    type: 'timezone',
    category: 'Query',
    description: 'IANA time zone in which SQL reads and shows times that name none, such as Europe/Berlin.',
    default: 'UTC',
  },
  {
    name: 'Pushdown',
    type: 'string',
    category: 'Query',
    description: 'Off fetches whole tables and filters here: for tests, and for doubts about an answer.',
    values: ['On', 'Off'],
    default: 'On',
  },
  {
    name: 'Consistency',
    type: 'string',
    category: 'Query',
    description:
      'Strict forbids ways of reading that lag behind writes at the source; Auto takes them where they save requests.',
    values: ['Auto', 'Strict'],
    default: 'Auto',
  },
  {
    name: 'TypeErrors',
    type: 'string',
    category: 'Query',
    description:
      'What becomes of a value that does not fit its column: the statement fails, or it reads as NULL.',
    values: ['Error', 'Null'],
    default: 'Error',
  },
  {
    name: 'Readonly',
    type: 'boolean',
    category: 'Query',
    description: 'Refuses statements that change data at the source.',
    default: 'false',
  },
];

/** The properties that every source has besides its own, those without effect included. */
export const commonProperties: readonly Property[] = [...effectiveProperties, ...replacedProperties];
