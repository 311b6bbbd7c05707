import { nearest } from '../../catalog/nearest.ts';
import type { Property } from '../../catalog/property.ts';

/** A value in the type of its property, or a sentence about what is wrong with it. */
export type ReadValue =
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'fault'; readonly message: string };

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/** Reads the text of a value, which is not empty. What is wrong with a secret is said without repeating it. */
export function readValue(property: Property, text: string): ReadValue {
  if (property.values) return readChoice(property, property.values, text);
  switch (property.type) {
    case 'boolean': {
      const truth = truths[text.toLowerCase()];
      return truth === undefined ? fault(property, text, 'true or false') : value(truth);
    }
    case 'integer':
    case 'number':
      return readNumber(property, text);
    case 'url':
      return URL.canParse(text)
        ? value(text)
        : fault(property, text, 'a URL such as https://example.com/path');
    case 'timezone':
      return isTimeZone(text)
        ? value(text)
        : fault(property, text, 'an IANA time zone such as Europe/Berlin');
    case 'string':
    case 'path':
      return property.pattern && !new RegExp(property.pattern.expression).test(text)
        ? fault(property, text, property.pattern.words)
        : value(text);
  }
}

function readChoice(property: Property, values: readonly string[], text: string): ReadValue {
  const found = values.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return value(found);
  if (property.replacedBy !== undefined) {
    const harmless = values.filter((choice) => choice !== '');
    const only = harmless.length > 0 ? `can only be ${harmless.join(' or ')}` : 'cannot be set';
    return { kind: 'fault', message: `${property.name} ${only} here: ${property.replacedBy}.` };
  }
  const meant = property.secret ? undefined : nearest(text, values);
  return fault(property, text, `${values.join(' or ')}${meant ? ` (did you mean ${meant}?)` : ''}`);
}

function readNumber(property: Property, text: string): ReadValue {
  const form = property.type === 'integer' ? /^[+-]?\d+$/ : /^[+-]?\d+(\.\d+)?$/;
  const number = Number(text);
  const low = property.minimum ?? -Infinity;
  const high = property.maximum ?? (property.type === 'integer' ? Number.MAX_SAFE_INTEGER : Infinity);
  if (form.test(text) && number >= low && number <= high) return value(number);
  const bounds = [
    property.minimum === undefined ? '' : ` from ${property.minimum}`,
    property.maximum === undefined ? '' : ` to ${property.maximum}`,
  ].join('');
  return fault(property, text, `${property.type === 'integer' ? 'a whole number' : 'a number'}${bounds}`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function value(read: string | number | boolean): ReadValue {
  return { kind: 'value', value: read };
}

function fault({ name, secret }: Property, text: string, wanted: string): ReadValue {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const cannot = secret ? 'has a value it cannot take' : `cannot be ${JSON.stringify(shown)}`;
  return { kind: 'fault', message: `${name} ${cannot}: it takes ${wanted}.` };
}
