import { afterEach, describe, expect, it } from 'vitest';
import type { DataType } from '../../../../src/catalog/data-type.ts';
import type { Procedure, Table } from '../../../../src/catalog/table.ts';
import { metadataSchemas, systemTables } from '../../../../src/driver/metadata/metadata.ts';
import { RequestLog } from '../../../../src/driver/metadata/request-log.ts';
import { OpenConnection } from '../../../../src/driver/open-connection.ts';
import { Source } from '../../../../src/driver/source.ts';
import { connect } from '../../../../src/index.ts';
import type { Connector, RequestEvent } from '../../../../src/spi/connector.ts';

/** Columns of the system tables that scripts know, in their order; ours may have more behind them. */
const known: Readonly<Record<string, string>> = {
  sys_catalogs: 'CatalogName',
  sys_schemas: 'CatalogName SchemaName',
  sys_tables: 'CatalogName SchemaName TableName TableType Description IsUpdateable',
  sys_tablecolumns: `CatalogName SchemaName TableName ColumnName DataTypeName DataType Length NumericPrecision
    NumericScale IsNullable Description Ordinal IsAutoIncrement IsGeneratedColumn IsReadOnly IsKey IsHidden`,
  sys_procedures: 'CatalogName SchemaName ProcedureName Description ProcedureType',
  sys_procedureparameters: `CatalogName SchemaName ProcedureName ColumnName Direction DataTypeName DataType Length
    NumericPrecision NumericScale IsNullable IsRequired IsArray Description Ordinal Values SupportsStreams IsPath Default`,
  sys_keycolumns: `CatalogName SchemaName TableName ColumnName IsKey IsForeignKey PrimaryKeyName ForeignKeyName
    ReferencedCatalogName ReferencedSchemaName ReferencedTableName ReferencedColumnName`,
  sys_foreignkeys: `CatalogName SchemaName TableName ColumnName IsKey IsForeignKey PrimaryKeyName ForeignKeyName
    ReferencedCatalogName ReferencedSchemaName ReferencedTableName ReferencedColumnName ForeignKeyType`,
  sys_primarykeys: 'CatalogName SchemaName TableName ColumnName KeySeq KeyName',
  sys_indexes: `CatalogName SchemaName TableName IndexName ColumnName IsUnique IsPrimary Type SortOrder OrdinalPosition`,
  sys_connection_props: `PropertyName Name ShortDescription Type Values Default Value Category Required Sensitivity
    Visible Hierarchy Ordinal CatOrdinal`,
  sys_sqlinfo: 'NAME VALUE',
  sys_identity: 'Id Batch Operation Message',
  sys_information: `Product Version Datasource NodeId HelpURL License Location Environment DataSyncVersion
    DataSyncCategory`,
};

const every: readonly DataType[] = [
  ...([
    'text',
    'boolean',
    'integer',
    'bigint',
    'double',
    'decimal(12,2)',
    'timestamp with time zone',
  ] as const),
  ...(['timestamp', 'date', 'time', 'interval', 'uuid', 'bytea', 'json', 'text[]'] as const),
];

function table(name: string, columns: readonly string[], more: Partial<Table> = {}): Table {
  return {
    name,
    description: `${name}.`,
    columns: columns.map((column) => ({ name: column, type: 'text', nullable: true })),
    primaryKey: columns.slice(0, 1),
    foreignKeys: [],
    requiredKeys: [],
    scopes: [],
    ...more,
  };
}

const procedure: Procedure = {
  name: 'Suspend',
  description: 'Suspends a user.',
  parameters: [
    { name: 'Id', type: 'text', direction: 'in', required: true },
    { name: 'Mode', type: 'text', direction: 'in', required: false, enumeration: ['A', 'B'], default: 'A' },
    { name: 'Count', type: 'bigint', direction: 'out', required: false },
  ],
  scopes: [],
};

const tables: readonly Table[] = [
  table('Tables', ['Id', 'Name']),
  table('Types', [], {
    columns: every.map((type) => ({ name: type, type, nullable: true })),
    primaryKey: ['text'],
  }),
  table('Seats', ['TableId', 'Number'], {
    primaryKey: ['TableId', 'Number'],
    foreignKeys: [{ columns: ['TableId'], table: 'Tables', references: ['Id'] }],
    requiredKeys: [{ column: 'TableId', table: 'Tables', references: 'Id' }],
    scopes: ['seats.read', 'tables.read'],
  }),
];

const opened: OpenConnection[] = [];
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
});

interface Options {
  readonly requests?: RequestLog;
  readonly warnings?: readonly string[];
}

/** A source `hall` that has a table of every kind of column, and gives no rows. */
function open(options: Options = {}) {
  let discoveries = 0;
  const connector: Connector = {
    name: 'hall',
    discover: async () => {
      discoveries++;
      return { tables, procedures: [procedure], warnings: options.warnings ?? [] };
    },
    offer: (scan) => ({
      // Equality is exact once the key that the table needs is given.
      support: scan.filters.map((filter) => {
        if (filter.kind !== 'compare' || filter.operator !== '=') return 'unsupported';
        return scan.table !== 'Seats' || scan.filters.length === 2 || filter.column === 'TableId'
          ? 'exact'
          : 'inexact';
      }),
      ordered: false,
      limited: false,
      read: 'list',
      calls: { count: 1, atLeast: true },
      expectedCalls: 1,
      requests: [],
      missing: [],
      eventual: false,
    }),
    async *scan() {},
    identify: async () => ({ user: undefined, scopes: undefined, server: 'hall', sandbox: false }),
    close: async () => {},
  };
  const connection = new OpenConnection([new Source('hall', connector, new Map(), false)], {
    notices: [],
    onEvent: undefined,
    close: async () => {},
    ...(options.requests ? { requests: options.requests } : {}),
  });
  opened.push(connection);
  const rows = async (sql: string) => (await connection.query<unknown[]>(sql, [], { rowMode: 'array' })).rows;
  return { connection, rows, discoveries: () => discoveries };
}

describe('the system tables', () => {
  it.each(Object.entries(known))('%s has the columns that scripts know, first', (name, columns) => {
    const wanted = columns.split(/\s+/);
    const found = systemTables
      .find((one) => one.table.name === name)!
      .table.columns.map((column) => column.name);
    expect(found.slice(0, wanted.length)).toEqual(wanted);
  });

  it.each(systemTables.map((one) => [one.table.name, one] as const))(
    '%s can be read by its plain name, and asks the source only if it tells of tables',
    async (name, { discovers, table: { columns } }) => {
      const { connection, discoveries } = open();
      const found = await connection.query(`SELECT * FROM ${name}`);
      expect(found.columns.map((column) => [column.name, column.type])).toEqual(
        columns.map((column) => [column.name, column.type]),
      );
      expect(found.stats).toMatchObject({ requests: 0, fallbacks: 0 });
      expect(discoveries()).toBe(discovers ? 1 : 0);
    },
  );

  it('tell of tables and columns', async () => {
    const { rows } = open();
    expect(await rows('SELECT SchemaName, Connector FROM [CData].[sys].sys_schemas')).toEqual([
      ['hall', 'hall'],
    ]);
    expect(await rows('SELECT TableName, TableType, Scopes, RequiredColumns FROM sys_tables')).toEqual([
      ['Tables', 'TABLE', null, null],
      ['Types', 'TABLE', null, null],
      ['Seats', 'TABLE', 'seats.read tables.read', 'TableId'],
    ]);
    expect(
      await rows(
        "SELECT ColumnName, DataType, NumericPrecision, NumericScale FROM sys_tablecolumns WHERE TableName = 'Types' AND DataType IN (3, 4, 2003)",
      ),
    ).toEqual([
      ['integer', 4, 10, 0],
      ['decimal(12,2)', 3, 12, 2],
      ['text[]', 2003, null, null],
    ]);
  });

  it('tell of keys and of what they refer to', async () => {
    const { rows } = open();
    expect(await rows("SELECT ColumnName, KeySeq FROM sys_primarykeys WHERE TableName = 'Seats'")).toEqual([
      ['TableId', 1],
      ['Number', 2],
    ]);
    expect(
      await rows(
        'SELECT TableName, ColumnName, ReferencedTableName, ReferencedColumnName FROM sys_foreignkeys',
      ),
    ).toEqual([['Seats', 'TableId', 'Tables', 'Id']]);
    expect(
      await rows("SELECT ColumnName, IsKey, IsForeignKey FROM sys_keycolumns WHERE TableName = 'Seats'"),
    ).toEqual([
      ['TableId', true, false],
      ['Number', true, false],
      ['TableId', false, true],
    ]);
  });

  it('tell of procedures', async () => {
    const { rows } = open();
    expect(await rows('SELECT ProcedureName, Description FROM sys_procedures')).toEqual([
      ['Suspend', 'Suspends a user.'],
    ]);
    expect(
      await rows(
        'SELECT ColumnName, Direction, IsRequired, "Values", "Default", Ordinal FROM sys_procedureparameters',
      ),
    ).toEqual([
      ['Id', 1, true, null, null, 1],
      ['Mode', 1, false, 'A,B', 'A', 2],
      ['Count', 2, false, null, null, 3],
    ]);
  });

  it('ask the source about each operator with the keys given that its table needs', async () => {
    const { rows } = open();
    expect(
      await rows("SELECT ColumnName, Support FROM sys_pushdown WHERE TableName = 'Seats' AND Operator = '='"),
    ).toEqual([
      ['TableId', 'exact'],
      ['Number', 'exact'],
    ]);
    expect(
      await rows(
        "SELECT ColumnName, count(*) FROM sys_pushdown WHERE TableName = 'Types' AND ColumnName IN ('text', 'date', 'json') GROUP BY 1 ORDER BY 1",
      ),
    ).toEqual([
      ['date', 9],
      ['json', 2],
      ['text', 12],
    ]);
    expect(
      await rows("SELECT DISTINCT TableName FROM sys_pushdown WHERE TableName <> 'Types' ORDER BY 1"),
    ).toEqual([['Seats'], ['Tables']]);
    expect(await rows("SELECT * FROM sys_pushdown WHERE TableName = 'Nothing'")).toEqual([]);
  });

  it('pass on what could not be discovered', async () => {
    const { connection } = open({ warnings: ['half of it is missing'] });
    expect((await connection.query('SELECT * FROM sys_tables')).stats.warnings).toEqual([
      'half of it is missing',
    ]);
    expect((await connection.query('SELECT * FROM sys_sqlinfo')).stats.warnings).toEqual([]);
  });

  it('are not among the tables of the catalog, nor do they list themselves', async () => {
    const { connection, rows } = open();
    expect((await connection.catalog()).schemas.map(({ name }) => name)).toEqual(['hall']);
    expect(await rows("SELECT * FROM sys_tables WHERE SchemaName = 'sys'")).toEqual([]);
  });

  it('are guessed when a name is nearly theirs', async () => {
    const { rows } = open();
    await expect(rows('SELECT * FROM sys_table')).rejects.toMatchObject({
      code: '42P01',
      hint: 'Did you mean sys_tables?',
    });
    await expect(rows('SELECT * FROM sys.nothing')).rejects.toMatchObject({ code: '42P01' });
  });
});

describe('information_schema', () => {
  it('is found only by its name, also where a source has a table of the same name', async () => {
    const { rows } = open();
    expect(await rows('SELECT table_name FROM information_schema.tables')).toEqual([
      ['Tables'],
      ['Types'],
      ['Seats'],
    ]);
    expect(await rows('SELECT count(*) FROM Tables')).toEqual([[0]]);
    expect(await rows('SELECT count(*) FROM Tables, information_schema.tables AS i')).toEqual([[0]]);
    await expect(rows('SELECT * FROM schemata')).rejects.toMatchObject({ code: '42P01' });
    await expect(rows('SELECT * FROM information_schema.views')).rejects.toMatchObject({
      code: '42P01',
      message: 'There is no table "information_schema.views".',
    });
  });

  it('speaks of columns as PostgreSQL does', async () => {
    const { rows } = open();
    expect(
      await rows(`SELECT ordinal_position, data_type, udt_name, numeric_precision, numeric_scale, datetime_precision
        FROM information_schema.columns WHERE table_name = 'Types' ORDER BY 1`),
    ).toEqual([
      [1, 'text', 'text', null, null, null],
      [2, 'boolean', 'bool', null, null, null],
      [3, 'integer', 'int4', 10, 0, null],
      [4, 'bigint', 'int8', 19, 0, null],
      [5, 'double precision', 'float8', 15, null, null],
      [6, 'numeric', 'numeric', 12, 2, null],
      [7, 'timestamp with time zone', 'timestamptz', null, null, 6],
      [8, 'timestamp without time zone', 'timestamp', null, null, 6],
      [9, 'date', 'date', null, null, 0],
      [10, 'time without time zone', 'time', null, null, 6],
      [11, 'interval', 'interval', null, null, null],
      [12, 'uuid', 'uuid', null, null, null],
      [13, 'bytea', 'bytea', null, null, null],
      [14, 'json', 'json', null, null, null],
      [15, 'ARRAY', '_text', null, null, null],
    ]);
  });

  it('names each constraint once, and its columns in order', async () => {
    const { rows } = open();
    expect(
      await rows(`SELECT constraint_name, constraint_type FROM information_schema.table_constraints
        WHERE table_name = 'Seats'`),
    ).toEqual([
      ['Seats_pkey', 'PRIMARY KEY'],
      ['Seats_TableId_fkey', 'FOREIGN KEY'],
    ]);
    expect(
      await rows(`SELECT column_name, ordinal_position, position_in_unique_constraint
        FROM information_schema.key_column_usage WHERE constraint_name LIKE 'Seats%'`),
    ).toEqual([
      ['TableId', 1, null],
      ['Number', 2, null],
      ['TableId', 1, 1],
    ]);
  });
});

describe('the log of requests', () => {
  const request: RequestEvent = {
    kind: 'request',
    purpose: 'scan',
    method: 'GET',
    url: 'https://hall.example/tables',
    status: 200,
    startedAt: Date.UTC(2024, 0, 1),
    milliseconds: 12.5,
    bytes: 3,
    requestHeaders: { authorization: 'Bearer secret' },
  };

  it('keeps the latest, says how many are gone, and keeps no header', async () => {
    const requests = new RequestLog(2);
    for (const source of ['a', 'b', 'c']) requests.record({ ...request, source });
    requests.record({ kind: 'page', table: 'Tables', rows: 1, source: 'd' });
    expect(requests.requests.map(({ number, source }) => [number, source])).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(JSON.stringify(requests.requests)).not.toContain('secret');
    const { connection } = open({ requests });
    const { rows, stats } = await connection.query(
      'SELECT Number, SchemaName, StartedAt, Milliseconds FROM sys_requests',
    );
    expect(rows[0]).toEqual({
      Number: 2,
      SchemaName: 'b',
      StartedAt: new Date(request.startedAt),
      Milliseconds: 12.5,
    });
    expect(stats.warnings).toEqual(['sys_requests keeps the latest requests only: 1 before them are gone.']);
  });
});

describe('names of metadata', () => {
  it.each(metadataSchemas)('no source is named %s', async (name) => {
    await expect(connect({ [name]: 'okta:Domain=dev.okta.com;APIToken=x' })).rejects.toMatchObject({
      reason: 'bad_connection_string',
    });
  });
});
