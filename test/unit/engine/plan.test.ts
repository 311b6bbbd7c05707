import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Value } from '../../../src/catalog/data-type.ts';
import { openEngine } from '../../../src/engine/duckdb-engine.ts';
import type { Engine, PlannedStatement } from '../../../src/engine/engine.ts';
import type { Condition, PlanNode } from '../../../src/plan/plan.ts';
import { scansOf } from './evaluate.ts';
import { catalog, groups, query, randomFrom, settings, users } from './world.ts';

let engine: Engine;

beforeAll(() => {
  engine = openEngine({ memoryLimit: '256MB' });
});
afterAll(() => engine.close());

async function plan(
  sql: string,
  parameters: readonly Value[] = [],
  timeZone = 'UTC',
): Promise<PlannedStatement> {
  return engine.plan(await engine.parse(sql), catalog, settings(parameters, timeZone));
}

async function rootOf(sql: string, parameters: readonly Value[] = []): Promise<PlanNode> {
  return (await plan(sql, parameters)).plan!.root;
}

/** What is asked of the one scan of a statement, without the conditions that say nothing. */
async function conditionsOf(where: string, parameters: readonly Value[] = [], timeZone = 'UTC') {
  const { plan: planned } = await plan(`SELECT Id FROM Users WHERE ${where}`, parameters, timeZone);
  return scansOf(planned!.root)
    .flatMap((scan) => scan.conditions)
    .filter((condition) => condition.kind !== 'constant' || condition.value !== true);
}

const column = (name: string) => users.columns.findIndex((one) => one.name === name);
const operand = (name: string, folded = false) => ({ column: column(name), folded });
const compare = (name: string, operator: '=' | '<>' | '<' | '<=' | '>' | '>=', value: Value): Condition => ({
  kind: 'compare',
  operator,
  operand: operand(name),
  value: { type: users.columns[column(name)]!.type, value },
});
const text = (value: string) => ({ type: 'text' as const, value });

describe('conditions', () => {
  const microseconds = Date.UTC(2024, 0, 1) * 1000;
  test.each<[string, Condition[]]>([
    ["Id = 'x'", [compare('Id', '=', 'x')]],
    ["'x' < Id", [compare('Id', '>', 'x')]],
    ["Id = '#1'", [compare('Id', '=', '#1')]],
    ["Id = ''", [compare('Id', '=', '')]],
    ['Age = 30', [compare('Age', '=', 30)]],
    ['Age + 1 = 31', [compare('Age', '=', 30)]],
    ['Age = 30.0', [compare('Age', '=', 30)]],
    ['Age > 30.5', [compare('Age', '>=', 31)]],
    ['Age >= 30.5', [compare('Age', '>=', 31)]],
    ['Age < -30.5', [compare('Age', '<=', -31)]],
    ['Age <= 30.5', [compare('Age', '<=', 30)]],
    ['Age = 30.5', [{ kind: 'opaque', columns: [column('Age')] }]],
    ['Visits = 9007199254740993', [compare('Visits', '=', 9007199254740993n)]],
    ['Visits = -9223372036854775808', [compare('Visits', '=', -9223372036854775808n)]],
    ['Score = 1.5', [compare('Score', '=', '1.5000')]],
    ['Score < 1.23456', [compare('Score', '<=', '1.2345')]],
    ['Score > -1.23456', [compare('Score', '>=', '-1.2345')]],
    ['Score = 12345678901234.5678', [compare('Score', '=', '12345678901234.5678')]],
    ['Active', [compare('Active', '=', true)]],
    ['NOT Active', [compare('Active', '=', false)]],
    ["Created >= '2024-01-01'", [compare('Created', '>=', microseconds)]],
    ["Birthday = DATE '2024-01-01'", [compare('Birthday', '=', 19723)]],
    ["Birthday < TIMESTAMP '2024-01-01 10:00:00'", [compare('Birthday', '<', 19724)]],
    ['Login IS NULL', [{ kind: 'null', operand: operand('Login'), negated: false }]],
    ["Login LIKE '%'", [{ kind: 'null', operand: operand('Login'), negated: true }]],
    ["Id IN ('a', 'b')", [{ kind: 'in', operand: operand('Id'), values: [text('a'), text('b')] }]],
    ["Id IN ('a', NULL)", [compare('Id', '=', 'a')]],
    [
      "Id NOT IN ('a', 'b')",
      [{ kind: 'not', condition: { kind: 'in', operand: operand('Id'), values: [text('a'), text('b')] } }],
    ],
    ["Login LIKE 'Ev%'", [{ kind: 'starts', operand: operand('Login'), value: 'Ev' }]],
    ["Login LIKE 'é%'", [{ kind: 'starts', operand: operand('Login'), value: 'é' }]],
    ["Login LIKE '%ve'", [{ kind: 'ends', operand: operand('Login'), value: 've' }]],
    ["Login LIKE '%v%'", [{ kind: 'contains', operand: operand('Login'), value: 'v' }]],
    ["Login LIKE 'Eve'", [compare('Login', '=', 'Eve')]],
    [
      "Login >= 'E' AND Login <= 'F'",
      [{ kind: 'and', conditions: [compare('Login', '>=', 'E'), compare('Login', '<=', 'F')] }],
    ],
    ["Login ILIKE 'ev%'", [{ kind: 'starts', operand: operand('Login', true), value: 'ev' }]],
    [
      "lower(Login) = 'eve'",
      [{ kind: 'compare', operator: '=', operand: operand('Login', true), value: text('eve') }],
    ],
    [
      "Status = 'Active'",
      [{ kind: 'compare', operator: '=', operand: operand('Status', true), value: text('active') }],
    ],
    [
      "Status IN ('Active', 'STAGED')",
      [{ kind: 'in', operand: operand('Status', true), values: [text('active'), text('staged')] }],
    ],
    [
      "NOT (Id = 'a' AND Age = 2)",
      [
        {
          kind: 'or',
          conditions: expect.arrayContaining([compare('Id', '<>', 'a'), compare('Age', '<>', 2)]),
        },
      ],
    ],
    [
      "Id IS DISTINCT FROM 'a'",
      [
        {
          kind: 'or',
          conditions: [{ kind: 'null', operand: operand('Id'), negated: false }, compare('Id', '<>', 'a')],
        },
      ],
    ],
    ['Login = 3', [{ kind: 'opaque', columns: [column('Login')] }]],
    ["Profile->>'a' = 'x'", [{ kind: 'opaque', columns: [column('Profile')] }]],
    ["lower(Login) = 'EVE'", [{ kind: 'opaque', columns: [column('Login')] }]],
    ['length(Login) > 2', [{ kind: 'opaque', columns: [column('Login')] }]],
    ["list_contains(Tags, 'x')", [{ kind: 'opaque', columns: [column('Tags')] }]],
  ])('WHERE %s', async (where, expected) => {
    expect(await conditionsOf(where)).toEqual(expected);
  });

  test('a list of nothing but NULL keeps no row', async () => {
    expect(await conditionsOf('Id IN (NULL)')).toContainEqual({ kind: 'constant', value: false });
  });

  test('a dense list of integers stays the range that the engine makes of it', async () => {
    expect(await conditionsOf('Age IN (1, 2, 3)')).toEqual([
      { kind: 'and', conditions: [compare('Age', '>=', 1), compare('Age', '<=', 3)] },
    ]);
  });

  test('a list of 2,000 values is read whole', async () => {
    const list = Array.from({ length: 2000 }, (_, index) => `u${index}`);
    const [condition] = await conditionsOf(`Id IN (${list.map(() => '?').join(', ')})`, list);
    expect(condition).toMatchObject({ kind: 'in' });
    expect((condition as Extract<Condition, { kind: 'in' }>).values.map((one) => one.value)).toEqual(list);
  });

  test('every double, integer, decimal and text of a condition is read exactly', async () => {
    const random = randomFrom(11);
    for (let count = 0; count < 200; count++) {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setUint32(0, random() * 2 ** 32);
      bits.setUint32(4, random() * 2 ** 32);
      const double = count % 4 === 0 ? random() : bits.getFloat64(0);
      const integer = bits.getBigInt64(0);
      const decimal = `${integer % 10n ** 13n}.${String(bits.getUint16(0)).padStart(5, '0').slice(0, 4)}`;
      const text_ = `#${integer} "NaN" -Infinity \\${String.fromCodePoint(bits.getUint16(2) % 0xd800)}`;
      const conditions = await conditionsOf('Ratio = $1 AND Visits = $2 AND Score = $3 AND Login = $4', [
        double,
        integer,
        decimal,
        text_,
      ]);
      const safe = Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
      const expected = [
        compare('Ratio', '=', Number.isNaN(double) ? Number.NaN : double),
        compare('Visits', '=', safe),
        compare('Score', '=', decimal),
        compare('Login', '=', text_),
      ];
      const parts = conditions.flatMap((one) => (one.kind === 'and' ? one.conditions : [one]));
      expect(parts).toEqual(expect.arrayContaining(expected));
      expect(parts).toHaveLength(4);
    }
  });

  test('a text literal against a timestamp is read in the time zone of the statement', async () => {
    const in_ = async (zone: string) => (await conditionsOf("Created > '2024-01-01'", [], zone))[0];
    expect(await in_('UTC')).toEqual(compare('Created', '>', microseconds));
    expect(await in_('America/New_York')).toEqual(compare('Created', '>', microseconds + 5 * 3_600_000_000));
  });

  test('the clock is that of the statement, wherever it is read', async () => {
    const { now } = settings();
    for (const clock of [
      'now()',
      'current_timestamp',
      'get_current_timestamp()',
      'transaction_timestamp()',
    ]) {
      expect(await conditionsOf(`Created < ${clock}`), clock).toEqual([compare('Created', '<', now)]);
    }
    expect(await conditionsOf('Birthday < current_date')).toEqual([compare('Birthday', '<', 19_889)]);
    expect(await conditionsOf('Birthday < today()')).toEqual([compare('Birthday', '<', 19_889)]);
  });

  test.each(['Id = NULL', '1 = 0', "Id = 'a' AND Id = 'b'", 'false'])(
    'WHERE %s needs no rows',
    async (where) => {
      expect(await rootOf(`SELECT Id FROM Users WHERE ${where}`)).toMatchObject({ kind: 'empty' });
    },
  );
});

describe('parameters', () => {
  test.each<[string, Value, Condition[]]>([
    ['Id = $1', 'x', [compare('Id', '=', 'x')]],
    ['Id = $1', "it's; --", [compare('Id', '=', "it's; --")]],
    ['Id = $1', 'a\0b', [compare('Id', '=', 'a\0b')]],
    ['Age = $1', 30, [compare('Age', '=', 30)]],
    ['Age = $1 + 1', 30, [compare('Age', '=', 31)]],
    ['Age = $1', '30', [compare('Age', '=', 30)]],
    ['Visits = $1', 9007199254740993n, [compare('Visits', '=', 9007199254740993n)]],
    ['Ratio = $1', 0.5, [compare('Ratio', '=', 0.5)]],
    ['Active = $1', false, [compare('Active', '=', false)]],
    ['Created > $1', '2024-01-01T00:00:00Z', [compare('Created', '>', Date.UTC(2024, 0, 1) * 1000)]],
    ["Login LIKE $1 || '%'", 'Ev', [{ kind: 'starts', operand: operand('Login'), value: 'Ev' }]],
    ['Id = ANY($1)', ['a'], [compare('Id', '=', 'a')]],
  ])('WHERE %s is folded like a literal', async (where, value, expected) => {
    const conditions = await conditionsOf(where, [value]);
    if (where.includes('ANY'))
      expect(conditions.every((one) => one.kind === 'opaque' || one.kind === 'compare')).toBe(true);
    else expect(conditions).toEqual(expected);
  });

  test('a limit is known before the run', async () => {
    expect(await rootOf('SELECT Id FROM Users LIMIT $1 OFFSET $2', [5, 2])).toMatchObject({
      kind: 'limit',
      count: 5,
      offset: 2,
      constant: true,
    });
  });

  test('a number in ORDER BY is a value, not the place of a column', async () => {
    await expect(rootOf('SELECT Id, Login FROM Users ORDER BY $1', [2])).resolves.not.toMatchObject({
      keys: [{ expression: { kind: 'column' } }],
    });
  });

  test.each([
    ['SELECT $1', []],
    ['SELECT $2', ['a']],
    ['SELECT 1', ['a']],
  ])('%s with %s is 07001', async (sql, values) => {
    await expect(plan(sql, values)).rejects.toMatchObject({ code: '07001' });
  });

  test('every type of value comes back as it went in', async () => {
    const values: Value[] = [
      'a\0b',
      '',
      "'",
      true,
      5,
      -0.1,
      2 ** 31,
      2n ** 63n - 1n,
      null,
      Number.NaN,
      -Infinity,
    ];
    const list = values.map((_, index) => `$${index + 1}`).join(', ');
    expect(await query(engine, `SELECT ${list}`, new Map(), settings(values))).toEqual([
      ['a\0b', '', "'", true, 5, -0.1, 2 ** 31, 2n ** 63n - 1n, null, Number.NaN, -Infinity],
    ]);
    const nested: Value[] = [['a', null], new Uint8Array([0, 255]), { a: [1, "it's"] }, 2n ** 64n];
    expect(await query(engine, 'SELECT $1, $2, $3, $4', new Map(), settings(nested))).toEqual([
      [['a', null], new Uint8Array([0, 255]), { a: [1, "it's"] }, '18446744073709551616'],
    ]);
  });
});

describe('operators', () => {
  test('a join gives its pairs by position, and the type of the join', async () => {
    const root = await rootOf('SELECT u.Login FROM GroupMembers m LEFT JOIN Users u ON u.Id = m.UserId');
    const join = root.kind === 'project' ? root.input : root;
    expect(join).toMatchObject({ kind: 'join', type: 'left', conditional: false });
    if (join.kind !== 'join' || join.left.kind !== 'scan' || join.right.kind !== 'scan')
      throw new Error('shape');
    const [pair] = join.pairs;
    expect(join.left.columns[pair!.left]).toBe(1);
    expect(join.right.columns[pair!.right]).toBe(0);
  });

  test.each([
    ['Id IN (SELECT UserId FROM GroupMembers)', 'semi'],
    ['EXISTS (SELECT 1 FROM GroupMembers m WHERE m.UserId = Users.Id)', 'semi'],
    ['NOT EXISTS (SELECT 1 FROM GroupMembers m WHERE m.UserId = Users.Id)', 'anti'],
    ['Id NOT IN (SELECT UserId FROM GroupMembers)', 'mark'],
  ])('%s is a %s join', async (where, type) => {
    expect(JSON.stringify(await rootOf(`SELECT Id FROM Users WHERE ${where}`))).toContain(`"type":"${type}"`);
  });

  test('ORDER BY with LIMIT is a top, its nulls in PostgreSQL order', async () => {
    expect(await rootOf('SELECT Id FROM Users ORDER BY Id DESC LIMIT 5')).toMatchObject({
      kind: 'top',
      count: 5,
      offset: 0,
      keys: [{ descending: true, nullsFirst: true }],
    });
    expect(await rootOf('SELECT Id FROM Users ORDER BY Id')).toMatchObject({
      kind: 'sort',
      keys: [{ descending: false, nullsFirst: false }],
    });
  });

  test('count(*) reads no column', async () => {
    expect(scansOf(await rootOf('SELECT count(*) FROM Users'))).toMatchObject([
      { columns: [], usesRowNumber: false },
    ]);
  });

  test.each([
    'SELECT rowid FROM Users',
    'SELECT Id FROM Users WHERE rowid = 3',
    'SELECT u.Id FROM Users u JOIN Staff s ON u.rowid = s.rowid',
    'SELECT rowid FROM Users UNION ALL SELECT 1',
    'SELECT max(rowid) FROM Users',
  ])('the use of row numbers is seen: %s', async (sql) => {
    expect(scansOf(await rootOf(sql)).some((scan) => scan.usesRowNumber)).toBe(true);
  });

  test.each(['SELECT Id FROM Users TABLESAMPLE 10%', 'SELECT Id FROM Users USING SAMPLE 3'])(
    'a sample is no bare scan: %s',
    async (sql) => {
      expect(await rootOf(sql)).toMatchObject({ kind: 'opaque', width: 1 });
    },
  );

  test('a computed or relative limit is not constant', async () => {
    expect(await rootOf('SELECT Id FROM Users LIMIT 10%')).toMatchObject({ kind: 'limit', constant: false });
    expect(JSON.stringify(await rootOf('SELECT Id FROM Users LIMIT (SELECT 2)'))).toContain(
      '"constant":false',
    );
  });

  test('a lateral unnest keeps the scan it reads from', async () => {
    const root = await rootOf("SELECT u.Id, t FROM Users u, unnest(u.Tags) x(t) WHERE u.Id = 'a'");
    expect(scansOf(root)).toMatchObject([
      { key: 'okta.Users', columns: expect.arrayContaining([column('Id'), column('Tags')]) },
    ]);
  });
});

describe('names of tables', () => {
  test('are found without regard to case, in the order of the catalog', async () => {
    await expect(plan('SELECT login FROM users')).resolves.toMatchObject({ columns: [{ name: 'Login' }] });
    await expect(plan('SELECT * FROM OKTA.groupmembers')).resolves.toBeDefined();
    await expect(plan('SELECT s.Salary FROM staff s')).resolves.toBeDefined();
  });

  test('in two schemas are refused with both', async () => {
    const attempt = plan('SELECT *\nFROM Groups');
    await expect(attempt).rejects.toMatchObject({ code: '42P09', reason: 'ambiguous_table', position: 15 });
    await expect(attempt).rejects.toThrow(/okta\.Groups or hr\.Groups/);
    await expect(plan('SELECT * FROM hr.Groups')).resolves.toMatchObject({ columns: [{ name: 'Code' }] });
  });

  test.each([
    ['SELECT * FROM Usrs', 'Users', 15],
    ['SELECT * FROM okta.Usres', 'okta.Users', 15],
    ['SELECT 1 WHERE EXISTS (SELECT 1 FROM [Group Member])', 'GroupMembers', 38],
  ])('that are wrong get a hint: %s', async (sql, meant, position) => {
    await expect(plan(sql)).rejects.toMatchObject({
      code: '42P01',
      hint: `Did you mean ${meant}?`,
      position,
    });
  });

  test('of unknown schemas get the sources', async () => {
    await expect(plan('SELECT * FROM octa.Users')).rejects.toMatchObject({
      code: '42P01',
      hint: 'Did you mean okta.Users?',
    });
    await expect(plan('SELECT * FROM octa.Nothing')).rejects.toMatchObject({
      code: '42P01',
      hint: 'The sources are: okta, hr.',
    });
  });

  test('that a common table defines are not those of the catalog, and the other way round', async () => {
    const tablesOf = async (sql: string) => (await engine.parse(sql)).tables.map((one) => one.name);
    expect(await tablesOf('WITH Users AS (SELECT 1) SELECT * FROM users')).toEqual([]);
    expect(await tablesOf('WITH Users AS (SELECT * FROM Users) SELECT * FROM Users')).toEqual(['Users']);
    expect(await tablesOf('WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b')).toEqual(['b']);
    expect(await tablesOf('SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) x, a')).toEqual(['a']);
    expect(await tablesOf('WITH a AS (SELECT 1) SELECT (SELECT max(x) FROM a), b.* FROM b')).toEqual(['b']);
    expect(
      await tablesOf('WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT * FROM r) SELECT * FROM r'),
    ).toEqual([]);
    expect(
      await tablesOf('WITH RECURSIVE r AS (SELECT 1 FROM r UNION SELECT * FROM r) SELECT * FROM r'),
    ).toEqual(['r']);
    expect(await tablesOf('WITH a AS (SELECT 1) SELECT * FROM okta.a')).toEqual(['a']);
    expect(await tablesOf('SELECT (SELECT 1 FROM a) FROM b, c ORDER BY (SELECT 1 FROM d)')).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });
});

describe('errors', () => {
  test.each([
    ['SELECT Id FROM Users WHERE', '42601', 27],
    ['SELEC 1', '42601', 1],
    ['SELECT Logn FROM Users', '42703', 8],
    ['SELECT u.Logn FROM Users u', '42703', 8],
    ['SELECT x.Id FROM Users u', '42703', 8],
    ["SELECT '😀é', Logn FROM [Users]", '42703', 14],
    ['SELECT ? , Logn FROM Users', '42703', 12],
    ['SELECT Id FROM Users a, Users b', '42702', 8],
    ['SELECT lowr(Id) FROM Users', '42883', 8],
    ['SELECT lower(Id, 3) FROM Users', '42883', 8],
    ['SELECT Id > 5 FROM Users', '42804', 11],
    ['SELECT Id FROM Users WHERE sum(Age) > 1', '42000', 28],
    ['SELECT Login, count(*) FROM Users', '42000', 8],
  ])('%s is %s at %s', async (sql, code, position) => {
    const failure = plan(sql, sql.includes('?') ? ['a much longer value than its token'] : []);
    await expect(failure).rejects.toMatchObject({ code, position });
  });

  test('a wrong column is told the right one', async () => {
    await expect(plan('SELECT Logn FROM Users')).rejects.toMatchObject({ hint: 'Did you mean Login?' });
  });

  test.each(['label', 'name', 'value', 'type', 'text', 'first'])(
    'an alias %s without AS gets the hint',
    async (word) => {
      await expect(plan(`SELECT Login ${word} FROM Users`)).rejects.toMatchObject({
        code: '42601',
        hint: expect.stringContaining(`AS "${word}"`),
      });
    },
  );

  test.each(['SELECT FROM WHERE', 'SELECT Id FROM Users WHERE ORDER BY 1', 'SELECT sum(Age FROM Users'])(
    'other syntax errors do not: %s',
    async (sql) => {
      await expect(plan(sql)).rejects.toMatchObject({ hint: expect.not.stringContaining('AS "') });
    },
  );

  test.each([
    'INSERT INTO Users VALUES (1)',
    'UPDATE Users SET Age = 1',
    'DROP TABLE Users',
    'CALL x()',
    'BEGIN',
  ])('%s says what is offered instead', async (sql) => {
    await expect(engine.parse(sql)).rejects.toMatchObject({ code: '0A000', reason: 'unsupported_statement' });
  });

  test('a time zone that does not exist is refused', async () => {
    await expect(plan('SELECT 1', [], 'Mars/Olympus')).rejects.toMatchObject({
      reason: 'bad_property_value',
    });
  });
});

describe('the columns of a result', () => {
  test('are typed in our types', async () => {
    const { columns } =
      await plan(`SELECT *, sum(Age) OVER (), 1.5, {'a': 1}, [[1]], MAP {'a': 1}, NULL, Age::HUGEINT,
      INTERVAL '1 day', 'x'::BLOB, '00000000-0000-0000-0000-000000000000'::UUID, TIME '10:00', now()::TIMESTAMP_NS,
      [{'a': 1}], 1::UTINYINT, 1::UBIGINT, 'x'::ENUM('x') FROM Users`);
    expect(columns.slice(0, users.columns.length).map(({ type }) => type)).toEqual(
      users.columns.map(({ type }) => type),
    );
    expect(columns.slice(users.columns.length).map(({ type }) => type)).toEqual([
      'decimal(38,0)',
      'decimal(2,1)',
      'json',
      'json',
      'json',
      'integer',
      'decimal(38,0)',
      'interval',
      'bytea',
      'uuid',
      'time',
      'timestamp',
      'json',
      'integer',
      'decimal(38,0)',
      'text',
    ]);
  });

  test('are known even where the engine cannot write its plan down', async () => {
    expect(await plan("SELECT Id, '101'::BIT AS bits FROM Users")).toEqual({
      columns: [
        { name: 'Id', type: 'text' },
        { name: 'bits', type: 'text' },
      ],
      plan: undefined,
      retries: 3,
    });
  });

  test('of the same catalog are planned again without making tables again, and of another anew', async () => {
    const statement = await engine.parse('SELECT * FROM okta.Groups');
    expect((await engine.plan(statement, catalog, settings())).columns).toHaveLength(groups.columns.length);
    const other = {
      schemas: [{ ...catalog.schemas[0]!, tables: [{ ...groups, columns: groups.columns.slice(0, 2) }] }],
    };
    expect((await engine.plan(statement, other, settings())).columns).toHaveLength(2);
    expect((await engine.plan(statement, catalog, settings())).columns).toHaveLength(groups.columns.length);
  });

  test('names may begin with the mark of numbers', async () => {
    const table = { ...groups, name: '#t', columns: [{ ...groups.columns[0]!, name: '#c' }] };
    const own = { schemas: [{ ...catalog.schemas[0]!, name: '#s', tables: [table] }] };
    const statement = await engine.parse(`SELECT "#c" AS "##a" FROM "#s"."#t" WHERE "#c" = '##x'`);
    const { columns, plan: planned } = await engine.plan(statement, own, settings());
    expect(columns).toEqual([{ name: '##a', type: 'text' }]);
    expect(scansOf(planned!.root)).toMatchObject([
      { key: '#s.#t', conditions: [{ value: { value: '##x' } }] },
    ]);
  });

  test('plans of one engine may be asked for at once', async () => {
    const many = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        plan(`SELECT $1 AS a, Id FROM Users WHERE Age = ${index}`, [index]),
      ),
    );
    many.forEach((one, index) => {
      expect(scansOf(one.plan!.root)[0]!.conditions[0]).toEqual(compare('Age', '=', index));
    });
  });
});
