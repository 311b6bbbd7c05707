/** Decimals on their way from JSON, exact: as text with just the places that their type has, as the engine has them. */
import type { DataType } from '../catalog/data-type.ts';

/** Reads a number or its text as a decimal; undefined when it is none, or does not fit without rounding. */
export function decimalReader(type: DataType): (value: unknown) => string | undefined {
  const [precision, scale] = type.match(/\d+/g)!.map(Number) as [number, number];
  return (value) => {
    const text = typeof value === 'number' ? plainDigits(value) : value;
    const parts = typeof text === 'string' ? /^([+-]?)0*(\d*?)(?:\.(\d*?)0*)?$/.exec(text) : null;
    if (parts === null || !/\d/.test(text as string)) return undefined;
    const [, sign, whole = '', fraction = ''] = parts;
    if (whole.length > precision - scale || fraction.length > scale) return undefined;
    const digits = `${whole || '0'}${scale > 0 ? '.' : ''}${fraction.padEnd(scale, '0')}`;
    return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits;
  };
}

/** A number as JavaScript writes it, but without an exponent; what no decimal can hold is left as it is. */
function plainDigits(value: number): string {
  const text = String(value);
  const [, sign, first, rest = '', exponent] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  const places = Number(exponent);
  if (!(Math.abs(places) <= 38)) return text;
  return places > 0
    ? `${sign}${first}${rest.padEnd(places, '0')}`
    : `${sign}0.${'0'.repeat(-places - 1)}${first}${rest}`;
}
