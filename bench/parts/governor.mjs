// A limit of 600 a minute, as 200 in windows of 20 seconds: how near the budget, and whether the server had to refuse.
import { connect } from '../../dist/index.js';
import { expectCount, startServer, time } from '../measure.mjs';

const users = 100_000;
const windowSeconds = 20;
const perWindow = 200;

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
    // The first window may be used at once; each further one begins with the server's clock.
    const least = Math.floor((sent - 1) / perWindow) * windowSeconds;
    const refused = log.filter(({ status }) => status === 429).length;
    return [
      {
        name: '500 pages under 600 a minute: time that the budget takes = 1',
        measured: seconds / least,
        bound: 1.1,
        unit: '×',
      },
      { name: '500 pages under 600 a minute: refused with 429', measured: refused, bound: 0, unit: '' },
    ];
  } finally {
    await connection.close();
    server.close();
  }
}
