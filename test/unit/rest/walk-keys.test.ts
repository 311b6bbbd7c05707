import { describe, expect, it } from 'vitest';
import { chooseRead, offerOf } from '../../../src/rest/choose.ts';
import type { TableDeclaration } from '../../../src/rest/declaration.ts';
import type { Filter } from '../../../src/spi/filter.ts';
import { tableOf } from './things.ts';

const is = (column: string, value: string): Filter => ({ kind: 'compare', column, operator: '=', value });
const among = (column: string, ...values: readonly string[]): Filter => ({ kind: 'in', column, values });
const both = (...filters: readonly Filter[]): Filter => ({ kind: 'and', filters });
const either = (...filters: readonly Filter[]): Filter => ({ kind: 'or', filters });

function offered(table: TableDeclaration, ...filters: readonly Filter[]) {
  const scan = { table: table.name, columns: [table.columns[0]!.name], filters };
  const settings = { origin: 'https://api.example.com', now: 0, strict: false, properties: new Map() };
  const choice = chooseRead(table, scan, settings);
  const urls =
    choice.kind === 'read' ? [...choice.plan.walks()].map(({ path, query }) => [path, ...query]) : [];
  return { ...offerOf(choice, scan), urls };
}

describe('a parameter that the source wants in every request', () => {
  const policies = tableOf(
    {
      parameters: {
        Kind: { parameter: 'filter', support: 'inexact', values: { A: 'kind eq "A"', B: 'kind eq "B"' } },
      },
    },
    {
      columns: [
        { name: 'Id', type: 'text', path: 'id', nullable: false },
        { name: 'Kind', type: 'text', path: 'kind' },
      ],
    },
  );

  it('makes a list for every value that rows have, and sends what is declared for it', () => {
    const { urls, calls } = offered(policies);
    expect(urls).toEqual([
      ['/things', ['filter', 'kind eq "A"']],
      ['/things', ['filter', 'kind eq "B"']],
    ]);
    expect(calls).toEqual({ count: 2, atLeast: false });
  });

  it.each([
    [is('Kind', 'B'), 1],
    [among('Kind', 'A', 'B', 'other'), 2],
    [is('Kind', 'other'), 0],
  ])('makes lists only for the values that %j leaves', (filter, count) => {
    const { urls, calls } = offered(policies, filter);
    expect(urls).toHaveLength(count);
    expect(calls.count).toBe(count);
  });
});

describe('keys that belong together', () => {
  const grandchildren = tableOf(
    { path: '/servers/{Server}/policies/{Policy}/rules' },
    {
      columns: [
        { name: 'Server', type: 'text', fromKey: 'Server' },
        { name: 'Policy', type: 'text', fromKey: 'Policy' },
      ],
      primaryKey: ['Server', 'Policy'],
      requiredKeys: [
        { column: 'Server', table: 'Things', references: 'Server' },
        { column: 'Policy', table: 'Things', references: 'Policy' },
      ],
    },
  );
  const keys = [among('Server', 's1', 's2'), among('Policy', 'p1', 'p2', 'p3')];
  const pairs = either(
    both(is('Server', 's1'), is('Policy', 'p1')),
    both(is('Server', 's1'), is('Policy', 'p2')),
    both(is('Server', 's2'), is('Policy', 'p3')),
  );

  it('are all combined where nothing relates them', () => {
    expect(offered(grandchildren, ...keys).urls).toHaveLength(6);
  });

  it('are asked for pair by pair where a condition relates them', () => {
    const { urls, support } = offered(grandchildren, ...keys, pairs);
    expect(urls).toEqual([
      ['/servers/s1/policies/p1/rules'],
      ['/servers/s1/policies/p2/rules'],
      ['/servers/s2/policies/p3/rules'],
    ]);
    expect(support).toEqual(['exact', 'exact', 'exact']);
  });

  it('stay within what each of them may be', () => {
    expect(offered(grandchildren, is('Server', 's1'), keys[1]!, pairs).urls).toEqual([
      ['/servers/s1/policies/p1/rules'],
      ['/servers/s1/policies/p2/rules'],
    ]);
  });

  it('are missing where only one of them is known', () => {
    expect(offered(grandchildren, is('Server', 's1')).missing).toEqual(['Policy']);
  });
});
