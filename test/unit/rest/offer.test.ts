import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/catalog/data-type.ts';
import { catalogTable } from '../../../src/rest/catalog-table.ts';
import type { Scan } from '../../../src/spi/connector.ts';
import type { Filter } from '../../../src/spi/filter.ts';
import { compileMatch } from '../../../src/spi/filter-match.ts';
import { type ServedAnswer, type ServedRequest, serve } from './http-server.ts';
import { type Expression, fits, parseScim } from './scim-parser.ts';
import { people } from './table.ts';
import { open, range } from './things.ts';
import { contextOf } from './virtual-time.ts';

const statuses = ['ACTIVE', 'STAGED', 'DEPROVISIONED'];
const columns = ['Id', 'Login', 'Status', 'Updated', 'Age', 'ProfileShoe'];

/** People as the source holds them: logins differ in case, values are missing, times repeat. */
function personOf(id: number) {
  return {
    id: `p${id}`,
    profile: {
      login: id % 7 === 0 ? undefined : `${id % 2 ? 'Ann' : 'ann'}${id % 5}`,
      age: id % 3 === 0 ? undefined : id % 40,
      shoe: `${id % 4}`,
    },
    status: statuses[id % 3]!,
    updated: new Date(1_700_000_000_000 + (id % 11)).toISOString(),
  };
}

const micros = (id: number) => (1_700_000_000_000 + (id % 11)) * 1000;

type Row = readonly Value[];

function valuesOf(id: number): Row {
  const { id: key, profile, status } = personOf(id);
  return [key, profile.login ?? null, status, micros(id), profile.age ?? null, profile.shoe];
}

function lowered(expression: Expression): Expression {
  if (expression.kind !== 'term') return { ...expression, parts: expression.parts.map(lowered) };
  const { value } = expression;
  return { ...expression, value: typeof value === 'string' ? value.toLowerCase() : value };
}

/** A source of `count` people: `filter` compares exactly, `search` without case; pages link to the next. */
function answer(count: number, { url }: ServedRequest): ServedAnswer {
  const id = /^\/people\/p(\d+)$/.exec(url.pathname)?.[1];
  if (id !== undefined)
    return Number(id) < count ? { body: personOf(Number(id)) } : { status: 404, body: {} };
  const { searchParams } = url;
  const search = searchParams.get('search');
  const expression = parseScim(search ?? searchParams.get('filter')!);
  const fold = (text: string | undefined) => (search === null ? text : text?.toLowerCase());
  const found = range(count).filter((person) => {
    const { id: key, profile, status, updated } = personOf(person);
    const row = {
      ...{ id: fold(key), status: fold(status), updated: fold(updated), 'profile.age': profile.age },
      ...{ 'profile.login': fold(profile.login), 'profile.shoe': profile.shoe },
    };
    return fits(search === null ? expression : lowered(expression), row);
  });
  const order = searchParams.get('sortOrder');
  if (order !== null) found.sort((a, b) => (micros(a) - micros(b)) * (order === 'desc' ? -1 : 1) || a - b);
  const limit = Number(searchParams.get('limit'));
  const first = Number(searchParams.get('after') ?? 0);
  // A page that is just full leads to another, be it empty.
  const full = found.length >= first + limit;
  searchParams.set('after', String(first + limit));
  return {
    headers: full ? { link: `<${url.href}>; rel="next"` } : {},
    body: found.slice(first, first + limit).map(personOf),
  };
}

const texts = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row));

const id = fc.nat(70).map((number) => `p${number}`);
const moment = fc.nat(12_000).map((number) => 1_700_000_000_000_000 + number);
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    ...{
      kind: fc.constant('compare' as const),
      column: fc.constant('Id'),
      operator: fc.constant('=' as const),
    },
    value: fc.oneof(id, fc.constantFrom('../x', 'me', '')),
  }),
  fc.record({
    ...{ kind: fc.constant('in' as const), column: fc.constant('Id') },
    values: fc.array(id, { maxLength: 45 }),
  }),
  fc.record({
    ...{ kind: fc.constant('in' as const), column: fc.constant('Status') },
    values: fc.array(fc.constantFrom(...statuses), { maxLength: 3 }),
  }),
  fc.record({
    ...{ kind: fc.constant('compare' as const), column: fc.constant('Updated'), value: moment },
    operator: fc.constantFrom('=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
  }),
  fc.record({
    ...{ kind: fc.constantFrom('starts' as const), column: fc.constant('Login') },
    value: fc.constantFrom('ann', 'Ann1', ''),
  }),
  fc.record({
    ...{ kind: fc.constant('compare' as const), column: fc.constantFrom('Login', 'ProfileShoe') },
    ...{ operator: fc.constant('=' as const), value: fc.constantFrom('ann2', 'Ann3', '1') },
  }),
  fc.record({ kind: fc.constant('null' as const), column: fc.constant('Age'), negated: fc.boolean() }),
);
const filter = fc.oneof(
  { weight: 3, arbitrary: leaf },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(leaf, { minLength: 1, maxLength: 3 }),
    }),
  },
);
const order = fc.constantFrom(
  undefined,
  [{ column: 'Updated', descending: true }],
  [{ column: 'Updated', descending: false }],
  [{ column: 'Age', descending: false }],
);
const setting = fc.record({
  filters: fc.array(filter, { maxLength: 3 }),
  order,
  limit: fc.constantFrom(undefined, 0, 1, 3, 10, 50),
  count: fc.constantFrom(0, 1, 20, 64),
  pageSize: fc.constantFrom(undefined, 1, 7, 20),
  strict: fc.boolean(),
});

describe('what is offered for a scan', () => {
  it('is what the scan does: its requests, its rows, their order, and where it stops', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ filters, order, limit, count, pageSize, strict }) => {
        await using server = await serve((request) => answer(count, request));
        const source = open(server.origin, [people], { settings: { strict, pageSize } });
        const scan: Scan = {
          table: 'People',
          columns,
          filters,
          limit,
          ...(limit === undefined ? {} : { order }),
        };
        const offer = source.offer(scan);
        const rows: Row[] = [];
        for await (const { batch } of source.scan(scan, contextOf([])))
          for (let row = 0; row < batch.rowCount; row++)
            rows.push(batch.columns.map((values) => values[row]!));
        await source.close();

        const sent = server.requests.length;
        if (offer.calls.atLeast) expect(sent).toBeGreaterThanOrEqual(offer.calls.count);
        else expect(sent).toBe(offer.calls.count);
        // Several lists are read at once; which is asked first is open.
        const targets = server.requests.map(({ target }) => target);
        if (!offer.limited)
          expect(targets).toEqual(expect.arrayContaining(offer.requests.map(({ url }) => url)));

        expect(new Set(rows.map(([key]) => key)).size).toBe(rows.length);
        const match = compileMatch(filters, catalogTable(people), columns) ?? (() => true);
        const truth = range(count)
          .map(valuesOf)
          .filter((row) =>
            match(
              row.map((value) => [value]),
              0,
            ),
          );
        if (offer.limited) expect(rows).toHaveLength(Math.min(limit!, truth.length));
        else expect(texts(rows)).toEqual(expect.arrayContaining(texts(truth)));
        if (offer.support.every((part) => part === 'exact'))
          expect(texts(truth)).toEqual(expect.arrayContaining(texts(rows)));
        if (offer.ordered && order !== undefined && limit !== undefined) {
          const sign = order[0]!.descending ? -1 : 1;
          const inOrder = (of: readonly Row[]) =>
            of.map((row) => Number(row[3])).sort((a, b) => sign * (a - b));
          expect(rows.map((row) => row[3])).toEqual(inOrder(rows));
          if (offer.limited) expect(inOrder(rows)).toEqual(inOrder(truth).slice(0, limit));
        }
      }),
      { numRuns: 300 },
    );
  });
});
