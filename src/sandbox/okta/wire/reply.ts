import type { RateState } from '../api/rate-limits.ts';
import { errorBody, type OktaError } from './okta-error.ts';

/** An answer as it goes onto the wire. */
export interface Reply {
  readonly status: number;
  readonly body: Buffer;
  /** Rows in the body, where it holds rows. */
  readonly rows?: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** A reply with a JSON body. */
export function jsonReply(
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Reply['headers'] = {},
): Reply {
  return {
    status,
    body: Buffer.from(JSON.stringify(body)),
    headers: { 'content-type': 'application/json', ...headers },
  };
}

/** A reply that does not come from the API, but from what stands before it. */
export function edgeReply(status: number, text: string): Reply {
  const body = Buffer.from(`<html><body>${text}</body></html>`);
  return { status, body, headers: { 'content-type': 'text/html' } };
}

/** A refusal of the Management API. */
export function errorReply(error: OktaError, rate?: RateState): Reply {
  return jsonReply(error.status, errorBody(error), { ...rateHeaders(rate), ...error.headers });
}

/** The headers that tell the state of a bucket (Okta docs, rate-limits). */
export function rateHeaders(rate: RateState | undefined): Readonly<Record<string, string>> {
  if (!rate) return {};
  return {
    'x-rate-limit-limit': String(rate.limit),
    'x-rate-limit-remaining': String(rate.remaining),
    'x-rate-limit-reset': String(rate.reset),
  };
}
