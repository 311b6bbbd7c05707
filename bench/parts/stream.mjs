// A million users streamed: memory of the client process, all of it and its slope.
import { expectCount, runProgram, startServer } from '../measure.mjs';

export async function stream() {
  const server = await startServer({ users: 1_000_000, latency: 0, rate: 1_000_000 });
  try {
    const direct = await runProgram('stream-client.mjs', server.connection, 'SELECT * FROM Users');
    expectCount('rows streamed', direct.rows, 1_000_000);
    return [
      { name: '1,000,000 users streamed: peak memory', measured: direct.peak, bound: 350, unit: 'MB' },
      {
        name: '1,000,000 users streamed: growth in the last half',
        measured: direct.growth,
        bound: 20,
        unit: 'MB',
      },
    ];
  } finally {
    server.close();
  }
}

export async function batches() {
  const server = await startServer({ users: 200_000, latency: 0, rate: 1_000_000 });
  try {
    const sql = 'SELECT Id FROM Users WHERE length(ProfileLogin) > 20';
    const engine = await runProgram('stream-client.mjs', server.connection, sql);
    return [
      {
        name: '200,000 users through the engine: peak memory',
        measured: engine.peak,
        bound: 350,
        unit: 'MB',
      },
      {
        name: '200,000 users through the engine: growth in the last half',
        measured: engine.growth,
        bound: 30,
        unit: 'MB',
      },
    ];
  } finally {
    server.close();
  }
}
