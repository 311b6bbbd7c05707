import type { JsonObject } from '../../catalog/data-type.ts';
import type { Property } from '../../catalog/property.ts';

/**
 * The JSON Schema (draft 2020-12) of an object that holds properties of one source by canonical name. Secrets are
 * `writeOnly`, properties without effect `deprecated`.
 */
export function propertiesSchema(connector: string, properties: readonly Property[]): JsonObject {
  const always = properties.filter(({ neededWhen }) => neededWhen && Object.keys(neededWhen).length === 0);
  const sometimes = properties.filter(({ neededWhen }) => neededWhen && Object.keys(neededWhen).length > 0);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Connection properties of ${connector}`,
    type: 'object',
    properties: Object.fromEntries(properties.map((property) => [property.name, propertySchema(property)])),
    required: always.map(({ name }) => name),
    ...(sometimes.length > 0 && { allOf: sometimes.map((property) => neededSchema(property, properties)) }),
    additionalProperties: false,
  };
}

function propertySchema(property: Property): JsonObject {
  const { description, values, pattern, minimum, maximum, secret, replacedBy } = property;
  return {
    description,
    ...typeSchema(property),
    ...(values && { enum: values }),
    ...(pattern && { pattern: pattern.expression }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(property.default !== undefined && { default: typedDefault(property, property.default) }),
    ...(secret && { writeOnly: true }),
    ...(replacedBy !== undefined && { deprecated: true }),
  };
}

function typeSchema({ type }: Property): JsonObject {
  switch (type) {
    case 'integer':
    case 'number':
    case 'boolean':
      return { type };
    case 'url':
      return { type: 'string', format: 'uri' };
    case 'string':
    case 'path':
    case 'timezone':
      return { type: 'string' };
  }
}

function typedDefault({ type }: Property, text: string): string | number | boolean {
  if (type === 'boolean') return text.toLowerCase() === 'true';
  return type === 'integer' || type === 'number' ? Number(text) : text;
}

/** What is unset counts with its default, so a condition that the default fulfils holds for an absent property too. */
function neededSchema({ name, neededWhen = {} }: Property, properties: readonly Property[]): JsonObject {
  const conditions = Object.entries(neededWhen);
  const withoutDefault = conditions
    .filter(([other, wanted]) => {
      const fallback = properties.find((property) => property.name === other)?.default;
      return fallback === undefined || !wanted.includes(fallback);
    })
    .map(([other]) => other);
  return {
    if: {
      properties: Object.fromEntries(conditions.map(([other, wanted]) => [other, { enum: wanted }])),
      required: withoutDefault,
    },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: { required: [name] },
  };
}
