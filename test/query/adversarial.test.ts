import { afterAll, describe, expect, it } from 'vitest';
import type { Value } from '../../src/catalog/data-type.ts';
import type { Column, Table } from '../../src/catalog/table.ts';
import { OpenConnection } from '../../src/driver/open-connection.ts';
import { Source } from '../../src/driver/source.ts';
import { AdversarialConnector } from './adversarial-connector.ts';
import { answerOf, Reference, type Truth } from './reference.ts';

function table(
  name: string,
  columns: readonly (readonly [string, Column['type'], (readonly string[])?])[],
  rest: Partial<Table> = {},
): Table {
  return {
    name,
    description: '',
    columns: columns.map(([column, type, enumeration]) => ({
      name: column,
      type,
      nullable: column !== 'Id' && column !== 'Joined',
      ...(enumeration ? { enumeration } : {}),
    })),
    primaryKey: ['Id'],
    foreignKeys: [],
    requiredKeys: [],
    scopes: [],
    ...rest,
  };
}

const tables: readonly Table[] = [
  table('People', [
    ['Id', 'text'],
    ['Name', 'text'],
    ['Status', 'text', ['ACTIVE', 'STAGED', 'GONE']],
    ['Dept', 'text'],
    ['Age', 'bigint'],
    ['Score', 'double'],
    ['Seen', 'timestamp with time zone'],
    ['Born', 'date'],
    ['Extra', 'json'],
    ['Active', 'boolean'],
    ['Boss', 'text'],
    ['Pay', 'decimal(18,4)'],
    ['Marks', 'bigint[]'],
    ['Joined', 'timestamp with time zone'],
  ]),
  table('Teams', [
    ['Id', 'text'],
    ['Name', 'text'],
    ['LeadId', 'text'],
    ['Made', 'timestamp with time zone'],
  ]),
  table(
    'Members',
    [
      ['TeamId', 'text'],
      ['PersonId', 'text'],
      ['Role', 'text'],
    ],
    {
      primaryKey: ['TeamId', 'PersonId'],
      requiredKeys: [{ column: 'TeamId', table: 'Teams', references: 'Id' }],
    },
  ),
  table(
    'Grants',
    [
      ['TeamId', 'text'],
      ['PersonId', 'text'],
      ['What', 'text'],
    ],
    {
      primaryKey: ['TeamId', 'PersonId', 'What'],
      requiredKeys: [
        { column: 'TeamId', table: 'Teams', references: 'Id' },
        { column: 'PersonId', table: 'People', references: 'Id' },
      ],
    },
  ),
];

const names = ['Eve', 'eve', 'Émile', 'a%b', 'a_b', "O'Neil", 'x"y', '', 'Zoë', 'Eva', 'E', 'back\\slash'];
const depts = ['Sales', 'sales', 'Ops', null, 'R&D', 'Ops '];

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function makeRows(seed: number): Truth['rows'] {
  const next = random(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  const people = Array.from({ length: 60 }, (_, index): Record<string, Value> => {
    const row: Record<string, Value> = {
      Id: `p${index}`,
      Name: pick(names),
      Status: pick(['ACTIVE', 'STAGED', 'GONE']),
      Dept: pick(depts),
      Age: pick([null, 17, 18, 30, 31, 64]),
      Score: pick([null, 0, -0.5, 1.5, 1e300]),
      Seen: pick([null, 1704067200000000, 1704067200001000, 1720000000000000, 946684800000000]),
      Born: pick([null, 0, 10957, 19000]),
      Extra: pick([null, { a: 'x', n: [1, 2] }, { a: null }, {}]),
      Active: pick([null, true, false]),
      Boss: pick([null, 'p0', 'p1', 'p2', 'nobody']),
      Pay: pick([null, '12.5000', '12345678901234.5678']),
      Marks: pick<Value>([null, [], [1, 2, 3], [5]]),
      Joined: pick([1704067200000000, 1704067200001000, 1720000000000000]),
    };
    // Sources leave out what is not set.
    if (next() < 0.2) delete row.Dept;
    return row;
  });
  const teams = Array.from({ length: 9 }, (_, index) => ({
    Id: `t${index}`,
    Name: pick(names),
    LeadId: pick([null, 'p3', 'p4', 'nobody']),
    Made: pick([1704067200000000, 1720000000000000]),
  }));
  const members = teams.flatMap(({ Id }) =>
    people
      .filter(() => next() < (Id === 't8' ? 0 : 0.2))
      .map((person) => ({ TeamId: Id, PersonId: person.Id as string, Role: pick([null, 'lead', 'member']) })),
  );
  const grants = members
    .filter(() => next() < 0.3)
    .map(({ TeamId, PersonId }) => ({ TeamId, PersonId, What: pick(['r', 'w']) }));
  return { People: people, Teams: teams, Members: members, Grants: grants };
}

/** Statements whose answers are fixed: no LIMIT without a full order. */
const statements = [
  'SELECT * FROM People',
  'SELECT Id, Name FROM People',
  "SELECT Id FROM People WHERE Name = 'Eve'",
  "SELECT Id FROM People WHERE Name = 'Eve' AND Dept = 'Sales'",
  "SELECT Id FROM People WHERE Name IN ('Eve', 'eve', 'a%b') OR Age > 30",
  "SELECT Id FROM People WHERE (Name = 'Eve' AND Age = 30) OR (Name = 'E' AND Age = 17)",
  "SELECT Id FROM People WHERE Status = 'active'",
  "SELECT Id FROM People WHERE Status <> 'Active' AND Dept IS NULL",
  "SELECT Id FROM People WHERE NOT (Status = 'ACTIVE' AND Age < 31)",
  "SELECT Id FROM People WHERE Name LIKE 'E%'",
  "SELECT Id FROM People WHERE Name LIKE '%e'",
  "SELECT Id FROM People WHERE Name LIKE '%v%'",
  "SELECT Id FROM People WHERE Name LIKE 'a!%%' ESCAPE '!'",
  "SELECT Id FROM People WHERE Name LIKE 'a_b'",
  "SELECT Id FROM People WHERE Name ILIKE 'EV%'",
  "SELECT Id FROM People WHERE Name > 'E' AND Name <= 'eve'",
  "SELECT Id FROM People WHERE Name = ''",
  'SELECT Id FROM People WHERE Age = 30.0',
  'SELECT Id FROM People WHERE Age = 30.5',
  'SELECT Id FROM People WHERE Age IN (17, 18, 30)',
  'SELECT Id FROM People WHERE Age BETWEEN 18 AND 31',
  'SELECT Id FROM People WHERE Age + 1 = 18',
  'SELECT Id FROM People WHERE Score < 1',
  'SELECT Id FROM People WHERE Pay = 12345678901234.5678',
  'SELECT Id FROM People WHERE Active',
  'SELECT Id FROM People WHERE NOT Active',
  'SELECT Id FROM People WHERE Active IS NOT TRUE',
  "SELECT Id FROM People WHERE Seen = '2024-01-01'",
  "SELECT Id FROM People WHERE Seen > '2024-01-01' AND Seen < now()",
  "SELECT Id FROM People WHERE Born = DATE '2000-01-01'",
  "SELECT Id FROM People WHERE Extra->>'a' = 'x'",
  'SELECT Id, unnest(Marks) FROM People',
  'SELECT Id FROM People WHERE Dept IS NULL AND Boss IS NOT NULL',
  'SELECT count(*) FROM People',
  'SELECT Dept, count(*), sum(Age), min(Seen), max(Pay) FROM People GROUP BY Dept',
  'SELECT Dept, Status, count(*) FROM People GROUP BY ROLLUP (Dept, Status)',
  'SELECT DISTINCT Dept FROM People',
  'SELECT Id, row_number() OVER (PARTITION BY Dept ORDER BY Id) FROM People',
  'SELECT p.Id, b.Name FROM People p LEFT JOIN People b ON b.Id = p.Boss',
  'SELECT t.Name, m.PersonId FROM Teams t JOIN Members m ON m.TeamId = t.Id',
  "SELECT t.Name, m.PersonId FROM Teams t LEFT JOIN Members m ON m.TeamId = t.Id AND m.Role = 'lead'",
  'SELECT t.Id, m.PersonId FROM Members m RIGHT JOIN Teams t ON m.TeamId = t.Id',
  'SELECT t.Id, p.Id FROM Teams t FULL JOIN People p ON p.Id = t.LeadId',
  "SELECT p.Name FROM People p JOIN Members m ON m.PersonId = p.Id JOIN Teams t ON t.Id = m.TeamId WHERE t.Name = 'Eve'",
  "SELECT p.Id FROM People p JOIN Members m ON m.PersonId = p.Id WHERE m.TeamId = 't1' AND p.Status = 'ACTIVE'",
  "SELECT Id FROM People WHERE Id IN (SELECT PersonId FROM Members WHERE TeamId IN ('t1', 't2'))",
  "SELECT Id FROM People WHERE Id NOT IN (SELECT PersonId FROM Members WHERE TeamId = 't1')",
  'SELECT Id FROM People WHERE Id NOT IN (SELECT LeadId FROM Teams)',
  'SELECT Id FROM People p WHERE NOT EXISTS (SELECT 1 FROM Members m WHERE m.PersonId = p.Id)',
  'SELECT Id FROM Teams t WHERE NOT EXISTS (SELECT 1 FROM Members m WHERE m.TeamId = t.Id)',
  'SELECT Id, (SELECT count(*) FROM Members m WHERE m.TeamId = t.Id) FROM Teams t',
  'SELECT Id FROM Teams t WHERE (SELECT count(*) FROM Members m WHERE m.TeamId = t.Id AND m.Role IS NULL) > 1',
  'SELECT g.TeamId, g.What, p.Name FROM Grants g JOIN People p ON p.Id = g.PersonId',
  "SELECT What FROM Grants WHERE TeamId = 't1'",
  'SELECT m.TeamId, n.TeamId FROM Members m JOIN Members n ON m.PersonId = n.PersonId AND m.TeamId < n.TeamId',
  'SELECT count(*) FROM Members',
  'SELECT m.Role, count(*) FROM Members m JOIN Grants g ON g.TeamId = m.TeamId AND g.PersonId = m.PersonId GROUP BY m.Role',
  'WITH m AS (SELECT TeamId, count(*) n FROM Members GROUP BY TeamId) SELECT t.Name, n FROM Teams t LEFT JOIN m ON m.TeamId = t.Id',
  "WITH RECURSIVE up(Id, Boss, d) AS (SELECT Id, Boss, 0 FROM People WHERE Id = 'p7' UNION ALL SELECT p.Id, p.Boss, d + 1 FROM People p JOIN up ON p.Id = up.Boss WHERE d < 4) SELECT * FROM up",
  "SELECT Id FROM People WHERE Status = 'ACTIVE' UNION SELECT PersonId FROM Members WHERE Role = 'lead'",
  'SELECT Name FROM People EXCEPT SELECT Name FROM Teams',
  'SELECT PersonId FROM Members INTERSECT ALL SELECT Id FROM People',
  'SELECT t.Id, x.PersonId FROM Teams t, LATERAL (SELECT PersonId FROM Members m WHERE m.TeamId = t.Id ORDER BY PersonId LIMIT 2) x',
  'SELECT Id FROM People WHERE Age > (SELECT avg(Age) FROM People)',
  'SELECT p.Id FROM People p SEMI JOIN Members m ON m.PersonId = p.Id',
  'SELECT m.PersonId FROM Members m ANTI JOIN Teams t ON t.LeadId = m.PersonId',
  'SELECT Id FROM People WHERE 1 = 0',
  "SELECT Id FROM People WHERE Name = 'Eve' AND Name = 'E'",
  'SELECT a.n FROM (SELECT count(*) n FROM Teams) a, (SELECT max(Age) FROM People) b',
  'SELECT PersonId, count(*) OVER (PARTITION BY TeamId) FROM Members',
  "SELECT x.TeamId FROM (SELECT TeamId, count(*) c FROM Members GROUP BY TeamId) x JOIN Teams t ON t.Id = x.TeamId WHERE t.Name LIKE 'E%'",
  'SELECT x.PersonId FROM (SELECT PersonId, TeamId FROM Members ORDER BY PersonId, TeamId LIMIT 5) x JOIN Teams t ON t.Id = x.TeamId',
  'SELECT 7 / 2, count(*) / 4 FROM People',
];

const orderedStatements = [
  'SELECT Id, Dept FROM People ORDER BY Dept, Id',
  'SELECT Id, Dept FROM People ORDER BY Dept DESC, Id LIMIT 12',
  'SELECT Id FROM People ORDER BY Id LIMIT 5 OFFSET 3',
  "SELECT Id, Seen FROM People WHERE Status = 'ACTIVE' ORDER BY Seen DESC, Id LIMIT 5",
  'SELECT Seen FROM People ORDER BY Seen DESC LIMIT 7',
  'SELECT Age FROM People ORDER BY Age LIMIT 7',
  'SELECT Joined FROM People ORDER BY Joined DESC LIMIT 7',
  'SELECT Joined, Id FROM People ORDER BY Joined, Id DESC LIMIT 7 OFFSET 2',
  "SELECT Id FROM People WHERE Status = 'STAGED' ORDER BY Joined DESC, Id LIMIT 4",
];

const someStatements: readonly (readonly [string, string])[] = [
  ['SELECT Id FROM People', ' LIMIT 7'],
  ["SELECT Id FROM People WHERE Name = 'Eve'", ' LIMIT 2'],
  ['SELECT upper(Name) FROM People WHERE Age > 17', ' LIMIT 3'],
  ['SELECT Id FROM People', ' LIMIT 5 OFFSET 50'],
  ['SELECT m.PersonId FROM Members m', ' LIMIT 4'],
];

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('an adversarial source with seed %i', (seed) => {
  const rows = makeRows(seed);
  const open = (pushdown: 'On' | 'Off') => {
    const connector = new AdversarialConnector({ tables, rows, seed });
    const source = new Source('mem', connector, new Map([['Pushdown', pushdown]]), false);
    const connection = new OpenConnection([source], {
      notices: [],
      onEvent: undefined,
      close: async () => {},
    });
    return { connection, connector };
  };
  const on = open('On').connection;
  const off = open('Off').connection;
  const reference = Reference.open([{ schema: 'mem', tables, rows }]);
  afterAll(async () => {
    await Promise.all([on.close(), off.close()]);
    (await reference).close();
  });

  const answer = async (connection: OpenConnection, sql: string) => {
    const result = await connection.query<unknown[]>(sql, [], { rowMode: 'array', raw: true });
    expect(result.stats.fallbacks).toBe(0);
    return answerOf(result.columns, result.rows);
  };
  const sorted = (found: readonly (readonly string[])[]) => found.map((row) => row.join('\u0001')).sort();

  it.each(statements)(
    'gives the same rows pushed down, in full, and by the engine alone: %s',
    async (sql) => {
      const truth = await (await reference).run(sql);
      for (const connection of [on, off]) {
        const found = await answer(connection, sql);
        expect(found.types).toEqual(truth.types);
        expect(sorted(found.rows)).toEqual(sorted(truth.rows));
      }
    },
  );

  it.each(orderedStatements)('keeps the order: %s', async (sql) => {
    const truth = await (await reference).run(sql);
    for (const connection of [on, off]) expect((await answer(connection, sql)).rows).toEqual(truth.rows);
  });

  it.each(someStatements)(
    'gives as many rows as the limit says, and none that do not fit: %s%s',
    async (sql, limit) => {
      const all = sorted((await (await reference).run(sql)).rows);
      const truth = await (await reference).run(sql + limit);
      for (const connection of [on, off]) {
        const found = sorted((await answer(connection, sql + limit)).rows);
        expect(found).toHaveLength(truth.rows.length);
        const left = [...all];
        for (const row of found) {
          expect(left).toContain(row);
          left.splice(left.indexOf(row), 1);
        }
      }
    },
  );
});
