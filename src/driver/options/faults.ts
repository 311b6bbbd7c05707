import { type DriverError, driverError, type Reason } from '../../errors.ts';

/** One thing that is wrong with a property. */
export interface PropertyFault {
  readonly reason: Reason;
  /** A sentence without any secret. */
  readonly message: string;
}

/** The error for `faults` (at least one): a single fault speaks for itself, several share one error that lists each. */
export function faultsError(connector: string, faults: readonly PropertyFault[]): DriverError {
  const [first, ...others] = faults;
  if (first && others.length === 0) return driverError(first.reason, first.message);
  return driverError(
    'bad_properties',
    `${faults.length} properties of the connection to ${connector} are wrong.`,
    { detail: faults.map((fault) => fault.message).join('\n') },
  );
}
