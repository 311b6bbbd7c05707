import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get, idsOf, walk } from './client.ts';

describe('paging (Okta docs, core-okta-api: pagination)', () => {
  let sandbox: OktaSandbox;
  let group: string;
  let app: string;
  beforeAll(async () => {
    sandbox = await startOktaSandbox({
      users: 1300,
      groups: 450,
      apps: 60,
      logs: 1500,
      latency: 0,
      rate: 1e6,
    });
    group = String(sandbox.truth().groups?.[0]?.id);
    app = String(sandbox.truth().apps?.[0]?.id);
  });
  afterAll(() => sandbox.close());

  /** Default, least and greatest page size, by the parameter limit in the API document. */
  const sizes = () =>
    [
      ['/api/v1/users', { search: 'id pr' }, 200, 1, 200],
      ['/api/v1/groups', {}, 450, 1, 10_000],
      [`/api/v1/groups/${group}/users`, {}, 1000, 1, 1000],
      ['/api/v1/groups/rules', {}, 50, 1, 200],
      ['/api/v1/apps', { includeNonDeleted: 'true' }, 20, 1, 200],
      [`/api/v1/apps/${app}/users`, {}, 50, 1, 500],
      [`/api/v1/apps/${app}/groups`, {}, 1, 20, 200],
      [`/api/v1/groups/${group}/apps`, {}, 1, 1, 200],
      ['/api/v1/logs', { since: new Date(Date.now() - 80 * 86_400_000).toISOString() }, 100, 0, 1000],
    ] as const;

  it('has the default, the least and the greatest page size of each list', async () => {
    for (const [path, parameters, normal, least, most] of sizes()) {
      const plain = await get(sandbox, path, parameters);
      expect([path, plain.body.length]).toEqual([path, normal]);
      expect([path, (await get(sandbox, path, { ...parameters, limit: least })).status]).toEqual([path, 200]);
      expect([path, (await get(sandbox, path, { ...parameters, limit: most })).status]).toEqual([path, 200]);
      for (const limit of [least - 1, most + 1, 'many', '']) {
        const { status, body } = await get(sandbox, path, { ...parameters, limit });
        expect([path, limit, status, body.errorCode]).toEqual([path, limit, 400, 'E0000001']);
      }
    }
  });

  it('gives every row once and in the same order, whatever the page size', async () => {
    const all = idsOf((await walk(sandbox, '/api/v1/users', { search: 'id pr' })).rows);
    for (const limit of [7, 100, 199]) {
      const { rows, pages } = await walk(sandbox, '/api/v1/users', { search: 'id pr', limit });
      expect(idsOf(rows)).toEqual(all);
      expect(pages).toBe(Math.ceil(all.length / limit));
    }
  });

  it('has no next link on the last page, also when that page is full', async () => {
    const { rows, pages } = await walk(sandbox, `/api/v1/groups/${group}/users`, { limit: 650 });
    expect([rows.length, pages]).toEqual([1300, 2]);
  });

  it('gives no more than 200 groups at a time to filter and search', async () => {
    const filter = 'type eq "OKTA_GROUP"';
    expect((await get(sandbox, '/api/v1/groups', { filter, limit: 10_000 })).body).toHaveLength(200);
  });

  it('writes links as headers of their own and joined by a comma, in turn', async () => {
    const counts = [await linkHeaders(sandbox), await linkHeaders(sandbox)];
    expect(counts.sort()).toEqual([1, 2]);
  });

  it('refuses cursors that it did not give for this list', async () => {
    const { next } = await get(sandbox, '/api/v1/users', { limit: 5, filter: 'status eq "ACTIVE"' });
    const cursor = new URL(String(next)).searchParams.get('after') as string;
    const strange: readonly Readonly<Record<string, string>>[] = [
      { after: cursor },
      { after: cursor, filter: 'status eq "STAGED"' },
      { after: '00u123', filter: 'status eq "ACTIVE"' },
      { after: '', filter: 'status eq "ACTIVE"' },
    ];
    for (const parameters of strange) {
      const { status, body } = await get(sandbox, '/api/v1/users', parameters);
      expect([status, body.errorCode]).toEqual([400, 'E0000054']);
    }
  });

  it('keeps all parameters of the first page in the link', async () => {
    const { next } = await get(sandbox, '/api/v1/users', { limit: 5, search: 'id pr', sortBy: 'status' });
    const query = new URL(String(next)).searchParams;
    expect([query.get('limit'), query.get('search'), query.get('sortBy')]).toEqual(['5', 'id pr', 'status']);
  });

  it('sends a request id with every answer', async () => {
    const seen = new Set<string | null>();
    for (const path of ['/api/v1/users', '/api/v1/nothing', '/.well-known/openid-configuration'])
      seen.add((await get(sandbox, path)).headers.get('x-okta-request-id'));
    expect(seen.size).toBe(3);
    expect(seen.has(null)).toBe(false);
  });
});

/** How many Link headers the next answer has; fetch joins them, so this reads the raw ones. */
async function linkHeaders(sandbox: OktaSandbox): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `SSWS ${sandbox.tokens.full}` };
    request(`${sandbox.url}/api/v1/users?limit=2`, { headers, agent: false }, (response) => {
      response.resume();
      const names = response.rawHeaders.filter((_, at) => at % 2 === 0);
      response.once('end', () => resolve(names.filter((name) => name.toLowerCase() === 'link').length));
    })
      .once('error', reject)
      .end();
  });
}
