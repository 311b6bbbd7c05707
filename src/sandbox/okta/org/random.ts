/**
 * Chance that can be asked again: every value is a pure function of seed, name and ordinal, so that the n-th of a
 * million objects is made without the others.
 */

/** A column of chance: a number in [0, 1) for each ordinal. */
export type Roll = (ordinal: number) => number;

/** Gives columns of chance by name; different names are independent. */
export function createRolls(seed: number): (name: string) => Roll {
  return (name) => {
    const salt = hashText(name, seed);
    return (ordinal) => scramble(Math.imul(ordinal + 1, 0x9e3779b1) ^ salt) / 0x1_0000_0000;
  };
}

/** The element of `list` that `chance` in [0, 1) falls on. */
export function pick<T>(list: readonly T[], chance: number): T {
  return list[Math.floor(chance * list.length)] as T;
}

/** Picks by weight: `weighted([['a', 3], ['b', 1]])(chance)` is `a` for chances below 0.75. */
export function weighted<T>(choices: readonly (readonly [T, number])[]): (chance: number) => T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  return (chance) => {
    let rest = chance * total;
    for (const [value, weight] of choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return (choices.at(-1) as readonly [T, number])[0];
  };
}

/** A 32-bit hash of a text. */
export function hashText(text: string, seed = 0): number {
  let hash = scramble(seed ^ 0x811c9dc5);
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return scramble(hash);
}

/** Lower-case hexadecimal digits, as many as asked for, that look random and belong to `key`. */
export function hexDigits(key: string, length: number): string {
  let digits = '';
  for (let round = 0; digits.length < length; round++)
    digits += hashText(key, round).toString(16).padStart(8, '0');
  return digits.slice(0, length);
}

function scramble(value: number): number {
  let hash = value;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x21f0aaad);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x735a2d97);
  hash ^= hash >>> 15;
  return hash >>> 0;
}
