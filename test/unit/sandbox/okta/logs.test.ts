import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OktaSandbox, startOktaSandbox } from '../../../../src/sandbox/okta/server.ts';
import { get, type Json, testTime, walk } from './client.ts';

const day = 86_400_000;

function iso(daysAgo: number): string {
  return new Date(testTime - daysAgo * day).toISOString();
}

/** The rules of Okta docs, system-log-query, and of the API document, listLogEvents. */
describe('/api/v1/logs', () => {
  let sandbox: OktaSandbox;
  let events: readonly Json[];
  let time = testTime;
  beforeAll(async () => {
    sandbox = await startOktaSandbox({
      users: 200,
      groups: 20,
      apps: 10,
      logs: 4000,
      latency: 0,
      rate: 1e6,
      now: () => time,
    });
    events = sandbox.truth().logs as readonly Json[];
  });
  afterAll(() => sandbox.close());

  const ask = (parameters: Readonly<Record<string, string | number>>) =>
    walk(sandbox, '/api/v1/logs', parameters);
  const between = (since: string, until: string) =>
    events.filter((event) => event.published >= since && event.published < until);

  it('shows a hundred events of the last seven days by default', async () => {
    const { body } = await get(sandbox, '/api/v1/logs');
    expect(body).toHaveLength(100);
    expect(body.every((event: Json) => event.published >= iso(7))).toBe(true);
  });

  it('counts the seven days from until', async () => {
    const { rows } = await ask({ until: iso(30), limit: 1000 });
    expect(rows).toEqual(between(iso(37), iso(30)));
  });

  it('gives a window by publication, the end not included, and then ends', async () => {
    const until = events[2000].published;
    const { rows, pages } = await ask({ since: iso(80), until, limit: 500 });
    expect(rows).toEqual(between(iso(80), until));
    expect(pages).toBe(Math.ceil(rows.length / 500));
  });

  it('gives the latest first when asked to, and ends', async () => {
    const { rows } = await ask({ sortOrder: 'DESCENDING', since: iso(20), limit: 300 });
    expect(rows).toEqual([...between(iso(20), iso(0))].reverse());
  });

  it('follows without end in the order of storage, and shows what arrives', async () => {
    let answer = await get(sandbox, '/api/v1/logs', { since: iso(89.5), limit: 1000 });
    const seen: Json[] = [];
    while (answer.body.length > 0) {
      seen.push(...answer.body);
      answer = await get(sandbox, String(answer.next));
    }
    expect(new Set(seen.map((event) => event.uuid)).size).toBe(events.length);
    const published = seen.map((event) => event.published);
    expect(published).not.toEqual([...published].sort());
    expect(answer.next).toBeDefined();
    sandbox.addEvent({ eventType: 'user.lifecycle.create', version: '0' });
    answer = await get(sandbox, String(answer.next));
    expect(answer.body.map((event: Json) => event.eventType)).toEqual(['user.lifecycle.create']);
    expect(answer.next).toBeDefined();
  });

  it('keeps its window while pages are followed and time passes', async () => {
    const first = await get(sandbox, '/api/v1/logs', { since: iso(89.9), until: iso(1), limit: 1000 });
    const rows = [...first.body];
    let next = first.next;
    while (next) {
      time += 12 * 3_600_000;
      const page = await get(sandbox, next);
      rows.push(...page.body);
      next = page.next;
    }
    time = testTime;
    expect(rows).toEqual(between(iso(89.9), iso(1)));
  });

  it('shows nothing older than 90 days, and refuses more than 180', async () => {
    const { rows } = await ask({ since: iso(179), until: iso(91), limit: 1000 });
    expect(rows).toEqual([]);
    const { status, body } = await get(sandbox, '/api/v1/logs', { since: iso(181) });
    expect([status, body.errorCode]).toEqual([400, 'E0000053']);
  });

  it.each<Readonly<Record<string, string>>>([
    { since: 'yesterday' },
    { until: '24 Nov 2026' },
    { sortOrder: 'desc' },
    { q: 'a'.repeat(41) },
    { q: 'a b c d e f g h i j k' },
  ])('refuses %j', async (parameters) => {
    const { status, body } = await get(sandbox, '/api/v1/logs', parameters);
    expect([status, body.errorCode]).toEqual([400, 'E0000053']);
  });

  it('refuses since beside after', async () => {
    const { next } = await get(sandbox, '/api/v1/logs', { since: iso(10) });
    const { status, body } = await get(sandbox, String(next), { since: iso(10) });
    expect([status, body.errorCode]).toEqual([400, 'E0000053']);
  });

  it('filters by any attribute, arrays by any element', async () => {
    const window = { since: iso(89.5), until: iso(0), limit: 1000 };
    const failed = 'eventType eq "user.session.start" and outcome.result eq "FAILURE"';
    const { rows } = await ask({ ...window, filter: failed });
    expect(rows.length).toBeGreaterThan(100);
    expect(rows).toEqual(
      events.filter(
        (event) => event.eventType === 'user.session.start' && event.outcome.result === 'FAILURE',
      ),
    );
    const target = events.find((event) => event.target?.length === 2)?.target[1].id;
    const found = await ask({ ...window, filter: `target.id eq "${target}"` });
    expect(found.rows).toEqual(
      events.filter((event) => event.target?.some((entry: Json) => entry.id === target)),
    );
    const ending = await ask({ ...window, filter: 'not (eventType ew "start") and eventType co "user"' });
    expect(ending.rows).toEqual(
      events.filter(({ eventType }) => !eventType.endsWith('start') && eventType.includes('user')),
    );
  });

  it('finds events that hold all keywords, hyphenated ones also by their parts', async () => {
    const [first] = events;
    const uuidPart = first.uuid.split('-')[0];
    const { rows } = await ask({ q: `${uuidPart} CORE`, since: iso(89.5), until: iso(0) });
    const whole = await ask({ q: first.uuid, since: iso(89.5), until: iso(0) });
    expect(whole.rows).toEqual([first]);
    expect(rows).toEqual(first.legacyEventType ? [first] : []);
    expect((await ask({ q: `${first.uuid} unheardOf`, since: iso(89.5), until: iso(0) })).rows).toEqual([]);
  });
});
