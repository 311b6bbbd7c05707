import { describe, expect, it } from 'vitest';
import type { ReadDeclaration } from '../../../src/rest/declaration.ts';
import type { WalkStart } from '../../../src/rest/read-plan.ts';
import { resumeAfter } from '../../../src/rest/resume.ts';
import type { Scan } from '../../../src/spi/connector.ts';
import { parseScim } from './scim-parser.ts';
import { events, people } from './table.ts';

const ascending: ReadDeclaration['order'] = {
  ...{ by: 'sortBy', direction: 'sortOrder', ascending: 'asc', descending: 'desc' },
  columns: { Updated: 'updated', Login: 'profile.login' },
  natural: { column: 'Updated', descending: false },
};
const operators = { '>=': 'exact', '=': 'exact', '<': 'exact' } as const;
const search: ReadDeclaration = {
  ...{ name: 'search', path: '/people', rows: '', resume: { column: 'Updated' }, order: ascending },
  expression: {
    ...{ parameter: 'search', grammar: 'scim', maximumTerms: 20 },
    attributes: { Updated: { attribute: 'updated', operators } },
  },
};
const start: WalkStart = {
  path: '/people',
  query: [
    ['limit', '200'],
    ['search', 'status eq "A" or status eq "B"'],
  ],
  keys: new Map(),
};
const last = { id: 'p7', updated: '2024-01-01T00:00:00.123Z' };

function resumed(
  given: {
    readonly read?: Partial<ReadDeclaration>;
    readonly order?: Scan['order'];
    readonly row?: Readonly<Record<string, unknown>>;
    readonly start?: Partial<WalkStart>;
  } = {},
) {
  const scan: Scan = { table: 'People', columns: ['Id'], filters: [], order: given.order, limit: 500 };
  return resumeAfter(
    people,
    { ...search, ...given.read },
    scan,
    { ...start, ...given.start },
    given.row ?? last,
  );
}

const expressionOf = (from: WalkStart | undefined) => from?.query.find(([name]) => name === 'search')?.[1];

describe('a list that lost its place', () => {
  it('goes on from the last row, its equals included, within what was asked for', () => {
    expect(parseScim(expressionOf(resumed())!)).toEqual({
      kind: 'and',
      parts: [
        {
          kind: 'or',
          parts: [expect.objectContaining({ value: 'A' }), expect.objectContaining({ value: 'B' })],
        },
        { kind: 'term', attribute: 'updated', operator: 'ge', value: '2024-01-01T00:00:00.123Z' },
      ],
    });
    expect(resumed()).toMatchObject({
      path: '/people',
      query: [
        ['limit', '200'],
        ['search', expect.anything()],
      ],
    });
    expect(expressionOf(resumed({ start: { query: [] } }))).toBe('updated ge "2024-01-01T00:00:00.123Z"');
  });

  it('goes on from the millisecond below where the last row lies between two', () => {
    const row = { updated: '2024-01-01T00:00:00.123999Z' };
    expect(expressionOf(resumed({ row }))).toContain('updated ge "2024-01-01T00:00:00.123Z"');
  });

  it('goes on only where rows come in the ascending order of the column', () => {
    const by = (column: string, descending: boolean) => [{ column, descending }];
    expect(resumed({ order: by('Updated', false) })).toBeDefined();
    expect(resumed({ order: by('Updated', true) })).toBeUndefined();
    expect(resumed({ order: by('Login', false) })).toBeUndefined();
    // An order that the source is not asked for leaves the natural one.
    expect(resumed({ order: by('Age', true) })).toBeDefined();
    expect(resumed({ order: [...by('Login', true), ...by('Id', true)] })).toBeDefined();
    const backwards = { ...ascending, natural: { column: 'Updated', descending: true } };
    expect(resumed({ read: { order: backwards } })).toBeUndefined();
    expect(resumed({ read: { order: undefined } })).toBeUndefined();
    expect(resumed({ read: { resume: undefined } })).toBeUndefined();
  });

  it('starts anew where the last row does not say where, or the source cannot be asked so', () => {
    expect(resumed({ row: { id: 'p7' } })).toBeUndefined();
    expect(resumed({ row: { updated: 'yesterday' } })).toBeUndefined();
    expect(resumed({ read: { expression: undefined } })).toBeUndefined();
    const mute = { ...search.expression!, attributes: {} };
    expect(resumed({ read: { expression: mute } })).toBeUndefined();
  });

  it('takes up a range of times at its beginning, and leaves its end', () => {
    const read: ReadDeclaration = { ...events.reads[0]!, resume: { column: 'Published' } };
    const scan: Scan = { table: 'Events', columns: ['Id'], filters: [] };
    const query = [
      ['since', '2024-01-01T00:00:00.000Z'],
      ['until', '2024-01-08T00:00:00.000Z'],
    ] as const;
    const row = { id: 'e1', published: '2024-01-03T00:00:00.000Z' };
    expect(resumeAfter(events, read, scan, { path: '/events', query, keys: new Map() }, row)?.query).toEqual([
      ['until', '2024-01-08T00:00:00.000Z'],
      ['since', '2024-01-03T00:00:00.000Z'],
    ]);
  });
});
