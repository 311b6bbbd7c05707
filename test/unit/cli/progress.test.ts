import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { terminalProgress } from '../../../src/cli/progress.ts';
import type { ConnectionEvent } from '../../../src/index.ts';
import { capturedTerminal } from './captured-terminal.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const page: ConnectionEvent = { source: 'okta', kind: 'page', table: 'Users', rows: 1200 };
const request: ConnectionEvent = {
  source: 'okta',
  kind: 'request',
  purpose: 'scan',
  method: 'GET',
  url: 'https://x/',
  status: 200,
  startedAt: 0,
  milliseconds: 1,
  bytes: 1,
};

function start() {
  const terminal = capturedTerminal({ tty: true });
  const progress = terminalProgress(terminal.errors, Date.now);
  const lines = async () => {
    // The stream hands its text on in its own time, which is not faked.
    await vi.advanceTimersByTimeAsync(0);
    return terminal.errorText().split('\r\u001b[K');
  };
  return { progress, lines };
}

it('counts requests, pages and rows', async () => {
  const { progress, lines } = start();
  progress.observe(request);
  progress.observe(page);
  progress.observe(page);
  vi.advanceTimersByTime(1000);
  expect((await lines()).at(-1)).toBe('1 request, 2 pages, 2,400 rows');
});

it('counts down while a rate limit is waited for', async () => {
  const { progress, lines } = start();
  progress.observe({
    source: 'okta',
    kind: 'wait',
    cause: 'rate limit',
    milliseconds: 3000,
    bucket: '/api/v1/users',
  });
  vi.advanceTimersByTime(4000);
  const seen = (await lines()).map((line) => /waiting (.*)/.exec(line)?.[1]);
  expect([...new Set(seen)].filter((line) => line !== undefined)).toEqual([
    '3 s: rate limit of /api/v1/users',
    '2 s: rate limit of /api/v1/users',
    '1 s: rate limit of /api/v1/users',
  ]);
  expect(seen.at(-1)).toBeUndefined();
});

it('shows nothing for what is over in a moment', async () => {
  const { progress, lines } = start();
  progress.observe(request);
  vi.advanceTimersByTime(300);
  progress.close();
  vi.advanceTimersByTime(5000);
  expect(await lines()).toEqual(['']);
});

it('takes its line away when it ends', async () => {
  const { progress, lines } = start();
  progress.observe(request);
  vi.advanceTimersByTime(1000);
  progress.close();
  expect((await lines()).at(-1)).toBe('');
});
