/** Listens on this machine for the browser that comes back from signing in (RFC 8252, 7.3). */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { driverError } from '../errors.ts';
import { isLoopback } from '../network/loopback.ts';
import { type CallbackPage, callbackHtml } from './callback-page.ts';
import { type RedirectAnswer, readRedirect } from './redirect.ts';

/** A browser that came back. */
export interface Callback {
  readonly answer: RedirectAnswer;
  /** Shows the person how it ended. Resolves when the page is sent, or cannot be. */
  reply(page: CallbackPage): Promise<void>;
}

/** Waits for one browser. */
export interface CallbackListener {
  /** The redirect URI in use; its port may differ from the one asked for where a range was allowed. */
  readonly redirectUri: string;
  /** The next browser that comes back with an answer. Rejects with the signal's reason. */
  next(signal: AbortSignal): Promise<Callback>;
  /** Frees the port at once. */
  close(): Promise<void>;
}

/**
 * Listens where `callbackUrl` says: `localhost` means 127.0.0.1 and, where there is one, ::1. Where the port is taken
 * the next ones are tried, up to `lastPort`. Errors: `callback_unavailable`.
 */
export async function listenForCallback(
  callbackUrl: string,
  lastPort: number | undefined,
): Promise<CallbackListener> {
  const url = new URL(callbackUrl);
  if (url.protocol !== 'http:' || !isLoopback(url.hostname)) {
    throw driverError(
      'callback_unavailable',
      `Nothing here can listen on ${url.origin}: a browser can only come back to http on this machine.`,
      {
        hint: 'Set CallbackURL to an http://localhost address that the app knows, or sign in with GetOAuthAuthorizationURL and GetOAuthAccessToken.',
      },
    );
  }
  const first = Number(url.port || 80);
  const queue = new CallbackQueue(url.pathname);
  for (let port = first; ; port++) {
    try {
      const servers = await listenOn(hostsOf(url.hostname), port, queue);
      return {
        // As it was written where nothing changed: servers compare redirect URIs letter by letter.
        redirectUri: port === first ? callbackUrl : withPort(callbackUrl, port),
        next: (signal) => queue.next(signal),
        close: async () => {
          await Promise.all(servers.map(closeServer));
        },
      };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
      if (code === 'EADDRINUSE' && port < (lastPort ?? first)) continue;
      throw unavailable(code, first, port);
    }
  }
}

function withPort(callbackUrl: string, port: number): string {
  const url = new URL(callbackUrl);
  url.port = String(port);
  return callbackUrl.endsWith('/') ? url.href : url.href.replace(/\/$/, '');
}

function unavailable(code: string | undefined, first: number, last: number) {
  const ports = first === last ? `Port ${first}` : `Every port from ${first} to ${last}`;
  if (code === 'EADDRINUSE') {
    return driverError(
      'callback_unavailable',
      `${ports} is taken by another program, so the browser could not come back after signing in.`,
      {
        hint: 'End that program (another sign-in may be waiting), or register another redirect URI for the app and set CallbackURL to it.',
      },
    );
  }
  if (code === 'EACCES') {
    return driverError('callback_unavailable', `${ports} may not be listened on by this user.`, {
      hint: 'Ports below 1024 are for administrators: register a redirect URI with a higher port and set CallbackURL to it, or use GetOAuthAuthorizationURL and OAuthVerifier.',
    });
  }
  return driverError('callback_unavailable', `${ports} cannot be listened on (${code ?? 'unknown error'}).`);
}

function hostsOf(hostname: string): readonly string[] {
  if (hostname === 'localhost') return ['127.0.0.1', '::1'];
  return [hostname.replace(/^\[|\]$/g, '')];
}

async function listenOn(
  hosts: readonly string[],
  port: number,
  queue: CallbackQueue,
): Promise<readonly Server[]> {
  const servers: Server[] = [];
  try {
    for (const host of hosts) {
      const server = createServer((request, response) => queue.handle(request, response));
      try {
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject);
          server.listen({ port, host, exclusive: true }, resolve);
        });
        servers.push(server);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        // A machine without IPv6 has no second address to come back to.
        if (servers.length > 0 && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) continue;
        throw error;
      }
    }
    return servers;
  } catch (error) {
    await Promise.all(servers.map(closeServer));
    throw error;
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Callbacks that came, and whoever waits for the next. */
class CallbackQueue {
  readonly #pathname: string;
  readonly #waiting: Callback[] = [];
  #deliver: ((callback: Callback) => void) | undefined;

  constructor(pathname: string) {
    this.#pathname = pathname;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const answers = searchParams.has('code') || searchParams.has('error');
    if (request.method !== 'GET' || pathname !== this.#pathname || !answers) {
      // Browsers ask for icons, and people reload.
      response.writeHead(404, { 'content-type': 'text/plain', connection: 'close' }).end('Not found\n');
      return;
    }
    const callback: Callback = {
      answer: readRedirect(searchParams),
      reply: (page) => send(response, page),
    };
    if (this.#deliver) this.#deliver(callback);
    else this.#waiting.push(callback);
  }

  next(signal: AbortSignal): Promise<Callback> {
    const waiting = this.#waiting.shift();
    if (waiting) return Promise.resolve(waiting);
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#deliver = undefined;
        reject(signal.reason);
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      this.#deliver = (callback) => {
        this.#deliver = undefined;
        signal.removeEventListener('abort', stop);
        resolve(callback);
      };
    });
  }
}

function send(response: ServerResponse, page: CallbackPage): Promise<void> {
  return new Promise((resolve) => {
    // The browser may be gone by now, and tell so no more.
    if (response.destroyed) return resolve();
    response.once('close', resolve);
    response
      .writeHead(page.succeeded ? 200 : 400, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'",
        connection: 'close',
      })
      .end(callbackHtml(page), () => resolve());
  });
}
