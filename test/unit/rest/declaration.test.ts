import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { oktaDeclaration } from '../../../src/connectors/okta/declaration.ts';
import type { DriverError } from '../../../src/errors.ts';
import { declarationSchema } from '../../../src/rest/declaration-shape.ts';
import { validateDeclaration } from '../../../src/rest/validate-declaration.ts';

const bySchema = new Ajv2020({ allowUnionTypes: true }).compile(declarationSchema);

type Change = (document: Record<string, never> & { tables: Record<string, never>[] }) => void;

/** A document without a fault, and what `change` made of it. */
function changed(change: Change): unknown {
  const document = {
    name: 'hr',
    tables: [
      {
        name: 'Teams',
        description: 'Teams.',
        columns: [{ name: 'Id', type: 'bigint', path: 'id' }],
        primaryKey: ['Id'],
        reads: [
          {
            name: 'list',
            path: '/teams',
            rows: '',
            paging: {
              style: 'page',
              parameter: 'page',
              start: 1,
              size: { parameter: 'size', default: 10, maximum: 100 },
            },
          },
        ],
      },
      {
        name: 'Members',
        description: 'Members of teams.',
        columns: [
          { name: 'TeamId', type: 'bigint', fromKey: 'TeamId' },
          { name: 'Name', type: 'text', path: 'name' },
        ],
        primaryKey: ['TeamId', 'Name'],
        requiredKeys: [{ column: 'TeamId', table: 'Teams', references: 'Id' }],
        reads: [{ name: 'list', path: '/teams/{TeamId}/members', rows: 'members' }],
      },
    ],
  };
  change(document as never);
  return document;
}

function faultsOf(document: unknown): readonly string[] {
  try {
    validateDeclaration(document);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ reason: 'bad_declaration', code: 'HV00D' });
    return (error as DriverError).detail!.split('\n');
  }
}

function set(target: unknown, path: string, value: unknown): void {
  const steps = path.split('.');
  const last = steps.pop()!;
  const parent = steps.reduce<never>((part, step) => part[step as never], target as never) as Record<
    string,
    unknown
  >;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

describe('a declaration', () => {
  it('of Okta is valid, by our check and by the published schema, and survives JSON', () => {
    const copy = JSON.parse(JSON.stringify(oktaDeclaration));
    expect(copy).toEqual(oktaDeclaration);
    expect(faultsOf(copy)).toEqual([]);
    expect(bySchema(copy), JSON.stringify(bySchema.errors)).toBe(true);
  });

  it.each([
    ['name', undefined, 'the document must have "name"'],
    ['tables', [], 'tables must have at least 1 element'],
    ['tables.0.columns.0.type', 'number', 'tables[0].columns[0].type must be a type'],
    ['tables.0.columns.0.typ', 'text', 'tables[0].columns[0] has "typ"'],
    ['tables.0.columns.0.type', 'decimal(39,2)', 'tables[0].columns[0].type must be a type'],
    ['tables.0.reads.0.path', 'teams', 'tables[0].reads[0].path must be a path that begins with /'],
    ['tables.0.reads.0.path', '/teams?all=1', 'tables[0].reads[0].path must be a path'],
    ['tables.0.reads.0.paging.style', 'pages', 'tables[0].reads[0].paging.style must be one of'],
    [
      'tables.0.reads.0.paging.size.default',
      0,
      'tables[0].reads[0].paging.size.default must be a whole number',
    ],
    ['tables.0.reads.0.single', 'yes', 'tables[0].reads[0].single must be true or false'],
    ['tables.0.primaryKey', 'Id', 'tables[0].primaryKey must be an array'],
    ['headers', { accept: 1 }, 'headers.accept must be a text'],
    ['rateLimit', 600, 'rateLimit must be an object'],
  ])('whose %s is %j is refused by both, with the place', (path, value, fault) => {
    const document = changed((made) => set(made, path, value));
    expect(faultsOf(document).join('\n')).toContain(fault);
    expect(bySchema(document)).toBe(false);
  });

  it.each([
    ['tables.1.name', 'teams', 'tables[1].name repeats the name teams'],
    ['tables.0.primaryKey', ['Key'], 'tables[0].primaryKey names the column Key'],
    ['tables.1.reads.0.path', '/teams/{Team}/members', 'tables[1].reads[0].path names the column Team'],
    ['tables.1.requiredKeys', [], 'tables[1].reads must have one that gives every row'],
    ['tables.1.requiredKeys.0.table', 'Group', 'tables[1].requiredKeys[0] names the table Group'],
    ['tables.1.requiredKeys.0.references', 'Key', 'names the column Teams.Key'],
    [
      'tables.0.columns.0.fromKey',
      'Id',
      'tables[0].columns[0] must have one of "path", "fromKey" and "constant"',
    ],
    ['tables.0.columns.0.capture', '(', 'tables[0].columns[0].capture is no regular expression'],
    ['tables.0.columns.0.capture', 'a(?:b)', 'tables[0].columns[0].capture has no group'],
    ['tables.0.columns.0.enumeration', ['1'], 'tables[0].columns[0] has an enumeration'],
    ['tables.0.columns.0.type', 'decimal(3,4)', 'tables[0].columns[0] has the type decimal(3,4)'],
    ['tables.0.reads.0.path', '/teams/{Id', 'tables[0].reads[0].path has a brace'],
    ['tables.0.reads.0.paging.size.default', 101, 'tables[0].reads[0].paging.size must have a default'],
    ['tables.0.reads.0.paging.size.minimum', 11, 'tables[0].reads[0].paging.size must have a default'],
    ['tables.0.reads.0.keyPatterns', { Id: '.*' }, 'tables[0].reads[0].keyPatterns names Id, which is not'],
    [
      'tables.0.reads.0.order',
      { ascending: '', descending: '', columns: {}, natural: { column: 'No', descending: false } },
      'tables[0].reads[0].order.natural.column names the column No',
    ],
    [
      'tables.0.foreignKeys',
      [{ columns: ['Id'], table: 'Members', references: ['TeamId', 'Name'] }],
      'tables[0].foreignKeys[0] must have as many columns as references',
    ],
    [
      'tables.1.requiredKeys',
      [
        { column: 'TeamId', table: 'Teams', references: 'Id' },
        { column: 'Name', table: 'Teams', references: 'Id' },
      ],
      'tables[1].requiredKeys names Name, which no read takes',
    ],
    [
      'tables.1.reads.1',
      { name: 'all', path: '/members', rows: '' },
      'tables[1].reads[1] takes no TeamId, so there is no value',
    ],
    [
      'tables.1.reads.0.keyPatterns',
      { TeamId: '[' },
      'tables[1].reads[0].keyPatterns.TeamId is no regular expression',
    ],
    ['tables.0.reads.0.single', true, 'tables[0].reads[0] is single'],
    ['tables.0.reads.0.partial', true, 'tables[0].reads must have one that gives every row'],
  ])('whose %s is %j does not fit together, and is refused with the place', (path, value, fault) => {
    expect(faultsOf(changed((made) => set(made, path, value))).join('\n')).toContain(fault);
  });

  it('is told all its faults at once', () => {
    const document = changed((made) => {
      set(made, 'tables.0.columns.0.type', 7);
      set(made, 'tables.1.reads.0.rows', undefined);
      set(made, 'more', true);
    });
    expect(faultsOf(document)).toHaveLength(3);
  });

  it.each([null, 7, 'x', [], {}])('is not %j', (value) => {
    expect(faultsOf(value).length).toBeGreaterThan(0);
    expect(bySchema(value)).toBe(false);
  });
});
