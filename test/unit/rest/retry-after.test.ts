import { describe, expect, it } from 'vitest';
import { retryAfter } from '../../../src/rest/retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['7', undefined, 7_000],
    [' 120 ', undefined, 120_000],
    ['0', undefined, undefined],
    ['soon', undefined, undefined],
    ['-5', undefined, undefined],
    ['Thu, 01 Jan 2026 00:00:30 GMT', undefined, 30_000],
    ['Wed, 31 Dec 2025 23:59:30 GMT', undefined, undefined],
    // The source's clock is an hour ahead: its own Date says what its moment means.
    ['Thu, 01 Jan 2026 01:00:30 GMT', 'Thu, 01 Jan 2026 01:00:00 GMT', 30_000],
  ])('%j, answered at %j, asks to wait %j ms', (text, date, milliseconds) => {
    const headers = new Map([
      ['retry-after', text],
      ...(date === undefined ? [] : [['date', date] as const]),
    ]);
    expect(retryAfter(headers, now)).toBe(milliseconds);
  });

  it('that is absent asks for nothing', () => {
    expect(retryAfter(new Map(), now)).toBeUndefined();
  });
});
