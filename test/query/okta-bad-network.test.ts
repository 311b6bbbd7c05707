/** Fifty thousand rows over a bad network: none lost, none twice. */
import { expect, it } from 'vitest';
import { startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import type { Fault } from '../../src/sandbox/okta/wire/faults.ts';
import { connectOkta } from './quick-connection.ts';

const count = 50_000;

/** A number in [0, 1) that follows from the one before (Numerical Recipes' generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** 5 % of the requests are throttled, 2 % find the source away, 1 % of the sockets break. */
function badNetwork(seed: number, hit: Map<Fault['kind'], number>): () => Fault | undefined {
  const random = randomNumbers(seed);
  return () => {
    const chance = random();
    const fault: Fault | undefined =
      chance < 0.05
        ? { kind: 'throttle' }
        : chance < 0.07
          ? { kind: 'unavailable' }
          : chance < 0.08
            ? { kind: 'cut', share: random() }
            : undefined;
    if (fault) hit.set(fault.kind, (hit.get(fault.kind) ?? 0) + 1);
    return fault;
  };
}

it.each([
  ['Users', 'SELECT Id AS id FROM Users', 'users'],
  ['SystemLogs', "SELECT Uuid AS id FROM SystemLogs WHERE Published >= '2020-01-01'", 'logs'],
] as const)('%s: every row once', async (_, sql, collection) => {
  await using sandbox = await startOktaSandbox({
    ...{ users: count, logs: count + 2000, groups: 5, apps: 5, latency: 0, rate: 10_000_000 },
  });
  const hit = new Map<Fault['kind'], number>();
  sandbox.setFaults(badNetwork(7, hit));
  await using connection = await connectOkta(`${sandbox.connectionStrings.APIToken};PageSize=200`);
  const seen = new Set<unknown>();
  let rows = 0;
  for await (const { id } of await connection.stream<{ id: string }>(sql)) {
    rows++;
    seen.add(id);
  }
  const truth = (sandbox.truth()[collection] ?? []).map(({ id, uuid }) => id ?? uuid);
  expect(truth.length).toBeGreaterThanOrEqual(count);
  expect([rows, seen.size]).toEqual([truth.length, truth.length]);
  expect(truth.filter((id) => !seen.has(id))).toEqual([]);
  expect([...hit.keys()].sort()).toEqual(['cut', 'throttle', 'unavailable']);
});
