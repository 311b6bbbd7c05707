// Members of 1,000 groups at 50 ms latency, ten requests in flight.
import { connect } from '../../dist/index.js';
import { expectCount, median, startServer, time } from '../measure.mjs';

export async function fanOut() {
  const server = await startServer({ users: 300, groups: 1000, latency: 50, rate: 1_000_000 });
  const connection = await connect(`${server.connection};MaxConcurrency=10;RateLimitShare=100`);
  try {
    await connection.catalog();
    const times = [];
    for (let round = 0; round < 3; round++) {
      server.clear();
      times.push(await time(() => connection.query('SELECT GroupId, UserId FROM GroupMembers')));
      const groups = (await server.log()).map(({ path }) => path).filter((path) => path.endsWith('/users'));
      expectCount('groups whose members were asked for', new Set(groups).size, 1000);
    }
    return [
      {
        name: 'members of 1,000 groups, 50 ms, 10 in flight: time of the waits (5 s) = 1',
        measured: median(times) / 5000,
        bound: 1.5,
        unit: '×',
      },
    ];
  } finally {
    await connection.close();
    server.close();
  }
}
