import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get } from './client.ts';

describe('faults', () => {
  let sandbox: OktaSandbox;
  beforeAll(async () => {
    sandbox = await startOktaSandbox({ users: 50, groups: 5, apps: 3, logs: 0, latency: 0 });
  });
  afterAll(() => sandbox.close());
  beforeEach(() => {
    sandbox.setFaults([]);
    sandbox.clearLog();
  });

  const ask = (path = '/api/v1/users?limit=10') => get(sandbox, path);

  it('come at the request that the rule names, as often as it says', async () => {
    sandbox.setFaults([{ url: '/users', at: 1, times: 2, fault: { kind: 'unavailable' } }]);
    const statuses = [];
    for (const path of ['users', 'groups', 'users', 'users', 'users'])
      statuses.push((await ask(`/api/v1/${path}`)).status);
    expect(statuses).toEqual([200, 200, 503, 503, 200]);
  });

  it('come from a function of the request', async () => {
    sandbox.setFaults(({ index, query }) =>
      index === 1 && query.get('limit') === '10' ? { kind: 'unavailable', status: 502 } : undefined,
    );
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([200, 502, 200]);
  });

  it('throttle with the headers of Okta', async () => {
    sandbox.setFaults([{ fault: { kind: 'throttle', seconds: 3 } }]);
    const { status, headers, body } = await ask();
    expect([status, body.errorCode, headers.get('x-rate-limit-remaining')]).toEqual([429, 'E0000047', '0']);
    const wait = Number(headers.get('x-rate-limit-reset')) - Date.now() / 1000;
    expect(wait).toBeGreaterThan(1.5);
    expect(wait).toBeLessThanOrEqual(4);
  });

  it('show the signature of too many requests in flight', async () => {
    sandbox.setFaults([{ fault: { kind: 'concurrency' } }]);
    const { status, headers } = await ask();
    expect([status, headers.get('x-rate-limit-limit'), headers.get('x-rate-limit-remaining')]).toEqual([
      429,
      '0',
      '0',
    ]);
  });

  it('refuse the token, and cursors but no first pages', async () => {
    sandbox.setFaults([
      { fault: { kind: 'token refused' } },
      { times: 9, fault: { kind: 'cursor refused', code: 'E0000031' } },
    ]);
    expect((await ask()).body.errorCode).toBe('E0000011');
    const first = await ask();
    expect(first.status).toBe(200);
    const { status, body } = await ask(String(first.next));
    expect([status, body.errorCode]).toEqual([400, 'E0000031']);
  });

  it.each([
    { kind: 'drop', when: 'before headers' },
    { kind: 'drop', when: 'after headers' },
    { kind: 'cut', share: 0.5 },
    { kind: 'cut', share: 0 },
  ] as const)('break the socket: %j', async (fault) => {
    sandbox.setFaults([{ fault }]);
    await expect(ask()).rejects.toThrow();
    expect((await ask()).status).toBe(200);
  });

  it('send half a page as if it were whole', async () => {
    sandbox.setFaults([{ fault: { kind: 'cut', share: 0.5, cleanly: true } }]);
    const response = await fetch(`${sandbox.url}/api/v1/users`, {
      headers: { authorization: `SSWS ${sandbox.tokens.full}` },
    });
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  it('take their time', async () => {
    sandbox.setFaults([{ fault: { kind: 'delay', milliseconds: 120 } }]);
    const start = performance.now();
    expect((await ask()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(110);
  });

  it('stand in the log like any other request, unanswered ones with status 0', async () => {
    sandbox.setFaults([{ fault: { kind: 'drop', when: 'before headers' } }]);
    await ask().catch(() => {});
    const { headers } = await ask();
    await fetch(`${sandbox.url}/oauth2/v1/token`, { method: 'POST', body: 'grant_type=x' });
    expect(sandbox.log.map(({ method, path, status, rows }) => [method, path, status, rows])).toEqual([
      ['GET', '/api/v1/users', 0, undefined],
      ['GET', '/api/v1/users', 200, 10],
      ['POST', '/oauth2/v1/token', 400, undefined],
    ]);
    expect(sandbox.log[1]?.requestId).toBe(headers.get('x-okta-request-id'));
    expect(sandbox.log[1]?.url).toBe('/api/v1/users?limit=10');
  });
});
