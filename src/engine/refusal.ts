import { type DriverError, driverError } from '../errors.ts';
import type { StatementKind } from '../sql/statement.ts';

/** The error for a kind of statement that is not offered; it says what is offered instead. */
export function refusal(kind: Exclude<StatementKind, 'select' | 'unknown'>): DriverError {
  switch (kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return driverError(
        'unsupported_statement',
        `${kind.toUpperCase()} is not offered: the connection only reads.`,
        {
          hint: 'Query with SELECT.',
        },
      );
    case 'call':
      return driverError('unsupported_statement', 'Calling procedures is not offered.', {
        hint: 'Query with SELECT.',
      });
    case 'definition':
      return driverError(
        'unsupported_statement',
        'The tables of a source cannot be created, changed or dropped by SQL.',
        {
          hint: 'Change them at the source; the catalog follows it. Views stand in the files of UserDefinedViews.',
        },
      );
    case 'transaction':
      return driverError('unsupported_statement', 'Transactions are not offered: a source has none.', {
        hint: 'Send each statement alone.',
      });
    case 'setting':
      return driverError('unsupported_statement', 'SQL cannot change settings.', {
        hint: 'Set properties in the connection string.',
      });
    case 'refresh':
      return driverError(
        'unsupported_statement',
        'RESET SCHEMA CACHE cannot stand inside another statement.',
      );
    case 'description':
      return driverError('unsupported_statement', 'SHOW, DESCRIBE and SUMMARIZE are not offered.', {
        hint: '`sqluice tables` and `sqluice columns <table>` list what there is.',
      });
    case 'engine':
      return driverError(
        'forbidden_object',
        'SQL may not reach files, other databases or the inside of the engine.',
      );
    case 'explain':
      return driverError('unsupported_statement', 'EXPLAIN cannot stand inside another statement.');
  }
}
