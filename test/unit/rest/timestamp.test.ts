import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDate,
  formatMilliseconds,
  parseDate,
  parseTimestamp,
  toMilliseconds,
} from '../../../src/rest/timestamp.ts';

const milliseconds = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });

describe('an ISO time', () => {
  it('is the same moment to us as to the platform, at every offset', () => {
    const offset = fc.tuple(
      fc.constantFrom('+', '-'),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
    );
    fc.assert(
      fc.property(milliseconds, offset, (moment, [sign, hours, minutes]) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const text = new Date(moment).toISOString();
        const elsewhere = `${text.slice(0, -1)}${sign}${two(hours)}:${two(minutes)}`;
        expect(BigInt(parseTimestamp(text)!)).toBe(BigInt(moment) * 1000n);
        expect(BigInt(parseTimestamp(elsewhere)!)).toBe(BigInt(Date.parse(elsewhere)) * 1000n);
      }),
    );
  });

  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00', 0],
    ['1970-01-01', 0],
    ['1970-01-01 00:00:01Z', 1_000_000],
    ['1970-01-01T00:00:00.5Z', 500_000],
    ['1970-01-01T00:00:00.1234567Z', 123_456],
    ['1970-01-01T01:00:00+0100', 0],
    ['1969-12-31T23:59:59.999999Z', -1],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000],
    ['9999-12-31T23:59:59.999999Z', 253_402_300_799_999_999n],
  ])('%s is %s microseconds from 1970', (text, micros) => {
    expect(parseTimestamp(text)).toBe(micros);
  });

  it.each([
    ...[
      '',
      'x',
      '2024-13-01T00:00:00Z',
      '2023-02-29T00:00:00Z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:60:00Z',
    ],
    ...[
      '2024-01-01T00:00Z',
      '2024-01-01T00:00:00.Z',
      '2024-01-01T00:00:00Zx',
      '2024-01-01T00:00:00+1',
      '2024-1-1',
    ],
    ...['20240101T000000Z', '2024-01-01T00:00:00+25:00'],
  ])('is not %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});

describe('a date', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (days) => {
        expect(parseDate(formatDate(days)!)).toBe(days);
      }),
    );
  });

  it('may come with a time behind it', () => {
    expect(parseDate('1970-01-02T23:00:00Z')).toBe(1);
    expect(parseDate('1970-01-02x')).toBeUndefined();
    expect(parseDate('1970-02-30')).toBeUndefined();
  });
});

describe('microseconds', () => {
  it('are cut down to the millisecond before them, and say whether that is the same', () => {
    fc.assert(
      fc.property(milliseconds, fc.integer({ min: 0, max: 999 }), (moment, cut) => {
        const micros = BigInt(moment) * 1000n + BigInt(cut);
        const value = Number.isSafeInteger(Number(micros)) ? Number(micros) : micros;
        expect(toMilliseconds(value)).toEqual({ floor: moment, exact: cut === 0 });
      }),
    );
    expect(formatMilliseconds(-1)).toBe('1969-12-31T23:59:59.999Z');
  });

  it('that four digits of a year cannot say have no form', () => {
    expect(toMilliseconds(Number.POSITIVE_INFINITY)).toBeUndefined();
    expect(toMilliseconds(-62_135_596_800_001_000n)).toBeUndefined();
    expect(toMilliseconds(253_402_300_800_000_000n)).toBeUndefined();
    expect(toMilliseconds('2024-01-01')).toBeUndefined();
  });
});
