import type { RateLimitState } from '../../spi/connector.ts';
import { microseconds } from './catalog-tables.ts';
import { type MetadataTable, metadataTable } from './metadata-table.ts';

type RateLimitItem = RateLimitState & { readonly source: string };

/** What is left of the rate limits. */
export const rateLimitTable: MetadataTable = metadataTable<RateLimitItem>({
  name: 'sys_ratelimits',
  description: 'The rate limits of the sources, as their latest answers told of them.',
  discovers: false,
  columns: {
    SchemaName: ['text', ({ source }) => source],
    Bucket: ['text', ({ bucket }) => bucket],
    RateLimit: ['integer', ({ window }) => window?.limit],
    Remaining: ['integer', ({ window }) => window?.remaining],
    ResetAt: ['timestamp with time zone', ({ window }) => microseconds(window?.resetAt)],
    Sent: ['integer', ({ sent }) => sent],
    InFlight: ['integer', ({ inFlight }) => inFlight],
    BlockedUntil: ['timestamp with time zone', ({ blockedUntil }) => microseconds(blockedUntil)],
  },
  items: ({ sources }) =>
    sources.flatMap(({ name, connector }) =>
      (connector.rateLimits?.() ?? []).map((state) => ({ ...state, source: name })),
    ),
});
