import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** The whole body as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The same request with another body, not yet read. */
export function withBody(request: IncomingMessage, text: string): IncomingMessage {
  const { method, url, headers, socket, httpVersionMajor, httpVersionMinor } = request;
  const body = Buffer.from(text);
  const { 'transfer-encoding': _, ...kept } = headers;
  return Object.assign(Readable.from([body], { objectMode: false }), {
    ...{ method, url, socket, httpVersionMajor, httpVersionMinor },
    // Frameworks find the URL before it was cut to the place where they are mounted here.
    ...('originalUrl' in request ? { originalUrl: request.originalUrl } : {}),
    headers: { ...kept, 'content-length': String(body.length) },
  }) as unknown as IncomingMessage;
}
