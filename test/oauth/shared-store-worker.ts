// A process with many connections over one kept sign-in, each of which asks again and again until it is told to stop.
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { connect, DriverError } from '../../src/index.ts';
import type { WorkerMessage, WorkerOrder } from './shared-store.ts';

const { connectionString, connections, interval, statement } = JSON.parse(
  process.env.WORKER_ORDER ?? '',
) as WorkerOrder;
const stopped = new AbortController();
process.once('message', () => stopped.abort());
// Whoever started it has died.
process.once('disconnect', () => process.exit());

let opened = 0;
const tell = (message: WorkerMessage) => process.send?.(message);

async function ask() {
  const connection = await connect(connectionString, { interaction: null });
  opened++;
  if (opened === connections) tell({ kind: 'opened' });
  const prepared = await connection.prepare(statement);
  while (!stopped.signal.aborted) {
    const next = performance.now() + interval * (0.5 + Math.random());
    await prepared.query().catch((error: unknown) => {
      const reason = error instanceof DriverError ? error.reason : 'unknown';
      tell({ kind: 'failure', at: Date.now(), reason, message: String(error) });
    });
    const wait = next - performance.now();
    if (wait > 0) await setTimeout(wait);
  }
  await connection.close();
}

await Promise.all(Array.from({ length: connections }, ask));
process.disconnect?.();
