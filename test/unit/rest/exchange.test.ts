import { describe, expect, it } from 'vitest';
import type { DriverError } from '../../../src/errors.ts';
import { type Authorization, apiToken } from '../../../src/oauth/authorization.ts';
import { createExchange, type ExchangeOptions, type ExchangeRequest } from '../../../src/rest/exchange.ts';
import { createGovernor } from '../../../src/rest/governor.ts';
import { ExchangeTimeout, type HttpAnswer, type HttpRequest } from '../../../src/rest/http.ts';
import type { SourceFault } from '../../../src/rest/settings.ts';
import type { SourceEvent } from '../../../src/spi/connector.ts';
import { people } from './table.ts';
import { contextOf, hurriedTime } from './virtual-time.ts';

interface Told {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
}

interface Given {
  readonly retries?: number;
  readonly patience?: number;
  readonly authorization?: Authorization;
  readonly fault?: Partial<SourceFault>;
}

const url = 'https://api.example.com/people?limit=2&api_key=hush';
const request: ExchangeRequest = { url, purpose: 'scan', bucket: 'people', table: people };

/** An exchange with a source that says, one after the other, what `script` holds; its last line again and again. */
function exchangeWith(script: readonly (Told | Error)[], given: Given = {}) {
  const sent: HttpRequest[] = [];
  const events: SourceEvent[] = [];
  const environment = hurriedTime();
  const options: ExchangeOptions = {
    ...{
      connector: 'test',
      headers: { accept: 'application/json' },
      requestIdHeader: 'X-Request-Id',
      environment,
    },
    authorization: given.authorization ?? apiToken('SSWS', 'top-secret'),
    settings: { retries: given.retries ?? 5, patience: given.patience ?? 300_000, requestTimeout: 60_000 },
    interpretError: ({ status }) => ({
      reason: 'source_error',
      message: `It said ${status}.`,
      ...given.fault,
    }),
    governor: createGovernor({
      ...{ connector: 'test', rateLimit: undefined, concurrency: 4, rateShare: 1, environment },
    }),
    http: {
      send: async (wanted) => {
        sent.push(wanted);
        const told = script[Math.min(sent.length, script.length) - 1]!;
        if (told instanceof Error) throw told;
        const { status = 200, headers = {}, body = [] } = told;
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        return {
          status,
          headers: new Map(Object.entries(headers)),
          text,
          bytes: text.length,
        } satisfies HttpAnswer;
      },
    },
  };
  const exchange = createExchange(options);
  const ask = (more: Partial<ExchangeRequest> = {}) => exchange({ ...request, ...more }, contextOf(events));
  const waits = () => events.flatMap((event) => (event.kind === 'wait' ? [event.milliseconds] : []));
  return { ask, sent, events, waits };
}

const broken = (code: string) => Object.assign(new Error('it broke'), { code });

describe('a passing failure', () => {
  it.each([
    ['status 502', { status: 502 }],
    ['status 503', { status: 503 }],
    ['status 504', { status: 504 }],
    ['unreadable answer', { body: '[{"id": 1}' }],
    ['unreadable answer', { body: '' }],
    ['ECONNRESET', broken('ECONNRESET')],
    ['UND_ERR_SOCKET', broken('UND_ERR_SOCKET')],
    ['Z_BUF_ERROR', broken('Z_BUF_ERROR')],
    ['timeout', new ExchangeTimeout('no answer')],
  ] as const)('(%s) is tried again, and its cause told', async (cause, told) => {
    const { ask, sent, events } = exchangeWith([told, told, { body: [1] }]);
    expect(await ask()).toMatchObject({ kind: 'answer', body: [1] });
    expect(sent).toHaveLength(3);
    const retries = events.filter((event) => event.kind === 'retry');
    expect(retries.map((event) => event.cause)).toEqual([cause, cause]);
  });

  it('that does not pass is an error after as many retries as are allowed, each twice as long after the last', async () => {
    const { ask, sent, waits } = exchangeWith([{ status: 503, headers: { 'x-request-id': 'r9' } }], {
      retries: 9,
    });
    await expect(ask()).rejects.toMatchObject({
      reason: 'source_error',
      source: { status: 503, table: 'People', requestId: 'r9', method: 'GET' },
    });
    expect(sent).toHaveLength(10);
    // Between half and all of 250, 500, 1000 … and never more than 20 seconds.
    expect(waits()).toEqual([187.5, 375, 750, 1_500, 3_000, 6_000, 12_000, 15_000, 15_000]);
  });

  it('is not tried again where retries are turned off', async () => {
    const { ask, sent } = exchangeWith([broken('ECONNRESET')], { retries: 0 });
    await expect(ask()).rejects.toMatchObject({ reason: 'connection_lost', retryable: true });
    expect(sent).toHaveLength(1);
  });

  it('that asks for time is given it, as far as patience goes', async () => {
    const down = { status: 503, headers: { 'retry-after': '40' } };
    const patient = exchangeWith([down, { body: [] }]);
    await patient.ask();
    expect(patient.waits()).toEqual([40_000]);
    const impatient = exchangeWith([down], { patience: 100_000 });
    await expect(impatient.ask()).rejects.toMatchObject({ source: { status: 503 } });
    expect(impatient.waits()).toEqual([40_000, 40_000]);
  });
});

describe('a failure that does not pass', () => {
  it.each([400, 403, 404, 409, 500, 501, 301])('(status %i) is an error at once', async (status) => {
    const { ask, sent } = exchangeWith([{ status, body: { oops: true } }]);
    await expect(ask()).rejects.toMatchObject({
      message: expect.stringContaining(`${status}`),
      source: { status },
    });
    expect(sent).toHaveLength(1);
  });

  it('is what the connector says it is', async () => {
    const again = exchangeWith([{ status: 500 }, {}], { fault: { action: 'retry' } });
    expect(await again.ask()).toMatchObject({ kind: 'answer' });
    const never = exchangeWith([{ status: 429 }], {
      fault: { action: 'fail', hint: 'Buy more.', code: 'E7' },
    });
    await expect(never.ask()).rejects.toMatchObject({
      hint: 'Buy more.',
      source: { status: 429, code: 'E7' },
    });
    expect(never.sent).toHaveLength(1);
  });

  it('of programming is told as such, not as the network', async () => {
    const { ask, sent } = exchangeWith([new TypeError('x is not a function')]);
    await expect(ask()).rejects.toMatchObject({ reason: 'internal' });
    expect(sent).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('is read though it begins with a byte order mark', async () => {
    expect(await exchangeWith([{ body: '\ufeff[1]' }]).ask()).toMatchObject({ kind: 'answer', body: [1] });
  });
});

describe('a refusal for the rate limit', () => {
  it('uses up no retry, only patience', async () => {
    const wait = { status: 429, headers: { 'retry-after': '20' } };
    const { ask, sent, waits } = exchangeWith([...Array<Told>(6).fill(wait), { body: [] }], { retries: 0 });
    expect(await ask()).toMatchObject({ kind: 'answer' });
    expect(sent).toHaveLength(7);
    expect(waits()).toEqual(Array(6).fill(20_000));
    await expect(exchangeWith([wait], { patience: 70_000 }).ask()).rejects.toMatchObject({
      ...{ reason: 'throttled', code: '53400', retryable: true },
    });
  });
});

describe('an answer of 404', () => {
  it('means that there is nothing where that is declared, unless the connector says that something is wrong', async () => {
    expect(await exchangeWith([{ status: 404 }]).ask({ absent: true })).toEqual({ kind: 'absent' });
    await expect(exchangeWith([{ status: 404 }]).ask()).rejects.toMatchObject({ source: { status: 404 } });
    const wrong = exchangeWith([{ status: 404 }], { fault: { action: 'fail' } });
    await expect(wrong.ask({ absent: true })).rejects.toMatchObject({ source: { status: 404 } });
  });

  it('in the middle of a list is a lost place, not its end', async () => {
    const answer = await exchangeWith([{ status: 404 }]).ask({ absent: true, cursor: true });
    expect(answer).toMatchObject({ kind: 'lost cursor', error: { source: { status: 404 } } });
  });
});

describe('a refused place in a list', () => {
  it('is told to the one who walks it; where no place was asked for, it is an error', async () => {
    const refusing = () => exchangeWith([{ status: 400 }], { fault: { action: 'lost cursor' } });
    expect(await refusing().ask({ cursor: true })).toMatchObject({ kind: 'lost cursor' });
    await expect(refusing().ask()).rejects.toMatchObject({ source: { status: 400 } });
  });
});

describe('a refused authorization', () => {
  /** Gives a new token each time it is told that the last was refused, as long as there is one. */
  function renewing(tokens: number) {
    const refused: (string | undefined)[] = [];
    const authorization: Authorization = {
      headers: async () => ({ authorization: `Bearer ${refused.length}` }),
      renew: ({ authorization: header }) => refused.push(header) < tokens,
      grantedScopes: () => undefined,
      missingScope: () => undefined,
    };
    return { authorization, refused };
  }

  it('is renewed once, without using up a retry', async () => {
    const { authorization, refused } = renewing(5);
    const { ask, sent } = exchangeWith([{ status: 401 }, {}], { authorization, retries: 0 });
    expect(await ask()).toMatchObject({ kind: 'answer' });
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer 0', 'Bearer 1']);
    expect(refused).toEqual(['Bearer 0']);
  });

  it('that stays refused, or cannot be renewed, is an error', async () => {
    const twice = exchangeWith([{ status: 401 }], { authorization: renewing(5).authorization });
    await expect(twice.ask()).rejects.toMatchObject({ source: { status: 401 } });
    expect(twice.sent).toHaveLength(2);
    const never = exchangeWith([{ status: 401 }], { authorization: renewing(1).authorization });
    await expect(never.ask()).rejects.toMatchObject({ source: { status: 401 } });
    expect(never.sent).toHaveLength(1);
  });
});

describe('what is told of a request', () => {
  it('holds no secret, be it an event or an error', async () => {
    const link = '<https://api.example.com/people?api_key=hush&after=2>; rel="next"';
    const script: readonly (Told | Error)[] = [
      { headers: { link, 'set-cookie': 'sid=hush' }, body: 'no JSON' },
      broken('ECONNRESET'),
      { status: 400, headers: { 'x-echo': 'top-secret' } },
    ];
    const { ask, events, sent } = exchangeWith(script);
    const error = (await ask().catch((cause: DriverError) => cause)) as DriverError;
    expect(sent[0]!.headers.authorization).toBe('SSWS top-secret');
    const told = JSON.stringify([events, { ...error, message: error.message, stack: error.stack }]);
    expect(told).not.toMatch(/top-secret|hush/);
    expect(error.source?.url).toBe('https://api.example.com/people?limit=2&api_key=[redacted]');
    const requests = events.filter((event) => event.kind === 'request');
    expect(requests.map(({ status, error: cause }) => status ?? cause)).toEqual([200, 'ECONNRESET', 400]);
    expect(requests[0]!.responseHeaders).toEqual({
      link: '<https://api.example.com/people?api_key=[redacted]&after=2>; rel="next"',
      'set-cookie': '[redacted]',
    });
  });
});
