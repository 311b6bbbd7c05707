// Values never become part of the SQL text: `$1` or `?`, a tagged template, and a statement read once to run often.
import { connect } from 'sqluice';

await using connection = await connect(process.env.SQLUICE_CONNECTION ?? 'okta:Domain=sandbox');

const department = "Women's Network";
const since = new Date('2024-01-01');
const byNumber = await connection.query<{ people: number }>(
  'SELECT count(*) AS people FROM Users WHERE ProfileDepartment = $1 AND Created >= $2',
  [department, since],
);
console.log(`${byNumber.rows[0]?.people} people of ${department} came after ${since.toISOString()}`);

const byTemplate = await connection.sql<{ ProfileLogin: string }>`
  SELECT ProfileLogin FROM Users WHERE ProfileDepartment = ${department} ORDER BY ProfileLogin LIMIT ${3}`;
console.log(byTemplate.rows.map(({ ProfileLogin }) => ProfileLogin).join('\n'));

await using members = await connection.prepare<{ members: number }>(
  'SELECT count(*) AS members FROM GroupMembers m JOIN Groups g ON g.Id = m.GroupId WHERE g.ProfileName = ?',
);
for (const name of ['Okta Administrators', 'Everyone']) {
  const { rows, stats } = await members.query([name]);
  console.log(`${name}: ${rows[0]?.members} members, ${stats.requests} requests`);
}
