import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logObserver, traceObserver } from '../../../src/cli/observers.ts';
import { requestLine } from '../../../src/cli/request-log.ts';
import type { ConnectionEvent } from '../../../src/index.ts';
import { capturedTerminal } from './captured-terminal.ts';

const answered: ConnectionEvent = {
  source: 'okta',
  kind: 'request',
  purpose: 'scan',
  method: 'GET',
  url: 'https://x.okta.com/api/v1/users?limit=200&filter=status%20eq%20%22ACTIVE%22',
  status: 200,
  startedAt: Date.UTC(2024, 1, 29, 12),
  milliseconds: 12.4,
  bytes: 345,
  requestId: 'req1',
  table: 'Users',
  requestHeaders: { authorization: 'SSWS s3cret', accept: 'application/json' },
  responseHeaders: { 'content-type': 'application/json', 'set-cookie': 's3cret' },
};

const failed: ConnectionEvent = {
  source: 'okta',
  kind: 'request',
  purpose: 'token',
  method: 'POST',
  url: 'https://x.okta.com/oauth2/v1/token',
  status: undefined,
  startedAt: Date.UTC(2024, 1, 29, 12),
  milliseconds: 5,
  bytes: 0,
  error: 'socket\nclosed',
};

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sqluice-trace-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('requestLine', () => {
  it('tells one request in one line', () => {
    expect(requestLine(answered)).toBe(
      '2024-02-29T12:00:00.000Z okta.Users scan GET https://x.okta.com/api/v1/users?limit=200&filter=status%20eq%20%22ACTIVE%22 200 12ms 345B request=req1\n',
    );
    expect(requestLine(failed)).toBe(
      '2024-02-29T12:00:00.000Z okta token POST https://x.okta.com/oauth2/v1/token failed 5ms 0B error="socket\\nclosed"\n',
    );
  });

  it('has no line for other events', () => {
    expect(requestLine({ source: 'okta', kind: 'page', table: 'Users', rows: 3 })).toBeUndefined();
  });
});

describe('logObserver', () => {
  it('adds to a file that only the owner can read', async () => {
    const file = path.join(folder, 'log');
    for (let run = 0; run < 2; run++) {
      const observer = await logObserver(file, capturedTerminal(), () => {});
      observer.observe(answered);
      await observer.close();
    }
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(3);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('refuses a file that cannot be written', async () => {
    const nowhere = path.join(folder, 'no', 'log');
    await expect(logObserver(nowhere, capturedTerminal(), () => {})).rejects.toThrow('cannot be written');
  });
});

describe('traceObserver', () => {
  it('writes an HTTP Archive 1.2 without credentials', async () => {
    const file = path.join(folder, 'trace.har');
    const observer = await traceObserver(file);
    observer.observe(answered);
    observer.observe({ source: 'okta', kind: 'page', table: 'Users', rows: 3 });
    observer.observe(failed);
    await observer.close();
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('s3cret');
    const { log } = JSON.parse(text);
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'sqluice' } });
    expect(log.entries).toHaveLength(2);
    expect(log.entries[0]).toMatchObject({
      startedDateTime: '2024-02-29T12:00:00.000Z',
      time: 12.4,
      request: {
        method: 'GET',
        headers: [
          { name: 'authorization', value: '[redacted]' },
          { name: 'accept', value: 'application/json' },
        ],
        queryString: [
          { name: 'limit', value: '200' },
          { name: 'filter', value: 'status eq "ACTIVE"' },
        ],
      },
      response: { status: 200, content: { size: 345, mimeType: 'application/json' } },
      timings: { send: 0, wait: 12.4, receive: 0 },
    });
    expect(log.entries[1]).toMatchObject({ response: { status: 0, _error: 'socket\nclosed' } });
  });

  it('is a valid archive without any request', async () => {
    const file = path.join(folder, 'trace.har');
    await (await traceObserver(file)).close();
    expect(JSON.parse(await readFile(file, 'utf8')).log.entries).toEqual([]);
  });
});
