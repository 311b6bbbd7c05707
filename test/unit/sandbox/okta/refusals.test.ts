import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get } from './client.ts';

const time = '"2024-01-01T00:00:00.000Z"';

/**
 * What goes and what does not, by Okta docs (core-okta-api: filter, system-log-query, error-codes) and the parameters
 * in the API document.
 */
const cases: readonly (readonly [path: string, parameter: string, text: string, code: string | undefined])[] =
  [
    // Users, filter: seven attributes, eq only, ranges of lastUpdated, no not.
    ...['status', 'id', 'profile.login', 'profile.email', 'profile.firstName', 'profile.lastName'].flatMap(
      (name) => [
        ['users', 'filter', `${name} eq "x"`, undefined] as const,
        ...['ne', 'gt', 'ge', 'lt', 'le', 'sw', 'co', 'ew'].map(
          (operator) => ['users', 'filter', `${name} ${operator} "x"`, 'E0000031'] as const,
        ),
        ['users', 'filter', `${name} pr`, 'E0000031'] as const,
      ],
    ),
    ...['eq', 'gt', 'ge', 'lt', 'le'].map(
      (operator) => ['users', 'filter', `lastUpdated ${operator} ${time}`, undefined] as const,
    ),
    ['users', 'filter', `lastUpdated ne ${time}`, 'E0000031'],
    ['users', 'filter', 'lastUpdated gt "yesterday"', 'E0000031'],
    ['users', 'filter', 'created gt "2024-01-01T00:00:00.000Z"', 'E0000031'],
    ['users', 'filter', 'profile.department eq "Sales"', 'E0000031'],
    ['users', 'filter', 'Status eq "ACTIVE"', 'E0000031'],
    ['users', 'filter', 'not (status eq "ACTIVE")', 'E0000031'],
    ['users', 'filter', 'status EQ "ACTIVE" Or status eq "STAGED"', undefined],
    ['users', 'filter', 'status eq ACTIVE', 'E0000053'],
    ['users', 'filter', '', 'E0000053'],
    // Users, search: the whole profile, eight attributes beside it, no ne, co on four attributes.
    ...['eq', 'sw', 'gt', 'ge', 'lt', 'le'].map(
      (operator) => ['users', 'search', `profile.department ${operator} "Sales"`, undefined] as const,
    ),
    ['users', 'search', 'profile.department pr', undefined],
    ['users', 'search', 'profile.department ne "Sales"', 'E0000031'],
    ['users', 'search', 'profile.department co "ale"', 'E0000031'],
    ['users', 'search', 'profile.department ew "les"', 'E0000031'],
    ['users', 'search', 'not (profile.department pr)', 'E0000031'],
    ...['firstName', 'lastName', 'email', 'login'].map(
      (name) => ['users', 'search', `profile.${name} co "a"`, undefined] as const,
    ),
    ...['created', 'activated', 'statusChanged', 'lastUpdated'].map(
      (name) => ['users', 'search', `${name} ge ${time}`, undefined] as const,
    ),
    ['users', 'search', `lastUpdated sw ${time}`, 'E0000031'],
    ['users', 'search', `lastLogin gt ${time}`, 'E0000031'],
    ['users', 'search', `passwordChanged gt ${time}`, 'E0000031'],
    ['users', 'search', 'id eq "00u1"', undefined],
    ['users', 'search', 'type.id eq "oty1"', undefined],
    ['users', 'search', 'status lt "STAGED" or status gt "STAGED"', undefined],
    ['users', 'search', 'profile.badgeNumber ge 7', undefined],
    ['users', 'search', 'profile.badgeNumber eq "7"', 'E0000031'],
    ['users', 'search', 'profile.badgeNumber sw 7', 'E0000031'],
    ['users', 'search', 'profile.contractor eq true', undefined],
    ['users', 'search', 'profile.contractor gt false', 'E0000031'],
    ['users', 'search', 'profile.skills eq "sql"', undefined],
    ['users', 'search', `profile.startDate gt ${time}`, undefined],
    ['users', 'search', 'profile.unheardOf eq "x"', 'E0000031'],
    ['users', 'search', 'profile eq "x"', 'E0000031'],
    ['users', 'search', 'profile.toString eq "x"', 'E0000031'],
    ['users', 'search', 'status eq', 'E0000031'],
    // Groups.
    ['groups', 'filter', 'id eq "00g1" or type eq "APP_GROUP"', undefined],
    ['groups', 'filter', `lastUpdated gt ${time} and lastMembershipUpdated le ${time}`, undefined],
    ['groups', 'filter', 'type sw "APP"', 'E0000031'],
    ['groups', 'filter', 'profile.name eq "Everyone"', 'E0000031'],
    ['groups', 'filter', `created gt ${time}`, 'E0000031'],
    ['groups', 'search', 'profile.name co "e" and profile.description sw "E"', undefined],
    ['groups', 'search', 'profile.samAccountName eq "x"', undefined],
    ['groups', 'search', 'profile.samAccountName co "x"', 'E0000031'],
    ['groups', 'search', 'source.id eq "0oa1"', undefined],
    ['groups', 'search', `created gt ${time}`, undefined],
    ['groups', 'search', 'profile.name gt "a"', 'E0000031'],
    ['groups', 'search', 'profile.name ne "a"', 'E0000031'],
    ['groups', 'search', 'objectClass eq "okta:user_group"', 'E0000031'],
    // Apps.
    ['apps', 'filter', 'status eq "INACTIVE" and name eq "bookmark"', undefined],
    ['apps', 'filter', 'credentials.signing.kid eq "x" or settings.slo.enabled eq true', undefined],
    ['apps', 'filter', 'id eq "0oa1"', undefined],
    ['apps', 'filter', 'user.id eq "00u1"', undefined],
    ['apps', 'filter', 'label eq "x"', 'E0000031'],
    ['apps', 'filter', 'name sw "b"', 'E0000031'],
    ['apps', 'filter', 'name', 'E0000053'],
    // System Log.
    ...['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'ew', 'co'].map(
      (operator) => ['logs', 'filter', `eventType ${operator} "user"`, undefined] as const,
    ),
    ['logs', 'filter', 'not (outcome.result eq "SUCCESS") and target.id pr', undefined],
    ['logs', 'filter', `published gt ${time}`, 'E0000031'],
    ['logs', 'filter', 'unheardOf eq "x"', 'E0000031'],
    ['logs', 'filter', 'debugContext.debugData.url co "authn"', 'E0000031'],
    ['logs', 'filter', 'debugContext.debugData.requestUri co "authn"', 'E0000031'],
    ['logs', 'filter', 'debugContext.debugData.requestUri sw "/api"', undefined],
    ['logs', 'filter', 'target[id eq "x"]', 'E0000053'],
  ];

describe('what search and filter take and refuse', () => {
  let sandbox: OktaSandbox;
  beforeAll(async () => {
    sandbox = await startOktaSandbox({ users: 50, groups: 20, apps: 10, logs: 50, latency: 0, rate: 10_000 });
  });
  afterAll(() => sandbox.close());

  it.each(cases)('%s: %s=%s → %s', async (path, parameter, text, code) => {
    const { status, body } = await get(sandbox, `/api/v1/${path}`, { [parameter]: text });
    expect([status, body.errorCode]).toEqual(code === undefined ? [200, undefined] : [400, code]);
  });

  it('refuses to sort by what cannot be searched', async () => {
    const { status, body } = await get(sandbox, '/api/v1/users', { search: 'id pr', sortBy: 'lastLogin' });
    expect([status, body.errorCode]).toEqual([400, 'E0000031']);
  });

  it('refuses to combine search, filter and q', async () => {
    const { status } = await get(sandbox, '/api/v1/users', { search: 'id pr', filter: 'id eq "x"' });
    expect(status).toBe(400);
  });

  it('refuses URLs that are too long (Okta docs, core-okta-api: filter: complex searches error out)', async () => {
    const terms = Array.from({ length: 400 }, (_, index) => `id eq "00u${index}aaaaaaaaaaaaaaaa"`);
    const { status } = await get(sandbox, '/api/v1/users', { filter: terms.join(' or ') });
    expect(status).toBe(414);
  });
});
