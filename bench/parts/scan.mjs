// Scans of 50,000 users: all columns, three columns, a grouping, the first row.
import { performance } from 'node:perf_hooks';
import { connect } from '../../dist/index.js';
import { fetchPages, inTurn, median, startServer } from '../measure.mjs';

const users = 50_000;
const statements = {
  'SELECT *': 'SELECT * FROM Users',
  'three columns': 'SELECT Id, Status, ProfileLogin FROM Users',
  'GROUP BY': 'SELECT ProfileDepartment, COUNT(*) AS n FROM Users GROUP BY 1',
};

export async function scan() {
  // Pages are kept, so that the server is as warm for one as for the other.
  const server = await startServer({ users, latency: 0, rate: 1_000_000, cachedBytes: 1_000_000_000 });
  const connection = await connect(`${server.connection};RateLimitShare=100`);
  try {
    await connection.catalog();
    const figures = [];
    for (const [name, sql] of Object.entries(statements)) {
      server.clear();
      await connection.query(sql);
      const targets = (await server.log()).map(({ url }) => url);
      const sdk = name === 'SELECT *' ? await openSdk(server) : undefined;
      const medians = await inTurn(5, {
        ours: () => drain(connection, sql),
        floor: () => fetchPages(server, targets),
        ...(sdk ? { sdk } : {}),
      });
      const ratio = medians.ours / medians.floor;
      if (sdk)
        figures.push(figure(`${name}: time of @okta/okta-sdk-nodejs = 1`, medians.ours / medians.sdk, 1));
      figures.push(figure(`${name}: time of the floor = 1`, ratio, name === 'SELECT *' ? undefined : 1.8));
    }
    figures.push(figure('first row: time of a page = 1', await firstRow(connection, server), 2));
    return figures;
  } finally {
    await connection.close();
    server.close();
  }
}

/** Reads every row and keeps none, as the floor and the SDK do. */
async function drain(connection, sql) {
  for await (const _ of await connection.stream(sql));
}

/** The time to the first of all rows, in times of a page fetched and parsed alone. */
async function firstRow(connection, server) {
  server.clear();
  const sql = statements['SELECT *'];
  for await (const _ of await connection.stream(sql)) break;
  const [{ url }] = await server.log();
  const ratios = [];
  for (let round = 0; round < 15; round++) {
    let before = performance.now();
    await fetchPages(server, [url]);
    const page = performance.now() - before;
    before = performance.now();
    for await (const _ of await connection.stream(sql)) break;
    if (round > 0) ratios.push((performance.now() - before) / page);
  }
  return median(ratios);
}

/** Lists all users as Okta's own SDK does. */
async function openSdk({ url, token }) {
  const { default: okta } = await import('@okta/okta-sdk-nodejs');
  // The SDK refuses plain http unless it is told that the address is for tests.
  const client = new okta.Client({ orgUrl: url, token, testing: { disableHttpsCheck: true } });
  return async () => {
    let count = 0;
    const list = await client.userApi.listUsers({
      filter: 'lastUpdated ge "1970-01-01T00:00:00.000Z"',
      limit: 200,
    });
    await list.each(() => {
      count++;
    });
    if (count !== users) throw new Error(`The SDK gave ${count} users.`);
  };
}

function figure(name, measured, bound) {
  return { name, measured, bound, unit: '×' };
}
