import type { Property } from '../../catalog/property.ts';

type Ignored = readonly [
  name: string,
  category: Property['category'],
  instead: string,
  values?: readonly string[],
];

const logging = 'use --log, --trace or onEvent';
const pooling = 'one connection serves all statements';
const caching = 'nothing is cached on disk yet';
const engine = 'the whole of SQL is always there';
const discovery = 'tables and columns are always discovered at the source';

const off = ['False'];

const ignored: readonly Ignored[] = [
  ['RTK', 'Connection', 'no licence key is needed'],
  ['ConnectOnOpen', 'Connection', 'call test() to sign in before the first statement'],
  ['ConnectionLifeTime', 'Connection', 'connections stay open until they are closed'],
  ['UseConnectionPooling', 'Connection', pooling],
  ['PoolIdleTimeout', 'Connection', pooling],
  ['PoolMaxSize', 'Connection', pooling],
  ['PoolMinSize', 'Connection', pooling],
  ['PoolWaitTime', 'Connection', pooling],
  ['Logfile', 'Logging', logging],
  ['Verbosity', 'Logging', logging],
  ['LogModules', 'Logging', logging],
  ['MaxLogFileSize', 'Logging', logging],
  ['MaxLogFileCount', 'Logging', logging],
  ['Location', 'Query', discovery],
  ['BrowsableSchemas', 'Query', discovery],
  ['Views', 'Query', discovery],
  ['CacheMetadata', 'Query', discovery],
  ['PseudoColumns', 'Query', discovery],
  ['AutoCache', 'Query', caching, off],
  ['Offline', 'Query', caching, off],
  ['CacheProvider', 'Query', caching],
  ['CacheDriver', 'Query', caching],
  ['CacheConnection', 'Query', caching],
  ['CacheLocation', 'Query', caching],
  ['CacheTolerance', 'Query', caching],
  ['BatchSize', 'Query', 'writes choose the size of their requests themselves'],
  ['MaxRows', 'Query', 'no result is cut off; write LIMIT', ['-1']],
  ['MaxThreads', 'Limits', 'use MaxConcurrency'],
  ['QueryPassthrough', 'Query', engine, off],
  ['SupportEnhancedSQL', 'Query', engine],
  ['Other', 'Query', 'there are no hidden properties'],
];

/** May hold credentials of other systems. */
const secrets = new Set(['RTK', 'CacheConnection', 'Other']);

/** Properties of the drivers we replace that have no effect here. Names as those drivers spell them. */
export const replacedProperties: readonly Property[] = ignored.map(([name, category, instead, values]) => ({
  name,
  type: 'string',
  category,
  description: `Has no effect: ${instead}.`,
  replacedBy: instead,
  ...(values && { values }),
  ...(secrets.has(name) && { secret: true }),
}));
