/** Keeps a source's rate limits: one governor per open source, shared by all its scans. */
import { driverError } from '../errors.ts';
import type { RateLimitState, SourceContext } from '../spi/connector.ts';
import type { ConnectorEnvironment } from '../spi/factory.ts';
import { Bucket } from './bucket.ts';
import type { RateLimitDeclaration } from './declaration.ts';
import { retryAfter } from './retry-after.ts';
import type { AnswerHeaders } from './settings.ts';
import { Slots } from './slots.ts';

/** What a governor is made for. Milliseconds. */
export interface GovernorOptions {
  readonly connector: string;
  readonly rateLimit: RateLimitDeclaration | undefined;
  readonly concurrency: number;
  readonly rateShare: number;
  readonly environment: Omit<ConnectorEnvironment, 'network' | 'authorization'>;
}

/** A permission to send one request. */
export interface Permit {
  /** Tells what came of it, and gives the permission back. Undefined headers: no answer came. */
  done(status: number | undefined, headers: AnswerHeaders | undefined): void;
}

/** How long one request may still wait, over all its attempts. */
export interface Patience {
  milliseconds: number;
}

/** Decides when a request may be sent. */
export interface Governor {
  /** Waits until a request of this bucket may go, using up its patience. Errors: `throttled`; the signal's reason. */
  enter(bucket: string, patience: Patience, context: SourceContext): Promise<Permit>;
  /** What is known of each bucket that was used. */
  states(): readonly RateLimitState[];
}

/** First pause after a refusal that does not say how long, doubled each time. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** Makes the governor of one source. */
export function createGovernor(options: GovernorOptions): Governor {
  const { environment, rateLimit, rateShare, connector } = options;
  const concurrency = Math.min(options.concurrency, rateLimit?.concurrency ?? Number.POSITIVE_INFINITY);
  const slots = new Slots(concurrency);
  const buckets = new Map<string, Bucket>();
  // How far the source's clock is ahead, at least. A Date header is cut to the second and arrives late, so each
  // estimate is too low; the highest is the nearest.
  let skew: number | undefined;
  // Requests that are under way together are refused together: each wave of refusals counts as one.
  let refusals = 0;
  let wave = 0;
  let pause = 0;

  const bucketOf = (name: string) => {
    const known = buckets.get(name) ?? new Bucket(rateShare);
    buckets.set(name, known);
    return known;
  };

  const done = (
    bucket: Bucket,
    sentIn: number,
    status: number | undefined,
    headers: AnswerHeaders | undefined,
  ) => {
    const now = environment.now();
    slots.release();
    bucket.finished();
    if (headers === undefined) return;
    const date = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(date)) skew = Math.max(skew ?? Number.NEGATIVE_INFINITY, date - now);
    const window = windowOf(headers, rateLimit?.headers, skew ?? 0);
    if (status !== 429) {
      refusals = 0;
      slots.widen();
      if (window !== undefined) bucket.learn(window, now);
      return;
    }
    const after = retryAfter(headers, now);
    const first = sentIn === wave;
    if (first) {
      wave++;
      pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** refusals++) * (0.5 + environment.random() / 2);
    }
    if (window?.limit === 0 && window.remaining === 0) {
      if (first) slots.narrow();
      slots.pause(now + (after ?? pause));
    } else {
      if (window !== undefined) bucket.learn({ ...window, remaining: 0 }, now);
      const reset = window !== undefined && window.resetAt > now ? window.resetAt - now : undefined;
      bucket.block(now + (after ?? reset ?? pause));
    }
  };

  return {
    async enter(name, patience, context) {
      const bucket = bucketOf(name);
      for (;;) {
        context.signal?.throwIfAborted();
        const now = environment.now();
        const rate = bucket.wait(now);
        const crowded = slots.delay(now);
        const delay = Math.max(rate === 'answer' ? 0 : rate, crowded);
        if (delay > 0) {
          if (delay > patience.milliseconds) throw throttled(connector, name, delay, patience);
          patience.milliseconds -= delay;
          const cause = crowded === delay ? 'concurrency' : 'rate limit';
          context.observe({ kind: 'wait', cause, milliseconds: delay, bucket: name });
          await environment.sleep(delay, context.signal);
        } else if (rate === 'answer' || !slots.tryTake()) await slots.released(context.signal);
        else {
          bucket.started(now);
          const sentIn = wave;
          let open = true;
          return {
            done(status, headers) {
              if (open) done(bucket, sentIn, status, headers);
              open = false;
            },
          };
        }
      }
    },
    states: () =>
      [...buckets].map(([name, bucket]) => ({ bucket: name, ...bucket.state(environment.now()) })),
  };
}

function throttled(connector: string, bucket: string, delay: number, patience: Patience) {
  const name = bucket === '' ? 'its requests' : `${bucket} requests`;
  const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1000);
  return driverError(
    'throttled',
    `${connector} limits ${name}: the next may be sent in ${seconds(delay)} s, ` +
      `and this one may wait for no more than ${seconds(patience.milliseconds)} s.`,
    { source: { connector } },
  );
}

/** What the rate limit headers say; `resetAt` on the local clock. */
function windowOf(
  headers: AnswerHeaders,
  names: RateLimitDeclaration['headers'],
  skew: number,
): { readonly limit: number; readonly remaining: number; readonly resetAt: number } | undefined {
  if (names === undefined) return undefined;
  const [limit, remaining, reset] = [names.limit, names.remaining, names.reset].map((name) => {
    const text = headers.get(name.toLowerCase());
    return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  });
  if (!Number.isFinite(limit) || !Number.isFinite(remaining) || !Number.isFinite(reset)) return undefined;
  // The reset may be cut to the second, like Date: the window is over for certain when that second is.
  return { limit: limit!, remaining: remaining!, resetAt: (reset! + 1) * 1000 - skew };
}
