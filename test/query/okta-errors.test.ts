import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect, DriverError } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';

let sandbox: OktaSandbox;
const opened: Connection[] = [];

beforeAll(async () => {
  sandbox = await startOktaSandbox({ users: 60, groups: 5, apps: 3, logs: 50, latency: 0 });
});

afterAll(async () => {
  await Promise.all(opened.map((connection) => connection.close()));
  await sandbox.close();
});

async function open(text: string): Promise<Connection> {
  const connection = await connect(text);
  opened.push(connection);
  return connection;
}

async function failure(work: Promise<unknown>): Promise<DriverError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DriverError);
  return error as DriverError;
}

describe('what goes wrong with Okta', () => {
  it.each(['wrong', 'expired'] as const)(
    'says 28000 with the code and request id of Okta for a token that is %s',
    async (kind) => {
      const token = kind === 'wrong' ? '00wrongwrongwrong' : sandbox.tokens.expired;
      const connection = await open(`okta:Domain=${sandbox.url};AuthScheme=APIToken;APIToken=${token}`);
      const error = await failure(connection.query('SELECT Id FROM Users'));
      expect(error).toMatchObject({
        code: '28000',
        reason: 'sign_in_failed',
        source: { connector: 'okta', status: 401, code: 'E0000011' },
      });
      expect(error.source?.requestId).toBeTruthy();
      expect(JSON.stringify([error.message, error.detail, error.hint, error.source])).not.toContain(token);
    },
  );

  it('says 42501 naming scope and table where a scope is missing', async () => {
    const connection = await open(sandbox.tokenConnections.usersOnly);
    const error = await failure(connection.query('SELECT Id FROM Groups'));
    expect(error).toMatchObject({
      code: '42501',
      reason: 'missing_scope',
      source: { table: 'Groups', code: 'E0000006' },
    });
    expect(error.message).toMatch(/okta\.groups\.read/);
    expect(error.message).toMatch(/Groups/);
    expect((await connection.query('SELECT count(*) AS n FROM Users')).rows).toEqual([{ n: 60 }]);
  });

  it('serves the base attributes, with a warning, where the schemas may not be read', async () => {
    const full = await open(sandbox.tokenConnections.full);
    const connection = await open(sandbox.tokenConnections.withoutSchemas);
    const { columns, stats } = await connection.query('SELECT * FROM Users LIMIT 1');
    expect(stats.warnings.join()).toMatch(/okta\.schemas\.read/);
    expect(columns.some(({ name }) => name === 'ProfileLogin')).toBe(true);
    const all = await full.query('SELECT * FROM Users LIMIT 1');
    expect(all.columns.length).toBeGreaterThan(columns.length);
  });

  it('gives custom attributes as typed columns, also where no row has a value, and text where user types disagree', async () => {
    const connection = await open(sandbox.tokenConnections.full);
    const { schemas } = await connection.catalog();
    const users = schemas[0]!.tables.find(({ name }) => name === 'Users')!;
    const custom = users.columns.filter(({ custom }) => custom);
    expect(new Set(custom.map(({ type }) => type))).toEqual(
      new Set([
        'bigint',
        'double',
        'boolean',
        'text',
        'timestamp with time zone',
        'text[]',
        'bigint[]',
        'double[]',
      ]),
    );
    const mixed = custom.filter(({ warning }) => warning !== undefined);
    expect(mixed.map(({ type }) => type)).toEqual(['text']);
    const { stats, rows } = await connection.query(
      `SELECT ${mixed[0]!.name} AS v FROM Users WHERE ${mixed[0]!.name} IS NOT NULL`,
    );
    expect(stats.warnings.join()).toContain(mixed[0]!.name);
    expect(rows.length).toBeGreaterThan(0);
    expect((await connection.query('SELECT ProfileLogin FROM Users')).stats.warnings).toEqual([]);
  });

  it('says all that is wrong with a connection string at once, and where values are found', async () => {
    const error = await failure(connect('okta:Domian=x;AuthScheme=Basic;Timeout=soon'));
    expect(error).toMatchObject({ code: 'HV00D', reason: 'bad_properties' });
    expect(error.detail).toMatch(/Did you mean Domain/);
    expect(error.detail).toMatch(/APIToken/);
    expect(error.detail).toMatch(/Timeout/);
  });

  it.each([
    ['https://nowhere.invalid', '08001', 'unreachable'],
    ['http://okta.example.com', '08001', 'insecure_url'],
    ['http://127.0.0.1:1', '08001', 'unreachable'],
  ])('says that %s cannot be reached', async (domain, code, reason) => {
    const error = await failure(
      (async () =>
        (await open(`okta:Domain=${domain};AuthScheme=APIToken;APIToken=x;MaxRetries=0`)).query(
          'SELECT Id FROM Users',
        ))(),
    );
    expect(error).toMatchObject({ code, reason });
  });

  it('names what is near a table, a column or a source that does not exist', async () => {
    const connection = await open(sandbox.tokenConnections.full);
    expect((await failure(connection.query('SELECT * FROM Usres'))).hint).toMatch(/Users/);
    const column = await failure(connection.query('SELECT Id, ProfielLogin FROM Users'));
    expect(column).toMatchObject({ code: '42703', position: 12 });
    expect(column.hint).toMatch(/ProfileLogin/);
    expect((await failure(connect('otka:Domain=x'))).hint).toMatch(/okta/);
  });

  it('tells who is signed in and what can be read', async () => {
    const report = await (await open(sandbox.tokenConnections.usersOnly)).test();
    const [source] = report.sources;
    expect(source!.identity).toMatchObject({ server: sandbox.url, sandbox: false });
    expect(source!.identity.user).toMatch(/@/);
    const readable = Object.fromEntries(source!.tables.map(({ table, readable }) => [table, readable]));
    expect(readable).toMatchObject({
      Users: true,
      Groups: false,
      GroupMembers: false,
      Apps: false,
      SystemLogs: false,
    });
  });
});
