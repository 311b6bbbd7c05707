import { hashText } from './random.ts';

/** A one-to-one shuffle of 0 … size-1 that can be asked in both directions without a table. */
export interface Permutation {
  readonly size: number;
  /** What stands at a position. */
  at(position: number): number;
  /** Where a value stands. */
  positionOf(value: number): number;
}

/** A shuffle of `size` numbers that belongs to `name` and `seed`. `size` is at most 90 million. */
export function createPermutation(name: string, seed: number, size: number): Permutation {
  if (size < 2) return { size, at: (position) => position, positionOf: (value) => value };
  // An affine map modulo `size` is one-to-one when its factor shares no divisor with `size`.
  const hash = hashText(name, seed);
  let factor = Math.max(1, Math.floor(size * (0.2 + (0.6 * hash) / 0x1_0000_0000)));
  while (divisor(factor, size) !== 1) factor++;
  const offset = hashText(`${name} offset`, seed) % size;
  const back = inverse(factor, size);
  return {
    size,
    at: (position) => (factor * position + offset) % size,
    positionOf: (value) => (back * ((value - offset + size) % size)) % size,
  };
}

/** A run of a permutation: a set of numbers whose members and membership cost nothing to compute. */
export interface Slice {
  readonly size: number;
  at(index: number): number;
  has(value: number): boolean;
}

/** The `size` numbers that stand at `start` and after in a permutation; cut at its end. */
export function sliceOf(permutation: Permutation, start: number, size: number): Slice {
  const first = Math.min(start, permutation.size);
  const length = Math.max(0, Math.min(size, permutation.size - first));
  return {
    size: length,
    at: (index) => permutation.at(first + index),
    has: (value) => {
      if (value < 0 || value >= permutation.size) return false;
      const position = permutation.positionOf(value) - first;
      return position >= 0 && position < length;
    },
  };
}

/** The numbers `start` … `start + size - 1`. */
export function rangeOf(start: number, size: number): Slice {
  return {
    size,
    at: (index) => start + index,
    has: (value) => value >= start && value < start + size,
  };
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

function inverse(value: number, modulus: number): number {
  let [previous, current] = [0, 1];
  let [remainder, next] = [modulus, value];
  while (next !== 0) {
    const quotient = Math.floor(remainder / next);
    [previous, current] = [current, previous - quotient * current];
    [remainder, next] = [next, remainder - quotient * next];
  }
  return previous < 0 ? previous + modulus : previous;
}
