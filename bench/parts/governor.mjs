// A limit of 600 a minute: how near the budget, and whether the server had to refuse.
import { connect } from '../../dist/index.js';
import { expectCount, startServer, time } from '../measure.mjs';

const users = 140_000;
const windowSeconds = 60;
const perWindow = 600;

export async function governor() {
  const server = await startServer({
    users,
    latency: 5,
    rate: perWindow,
    rateWindow: windowSeconds,
  });
  const connection = await connect(`${server.connection};RateLimitShare=100`);
  try {
    await connection.catalog();
    server.clear();
    let result;
    const work = async () => {
      result = await connection.query('SELECT Id FROM Users');
    };
    const seconds = (await time(work)) / 1000;
    expectCount('users', result.rows.length, users);
    const log = await server.log();
    const sent = log.length;
    // A window begins with its first request and may be used at once; only the last one need not be waited for.
    const least = Math.floor((sent - 1) / perWindow) * windowSeconds;
    const refused = log.filter(({ status }) => status === 429).length;
    return [
      {
        name: '700 pages under 600 a minute: time that the budget takes = 1',
        measured: seconds / least,
        bound: 1.1,
        unit: '×',
      },
      { name: '700 pages under 600 a minute: refused with 429', measured: refused, bound: 0, unit: '' },
    ];
  } finally {
    await connection.close();
    server.close();
  }
}
