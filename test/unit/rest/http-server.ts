/** A server on loopback that answers as a test says, and can misbehave. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedRequest {
  /** Path with query. */
  readonly target: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

export type ServedAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string | readonly string[]>>;
      /** Sent as JSON; a Buffer as it is. */
      readonly body?: unknown;
    }
  /** The connection breaks before the answer, in the middle of it, or never answers. */
  | 'cut'
  | 'half'
  | 'silence';

export interface TestServer extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly ServedRequest[];
}

/** Starts a server; `answer` is given each request and how many came before it. */
export async function serve(
  answer: (request: ServedRequest, index: number) => ServedAnswer | Promise<ServedAnswer>,
): Promise<TestServer> {
  const requests: ServedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const target = incoming.url!;
    const request = { target, url: new URL(target, origin), headers: incoming.headers };
    requests.push(request);
    const given = await answer(request, requests.length - 1);
    if (given === 'silence') return;
    if (given === 'cut') {
      incoming.socket.destroy();
      return;
    }
    if (given === 'half') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('[{"id":');
      setTimeout(() => incoming.socket.destroy(), 2);
      return;
    }
    const { status = 200, headers = {}, body = null } = given;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value as string | string[]);
    response.setHeader('content-type', 'application/json');
    response.statusCode = status;
    response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
