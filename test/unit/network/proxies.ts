/** Strict proxies on loopback: an HTTP one that takes CONNECT alone, and one of SOCKS 5. */
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { fixture } from './tls-fixtures.ts';

export interface TestProxy extends AsyncDisposable {
  readonly port: number;
  /** What it was asked to reach, as it was asked. */
  readonly asked: readonly string[];
  /** Of those, how many it let in. */
  readonly tunnels: number;
  /** Of each client that came over TLS, whether it showed a certificate. */
  readonly clients: readonly boolean[];
}

export interface ProxyOptions {
  readonly user?: string;
  readonly password?: string;
  readonly refuses?: (host: string) => boolean;
  /** The port of this machine to which every host and port leads; otherwise the one that is asked for. */
  readonly leadsTo?: number;
}

/** A proxy of HTTP (RFC 9110, 9.3.6); with `certificate`, a fixture, over TLS. */
export async function startHttpProxy(
  options: ProxyOptions & {
    readonly certificate?: string;
    readonly challenge?: readonly string[];
  } = {},
): Promise<TestProxy> {
  const { certificate, challenge = ['Basic realm="test, with NTLM in its name"'] } = options;
  const state = newState();
  const pem = certificate === undefined ? '' : fixture(certificate);
  const server: HttpServer =
    certificate === undefined
      ? createHttp()
      : createHttps({ cert: pem, key: pem, requestCert: true, rejectUnauthorized: false });
  server.on('secureConnection', (socket: TLSSocket) => {
    state.clients.push(socket.getPeerX509Certificate() !== undefined);
  });
  server.on('request', (_, response) => {
    response.statusCode = 405;
    response.end();
  });
  server.on('connect', (request, socket: Duplex) => {
    const target = request.url ?? '';
    state.asked.push(target);
    socket.on('error', () => {});
    const answer = (status: string, headers: readonly string[] = []) =>
      void socket.end([`HTTP/1.1 ${status}`, ...headers, 'content-length: 0', '', ''].join('\r\n'));
    const expected = Buffer.from(`${options.user}:${options.password}`).toString('base64');
    if (options.user !== undefined && request.headers['proxy-authorization'] !== `Basic ${expected}`) {
      answer(
        '407 Who are you',
        challenge.map((scheme) => `proxy-authenticate: ${scheme}`),
      );
      return;
    }
    const [, host = '', port] = /^\[?(.+?)\]?:(\d+)$/.exec(target) ?? [];
    if (request.headers.host !== target || port === undefined) answer('400 What');
    else if (options.refuses?.(host)) answer('403 Not there');
    else
      pass(socket, options.leadsTo ?? Number(port), state, {
        there: () => socket.write('HTTP/1.1 200 Go\r\n\r\n'),
        lost: () => answer('502 Nobody there'),
      });
  });
  return listening(server, state, () => server.closeAllConnections());
}

/** A proxy of SOCKS 5 (RFC 1928, 1929). Talks in single bytes. */
export async function startSocksProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const state = newState();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    void serveSocks(socket, options, state).catch(() => socket.destroy());
  });
  return listening(server, state, () => {});
}

async function serveSocks(socket: Socket, options: ProxyOptions, state: State): Promise<void> {
  const bytes = reader(socket);
  const say = (...answer: number[]) => {
    for (const byte of answer) socket.write(Buffer.of(byte));
  };
  if ((await bytes(1))[0] !== 5) throw new Error('not SOCKS 5');
  const methods = await bytes((await bytes(1))[0]!);
  const wanted = options.user === undefined ? 0 : 2;
  if (!methods.includes(wanted)) {
    say(5, 0xff);
    socket.end();
    return;
  }
  say(5, wanted);
  if (wanted === 2) {
    if ((await bytes(1))[0] !== 1) throw new Error('not RFC 1929');
    const user = (await bytes((await bytes(1))[0]!)).toString();
    const password = (await bytes((await bytes(1))[0]!)).toString();
    const known = user === options.user && password === options.password;
    say(1, known ? 0 : 1);
    if (!known) {
      socket.end();
      return;
    }
  }
  const [version, command, reserved, kind] = await bytes(4);
  if (version !== 5 || command !== 1 || reserved !== 0) throw new Error('not CONNECT');
  const host =
    kind === 3
      ? (await bytes((await bytes(1))[0]!)).toString()
      : kind === 4
        ? `[${(await bytes(16)).toString('hex')}]`
        : (await bytes(4)).join('.');
  const port = (await bytes(2)).readUInt16BE();
  state.asked.push(`${host}:${port}`);
  if (options.refuses?.(host)) {
    say(5, 2, 0, 1, 0, 0, 0, 0, 0, 0);
    socket.end();
    return;
  }
  pass(socket, options.leadsTo ?? port, state, {
    // The address it connects from is a host name here, which is the longest to read over.
    there: () => say(5, 0, 0, 3, 2, 0x61, 0x62, 0x1f, 0x90),
    lost: () => {
      say(5, 5, 0, 1, 0, 0, 0, 0, 0, 0);
      socket.end();
    },
  });
}

interface State {
  readonly asked: string[];
  readonly clients: boolean[];
  readonly sockets: Set<Duplex>;
  tunnels: number;
}

function newState(): State {
  return { asked: [], clients: [], sockets: new Set(), tunnels: 0 };
}

/** Joins a client to a port of this machine. */
function pass(client: Duplex, port: number, state: State, answers: { there(): void; lost(): void }): void {
  const upstream = connect(port, '127.0.0.1');
  let open = false;
  state.sockets.add(client).add(upstream);
  client.on('close', () => upstream.destroy());
  upstream.on('connect', () => {
    open = true;
    state.tunnels++;
    answers.there();
    client.pipe(upstream).pipe(client);
  });
  upstream.on('error', () => (open ? client.destroy() : answers.lost()));
  upstream.on('close', () => open && client.destroy());
}

/** Reads so many bytes at a time; what comes after them in one packet is not for a proxy to have yet. */
function reader(socket: Socket): (length: number) => Promise<Buffer> {
  let held = Buffer.alloc(0);
  return async (length) => {
    while (held.length < length) {
      const bytes: Buffer | null = socket.read();
      if (bytes) held = Buffer.concat([held, bytes]);
      else await new Promise((resolve) => socket.once('readable', resolve));
    }
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    return taken;
  };
}

async function listening(
  server: ReturnType<typeof createServer>,
  state: State,
  closeIdle: () => void,
): Promise<TestProxy> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked: state.asked,
    clients: state.clients,
    get tunnels() {
      return state.tunnels;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of state.sockets) socket.destroy();
      closeIdle();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
