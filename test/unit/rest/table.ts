/** A table with every way of reading, for tests of choosing. */
import type { ReadDeclaration, TableDeclaration } from '../../../src/rest/declaration.ts';
import type { RestSettings } from '../../../src/rest/settings.ts';

const paging: ReadDeclaration['paging'] = {
  style: 'link-header',
  size: { parameter: 'limit', default: 200, maximum: 200 },
};

/** People: by id, by exact filter, by a search that folds case and lags, and as a list. */
export const people: TableDeclaration = {
  name: 'People',
  description: 'People.',
  columns: [
    { name: 'Id', type: 'text', path: 'id', nullable: false },
    { name: 'Login', type: 'text', path: 'profile.login' },
    { name: 'Status', type: 'text', path: 'status', enumeration: ['ACTIVE', 'STAGED', 'DEPROVISIONED'] },
    { name: 'Updated', type: 'timestamp with time zone', path: 'updated' },
    { name: 'Age', type: 'integer', path: 'profile.age' },
    { name: 'ProfileShoe', type: 'text', path: 'profile.shoe', custom: true },
  ],
  primaryKey: ['Id'],
  expectedRows: 5000,
  reads: [
    {
      ...{ name: 'get', path: '/people/{Id}', rows: '', single: true, notFound: 'no rows' },
      keyPatterns: { Id: 'p[0-9]+' },
    },
    {
      ...{ name: 'filter', path: '/people', rows: '', paging },
      expression: {
        ...{ parameter: 'filter', grammar: 'scim', maximumTerms: 20, maximumLength: 2000 },
        everything: 'updated ge "1970-01-01T00:00:00.000Z"',
        attributes: {
          Id: { attribute: 'id', operators: { '=': 'exact', in: 'exact' } },
          Status: { attribute: 'status', operators: { '=': 'exact', in: 'exact' } },
          Updated: {
            attribute: 'updated',
            operators: { '=': 'exact', '<': 'exact', '<=': 'exact', '>': 'exact', '>=': 'exact' },
          },
        },
      },
    },
    {
      ...{ name: 'search', path: '/people', rows: '', paging, eventual: true },
      expression: {
        ...{ parameter: 'search', grammar: 'scim', maximumTerms: 20, customPrefix: 'profile.' },
        everything: 'updated ge "1970-01-01T00:00:00.000Z"',
        attributes: {
          Login: {
            attribute: 'profile.login',
            operators: { '=': 'inexact', in: 'inexact', starts: 'inexact' },
          },
          Status: { attribute: 'status', operators: { '=': 'inexact' } },
        },
      },
      order: {
        ...{ by: 'sortBy', direction: 'sortOrder', ascending: 'asc', descending: 'desc' },
        columns: { Updated: 'updated' },
      },
    },
  ],
};

/** Members of teams, one list per team. */
export const members: TableDeclaration = {
  name: 'Members',
  description: 'Members.',
  columns: [
    { name: 'TeamId', type: 'text', fromKey: 'TeamId', nullable: false },
    { name: 'Name', type: 'text', path: 'name', nullable: false },
  ],
  primaryKey: ['TeamId', 'Name'],
  requiredKeys: [{ column: 'TeamId', table: 'Teams', references: 'Id' }],
  expectedRows: 1000,
  reads: [
    {
      ...{ name: 'list', path: '/teams/{TeamId}/members', rows: 'members' },
      keyPatterns: { TeamId: '[0-9]+' },
      paging: {
        style: 'page',
        parameter: 'page',
        start: 1,
        size: { parameter: 'size', default: 50, maximum: 100 },
      },
    },
  ],
};

/** Events in a range of times. */
export const events: TableDeclaration = {
  name: 'Events',
  description: 'Events.',
  columns: [
    { name: 'Id', type: 'text', path: 'id', nullable: false },
    { name: 'Published', type: 'timestamp with time zone', path: 'published', nullable: false },
  ],
  primaryKey: ['Id'],
  reads: [
    {
      ...{ name: 'list', path: '/events', rows: '' },
      paging: { style: 'link-header', size: { parameter: 'limit', default: 1000, maximum: 1000 } },
      range: {
        ...{
          column: 'Published',
          from: 'since',
          until: 'until',
          alwaysUntil: true,
          untilInclusive: 'unknown',
        },
        ...{ defaultDays: 7, defaultDaysProperty: 'EventDays', earliestDays: 90 },
      },
      order: {
        ...{ direction: 'sortOrder', ascending: 'ASCENDING', descending: 'DESCENDING' },
        columns: { Published: 'published' },
        natural: { column: 'Published', descending: false },
      },
    },
  ],
};

/** Settings that wait for nothing long. */
export const settings: RestSettings = {
  ...{ concurrency: 4, rateShare: 1, patience: 60_000, retries: 5, requestTimeout: 5_000 },
  ...{ strict: false, emptyWhereNotEnabled: false, typeErrors: 'error', properties: new Map() },
};
