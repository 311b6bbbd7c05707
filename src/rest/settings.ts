/** What a connection sets for the REST machinery, and what a connector tells it of its source's errors. */
import type { Reason } from '../errors.ts';
import type { TableDeclaration } from './declaration.ts';

/** Settings of one open source. Times in milliseconds. */
export interface RestSettings {
  /** Most requests in flight. */
  readonly concurrency: number;
  /** The part of the source's rate limit that this connection may use; above 0, at most 1. */
  readonly rateShare: number;
  /** How long one request may wait for the rate limit before it fails as `throttled`. */
  readonly patience: number;
  /** How often one request is sent again after a passing failure. */
  readonly retries: number;
  /** How long one exchange may take. */
  readonly requestTimeout: number;
  /** Rows asked for per page, within what the read allows. Absent: as declared. */
  readonly pageSize?: number;
  /** Whether reads that may lag behind writes are forbidden. */
  readonly strict: boolean;
  /** Whether a table that the source has not enabled is empty, with a warning, and no error. */
  readonly emptyWhereNotEnabled: boolean;
  /** What becomes of a value that does not fit its column's type. */
  readonly typeErrors: 'error' | 'null';
  /** Values of the connection properties that declarations name. */
  readonly properties: ReadonlyMap<string, string | number | boolean>;
}

/** Headers of an answer, names in lower case; repeated headers joined with a comma, as RFC 9110 (5.3) allows. */
export type AnswerHeaders = ReadonlyMap<string, string>;

/** An answer that is not a success, as a connector is asked to interpret it. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Parsed JSON, or the text where it is not JSON. */
  readonly body: unknown;
  readonly table: TableDeclaration | undefined;
}

/** What an answer that is not a success means. */
export interface SourceFault {
  readonly reason: Reason;
  /** What the source said, in a sentence; no secret. */
  readonly message: string;
  /** The source's own code, such as E0000011. */
  readonly code?: string;
  readonly hint?: string;
  /**
   * What to do: `fail`; send again (`retry`); have the authorization renewed and send again (`renew`); or start
   * anew because the place in the list is gone (`lost cursor`). Absent: by status (401 renew; 429, 502–504 retry).
   */
  readonly action?: 'fail' | 'retry' | 'renew' | 'lost cursor';
}

/** The settings of a source from the values of the properties that all sources share. */
export function restSettings(values: ReadonlyMap<string, string | number | boolean>): RestSettings {
  const number = (name: string, otherwise: number): number => {
    const value = values.get(name);
    return typeof value === 'number' ? value : otherwise;
  };
  const pageSize = number('PageSize', 0);
  return {
    concurrency: number('MaxConcurrency', 10),
    rateShare: number('RateLimitShare', 90) / 100,
    patience: number('RateLimitPatience', 300) * 1000,
    retries: number('MaxRetries', 5),
    requestTimeout: number('RequestTimeout', 60) * 1000,
    ...(pageSize > 0 ? { pageSize } : {}),
    strict: values.get('Consistency') === 'Strict',
    emptyWhereNotEnabled: values.get('UnavailableFeatures') === 'Empty',
    typeErrors: values.get('TypeErrors') === 'Null' ? 'null' : 'error',
    properties: values,
  };
}
