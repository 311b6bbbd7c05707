import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DriverError } from '../../../src/errors.ts';
import { originalPosition, readStatement, type StatementText } from '../../../src/sql/statement.ts';
import { tokenize } from '../../../src/sql/token.ts';

/** Statements that mix all that is rewritten, nested in each other. */
const { query } = fc.letrec<Record<'query' | 'select' | 'value' | 'condition', string>>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('select'),
    fc
      .tuple(tie('query'), fc.constantFrom(' UNION ', ' UNION ALL ', ' except '), tie('select'))
      .map((parts) => parts.join('')),
  ),
  select: fc
    .tuple(
      fc.constantFrom('SELECT ', 'SELECT DISTINCT '),
      fc.option(
        tie('value').map((value) => `TOP (${value}) `),
        { nil: '' },
      ),
      fc.constantFrom('*', '[a], ?', 't.limit, count_big(*) AS union', 'CHAR(65)', "DATEADD('d', ?, [é])"),
      fc.constantFrom(' FROM t', ' FROM [CData].o.[t]', ' FROM information_schema.tables /* LIMIT 1, 2 */'),
      fc.option(
        tie('condition').map((condition) => ` WHERE ${condition}`),
        { nil: '' },
      ),
      fc.constantFrom('', ' ORDER BY t.order', ' -- TOP 5\n'),
      fc.option(
        fc.tuple(tie('value'), tie('value')).map(([from, count]) => ` LIMIT ${from}, ${count}`),
        { nil: '' },
      ),
    )
    .map((parts) => parts.join('')),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('5', '?', "'x'", "'5%'", '[a]', 't.top', 'len(?)', 'current_timestamp()'),
    tie('query').map((inner) => `(${inner})`),
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(tie('value'), fc.constantFrom(' CONTAINS ', ' NOT CONTAINS '), tie('value'))
      .map((parts) => parts.join('')),
    fc
      .tuple(
        tie('value'),
        fc.constantFrom('=', '<>', ' >= ', '<', ' != '),
        fc.constantFrom('L_TODAY()', 'l_this_year( )'),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(tie('value'), fc.constantFrom('=', '<=', ' > '), tie('value'))
      .map(([left, operator, n]) => `${left}${operator}L_LAST_N_DAYS(${n})`),
    fc
      .tuple(tie('value'), tie('value'))
      .map(([left, n]) => `${left} BETWEEN L_LAST_MONTH() AND L_NEXT_N_WEEKS(${n})`),
    fc
      .tuple(tie('condition'), fc.constantFrom(' AND ', ' OR '), tie('condition'))
      .map((parts) => parts.join('')),
  ),
}));

function read(sql: string): StatementText | undefined {
  try {
    return readStatement(sql);
  } catch (error) {
    if (error instanceof DriverError) return undefined;
    throw error;
  }
}

test('whatever comes together: it is rewritten once, nothing is lost, and positions lead into the original', () => {
  fc.assert(
    fc.property(query, (sql) => {
      const once = read(sql);
      if (once === undefined) return;
      expect(readStatement(once.sql).sql).toBe(once.sql);
      for (const edits of once.edits) {
        for (const [index, edit] of edits.entries())
          expect(edit.start).toBeGreaterThanOrEqual(edits[index - 1]?.end ?? 0);
      }
      const count = (of: string, kind: string) => tokenize(of).filter((token) => token.kind === kind).length;
      expect(once.parameters).toHaveLength(count(sql, 'parameter'));
      expect(new Set(once.parameters.map(({ number }) => number)).size).toBe(once.parameterCount);
      for (const { start } of tokenize(once.sql)) {
        const position = originalPosition(once, start);
        expect(position).toBeGreaterThanOrEqual(1);
        expect(position).toBeLessThanOrEqual([...sql].length + 1);
      }
    }),
    { numRuns: 1000 },
  );
});
