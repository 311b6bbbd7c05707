import type { Value } from '../catalog/data-type.ts';
import { nearest } from '../catalog/nearest.ts';
import { driverError } from '../errors.ts';
import { readStatement } from '../sql/statement.ts';
import { parameterValue } from './node-value.ts';

/** Values for a statement's parameters: a list for `?`, `$1` and `@name` in their order, or by the names of `@name`. */
export type ParameterValues = readonly unknown[] | Readonly<Record<string, unknown>>;

/**
 * The values in the order of the statement's parameters; `sql` tells the order of names. Names compare without regard to case. Throws `parameter_count`
 * for a name that is missing or too many, `bad_parameter`.
 */
export function parameterValues(params: ParameterValues, sql = ''): readonly Value[] {
  const list = isList(params) ? params : inOrder(params, readStatement(sql).parameterNames);
  return list.map((value, index) => parameterValue(value, index + 1));
}

function isList(params: ParameterValues): params is readonly unknown[] {
  return Array.isArray(params);
}

function inOrder(params: Readonly<Record<string, unknown>>, names: readonly string[]): readonly unknown[] {
  const given = new Map(
    Object.entries(params).map(([name, value]) => [name.replace(/^@/, '').toLowerCase(), value]),
  );
  const missing = names.find((name) => !given.has(name.toLowerCase()));
  if (missing !== undefined)
    throw driverError('parameter_count', `No value was given for the parameter @${missing}.`);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const unknown = [...given.keys()].find((name) => !wanted.has(name));
  if (unknown !== undefined) {
    const meant = nearest(unknown, names);
    throw driverError('parameter_count', `The statement has no parameter @${unknown}.`, {
      hint: meant === undefined ? 'Values by name are for parameters like @name.' : `Did you mean @${meant}?`,
    });
  }
  return names.map((name) => given.get(name.toLowerCase()));
}
