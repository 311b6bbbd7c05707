/** Shapes of JSON values: one description from which both the check and the JSON Schema come. */
import type { JsonObject } from '../catalog/data-type.ts';

/** A fault of a document: where, as a path such as `tables[0].name`, and what is wrong there. */
export interface ShapeFault {
  readonly path: string;
  readonly message: string;
}

/** A shape that a value may have. */
export interface Shape {
  /** JSON Schema (draft 2020-12) of the shape. */
  readonly schema: JsonObject;
  /** Adds what is wrong with `value` to `faults`. */
  check(value: unknown, path: string, faults: ShapeFault[]): void;
}

/** A string; `pattern` for the whole of it, with `words` for people. */
export function text(pattern?: string, words = 'a text'): Shape {
  const expression = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u');
  return {
    schema: { type: 'string', ...(pattern === undefined ? {} : { pattern: `^(?:${pattern})$` }) },
    check: (value, path, faults) => {
      if (typeof value !== 'string') faults.push({ path, message: `must be ${words}` });
      else if (expression && !expression.test(value)) faults.push({ path, message: `must be ${words}` });
    },
  };
}

/** True or false. */
export const boolean: Shape = {
  schema: { type: 'boolean' },
  check: (value, path, faults) => {
    if (typeof value !== 'boolean') faults.push({ path, message: 'must be true or false' });
  },
};

/** A whole number of at least `minimum`. */
export function integer(minimum: number): Shape {
  return {
    schema: { type: 'integer', minimum },
    check: (value, path, faults) => {
      if (!Number.isInteger(value) || (value as number) < minimum) {
        faults.push({ path, message: `must be a whole number of at least ${minimum}` });
      }
    },
  };
}

/** One of a few texts. */
export function oneOf(...values: readonly string[]): Shape {
  return {
    schema: { enum: values },
    check: (value, path, faults) => {
      if (!values.includes(value as string)) {
        faults.push({ path, message: `must be one of ${values.map((known) => `"${known}"`).join(', ')}` });
      }
    },
  };
}

/** An array of `item`, of at least `least`. */
export function listOf(item: Shape, least = 0): Shape {
  return {
    schema: { type: 'array', items: item.schema, ...(least > 0 ? { minItems: least } : {}) },
    check: (value, path, faults) => {
      if (!Array.isArray(value)) faults.push({ path, message: 'must be an array' });
      else if (value.length < least) faults.push({ path, message: `must have at least ${least} element` });
      else for (const [index, element] of value.entries()) item.check(element, `${path}[${index}]`, faults);
    },
  };
}

/** An object with any names, each with an `item`. */
export function recordOf(item: Shape): Shape {
  return {
    schema: { type: 'object', additionalProperties: item.schema },
    check: (value, path, faults) => {
      if (!isObject(value)) faults.push({ path, message: 'must be an object' });
      else for (const [name, element] of Object.entries(value)) item.check(element, join(path, name), faults);
    },
  };
}

/** An object with just these properties; those of `optional` may be absent. */
export function object(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  const known: Readonly<Record<string, Shape>> = { ...required, ...optional };
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(known).map(([name, shape]) => [name, shape.schema])),
      required: Object.keys(required),
      additionalProperties: false,
    },
    check: (value, path, faults) => {
      if (!isObject(value)) {
        faults.push({ path, message: 'must be an object' });
        return;
      }
      for (const name of Object.keys(required)) {
        if (!Object.hasOwn(value, name)) faults.push({ path, message: `must have "${name}"` });
      }
      for (const [name, element] of Object.entries(value)) {
        const shape = Object.hasOwn(known, name) ? known[name] : undefined;
        if (shape) shape.check(element, join(path, name), faults);
        else faults.push({ path, message: `has "${name}", which means nothing here` });
      }
    },
  };
}

/** One of several objects, told apart by the value of property `by`. */
export function variants(by: string, shapes: Readonly<Record<string, Shape>>): Shape {
  return {
    schema: { oneOf: Object.values(shapes).map(({ schema }) => schema) },
    check: (value, path, faults) => {
      const name = isObject(value) ? value[by] : undefined;
      const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
      if (shape) shape.check(value, path, faults);
      else faults.push({ path: join(path, by), message: `must be one of ${Object.keys(shapes).join(', ')}` });
    },
  };
}

/** Whether a value is an object that is no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
