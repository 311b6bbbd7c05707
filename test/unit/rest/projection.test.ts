import { describe, expect, it } from 'vitest';
import type { ColumnDeclaration, ReadDeclaration, TableDeclaration } from '../../../src/rest/declaration.ts';
import { planProjection } from '../../../src/rest/projection.ts';

const columns: readonly ColumnDeclaration[] = [
  { name: 'Id', type: 'text', path: 'id' },
  { name: 'Team', type: 'text', fromKey: 'Team' },
  { name: 'Status', type: 'text', path: 'status' },
  { name: 'Login', type: 'text', path: 'profile.login' },
  { name: 'Mail', type: 'text', path: 'profile.email' },
  { name: 'Profile', type: 'json', path: 'profile' },
  { name: 'Odd', type: 'text', path: 'profile.a,b' },
  { name: 'Deep', type: 'text', path: 'profile.address.city' },
  { name: 'Provider', type: 'text', path: 'credentials.provider.name' },
  { name: 'Quoted', type: 'text', path: 'a b.c' },
];
const table: TableDeclaration = {
  name: 'People',
  description: 'People.',
  columns,
  primaryKey: ['Id'],
  reads: [],
};

/** What is asked for, for these columns. */
function fields(
  names: readonly string[],
  style: 'okta-fields' | 'comma',
  more: Partial<ReadDeclaration> = {},
) {
  const read: ReadDeclaration = {
    ...{ name: 'list', path: '/people', rows: '', projection: { parameter: 'fields', style }, ...more },
  };
  const query = planProjection(table, read, { table: 'People', columns: names, filters: [] });
  return query.length === 0 ? undefined : query[0]![1];
}

describe('the properties that a source is asked for', () => {
  it('are those of the columns and of the key', () => {
    expect(fields(['Status'], 'comma')).toBe('id,status');
    expect(fields(['Login', 'Mail', 'Provider'], 'comma')).toBe('id,profile,credentials');
    expect(fields([], 'comma')).toBe('id');
    expect(fields(['Team'], 'comma')).toBe('id');
  });

  it('are also those by which a list goes on, and by which rows are told from those of another key', () => {
    expect(fields([], 'comma', { resume: { column: 'Status' } })).toBe('id,status');
    expect(fields([], 'comma', { path: '/people/{Login}' })).toBe('id,profile');
  });

  it('go one level into the profile where the source takes that, and no deeper', () => {
    expect(fields(['Login', 'Status', 'Mail'], 'okta-fields')).toBe('id,status,profile:(login,email)');
    expect(fields(['Provider'], 'okta-fields')).toBe('id,credentials');
    expect(fields(['Login', 'Deep'], 'okta-fields')).toBe('id,profile');
  });

  it('are the whole profile where one of its names cannot stand in the list, or the whole is wanted', () => {
    expect(fields(['Login', 'Odd'], 'okta-fields')).toBe('id,profile');
    expect(fields(['Login', 'Profile'], 'okta-fields')).toBe('id,profile');
  });

  it('are all where the name of one cannot stand in the list, or the read does not take a list', () => {
    expect(fields(['Status', 'Quoted'], 'comma')).toBeUndefined();
    expect(fields(['Status'], 'comma', { projection: undefined })).toBeUndefined();
  });
});
