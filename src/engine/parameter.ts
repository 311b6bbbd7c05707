import type { Value } from '../catalog/data-type.ts';
import { driverError } from '../errors.ts';
import { applyEdits, type Edit } from '../sql/position.ts';
import { quoteLiteral } from '../sql/quote.ts';
import type { StatementText } from '../sql/statement.ts';

/** A statement with its parameters in place, and the way back to the text before. */
export interface BoundText {
  readonly sql: string;
  readonly edits: readonly Edit[];
}

/**
 * Puts the values in the places of their tokens. Plan and run must read the same text: with real binding on one side
 * only, a comparison could be typed, and folded, in two ways, and a scan would fetch too little. Throws
 * `parameter_count`, `bad_parameter`.
 */
export function bindParameters(text: StatementText, values: readonly Value[]): BoundText {
  if (values.length !== text.parameterCount) {
    const wanted = `${text.parameterCount} parameter${text.parameterCount === 1 ? '' : 's'}`;
    throw driverError(
      'parameter_count',
      `The statement has ${wanted}; values were given for ${values.length}.`,
    );
  }
  const edits = text.parameters.map(({ number, start, end }) => ({
    start,
    end,
    text: parameterText(values[number - 1]!, number),
  }));
  return { sql: applyEdits(text.sql, edits), edits };
}

function parameterText(value: Value, number: number): string {
  if (value === null) return 'NULL';
  switch (typeof value) {
    case 'string':
      return textLiteral(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isInteger(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER || Object.is(value, -0)) {
        return castText(String(value), 'DOUBLE');
      }
      return castText(String(value), Math.abs(value) < 2 ** 31 ? 'INTEGER' : 'BIGINT');
    case 'bigint':
      return castText(String(value), BigInt.asIntN(64, value) === value ? 'BIGINT' : 'HUGEINT');
    case 'object':
      if (value instanceof Uint8Array) return `from_hex(${quoteLiteral(Buffer.from(value).toString('hex'))})`;
      if (Array.isArray(value)) return `[${value.map((item) => parameterText(item, number)).join(', ')}]`;
      return castText(jsonText(value, number), 'JSON');
    default:
      throw driverError(
        'bad_parameter',
        `Parameter ${number} is a ${typeof value}, which SQL has no value for.`,
      );
  }
}

/** A bare number in ORDER BY or GROUP BY would be the place of a column; and INTERVAL takes brackets or a literal. */
function castText(text: string, type: string): string {
  return `(CAST(${textLiteral(text)} AS ${type}))`;
}

/** SQL text ends at U+0000, so this character alone is named and not written. */
function textLiteral(text: string): string {
  if (!text.includes('\0')) return quoteLiteral(text);
  return `(${text.split('\0').map(quoteLiteral).join(' || chr(0) || ')})`;
}

function jsonText(value: object, number: number): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw driverError('bad_parameter', `Parameter ${number} cannot be written as JSON.`, { cause });
  }
}
