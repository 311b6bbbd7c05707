import { randomBytes } from 'node:crypto';

/** What an error of the Management API needs besides its code (Okta docs, error-codes). */
const known = {
  E0000001: { status: 400, summary: 'Api validation failed' },
  E0000005: { status: 403, summary: 'Invalid session' },
  E0000006: { status: 403, summary: 'You do not have permission to perform the requested action' },
  E0000007: { status: 404, summary: 'Not found: Resource not found' },
  E0000008: { status: 404, summary: 'The requested path was not found' },
  E0000009: { status: 500, summary: 'Internal Server Error' },
  E0000010: { status: 503, summary: 'Service is in read only mode' },
  E0000011: { status: 401, summary: 'Invalid token provided' },
  E0000015: { status: 401, summary: 'You do not have permission to access the feature you are requesting' },
  E0000022: { status: 405, summary: 'The endpoint does not support the provided HTTP method' },
  E0000031: { status: 400, summary: 'Invalid search criteria.' },
  E0000047: { status: 429, summary: 'API call exceeded rate limit due to too many requests.' },
  E0000053: { status: 400, summary: 'Invalid filter' },
  E0000054: { status: 400, summary: 'Invalid paging request.' },
} as const;

/** Error codes that the sandbox answers with. */
export type OktaErrorCode = keyof typeof known;

/** A refusal, thrown by whoever finds the fault and written by the server. */
export class OktaError extends Error {
  override readonly name = 'OktaError';
  readonly code: OktaErrorCode;
  readonly status: number;
  readonly causes: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: OktaErrorCode,
    causes: readonly string[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(known[code].summary);
    this.code = code;
    this.status = known[code].status;
    this.causes = causes;
    this.headers = headers;
  }
}

/** The body of an error (Okta docs, core-okta-api: errors). */
export function errorBody(error: OktaError): Readonly<Record<string, unknown>> {
  return {
    errorCode: error.code,
    errorSummary: error.causes.length > 0 ? `${error.message}: ${error.causes[0]}` : error.message,
    errorLink: error.code,
    errorId: `oae${randomBytes(16).toString('base64url')}`,
    errorCauses: error.causes.map((errorSummary) => ({ errorSummary })),
  };
}
