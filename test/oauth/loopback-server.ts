import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on 127.0.0.1. */
export interface LoopbackServer {
  /** Such as http://127.0.0.1:40123 */
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts a server whose listener may be made when its origin is known; requests before that are not expected. */
export async function listenOnLoopback(
  listenerFor: (origin: string) => RequestListener | Promise<RequestListener>,
  port = 0,
): Promise<LoopbackServer> {
  let listener: RequestListener = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  listener = await listenerFor(origin);
  return {
    origin,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
