import { describe, expect, it } from 'vitest';
import type { DataType, Value } from '../../../src/catalog/data-type.ts';
import { parameterText } from '../../../src/rest/parameter-text.ts';

describe('a value in a path or a parameter', () => {
  it.each<[DataType, Value, string]>([
    ['text', '', ''],
    ['text', 'a "b" & c', 'a "b" & c'],
    ['boolean', false, 'false'],
    ['integer', -7, '-7'],
    ['bigint', 9_007_199_254_740_993n, '9007199254740993'],
    ['double', 0.1, '0.1'],
    ['decimal(12,2)', '12.50', '12.50'],
    ['date', 19_723, '2024-01-01'],
    ['date', -1, '1969-12-31'],
    ['date', 2_932_896, '9999-12-31'],
    ['date', -719_162, '0001-01-01'],
    ['timestamp with time zone', 1_704_067_200_123_000, '2024-01-01T00:00:00.123Z'],
    ['timestamp', -1_000, '1969-12-31T23:59:59.999Z'],
    ['timestamp with time zone', 253_402_300_799_999_000n, '9999-12-31T23:59:59.999Z'],
  ])('of type %s, %s, is written %s', (type, value, text) => {
    expect(parameterText(value, type)).toBe(text);
  });

  it.each<[DataType, Value]>([
    ['text', null],
    ['text[]', ['a']],
    ['json', { a: 1 }],
    ['bytea', new Uint8Array([1])],
    ['double', Number.NaN],
    ['double', Number.NEGATIVE_INFINITY],
    ['date', 2_932_897],
    ['date', -719_163],
    ['date', 2_147_483_647],
    ['date', -2_147_483_647],
    // Sources take times to the millisecond; cut off, it would be another.
    ['timestamp with time zone', 1_704_067_200_123_001],
    ['timestamp with time zone', 9_223_372_036_854_775_807n],
    ['timestamp with time zone', -9_223_372_036_854_775_807n],
  ])('of type %s, %s, has no plain text', (type, value) => {
    expect(parameterText(value, type)).toBeUndefined();
  });
});
