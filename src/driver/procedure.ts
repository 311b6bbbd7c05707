import type { Batch } from '../catalog/batch.ts';
import type { Value } from '../catalog/data-type.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Procedure, ProcedureParameter } from '../catalog/table.ts';
import { driverError } from '../errors.ts';
import { callSignInProcedure } from '../oauth/procedures.ts';
import type { CallInput, ProcedureCall } from '../sql/procedure-call.ts';
import type { Ledger } from './ledger.ts';
import type { ResultColumn } from './result.ts';
import type { Source } from './source.ts';

/** A procedure and whose it is. */
export interface FoundProcedure {
  readonly source: Source;
  readonly procedure: Procedure;
}

/**
 * The procedure that a call means: by name, or by source and name, without regard to case. Procedures of signing in are
 * found without asking the source anything. Undefined where there is none.
 */
export async function findProcedure(
  name: readonly string[],
  sources: readonly Source[],
  ledger: Ledger,
): Promise<FoundProcedure | undefined> {
  const wanted = name.at(-1)?.toLowerCase();
  const qualifier = name.at(-2)?.toLowerCase();
  const candidates = sources.filter(
    (source) => qualifier === undefined || source.name.toLowerCase() === qualifier,
  );
  const isWanted = (procedure: Procedure) => procedure.name.toLowerCase() === wanted;
  const found = candidates.flatMap((source) =>
    source.signInProcedures.filter(isWanted).map((procedure) => ({ source, procedure })),
  );
  if (found.length === 0) {
    for (const source of candidates) {
      if (!source.connector.call) continue;
      const { procedures } = await source.schema(ledger.contextFor(source.name));
      found.push(...procedures.filter(isWanted).map((procedure) => ({ source, procedure })));
    }
  }
  if (found.length > 1) {
    throw driverError(
      'ambiguous_table',
      `Several sources of the connection have the procedure ${found[0]!.procedure.name}.`,
      { hint: `Put the source before the name: ${found[0]!.source.name}.${found[0]!.procedure.name}.` },
    );
  }
  return found[0];
}

/** The error for a call of a procedure that no source has. */
export function unknownProcedure(call: ProcedureCall, sources: readonly Source[]) {
  const name = call.name.join('.');
  const known = sources.flatMap(({ signInProcedures }) =>
    signInProcedures.map((procedure) => procedure.name),
  );
  const meant = nearest(call.name.at(-1) ?? '', known);
  return driverError('unknown_procedure', `No source of the connection has the procedure ${name}.`, {
    position: call.position,
    ...(meant === undefined ? {} : { hint: `Did you mean ${meant}?` }),
  });
}

/** Values for the inputs of a procedure, by the names it gives them. Throws `bad_parameter`, `parameter_count`. */
export function bindInputs(
  procedure: Procedure,
  inputs: readonly CallInput[],
  parameters: readonly Value[],
): ReadonlyMap<string, Value> {
  const accepted = procedure.parameters.filter(({ direction }) => direction === 'in');
  const used = inputs.flatMap(({ value }) => (value.kind === 'parameter' ? [value.number] : []));
  const count = Math.max(0, ...used);
  if (count !== parameters.length) {
    throw driverError(
      'parameter_count',
      `The call has ${count} parameters, but ${parameters.length} values were given.`,
    );
  }
  const values = new Map<string, Value>();
  for (const [place, { name, value }] of inputs.entries()) {
    const parameter = name === undefined ? accepted[place] : findInput(procedure, accepted, name);
    if (!parameter) {
      throw driverError('bad_parameter', `${procedure.name} takes ${accepted.length} inputs at most.`);
    }
    if (values.has(parameter.name)) {
      throw driverError('bad_parameter', `${procedure.name} is given ${parameter.name} more than once.`);
    }
    const bound = value.kind === 'literal' ? value.value : (parameters[value.number - 1] ?? null);
    values.set(parameter.name, checked(procedure, parameter, bound));
  }
  const missing = accepted.find(({ name, required }) => required && (values.get(name) ?? null) === null);
  if (missing) {
    throw driverError('bad_parameter', `${procedure.name} needs ${missing.name}.`, {
      hint: missing.description ?? `Give ${missing.name} a value.`,
    });
  }
  return values;
}

function findInput(procedure: Procedure, accepted: readonly ProcedureParameter[], name: string) {
  const found = accepted.find((parameter) => parameter.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = accepted.map((parameter) => parameter.name);
  const meant = nearest(name, names);
  throw driverError('bad_parameter', `${procedure.name} has no input ${name}.`, {
    hint: meant === undefined ? `It takes ${names.join(', ')}.` : `Did you mean ${meant}?`,
  });
}

/** The value in the spelling of the parameter's enumeration, where it has one. */
function checked(procedure: Procedure, { name, enumeration }: ProcedureParameter, value: Value): Value {
  if (!enumeration || value === null || value === '') return value;
  const found = enumeration.find((choice) => choice.toLowerCase() === String(value).toLowerCase());
  if (found !== undefined) return found;
  throw driverError(
    'bad_parameter',
    `${name} of ${procedure.name} takes ${enumeration.join(' or ')}, not ${JSON.stringify(String(value).slice(0, 40))}.`,
  );
}

/** Runs a procedure; gives its rows. */
export async function runProcedure(
  { source, procedure }: FoundProcedure,
  inputs: ReadonlyMap<string, Value>,
  ledger: Ledger,
): Promise<{ readonly columns: readonly ResultColumn[]; readonly batches: readonly Batch[] }> {
  const outputs = procedure.parameters.filter(({ direction }) => direction === 'out');
  const columns = outputs.map(({ name, type }) => ({ name, type }));
  const context = ledger.contextFor(source.name);
  if (source.signIn && source.signInProcedures.includes(procedure)) {
    const texts = new Map(
      [...inputs].flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
    );
    const row = await callSignInProcedure(source.signIn, procedure.name, texts, context);
    return {
      columns,
      batches: [{ rowCount: 1, columns: outputs.map(({ name }) => [row.get(name) ?? null]) }],
    };
  }
  const answer = await source.connector.call?.(procedure.name, inputs, context);
  if (!answer)
    throw driverError('internal', `${source.name} offers ${procedure.name} but runs no procedures.`);
  return { columns, batches: [answer.batch] };
}
