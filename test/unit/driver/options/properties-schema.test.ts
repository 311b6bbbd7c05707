import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertiesSchema } from '../../../../src/driver/options/properties-schema.ts';
import { validateProperties } from '../../../../src/driver/options/validate-properties.ts';
import { inventedProperties } from './invented-properties.ts';

const schema = propertiesSchema('invented', inventedProperties);

function compile() {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function isValid(properties: Readonly<Record<string, unknown>>): boolean {
  try {
    const entries = Object.entries(properties).map(([name, value]) => ({ name, value: String(value) }));
    validateProperties('invented', inventedProperties, entries);
    return true;
  } catch {
    return false;
  }
}

describe('propertiesSchema', () => {
  it('survives JSON and is a valid schema of draft 2020-12', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
    expect(compile()({ Domain: 'x', APIToken: 't' })).toBe(true);
  });

  it('marks secrets and properties without effect', () => {
    expect(schema).toMatchObject({
      properties: { APIToken: { writeOnly: true }, RTK: { deprecated: true, writeOnly: true } },
    });
  });

  it('agrees with validation on what is needed, allowed and bounded', () => {
    const validator = compile();
    const candidate = fc.record(
      {
        Domain: fc.constantFrom('x', 'y.example'),
        AuthScheme: fc.constantFrom('Token', 'KeyPair', 'Other'),
        APIToken: fc.constant('t'),
        KeyId: fc.constant('k'),
        Timeout: fc.integer({ min: -2, max: 3 }),
        RateLimitShare: fc.constantFrom(0, 1, 100, 101),
        Readonly: fc.boolean(),
        MemoryLimit: fc.constantFrom('512MB', '1 GiB', 'much'),
        Offline: fc.constantFrom('False', 'True'),
        Colour: fc.constant('red'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(candidate, (properties) => {
        expect(validator(properties)).toBe(isValid(properties));
      }),
      { numRuns: 1000 },
    );
  });
});
