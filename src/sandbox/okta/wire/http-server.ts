import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LoggedRequest } from '../../sandbox.ts';
import type { ApiRequest } from '../api/management-api.ts';
import { type Fault, type FaultTarget, faultReply } from './faults.ts';
import { edgeReply, type Reply } from './reply.ts';

/** What the server asks of what it serves. */
export interface Service {
  readonly now: () => number;
  readonly latency: number;
  /** Requests in a window, for the headers of throttled answers. */
  readonly rate: number;
  /** Requests in flight that are served; what is more is refused. */
  readonly concurrency: number;
  answer(request: ApiRequest, joinLinks: boolean): Promise<Reply>;
  /** Whether someone else answers the request. */
  diverted(request: IncomingMessage, response: ServerResponse): boolean;
  fault(request: Omit<FaultTarget, 'index'>): Fault | undefined;
  /** Called when a request arrives; the entry is completed when it is answered. */
  record(entry: RequestEntry): void;
}

/** A log entry while its request is in work. */
export type RequestEntry = { -readonly [Name in keyof LoggedRequest]: LoggedRequest[Name] };

/** Longer URLs are refused, as by the edge before the API. Okta writes of no limit; this is a common one. */
const longestUrl = 8192;
const longestForm = 65_536;

/** A server, not yet listening. `service` is asked for at each request. */
export function createHttpServer(service: () => Service): Server {
  let inFlight = 0;
  let answers = 0;
  return createServer({ maxHeaderSize: 131_072, keepAliveTimeout: 65_000 }, (request, response) => {
    if (service().diverted(request, response)) return;
    inFlight++;
    response.once('close', () => inFlight--);
    const crowded = inFlight > service().concurrency;
    serve(service(), request, response, crowded, answers++ % 2 === 1).catch(() => response.destroy());
  });
}

async function serve(
  service: Service,
  incoming: IncomingMessage,
  response: ServerResponse,
  crowded: boolean,
  joinLinks: boolean,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const target = { method, url, path, query: new URLSearchParams(query < 0 ? '' : url.slice(query)) };
  const requestId = randomBytes(15).toString('base64url');
  const entry: RequestEntry = {
    method,
    url,
    path,
    status: 0,
    rows: undefined,
    requestId,
    at: service.now(),
  };
  service.record(entry);
  const form = method === 'POST' ? await readForm(incoming) : undefined;
  const fault: Fault | undefined = crowded ? { kind: 'concurrency' } : service.fault(target);
  const reply =
    url.length > longestUrl
      ? edgeReply(414, 'Request-URI Too Large')
      : ((fault && faultReply(fault, target, service.now(), service.rate)) ??
        (await service.answer({ ...target, headers, form }, joinLinks)));
  const delay = service.latency + (fault?.kind === 'delay' ? fault.milliseconds : 0);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  send(reply, fault, entry, response);
}

/** Puts a reply onto the wire, or as much of it as the fault allows. */
function send(reply: Reply, fault: Fault | undefined, entry: RequestEntry, response: ServerResponse): void {
  if (fault?.kind === 'drop' && fault.when === 'before headers') {
    response.destroy();
    return;
  }
  const { body } = reply;
  const cut = fault?.kind === 'cut' ? fault : undefined;
  const part = cut ? body.subarray(0, Math.floor(body.length * cut.share)) : body;
  entry.status = reply.status;
  entry.rows = reply.rows;
  response.writeHead(reply.status, {
    ...reply.headers,
    'x-okta-request-id': entry.requestId,
    'content-length': cut?.cleanly ? part.length : body.length,
  });
  if (fault?.kind === 'drop') {
    response.flushHeaders();
    // The headers have to leave before the socket goes.
    setTimeout(() => response.destroy(), 5);
  } else if (cut && !cut.cleanly) {
    response.write(part, () => setTimeout(() => response.destroy(), 5));
  } else {
    response.end(part);
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestForm) throw new Error('The form is too long.');
  }
  return new URLSearchParams(text);
}
