import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import { oktaTruth } from './okta-truth.ts';
import { answerOf, Reference } from './reference.ts';

/** The clock of the server stands still, so that events stay as old as they are. */
const startedAt = Date.now();
let sandbox: OktaSandbox;
let connections: readonly Connection[];
let reference: Reference;

beforeAll(async () => {
  sandbox = await startOktaSandbox({
    ...{
      now: () => startedAt,
      users: 300,
      groups: 30,
      apps: 8,
      logs: 1500,
      latency: 0,
      rate: 1_000_000,
      seed: 11,
    },
  });
  const text = `${sandbox.connectionStrings.APIToken};SystemLogDays=179`;
  connections = [await connect(text), await connect(`${text};Pushdown=Off`)];
  reference = await Reference.open([oktaTruth(sandbox, await connections[0]!.catalog(), 'okta')]);
});

afterAll(async () => {
  await Promise.all((connections ?? []).map((connection) => connection.close()));
  reference?.close();
  await sandbox?.close();
});

const week = "date_trunc('week', current_date + 1) - INTERVAL 1 DAY";

/** A statement in another dialect, and the same for the reference. */
const pairs: readonly (readonly [written: string, meaning: string, params?: readonly unknown[]])[] = [
  ['SELECT TOP 7 Id FROM Users ORDER BY Id', 'SELECT Id FROM Users ORDER BY Id LIMIT 7'],
  ['SELECT TOP (?) Id FROM Users ORDER BY Id DESC', 'SELECT Id FROM Users ORDER BY Id DESC LIMIT 4', [4]],
  [
    'SELECT DISTINCT TOP 3 [Status] FROM [CData].[okta].[Users] ORDER BY [Status]',
    'SELECT DISTINCT Status FROM Users ORDER BY Status LIMIT 3',
  ],
  [
    'SELECT ProfileName FROM Groups WHERE Id IN (SELECT TOP 5 Id FROM Groups ORDER BY ProfileName)',
    'SELECT ProfileName FROM Groups ORDER BY ProfileName LIMIT 5',
  ],
  ['SELECT Id FROM Users ORDER BY Id LIMIT 10, 5', 'SELECT Id FROM Users ORDER BY Id LIMIT 5 OFFSET 10'],
  [
    "SELECT ProfileLogin FROM Users WHERE ProfileLogin CONTAINS 'ar' AND ProfileLastName NOT CONTAINS 'e'",
    "SELECT ProfileLogin FROM Users WHERE contains(ProfileLogin, 'ar') AND NOT contains(ProfileLastName, 'e')",
  ],
  [
    'SELECT Id FROM Users WHERE ProfileLogin CONTAINS @part OR ProfileEmail CONTAINS @part',
    "SELECT Id FROM Users WHERE contains(ProfileLogin, '.s') OR contains(ProfileEmail, '.s')",
    ['.s'],
  ],
  [
    'SELECT Uuid FROM SystemLogs WHERE Published = L_LAST_N_DAYS(20)',
    'SELECT Uuid FROM SystemLogs WHERE Published >= current_date - 20 AND Published < current_date',
  ],
  [
    'SELECT Uuid FROM SystemLogs WHERE Published = L_LAST_WEEK() OR Published >= L_YESTERDAY()',
    `SELECT Uuid FROM SystemLogs WHERE Published >= current_date - 1
     OR (Published >= ${week} - INTERVAL 7 DAYS AND Published < ${week})`,
  ],
  [
    'SELECT Id FROM Users WHERE Created <> L_THIS_YEAR() AND Created <= L_LAST_YEAR()',
    "SELECT Id FROM Users WHERE Created < date_trunc('year', current_date)",
  ],
  [
    'SELECT Id FROM Users WHERE LastLogin NOT BETWEEN L_LAST_N_MONTHS(?) AND L_THIS_MONTH()',
    `SELECT Id FROM Users WHERE LastLogin < date_trunc('month', current_date) - INTERVAL 3 MONTHS
     OR LastLogin >= date_trunc('month', current_date) + INTERVAL 1 MONTH`,
    [3],
  ],
  [
    "SELECT Id FROM Users WHERE LastLogin < DATEADD('mm', -1, GETDATE()) AND STARTSWITH(ProfileLogin, 'a')",
    "SELECT Id FROM Users WHERE LastLogin < now() - INTERVAL 1 MONTH AND starts_with(ProfileLogin, 'a')",
  ],
  [
    "SELECT DATEPART('yy', Created) AS y, COUNT_BIG(*) AS n, STDEV(LEN(ISNULL(ProfileLogin, ''))) AS d FROM Users GROUP BY 1",
    "SELECT year(Created) AS y, count(*) AS n, stddev_samp(len(coalesce(ProfileLogin, ''))) AS d FROM Users GROUP BY 1",
  ],
  [
    "SELECT Id, DATEDIFF('dd', Created, Activated) AS d, STUFF(ProfileLogin, 1, 1, '?') AS s FROM Users WHERE EOMONTH(Created) > '2015-01-01'",
    "SELECT Id, date_diff('day', Created, Activated) AS d, '?' || substring(ProfileLogin, 2) AS s FROM Users WHERE last_day(Created) > '2015-01-01'",
  ],
];

describe('what is written in another dialect answers as what it means: with pushdown, without, and as plain DuckDB', () => {
  it.each(pairs.map(([written, ...rest]) => [written, rest] as const))(
    '%s',
    async (written, [meaning, params = []]) => {
      const truth = await reference.run(meaning, []);
      expect(truth.rows.length, meaning).toBeGreaterThan(0);
      for (const connection of connections) {
        const result = await connection.query<unknown[]>(written, params, { rowMode: 'array', raw: true });
        expect(result.stats.fallbacks).toBe(0);
        const found = answerOf(result.columns, result.rows);
        expect(found.types).toEqual(truth.types);
        const ordered = /ORDER BY/.test(written) && !/IN \(/.test(written);
        const rows = (answer: typeof found) => answer.rows.map((row) => row.join('\u0001'));
        if (ordered) expect(rows(found)).toEqual(rows(truth));
        else expect(rows(found).sort()).toEqual(rows(truth).sort());
      }
    },
  );
});

describe('what is written in another dialect reaches the source as what it means', () => {
  it.each([
    ['SELECT TOP 3 Id FROM Users', /^LIMIT 3$/],
    ['SELECT Id FROM Users WHERE Created = L_LAST_YEAR()', /^Created >= /],
    ["SELECT Id FROM Users WHERE LastUpdated > DATEADD('dd', -7, GETDATE())", /^LastUpdated > /],
    ['SELECT Uuid FROM SystemLogs WHERE Published >= L_LAST_N_DAYS(3)', /^Published >= /],
    ["SELECT Id FROM Users WHERE STARTSWITH(ProfileLogin, 'a')", /^ProfileLogin starts with 'a'/],
  ])('%s', async (sql, condition) => {
    const { steps } = await connections[0]!.explain(sql);
    expect(steps.flatMap((step) => [...step.pushed, ...step.remaining])).toContainEqual(
      expect.stringMatching(condition),
    );
  });
});
