// Every user as one line of JSON, in the memory of a page, however large the org: rows come as pages arrive, and a
// slow reader slows the fetching. Leaving the loop early cancels the requests under way, and so does the signal.
import { once } from 'node:events';
import { stdout } from 'node:process';
import { connect } from 'sqluice';

await using connection = await connect(process.env.SQLUICE_CONNECTION ?? 'okta:Domain=sandbox');
const users = await connection.stream('SELECT Id, ProfileLogin, Status, LastLogin FROM Users', [], {
  signal: AbortSignal.timeout(60_000),
});

for await (const user of users) {
  if (!stdout.write(`${JSON.stringify(user)}\n`)) await once(stdout, 'drain');
}
console.error(`${users.stats.rowsReturned} users by ${users.stats.requests} requests`);
