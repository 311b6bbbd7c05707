// Scans of 50,000 users: all columns, three columns, a grouping, the first row.
import { connect } from '../../dist/index.js';
import { fetchPages, inTurn, startServer } from '../measure.mjs';

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
      const ratio = await inTurn(9, {
        ours: () => drain(connection, sql),
        floor: () => fetchPages(server, targets),
        ...(sdk ? { sdk } : {}),
      });
      if (sdk) figures.push(figure(`${name}: time of @okta/okta-sdk-nodejs = 1`, ratio.sdk, 1));
      figures.push(
        figure(`${name}: time of the floor = 1`, ratio.floor, name === 'SELECT *' ? undefined : 1.8),
      );
    }
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

/** The time to the first of all rows, in times of a page fetched and parsed alone, at the sandbox's usual latency. */
export async function firstRow() {
  const server = await startServer({ users, rate: 1_000_000 });
  const connection = await connect(server.connection);
  try {
    const first = async () => {
      for await (const _ of await connection.stream(statements['SELECT *'])) break;
    };
    await connection.catalog();
    server.clear();
    await first();
    const [{ url }] = await server.log();
    const ratio = await inTurn(15, { ours: first, page: () => fetchPages(server, [url]) });
    return [figure('first row: time of a page = 1', ratio.page, 2)];
  } finally {
    await connection.close();
    server.close();
  }
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
