/** Where the rows lie in an answer. */
import { driverError } from '../errors.ts';
import type { ReadDeclaration, TableDeclaration } from './declaration.ts';
import { pathSteps } from './property-path.ts';
import type { SourceRow } from './row-map.ts';

/** The rows of an answer. Errors: `source_changed` where it does not have the declared shape. */
export function rowsOf(
  connector: string,
  table: TableDeclaration,
  read: ReadDeclaration,
  body: unknown,
  requestId: string | undefined,
): readonly SourceRow[] {
  const steps = pathSteps(read.rows);
  const found = steps.includes('*') ? [...eachProperty(body, steps, [])] : stepInto(body, steps);
  const rows = read.single ? [found] : found;
  if (Array.isArray(rows) && rows.every(isObject)) return rows;
  const where = read.rows === '' ? 'its answer' : `${read.rows} of its answer`;
  const wanted = read.single ? 'an object' : 'objects';
  throw driverError('source_changed', `${connector} was to give ${table.name} as ${wanted} in ${where}.`, {
    source: { connector, table: table.name, ...(requestId === undefined ? {} : { requestId }) },
  });
}

function stepInto(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((part, step) => (isObject(part) ? part[step] : undefined), value);
}

/** The values at a path with `*` steps, each with the names or places it went through. What is missing has none. */
function* eachProperty(
  value: unknown,
  steps: readonly string[],
  names: readonly string[],
): Generator<unknown, void, undefined> {
  const [step, ...rest] = steps;
  if (step === undefined) {
    const named = Object.fromEntries(names.map((name, index) => [`$${index + 1}`, name]));
    yield isObject(value) ? { ...value, ...named } : value;
  } else if (step !== '*') {
    const next = stepInto(value, [step]);
    if (next !== undefined && next !== null) yield* eachProperty(next, rest, names);
  } else if (isObject(value) || Array.isArray(value)) {
    for (const [name, property] of Object.entries(value))
      yield* eachProperty(property, rest, [...names, name]);
  } else yield value;
}

function isObject(value: unknown): value is SourceRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
