import { hashText } from './random.ts';

/** Object ids of one kind, as Okta writes them: 20 letters and digits, the first three telling the kind. */
export interface Identifiers {
  /** Ids of greater ordinals are greater, letter by letter. */
  of(ordinal: number): string;
  ordinalOf(id: string): number | undefined;
}

const stride = 1_000_000;
const suffix = '0g7';

/** Ids that begin with `prefix`, such as `00u` for users. Each holds its ordinal, hidden among chance digits. */
export function createIdentifiers(prefix: string, seed: number): Identifiers {
  const salt = hashText(prefix, seed);
  // Ten digits of base 36 hold the ordinals of any org: 36^10 = 3.6e15 > base + 1e6 * stride.
  const base = 1e15 + (salt % 1000) * 1e12;
  const middle = salt.toString(36).padStart(7, '0').slice(-4);
  const number = (ordinal: number) => base + ordinal * stride + (hashText(middle, ordinal) % stride);
  const write = (ordinal: number) =>
    `${prefix}${middle}${number(ordinal).toString(36).padStart(10, '0')}${suffix}`;
  return {
    of: write,
    ordinalOf: (id) => {
      if (id.length !== 20 || !id.startsWith(prefix)) return undefined;
      const ordinal = Math.floor((Number.parseInt(id.slice(7, 17), 36) - base) / stride);
      return ordinal >= 0 && write(ordinal) === id ? ordinal : undefined;
    },
  };
}
