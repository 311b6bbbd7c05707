// A process with many connections over one kept sign-in, each of which asks again and again, by a clock that runs fast.
import './shared-store-surroundings.ts';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { connect, DriverError } from '../../src/index.ts';
import type { WorkerMessage, WorkerOrder } from './shared-store.ts';

const tell = (message: WorkerMessage) => process.send?.(message);
const told = process.argv[2] ?? '{}';
const { connectionString, connections, interval, statement } = JSON.parse(told) as WorkerOrder;
const stopped = new AbortController();
process.once('message', () => stopped.abort());
let statements = 0;

async function ask() {
  const connection = await connect(connectionString, { interaction: null });
  opened();
  const prepared = await connection.prepare(statement);
  while (!stopped.signal.aborted) {
    const next = performance.now() + interval * (0.5 + Math.random());
    try {
      await prepared.query();
      statements++;
    } catch (error) {
      const { reason = '', code = '' } = error instanceof DriverError ? error : {};
      tell({ kind: 'failure', reason, code, text: inspect(error, { depth: 8 }) });
    }
    const wait = next - performance.now();
    if (wait > 0) await setTimeout(wait);
  }
  await connection.close();
}

let waiting = connections;
function opened() {
  waiting--;
  if (waiting === 0) tell({ kind: 'opened' });
}

await Promise.all(Array.from({ length: connections }, ask));
tell({ kind: 'ended', statements });
process.disconnect?.();
