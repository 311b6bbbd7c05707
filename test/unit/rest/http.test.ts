import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHttpClient, ExchangeTimeout, type HttpRequest } from '../../../src/rest/http.ts';
import { directNetwork } from '../network/direct-network.ts';
import { type ServedAnswer, type ServedRequest, serve } from './http-server.ts';

/** What the client makes of one answer. */
async function send(
  answer: (request: ServedRequest, index: number) => ServedAnswer | Promise<ServedAnswer>,
  more: Partial<HttpRequest> = {},
) {
  await using server = await serve(answer);
  const network = directNetwork();
  const client = createHttpClient(network);
  try {
    return await client.send({
      ...{ method: 'GET', url: `${server.origin}/things?a=%2F`, headers: { accept: 'application/json' } },
      timeout: 5_000,
      ...more,
    });
  } finally {
    await network.close();
  }
}

const things = [{ id: 1, name: 'Zoë \u{1f600}' }];
const text = JSON.stringify(things);

describe('an HTTP exchange', () => {
  it('gives status, headers and the whole text, whatever the status', async () => {
    const headers = { 'X-Thing': 'a', link: ['<b>; rel=self', '<c>; rel=next'] };
    const answer = await send(() => ({ status: 418, headers, body: things }));
    expect(answer).toMatchObject({ status: 418, text, bytes: Buffer.byteLength(text) });
    expect(answer.headers.get('x-thing')).toBe('a');
    expect(answer.headers.get('link')).toBe('<b>; rel=self, <c>; rel=next');
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', Buffer.from],
  ] as const)('reads bodies in %s, and counts them as they travelled', async (encoding, encode) => {
    const body = (encode as (text: string) => Buffer)(text);
    const answer = await send(() => ({ headers: { 'content-encoding': encoding }, body }));
    expect(answer).toMatchObject({ text, bytes: body.length });
  });

  it('says which encodings it reads, and sends the path as it is', async () => {
    let seen: ServedRequest | undefined;
    await send((request) => {
      seen = request;
      return {};
    });
    expect(seen!.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate, br',
    });
    expect(seen!.target).toBe('/things?a=%2F');
  });

  it.each([
    ['a cut connection', 'cut', 'UND_ERR_SOCKET'],
    ['half a body', 'half', 'UND_ERR_SOCKET'],
    ['half a compressed body', gzipSync(text).subarray(0, 20), 'Z_BUF_ERROR'],
    ['a body that is not compressed as it says', Buffer.from(text), 'Z_DATA_ERROR'],
  ] as const)('fails at %s, and gives no part of it', async (_, told, code) => {
    const answer = () =>
      typeof told === 'string' ? told : { headers: { 'content-encoding': 'gzip' }, body: told };
    await expect(send(answer)).rejects.toMatchObject({ code });
  });

  it('fails at a body in an encoding that nobody asked for', async () => {
    const answer = () => ({ headers: { 'content-encoding': 'zstd' }, body: Buffer.from(text) });
    await expect(send(answer)).rejects.toThrow('zstd');
  });

  it('ends when its time is up', { timeout: 5_000 }, async () => {
    await expect(send(() => 'silence', { timeout: 30 })).rejects.toBeInstanceOf(ExchangeTimeout);
  });

  it('ends when it is cancelled, with the reason, and is not even sent when it was before', async () => {
    const cancel = new AbortController();
    const reason = new Error('enough');
    const cancelled = send(
      () => {
        cancel.abort(reason);
        return 'silence';
      },
      { signal: cancel.signal },
    );
    await expect(cancelled).rejects.toBe(reason);
    let sent = 0;
    const answer = () => {
      sent++;
      return {};
    };
    await expect(send(answer, { signal: cancel.signal })).rejects.toBe(reason);
    expect(sent).toBe(0);
  });

  it('follows no redirect: the token would go with it', async () => {
    let sent = 0;
    const answer = await send(() => {
      sent++;
      return { status: 302, headers: { location: '/elsewhere' } };
    });
    expect([answer.status, sent]).toEqual([302, 1]);
  });
});
