import { DriverError } from '../../errors.ts';

/** What is looked at. */
export type Check =
  | 'node'
  | 'engine'
  | 'machine key'
  | 'connection string'
  | 'proxy'
  | 'dns'
  | 'tcp'
  | 'tls'
  | 'http'
  | 'clock'
  | 'sign-in'
  | 'settings file'
  | 'account'
  | 'rate limit';

/** What was found at one check. Holds no secret. */
export interface Finding {
  readonly check: Check;
  /** The name of the source's schema; absent for what concerns the whole machine. */
  readonly source?: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly message: string;
  /** What to do; absent where all is well. */
  readonly hint?: string;
}

/** All is well. */
export function ok(check: Check, message: string): Finding {
  return { check, state: 'ok', message };
}

/** It works, for now. */
export function warning(check: Check, message: string, hint: string): Finding {
  return { check, state: 'warning', message, hint };
}

/** It does not work. */
export function failed(check: Check, message: string, hint?: string): Finding {
  return { check, state: 'failed', message, ...(hint === undefined ? {} : { hint }) };
}

/** The finding for an error; what is no error of the driver is thrown again. */
export function failure(check: Check, error: unknown): Finding {
  if (!(error instanceof DriverError)) throw error;
  const { message, detail, hint } = error;
  return failed(check, detail === undefined ? message : `${message}\n${detail}`, hint);
}
