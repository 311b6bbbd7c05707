/** One HTTP exchange with one origin. Knows nothing of retries, limits or tables. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { Network } from '../network/network.ts';
import type { AnswerHeaders } from './settings.ts';

/** A request as it goes out. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
}

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
  /** Length of the body as it travelled. */
  readonly bytes: number;
}

/** Sends requests. */
export interface HttpClient {
  /** Rejects with a network error, the signal's reason, or {@link ExchangeTimeout}. Follows no redirect. */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/** An exchange took longer than it may. */
export class ExchangeTimeout extends Error {
  override readonly name = 'ExchangeTimeout';
}

const decoders = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** A client that sends through `network`, which whoever made it closes. undici is loaded with the first request. */
export function createHttpClient(network: Network): HttpClient {
  let loaded: Promise<readonly [typeof import('undici'), Dispatcher]> | undefined;
  return {
    async send({ method, url, headers, signal, timeout }) {
      loaded ??= Promise.all([import('undici'), network.dispatcher()]);
      const [undici, dispatcher] = await loaded;
      // Not AbortSignal.any: a statement's signal outlives thousands of exchanges, each must let go of it.
      const exchange = new AbortController();
      const abort = () => exchange.abort(signal?.reason);
      const timer = setTimeout(
        () => exchange.abort(new ExchangeTimeout(`no answer in ${timeout} ms`)),
        timeout,
      );
      signal?.addEventListener('abort', abort, { once: true });
      try {
        signal?.throwIfAborted();
        const answer = await undici.request(url, {
          ...{ method, dispatcher, signal: exchange.signal },
          headers: { 'accept-encoding': 'gzip, deflate, br', ...headers },
        });
        const chunks: Buffer[] = [];
        for await (const chunk of answer.body) chunks.push(chunk as Buffer);
        const [first] = chunks;
        // Most pages come in one piece, which need not be copied.
        const body = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
        const answerHeaders = lowerCased(answer.headers);
        return {
          status: answer.statusCode,
          headers: answerHeaders,
          text: (await decode(body, answerHeaders.get('content-encoding'))).toString('utf8'),
          bytes: body.length,
        };
      } catch (error) {
        throw exchange.signal.aborted ? exchange.signal.reason : error;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      }
    },
  };
}

async function decode(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  // Case does not matter, and `x-gzip` is `gzip` (RFC 9110, 8.4.1).
  const coding = encoding?.toLowerCase().replace(/^x-(?=gzip$)/, '') ?? 'identity';
  if (coding === 'identity' || body.length === 0) return body;
  if (!Object.hasOwn(decoders, coding)) throw new Error(`unknown content encoding ${encoding}`);
  return decoders[coding as keyof typeof decoders](body);
}

function lowerCased(headers: Record<string, string | string[] | undefined>): AnswerHeaders {
  const map = new Map<string, string>();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
  return map;
}
