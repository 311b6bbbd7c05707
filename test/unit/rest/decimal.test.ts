import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalReader } from '../../../src/rest/decimal.ts';

describe('a decimal', () => {
  it('has just the places of its type, however the source writes it', () => {
    const read = decimalReader('decimal(12,2)');
    const written = ['12.5', 12.5, '12.50', '12.5000', '012.5', '+12.5'];
    expect(written.map(read)).toEqual(written.map(() => '12.50'));
    expect([0, '-0.00', -0, '0', '.0'].map(read)).toEqual(Array(5).fill('0.00'));
    expect(['-0.5', -0.5, '-.5', '5.'].map(read)).toEqual(['-0.50', '-0.50', '-0.50', '5.00']);
    expect(['7', '7.0', 7].map(decimalReader('decimal(1,0)'))).toEqual(['7', '7', '7']);
    expect(['0.25', '.25'].map(decimalReader('decimal(2,2)'))).toEqual(['0.25', '0.25']);
  });

  it('may come as a number with an exponent', () => {
    const read = decimalReader('decimal(38,11)');
    expect(read(1e-7)).toBe('0.00000010000');
    expect(read(-1.25e-9)).toBe('-0.00000000125');
    expect(read(1.5e21)).toBe('1500000000000000000000.00000000000');
    expect(decimalReader('decimal(38,0)')(-1e37)).toBe(`-1${'0'.repeat(37)}`);
  });

  it('is none that would have to be rounded, that is too long, or that is no number', () => {
    const read = decimalReader('decimal(5,2)');
    const odd = ['1.005', 0.125, '1000', 1000, 1e300, 1e-300, Number.NaN, Number.POSITIVE_INFINITY];
    const none = ['', '.', '-', 'x', '1e2', '1,5', '--1', ' 1', '1 ', '0x1', '1.2.3', true, {}, [1], 1n];
    for (const value of [...odd, ...none]) expect(read(value)).toBeUndefined();
    expect(read('999.99')).toBe('999.99');
    expect(decimalReader('decimal(2,2)')('1')).toBeUndefined();
  });

  it('loses no digit, whatever its type', () => {
    const digits = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength });
    fc.assert(
      fc.property(digits(20), digits(18), fc.boolean(), (whole, fraction, negative) => {
        fc.pre(whole + fraction !== '');
        const written = `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
        const [unscaled, ...more] = decimalReader('decimal(38,18)')(written)!.split('.');
        const read =
          BigInt(unscaled!.replace('-', '') + more.join('')) * (unscaled!.startsWith('-') ? -1n : 1n);
        expect(read).toBe(BigInt((whole || '0') + fraction.padEnd(18, '0')) * (negative ? -1n : 1n));
        expect(more).toEqual([expect.stringMatching(/^\d{18}$/)]);
      }),
    );
  });
});
