// What an identity team asks of its Okta org, answered by SQL over an org of made-up people that runs in this process.
// `npm run demo` builds the package first.
import process from 'node:process';
import { statisticsText } from '../dist/cli/explanation-text.js';
import { tableFormat } from '../dist/cli/formats/table.js';
import { styleFor } from '../dist/cli/style.js';
import { connect } from '../dist/index.js';

const questions = [
  {
    title: 'Administrators who left, are locked out, or have not signed in for a year',
    sql: `
SELECT m.ProfileLogin AS login, m.Status, m.LastLogin::date AS last_sign_in
FROM Groups g
JOIN GroupMembers m ON m.GroupId = g.Id
WHERE g.Type = 'BUILT_IN' AND g.ProfileName = 'Okta Administrators'
  AND (m.Status <> 'ACTIVE' OR m.LastLogin < now() - INTERVAL '1 year')
ORDER BY m.LastLogin NULLS FIRST
LIMIT 6`,
  },
  {
    title: 'People by department and state',
    sql: `
SELECT coalesce(ProfileDepartment, '(none)') AS department, count(*) AS people,
       count(*) FILTER (WHERE Status = 'ACTIVE') AS active,
       count(*) FILTER (WHERE Status IN ('SUSPENDED', 'LOCKED_OUT')) AS blocked,
       count(*) FILTER (WHERE Status = 'DEPROVISIONED') AS deprovisioned
FROM Users
GROUP BY ALL
ORDER BY people DESC`,
  },
  {
    title: 'Failed sign-ins by hour, the last twelve hours',
    sql: `
SELECT date_trunc('hour', Published) AS hour, count(*) AS failed,
       count(DISTINCT ActorId) AS people, repeat('▇', count(*)::int) AS graph
FROM SystemLogs
WHERE EventType = 'user.session.start' AND OutcomeResult = 'FAILURE'
  AND Published >= date_trunc('hour', now()) - INTERVAL '12 hours'
GROUP BY ALL
ORDER BY hour`,
  },
  {
    title: 'Who failed to sign in, more than once this month, and then got in',
    sql: `
WITH attempts AS (
  SELECT ActorId, max(ActorAlternateId) AS login,
         count(*) FILTER (WHERE OutcomeResult = 'FAILURE') AS failed,
         max(Published) FILTER (WHERE OutcomeResult = 'FAILURE') AS last_failure,
         max(Published) FILTER (WHERE OutcomeResult = 'SUCCESS') AS last_success
  FROM SystemLogs
  WHERE EventType = 'user.session.start' AND Published >= now() - INTERVAL '30 days'
  GROUP BY ActorId
)
SELECT login, failed, last_failure, last_success - last_failure AS after
FROM attempts
WHERE failed > 1 AND last_success > last_failure
ORDER BY failed DESC, login
LIMIT 6`,
  },
  {
    title: 'Active accounts that nobody used for a year, and the app they still have',
    sql: `
SELECT u.ProfileDepartment AS department, count(*) AS dormant, min(u.LastLogin)::date AS oldest
FROM Apps a
JOIN ApplicationUsers au ON au.AppId = a.Id
JOIN Users u ON u.Id = au.Id
WHERE a.Label = 'Salesforce' AND u.Status = 'ACTIVE' AND u.LastLogin < now() - INTERVAL '1 year'
GROUP BY ALL
ORDER BY dormant DESC
LIMIT 6`,
  },
  {
    title: 'The largest groups, and the apps they open',
    sql: `
SELECT g.ProfileName AS "group", count(DISTINCT m.UserId) AS members,
       count(DISTINCT a.Id) AS apps, string_agg(DISTINCT a.Label, ', ' ORDER BY a.Label) AS labels
FROM Groups g
JOIN GroupMembers m ON m.GroupId = g.Id
JOIN ApplicationGroups ag ON ag.GroupId = g.Id
JOIN Apps a ON a.Id = ag.AppId AND a.Status = 'ACTIVE'
WHERE g.Type = 'OKTA_GROUP'
GROUP BY g.Id, g.ProfileName
ORDER BY members DESC
LIMIT 6`,
  },
];

const style = styleFor(process.stdout, process.env);
const connection = await connect('okta:Domain=sandbox');
try {
  for (const { title, sql } of questions) {
    const { columns, rows, stats } = await connection.query(sql, [], { rowMode: 'array', raw: true });
    const format = tableFormat(columns, style);
    const table = rows.map((row) => format.row(row)).join('') + format.end();
    const scans = stats.scans.map(({ table, read, requests }) => `${table} by ${read} ${requests}`);
    const cost = `${statisticsText(stats)}\nrequests: ${scans.join(', ')}`;
    process.stdout.write(`${style.bold(title)}\n${style.dim(sql)}\n\n${table}\n${cost}\n\n\n`);
  }
} finally {
  await connection.close();
}
