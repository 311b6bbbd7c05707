import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type DriverError, driverError } from '../../../src/errors.ts';
import { type Authorization, apiToken, none } from '../../../src/oauth/authorization.ts';
import type { SourceEvent } from '../../../src/spi/connector.ts';
import { serve } from './http-server.ts';
import { idsOf, open, range, tableOf, thing } from './things.ts';
import { contextOf } from './virtual-time.ts';

describe('a request', () => {
  it('that has no answer in time is sent again, then is a timeout', async () => {
    await using server = await serve(() => 'silence');
    const source = open(server.origin, [tableOf({})], { settings: { requestTimeout: 30, retries: 2 } });
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'timeout', retryable: true });
    expect(server.requests).toHaveLength(3);
    await source.close();
  });

  it('to a source that is not there says so', async () => {
    const server = await serve(() => 'cut');
    await server[Symbol.asyncDispose]();
    const source = open(server.origin, [tableOf({})], { settings: { retries: 1 } });
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'unreachable', code: '08001' });
    await source.close();
  });

  it('to a source that does not speak TLS, or shows a bad certificate, is not tried again', async () => {
    await using server = await serve(() => ({ body: [] }));
    const source = open(server.origin.replace('http:', 'https:'), [tableOf({})]);
    const events: SourceEvent[] = [];
    await expect(idsOf(source, {}, contextOf(events))).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('over TLS'),
    });
    expect(events.map(({ kind }) => kind)).toEqual(['request']);
    await source.close();
  });

  it('that keeps breaking is a lost connection', async () => {
    await using server = await serve(() => 'half');
    const source = open(server.origin, [tableOf({})], { settings: { retries: 2 } });
    await expect(idsOf(source)).rejects.toMatchObject({ reason: 'connection_lost', retryable: true });
    expect(server.requests).toHaveLength(3);
    await source.close();
  });

  it('takes compressed answers', async () => {
    await using server = await serve(() => ({
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(range(3).map(thing))),
    }));
    const source = open(server.origin, [tableOf({})]);
    expect(await idsOf(source)).toEqual([0, 1, 2]);
    expect(server.requests[0]!.headers['accept-encoding']).toContain('gzip');
    await source.close();
  });

  it('is admitted each time it is sent, and is told of without its secrets', async () => {
    await using server = await serve((_, index) =>
      index === 0
        ? { status: 503, headers: { 'x-request-id': 'r0' }, body: {} }
        : { headers: { 'x-request-id': 'r1' }, body: [] },
    );
    const source = open(server.origin, [tableOf({})], { authorization: apiToken('SSWS', 'very-secret') });
    const events: SourceEvent[] = [];
    let admitted = 0;
    await idsOf(source, {}, { ...contextOf(events), admit: () => void admitted++ });
    expect(admitted).toBe(2);
    expect(JSON.stringify(events)).not.toContain('very-secret');
    expect(events.map(({ kind }) => kind)).toEqual(['request', 'retry', 'wait', 'request', 'page']);
    expect(events[0]).toMatchObject({ status: 503, requestId: 'r0', table: 'Things', purpose: 'scan' });
    await source.close();
  });

  it('is not sent when the statement has none left', async () => {
    await using server = await serve(() => ({ body: [] }));
    const source = open(server.origin, [tableOf({})]);
    const admit = () => {
      throw driverError('request_limit', 'none left');
    };
    await expect(idsOf(source, {}, { ...contextOf([]), admit })).rejects.toThrow('none left');
    expect(server.requests).toEqual([]);
    await source.close();
  });

  it('refused for its token is sent once more with a new one', async () => {
    let token = 1;
    const renewing: Authorization = {
      headers: async () => ({ authorization: `Bearer ${token}` }),
      renew: () => ++token > 0,
      grantedScopes: () => undefined,
      missingScope: () => undefined,
    };
    await using server = await serve(({ headers }) =>
      headers.authorization === 'Bearer 2' ? { body: [thing(1)] } : { status: 401, body: { code: 'E11' } },
    );
    const source = open(server.origin, [tableOf({})], { authorization: renewing });
    expect(await idsOf(source)).toEqual([1]);
    token = 5;
    const error = await idsOf(source).catch((cause: DriverError) => cause);
    expect(error).toMatchObject({
      reason: 'sign_in_failed',
      code: '28000',
      source: { code: 'E11', status: 401 },
    });
    expect(server.requests).toHaveLength(4);
    await source.close();
  });

  it('for a table whose scope was refused is not sent', async () => {
    await using server = await serve(() => ({ body: [] }));
    const authorization: Authorization = {
      ...none,
      missingScope: (scopes) =>
        scopes.includes('things.read') ? { scope: 'things.read', hint: 'Grant it.' } : undefined,
    };
    const source = open(server.origin, [tableOf({}, { scopes: ['things.read'] })], { authorization });
    await expect(idsOf(source)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringMatching(/Things.*things\.read/),
    });
    expect(server.requests).toEqual([]);
    await source.close();
  });
});
