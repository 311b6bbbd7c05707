import { expect, it } from 'vitest';
import { explanationText, statisticsText } from '../../../src/cli/explanation-text.ts';
import { plainStyle } from '../../../src/cli/style.ts';
import type { Explanation, Statistics } from '../../../src/index.ts';

const explanation: Explanation = {
  lane: 'engine',
  calls: { count: 2, atLeast: true },
  steps: [
    {
      stage: 1,
      source: 'okta',
      table: 'Groups',
      read: 'search',
      columns: ['Id', 'Name'],
      pushed: ["Name = 'A'"],
      remaining: ["Type <> 'B'", 'Id > 5'],
      requests: ['GET /api/v1/groups?limit=200'],
      calls: { count: 1, atLeast: false },
      eventual: true,
    },
    {
      stage: 2,
      source: 'okta',
      table: 'GroupMembers',
      read: 'list',
      columns: [],
      pushed: [],
      remaining: [],
      keysFrom: 'GroupId from Groups.Id',
      requests: [],
      calls: { count: 1, atLeast: true },
      eventual: false,
    },
  ],
  warnings: ['Mind the gap.'],
};

const stats: Statistics = {
  requests: 3,
  schemaRequests: 0,
  tokenRequests: 0,
  pages: 3,
  rowsFetched: 1400,
  rowsReturned: 1,
  retries: 1,
  waitedMs: 1500,
  milliseconds: 2345,
  lane: 'engine',
  fallbacks: 0,
  scans: [
    { source: 'okta', table: 'Groups', read: 'search', requests: 1, pages: 1, rows: 2 },
    { source: 'okta', table: 'GroupMembers', read: 'list', requests: 2, pages: 2, rows: 1398 },
  ],
  warnings: [],
  sandbox: false,
};

it('shows each scan with what is sent, pushed and left to do', () => {
  expect(
    explanationText(explanation, plainStyle),
  ).toBe(`at least 2 requests, engine lane: the engine runs the statement over what is fetched

1. okta.Groups by search: 1 request
   columns   Id, Name
   pushed    Name = 'A'
   remaining Type <> 'B'
             Id > 5
   requests  GET /api/v1/groups?limit=200
   note      the answer may lag behind writes at the source

2. okta.GroupMembers by list: at least 1 request
   keys      GroupId from Groups.Id

warning: Mind the gap.`);
});

it('adds what each scan did, and the sum, once it was run', () => {
  const text = explanationText({ ...explanation, stats }, plainStyle);
  expect(text).toContain('   did       1 request, 2 rows\n');
  expect(text).toContain('   did       2 requests, 1,398 rows\n');
  expect(text.split('\n').at(-1)).toBe(statisticsText(stats));
});

it('sums a statement up in one line', () => {
  expect(statisticsText(stats)).toBe(
    '1 row, 3 requests, 3 pages, 1,400 rows fetched, 1 retry, waited 1.5 s, 2.3 s',
  );
});
