import { describe, expect, it } from 'vitest';
import { restSettings } from '../../../src/rest/settings.ts';

describe('the settings of a source', () => {
  it('are what its properties say, in milliseconds and parts of one', () => {
    const properties = new Map<string, string | number | boolean>([
      ['MaxConcurrency', 3],
      ['RateLimitShare', 50],
      ['RateLimitPatience', 0],
      ['MaxRetries', 0],
      ['RequestTimeout', 7],
      ['PageSize', 25],
      ['Consistency', 'Strict'],
      ['TypeErrors', 'Null'],
      ['UnavailableFeatures', 'Empty'],
    ]);
    expect(restSettings(properties)).toEqual({
      ...{ concurrency: 3, rateShare: 0.5, patience: 0, retries: 0, requestTimeout: 7_000, pageSize: 25 },
      ...{ strict: true, emptyWhereNotEnabled: true, typeErrors: 'null', properties },
    });
  });

  it('leave something to others, and wait, retry and page as declared, where nothing is said', () => {
    expect(restSettings(new Map([['PageSize', 0]]))).toEqual({
      ...{ concurrency: 10, rateShare: 0.9, patience: 300_000, retries: 5, requestTimeout: 60_000 },
      ...{
        strict: false,
        emptyWhereNotEnabled: false,
        typeErrors: 'error',
        properties: new Map([['PageSize', 0]]),
      },
    });
  });
});
