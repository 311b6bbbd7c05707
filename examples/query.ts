// One query: who is suspended, and since when. `Domain=sandbox` starts a made-up org in this process; with an org of
// your own: okta:Domain=dev-1.okta.com;AuthScheme=APIToken;APIToken=${env:OKTA_TOKEN}
import { connect } from 'sqluice';

interface Suspended {
  readonly ProfileLogin: string;
  readonly since: Date;
}

await using connection = await connect(process.env.SQLUICE_CONNECTION ?? 'okta:Domain=sandbox');
const { rows, stats } = await connection.query<Suspended>(`
  SELECT ProfileLogin, StatusChanged AS since
  FROM Users
  WHERE Status = 'Suspended'
  ORDER BY since DESC
  LIMIT 5`);

for (const { ProfileLogin, since } of rows) {
  console.log(since.toISOString().slice(0, 10), ProfileLogin);
}
console.log(`${stats.requests} request(s), ${stats.rowsFetched} rows fetched`);
