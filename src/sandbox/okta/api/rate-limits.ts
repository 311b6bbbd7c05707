/** What the headers say of a bucket (Okta docs, rate-limits). `reset` is in seconds since 1970. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  readonly reset: number;
  /** Whether this request is over the limit. */
  readonly exceeded: boolean;
}

/** Counts requests by principal and bucket in fixed windows that begin with their first request. */
export interface RateLimits {
  take(principal: string, bucket: string): RateState;
}

/** Windows of `seconds` in which each principal may send `limit` requests to each bucket. */
export function createRateLimits(limit: number, seconds: number, now: () => number): RateLimits {
  const windows = new Map<string, { readonly end: number; used: number }>();
  return {
    take: (principal, bucket) => {
      const key = `${principal} ${bucket}`;
      const time = now();
      const open = windows.get(key);
      const window = open && time < open.end ? open : { end: time + seconds * 1000, used: 0 };
      windows.set(key, window);
      window.used++;
      return {
        limit,
        remaining: Math.max(0, limit - window.used),
        reset: Math.ceil(window.end / 1000),
        exceeded: window.used > limit,
      };
    },
  };
}

/**
 * The bucket of a request: an exact match of its family, else everything under /api/v1 (Okta docs, rate-limits and the
 * older rl-global-mgmt).
 */
export function bucketOf(method: string, template: string): string {
  return `${method} ${families.has(template) ? template : '/api/v1/*'}`;
}

const families: ReadonlySet<string> = new Set([
  '/api/v1/apps',
  '/api/v1/apps/{id}',
  '/api/v1/groups',
  '/api/v1/groups/{id}',
  '/api/v1/users',
  '/api/v1/users/{id}',
  '/api/v1/logs',
  '/oauth2/v1/token',
]);
