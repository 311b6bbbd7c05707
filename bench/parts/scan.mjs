// Scans of 50,000 users: all columns, three columns, a grouping, the first row.
import { connect } from '../../dist/index.js';
import { expectCount, fetchPages, inTurn, startServer } from '../measure.mjs';
import { openSdk } from '../okta-sdk.mjs';

const users = 50_000;
const all = 'SELECT * FROM Users';
const statements = {
  'SELECT *': all,
  'three columns': 'SELECT Id, Status, ProfileLogin FROM Users',
  'GROUP BY': 'SELECT ProfileDepartment, COUNT(*) AS n FROM Users GROUP BY 1',
};

export async function scan() {
  // Pages are kept, so that the server is as warm for one as for the other.
  const server = await startServer({ users, latency: 0, rate: 1_000_000, cachedBytes: 1_000_000_000 });
  const connection = await connect(`${server.connection};RateLimitShare=100`);
  try {
    await connection.catalog();
    const listWithSdk = await openSdk(server);
    const figures = [];
    for (const [name, sql] of Object.entries(statements)) {
      server.clear();
      const { rows, stats } = await connection.query(sql);
      expectCount(`${name}: users fetched`, stats.rowsFetched, users);
      const targets = (await server.log()).map(({ url }) => url);
      const works = {
        ours: async () => expectCount(name, await drain(connection, sql), rows.length),
        floor: async () => expectCount('the floor', await fetchPages(server, targets), users),
      };
      if (sql === all && listWithSdk) {
        works.sdk = async () => expectCount('the SDK', await listWithSdk(), users);
      }
      const ratio = await inTurn(9, works);
      if (sql === all) figures.push(figure(`${name}: time of @okta/okta-sdk-nodejs = 1`, ratio.sdk, 1));
      figures.push(figure(`${name}: time of the floor = 1`, ratio.floor, sql === all ? undefined : 1.8));
    }
    return figures;
  } finally {
    await connection.close();
    server.close();
  }
}

/** Reads every row and keeps none, as the floor and the SDK do. */
async function drain(connection, sql) {
  let count = 0;
  for await (const _ of await connection.stream(sql)) count++;
  return count;
}

/**
 * The time to the first of all rows, in times of a page fetched and parsed alone. The bound is for the sandbox's usual
 * latency; without any, reading and planning the statement take about as long as the page.
 */
export async function firstRow() {
  const at20 = await firstRowAt(20);
  const at0 = await firstRowAt(0);
  return [
    figure('first row at 20 ms latency: time of a page = 1', at20, 2),
    figure('first row at 0 ms latency: time of a page = 1', at0, undefined),
  ];
}

async function firstRowAt(latency) {
  const server = await startServer({ users, latency, rate: 1_000_000 });
  const connection = await connect(server.connection);
  try {
    const first = async () => {
      for await (const _ of await connection.stream(all)) return;
      throw new Error('No row came.');
    };
    await connection.catalog();
    server.clear();
    await first();
    const [{ url }] = await server.log();
    const ratio = await inTurn(15, { ours: first, page: () => fetchPages(server, [url]) });
    return ratio.page;
  } finally {
    await connection.close();
    server.close();
  }
}

function figure(name, measured, bound) {
  return { name, measured, bound, unit: '×' };
}
