import { nearest } from '../catalog/nearest.ts';
import { DriverError, driverError, type Reason } from '../errors.ts';
import { characterPosition, offsetOfByte, sourceOffset } from '../sql/position.ts';
import { originalPosition, type StatementText } from '../sql/statement.ts';
import { tokenize } from '../sql/token.ts';
import { integerOf, isNode, type JsonNode, textAt } from './json-node.ts';
import type { BoundText } from './parameter.ts';

/** What the engine says when it refuses or fails; errors of all instances are JSON. */
interface EngineFailure {
  /** In lower case: parser, binder, catalog, conversion, internal … */
  readonly kind: string;
  readonly message: string;
  /** Byte offset into the SQL text that the engine read. */
  readonly location: bigint | undefined;
  readonly facts: JsonNode;
}

/** Reads an error object of the engine's serialisers, or an Error that a call into the engine threw. */
function readFailure(error: unknown): EngineFailure {
  const facts = error instanceof Error ? factsOf(error.message) : isNode(error) ? error : undefined;
  if (facts === undefined) {
    return {
      kind: 'unknown',
      message: error instanceof Error ? error.message : String(error),
      location: undefined,
      facts: {},
    };
  }
  const position = textAt(facts, 'position');
  return {
    kind: (textAt(facts, 'exception_type') || textAt(facts, 'error_type')).toLowerCase(),
    message: textAt(facts, 'exception_message') || textAt(facts, 'error_message'),
    location: /^\d+$/.test(position) ? BigInt(position) : undefined,
    facts,
  };
}

function factsOf(message: string): JsonNode | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    const facts: unknown = JSON.parse(message);
    return isNode(facts) ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** The 1-based character position in the user's text of a byte offset (a `query_location`) of the engine. */
export function enginePosition(
  text: StatementText,
  location: unknown,
  bound?: BoundText,
): number | undefined {
  const byte = integerOf(location);
  const sql = bound?.sql ?? text.sql;
  // Absent positions are the greatest unsigned number.
  if (byte === undefined || byte > BigInt(Buffer.byteLength(sql))) return undefined;
  const offset = offsetOfByte(sql, Number(byte));
  return originalPosition(text, bound === undefined ? offset : sourceOffset(bound.edits, offset));
}

/**
 * The error to throw for what the engine said of the user's statement. `columns` are the names that could have been
 * meant where a column is not found.
 */
export function statementError(
  error: unknown,
  text: StatementText,
  bound?: BoundText,
  columns: readonly string[] = [],
): DriverError {
  const failure = readFailure(error);
  const { message, detail } = splitMessage(failure.message);
  const position =
    failure.location === undefined ? undefined : enginePosition(text, Number(failure.location), bound);
  return driverError(reasonOf(failure), message, {
    detail,
    hint: nameHint(failure, columns) ?? aliasHint(failure, text, position),
    position,
    cause: error instanceof Error ? error : undefined,
  });
}

/**
 * The error to throw for what a call into the engine threw; our own errors as they are. Its text is not the user's,
 * so no position is given.
 */
export function runError(error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  const failure = readFailure(error);
  const { message, detail } = splitMessage(failure.message);
  return driverError(reasonOf(failure), message, { detail, cause: error });
}

function reasonOf(failure: EngineFailure): Reason {
  const { kind, message, facts } = failure;
  switch (kind) {
    case 'parser':
    case 'syntax':
      return 'syntax_error';
    case 'catalog':
      if (facts.type === 'Table' || message.startsWith('Table ')) return 'unknown_table';
      return facts.error_subtype === 'MISSING_ENTRY' && textAt(facts, 'type').includes('Function')
        ? 'unknown_function'
        : 'invalid_query';
    case 'binder':
      if (facts.error_subtype === 'COLUMN_NOT_FOUND') return 'unknown_column';
      if (facts.error_subtype === 'NO_MATCHING_FUNCTION') return 'unknown_function';
      if (/^Ambiguous reference/.test(message)) return 'ambiguous_column';
      if (/^Referenced table|^Table ".*" does not have a column|^Column ".*" does not exist/.test(message)) {
        return 'unknown_column';
      }
      if (
        /^No function matches|^Could not choose a best candidate|does not support the supplied arguments/.test(
          message,
        )
      ) {
        return 'unknown_function';
      }
      return /^Cannot (?:compare|mix|combine|cast)|explicit (?:type )?casts?/.test(message)
        ? 'type_mismatch'
        : 'invalid_query';
    case 'conversion':
    case 'out of range':
    case 'invalid input':
    case 'decimal':
    case 'mismatch type':
    case 'divide by zero':
      return 'bad_value';
    case 'not implemented':
      return 'unsupported_statement';
    case 'permission':
      return 'forbidden_object';
    case 'out of memory':
      return 'out_of_memory';
    case 'interrupt':
      return 'cancelled';
    default:
      return 'internal';
  }
}

/** The first paragraph is the message; lists of candidates behind it are detail. */
function splitMessage(text: string): { message: string; detail: string | undefined } {
  const [message = '', ...rest] = text.replace(/\n+LINE \d+: .*/s, '').split('\n');
  const detail = rest
    .filter((line) => !line.startsWith('Did you mean'))
    .join('\n')
    .trim();
  return { message, detail: detail === '' ? undefined : detail };
}

function nameHint({ facts, message }: EngineFailure, columns: readonly string[]): string | undefined {
  const missing = facts.error_subtype === 'COLUMN_NOT_FOUND' || facts.error_subtype === 'MISSING_ENTRY';
  const name =
    /does not have a column named "(.*)"/.exec(message)?.[1] ?? (missing ? textAt(facts, 'name') : undefined);
  const candidates = textAt(facts, 'candidates').split(',').filter(Boolean);
  const near = name === undefined ? undefined : nearest(name, [...columns, ...candidates]);
  return near === undefined ? undefined : `Did you mean ${near}?`;
}

/** An alias without AS may be no keyword, and the engine has far more keywords than PostgreSQL. */
function aliasHint(
  failure: EngineFailure,
  text: StatementText,
  position: number | undefined,
): string | undefined {
  const near = /^syntax error at or near "(\w+)"$/.exec(failure.message)?.[1];
  if (near === undefined || position === undefined || structural.has(near.toLowerCase())) return undefined;
  const tokens = tokenize(text.original);
  const index = tokens.findIndex((token) => characterPosition(text.original, token.start) === position);
  const before = tokens[index - 1];
  if (before === undefined || structural.has(before.text.toLowerCase())) return undefined;
  const named = before.kind === 'symbol' ? /[)\]*]/.test(before.text) : before.kind !== 'parameter';
  return named
    ? `If ${near} is meant as a name, write AS "${near}": it is a keyword, which needs AS.`
    : undefined;
}

/** Words that shape a statement: neither are they meant as aliases, nor does an alias follow them. */
const structural: ReadonlySet<string> = new Set(
  `all and any as asc between by case cross desc distinct else end except exists false from full group having in inner
   intersect into is join lateral left like limit natural not null offset on or order outer over qualify right select
   then true union using values when where window with`.split(/\s+/),
);
