/** Which operators Okta's `filter` and `search` parameters take, per attribute (API document, listUsers and kin). */
import type { AttributeDeclaration } from '../../rest/declaration.ts';

/** `eq` alone, values compared exactly: the `filter` parameter of most collections. */
export function equality(attribute: string): AttributeDeclaration {
  return { attribute, operators: { '=': 'exact', in: 'exact' } };
}

/** `eq` on one value only: collections whose document does not grant `or`. */
export function singleEquality(attribute: string): AttributeDeclaration {
  return { attribute, operators: { '=': 'exact' } };
}

/** Moments by `eq gt ge lt le`. */
export function moments(attribute: string): AttributeDeclaration {
  return {
    attribute,
    form: 'timestamp',
    operators: { '=': 'exact', in: 'exact', '<': 'exact', '<=': 'exact', '>': 'exact', '>=': 'exact' },
  };
}

/** Text in `search`, which ignores case: a superset. Ranges of text are not sent, for Okta's order is not ours. */
export function searchedText(attribute: string, contains = false): AttributeDeclaration {
  return {
    attribute,
    operators: {
      '=': 'inexact',
      in: 'inexact',
      starts: 'inexact',
      'not null': 'inexact',
      ...(contains ? { contains: 'inexact' } : {}),
    },
  };
}

/** Moments in `search`; the index lags, so no answer of it counts as exact. */
export function searchedMoments(attribute: string): AttributeDeclaration {
  return {
    attribute,
    form: 'timestamp',
    operators: {
      '=': 'inexact',
      in: 'inexact',
      '<': 'inexact',
      '<=': 'inexact',
      '>': 'inexact',
      '>=': 'inexact',
      'not null': 'inexact',
    },
  };
}

/** `eq` of a small `filter` parameter, of which no more is written than that it takes it: the engine looks again. */
export function narrowing(attribute: string): AttributeDeclaration {
  return { attribute, operators: { '=': 'inexact' } };
}

/** Every moment that Okta can hold: makes `filter` and `search` give all rows, deprovisioned users included. */
export const everyMoment = 'lastUpdated ge "1970-01-01T00:00:00.000Z"';
