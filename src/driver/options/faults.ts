import type { PropertyFault } from '../../catalog/property.ts';
import { type DriverError, driverError } from '../../errors.ts';

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
