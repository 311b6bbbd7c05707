// Two sources in one statement: who left the company by the personnel system, and can still sign in to Okta.
// The personnel system is a few lines of HTTP here; its tables are declared in hr.json, without code.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { connect, formatConnectionString } from 'sqluice';

const okta = process.env.SQLUICE_CONNECTION ?? 'okta:Domain=sandbox';
const people = await (async () => {
  await using connection = await connect(okta);
  const { rows } = await connection.query<{ email: string }>(
    "SELECT ProfileEmail AS email FROM Users WHERE Status = 'ACTIVE' ORDER BY Id LIMIT 5",
  );
  return rows.map(({ email }, index) => ({
    number: String(index + 1),
    contact: { email: email.toUpperCase() },
    ...(index % 2 === 0 ? { state: 'left', leftOn: '2026-01-31' } : { state: 'employed' }),
  }));
})();

const server = createServer((request, response) => {
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  const [page, size, state] = [Number(query.get('page')), Number(query.get('size')), query.get('state')];
  const found = people.filter((person) => state === null || person.state === state);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ items: found.slice((page - 1) * size, page * size) }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

const hr = formatConnectionString({
  connector: 'rest',
  entries: [
    { name: 'Declaration', value: fileURLToPath(new URL('hr.json', import.meta.url)) },
    { name: 'URL', value: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
  ],
});

{
  await using connection = await connect({ okta, hr });
  const { rows, stats } = await connection.query(`
    SELECT e.Number, e.LeftOn, u.ProfileLogin, u.Status
    FROM hr.Employees e
    JOIN okta.Users u ON lower(u.ProfileEmail) = lower(e.Email)
    WHERE e.State = 'left' AND u.Status = 'ACTIVE'
    ORDER BY e.Number`);
  console.table(rows);
  for (const { source, table, requests } of stats.scans)
    console.log(`${source}.${table}: ${requests} requests`);
}
server.close();
