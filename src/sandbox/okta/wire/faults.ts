import { OktaError } from './okta-error.ts';
import { edgeReply, errorReply, type Reply } from './reply.ts';

/** Something that goes wrong with one request. */
export type Fault =
  /** 429 with Okta's body and headers; the reset lies `seconds` ahead (default 1). */
  | { readonly kind: 'throttle'; readonly seconds?: number }
  /** 429 with the signature of too many requests in flight: limit and remaining both 0 (Okta docs, rate-limits). */
  | { readonly kind: 'concurrency' }
  /** 502, 503 or 504 with a body that is no JSON; or 500 with Okta's E0000009. Default 503. */
  | { readonly kind: 'unavailable'; readonly status?: 500 | 502 | 503 | 504 }
  /** The socket breaks before a byte of the answer, or after its headers. */
  | { readonly kind: 'drop'; readonly when: 'before headers' | 'after headers' }
  /** The body ends after this share of its bytes: with a broken socket, or `cleanly`, as a short but whole answer. */
  | { readonly kind: 'cut'; readonly share: number; readonly cleanly?: boolean }
  /** 401 E0000011, as for a token that has expired or was revoked. */
  | { readonly kind: 'token refused' }
  /** 400 with the code with which Okta refuses cursors that have grown old. */
  | { readonly kind: 'cursor refused'; readonly code: 'E0000031' | 'E0000054' }
  /** 400 for a request that has a `filter` or `search`, as where Okta takes less than it says. */
  | { readonly kind: 'filter refused'; readonly code: 'E0000031' | 'E0000053' }
  /** The right answer, later. */
  | { readonly kind: 'delay'; readonly milliseconds: number };

/** A request that may go wrong. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  /** Path with query. */
  readonly url: string;
  readonly query: URLSearchParams;
  /** How many requests came before it since the faults were set. */
  readonly index: number;
}

/** Faults by rule: the first rule that fits the request and is not used up. */
export interface FaultRule {
  /** Text that the URL must contain, or an expression that it must match. Default: any. */
  readonly url?: string | RegExp;
  /** Which of the requests that fit, from 0. Default: all, up to `times`. */
  readonly at?: number;
  /** How often; default once. */
  readonly times?: number;
  readonly fault: Fault;
}

/** Faults as a function of the request, or as rules. */
export type Faults = ((request: FaultTarget) => Fault | undefined) | readonly FaultRule[];

/** Makes faults into a function that counts. */
export function createFaults(
  faults: Faults = [],
): (request: Omit<FaultTarget, 'index'>) => Fault | undefined {
  let index = 0;
  if (typeof faults === 'function') return (request) => faults({ ...request, index: index++ });
  const rules = faults.map((rule) => ({ rule, seen: 0, used: 0 }));
  return ({ url }) => {
    let chosen: Fault | undefined;
    for (const state of rules) {
      const { rule } = state;
      if (rule.url !== undefined && !matches(url, rule.url)) continue;
      const number = state.seen++;
      const due = rule.at === undefined || number >= rule.at;
      if (chosen || !due || state.used >= (rule.times ?? 1)) continue;
      state.used++;
      chosen = rule.fault;
    }
    return chosen;
  };
}

/**
 * What a fault answers instead of the right thing; undefined for faults that let the right answer begin. `now` is in
 * milliseconds since 1970, `limit` the rate that the server tells.
 */
export function faultReply(
  fault: Fault,
  { query }: Omit<FaultTarget, 'index'>,
  now: number,
  limit: number,
): Reply | undefined {
  const reset = (seconds: number) => Math.ceil(now / 1000) + seconds;
  switch (fault.kind) {
    case 'throttle':
      return errorReply(new OktaError('E0000047'), {
        limit,
        remaining: 0,
        reset: reset(fault.seconds ?? 1),
        exceeded: true,
      });
    case 'concurrency':
      return errorReply(new OktaError('E0000047'), {
        limit: 0,
        remaining: 0,
        reset: reset(1),
        exceeded: true,
      });
    case 'unavailable':
      return fault.status === 500
        ? errorReply(new OktaError('E0000009'))
        : edgeReply(fault.status ?? 503, 'upstream unavailable');
    case 'token refused':
      return errorReply(new OktaError('E0000011'));
    case 'cursor refused':
      return query.has('after') ? errorReply(new OktaError(fault.code)) : undefined;
    case 'filter refused':
      return query.has('filter') || query.has('search') ? errorReply(new OktaError(fault.code)) : undefined;
    case 'drop':
    case 'cut':
    case 'delay':
      return undefined;
  }
}

function matches(url: string, pattern: string | RegExp): boolean {
  return typeof pattern === 'string' ? url.includes(pattern) : pattern.test(url);
}
