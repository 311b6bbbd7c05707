import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../src/sandbox/okta/server.ts';
import type { Fault } from '../../src/sandbox/okta/wire/faults.ts';
import { connectOkta } from './quick-connection.ts';

let sandbox: OktaSandbox;
let connection: Connection;

/** Small pages, so that every statement has many page indexes to fail at. */
beforeAll(async () => {
  sandbox = await startOktaSandbox({
    users: 300,
    groups: 12,
    apps: 5,
    logs: 500,
    latency: 0,
    rate: 1_000_000,
  });
  connection = await connectOkta(`${sandbox.connectionStrings.OAuthJWT};PageSize=20;MaxRetries=8`);
  await connection.catalog();
});

afterAll(async () => {
  await connection?.close();
  await sandbox?.close();
});

const faults: Readonly<Record<string, Fault>> = {
  429: { kind: 'throttle', seconds: 1 },
  '0/0': { kind: 'concurrency' },
  503: { kind: 'unavailable', status: 503 },
  'socket cut before the headers': { kind: 'drop', when: 'before headers' },
  'socket cut after the headers': { kind: 'drop', when: 'after headers' },
  'half a page': { kind: 'cut', share: 0.5 },
  'half a page that ends cleanly': { kind: 'cut', share: 0.5, cleanly: true },
  'token refused': { kind: 'token refused' },
  'cursor refused': { kind: 'cursor refused', code: 'E0000054' },
};

/** Statements by how they fetch, each with what must come out. */
const statements = {
  scan: 'SELECT Id FROM Users',
  'fan-out': 'SELECT GroupId, UserId FROM GroupMembers',
  join: 'SELECT g.Id AS g, m.UserId AS u, x.Status AS s FROM Groups g JOIN GroupMembers m ON m.GroupId = g.Id JOIN Users x ON x.Id = m.UserId',
} as const;

function keyOf(row: Readonly<Record<string, unknown>>): string {
  return Object.values(row).join('|');
}

async function keys(sql: string): Promise<readonly string[]> {
  return (await connection.query(sql)).rows.map(keyOf).sort();
}

/** Reads row by row, with pauses now and then. */
async function keysSlowly(sql: string, everyRows: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const row of await connection.stream(sql)) {
    found.push(keyOf(row));
    if (found.length % everyRows === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return found.sort();
}

describe.each(Object.entries(statements))('a %s', (kind, sql) => {
  let whole: readonly string[];
  let requests: number;

  beforeAll(async () => {
    sandbox.setFaults([]);
    sandbox.clearLog();
    whole = await keys(sql);
    requests = sandbox.log.length;
    expect(new Set(whole).size).toBe(whole.length);
  });

  it.each(Object.entries(faults))('gives every row once after %s at any request', async (_, fault) => {
    // A request that fails is sent again: one more index than there were requests.
    for (let at = 0; at < Math.min(requests, 24); at++) {
      sandbox.setFaults([{ at, fault }]);
      expect(await keys(sql), `at ${at}`).toEqual(whole);
    }
    sandbox.setFaults([]);
  });

  it('gives every row once after any faults at random, to a slow reader too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(requests + 5), fault: fc.constantFrom(...Object.values(faults)) }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.boolean(),
        async (rules, slow) => {
          // A token that is refused twice for one request is refused for good.
          const refusal = rules.find(({ fault }) => fault.kind === 'token refused');
          sandbox.setFaults(rules.filter((rule) => rule.fault.kind !== 'token refused' || rule === refusal));
          const found = slow ? await keysSlowly(sql, 37) : await keys(sql);
          expect(found).toEqual(whole);
        },
      ),
      { numRuns: kind === 'scan' ? 100 : 50, endOnFailure: true },
    );
    sandbox.setFaults([]);
  });
});

describe('faults that do not pass', () => {
  it('fails as throttled when the limit stays beyond its patience', async () => {
    const impatient = await connectOkta(`${sandbox.connectionStrings.APIToken};RateLimitPatience=1`);
    try {
      sandbox.setFaults([{ url: /users/, fault: { kind: 'throttle', seconds: 3600 }, times: Infinity }]);
      await expect(impatient.query('SELECT Id FROM Users')).rejects.toMatchObject({
        code: '53400',
        reason: 'throttled',
      });
    } finally {
      sandbox.setFaults([]);
      await impatient.close();
    }
  });

  it('fails, and does not end early, when the source stays away', async () => {
    const brief = await connectOkta(`${sandbox.connectionStrings.APIToken};MaxRetries=1;PageSize=20`);
    try {
      await brief.catalog();
      sandbox.setFaults([{ at: 3, times: Infinity, fault: { kind: 'unavailable', status: 503 } }]);
      await expect(brief.query('SELECT Id FROM Users')).rejects.toMatchObject({ kind: 'source' });
    } finally {
      sandbox.setFaults([]);
      await brief.close();
    }
  });
});
