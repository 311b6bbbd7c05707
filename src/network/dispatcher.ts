/** What undici sends through. Loaded with the first request, as it loads undici. */
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import * as tls from 'node:tls';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import type { ClientCertificate } from './client-certificate.ts';
import { ProxyError, UnpinnedCertificateError } from './fault.ts';
import type { ProxyServer, Route } from './proxy.ts';
import { type Trust, thumbprintsOf } from './trust.ts';
import { digTunnel, type TunnelEnd } from './tunnel.ts';

/** How servers are reached and trusted. */
export interface Way {
  /** Absent: straight to every server. */
  readonly route: Route | undefined;
  readonly trust: Trust;
  readonly clientCertificate: ClientCertificate | undefined;
  /** The file that NODE_EXTRA_CA_CERTS names. */
  readonly extraAuthorities: string | undefined;
}

/** A dispatcher that keeps at most `connections` open per origin. */
export async function createDispatcher(way: Way, connections: number): Promise<Dispatcher> {
  return new Agent({
    ...{ connections, pipelining: 1, connect: await createConnector(way) },
    // The timeouts are those of whoever sends.
    ...{ headersTimeout: 0, bodyTimeout: 0 },
  });
}

type Connect = (target: buildConnector.Options) => Promise<Socket>;

async function createConnector(way: Way): Promise<buildConnector.connector> {
  const { route, trust, clientCertificate } = way;
  const ca =
    trust.kind === 'authorities' ? [...(await defaultAuthorities(way)), ...trust.certificates] : undefined;
  const toServer = connectWith({
    ...contextOf({ ...clientCertificate, ca }),
    // A pin is checked below.
    ...(trust.kind === 'everybody' || trust.kind === 'pinned' ? { rejectUnauthorized: false } : {}),
    ...(trust.kind === 'pinned' ? { maxCachedSessions: 0 } : {}),
  });
  // A proxy is no server of the source: it does not see the certificate of this side, nor is it the pinned one.
  const toProxy = connectWith({
    ...contextOf({ ca }),
    ...(trust.kind === 'everybody' ? { rejectUnauthorized: false } : {}),
  });
  const reach: Connect = async (target) => {
    const host = target.hostname;
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    const proxy = route?.(host, port);
    const httpSocket = proxy && (await throughProxy(toProxy, proxy, { host, port }));
    if (httpSocket && target.protocol !== 'https:') return httpSocket;
    const socket = await toServer(httpSocket ? { ...target, httpSocket } : target);
    if (socket instanceof tls.TLSSocket) {
      if (trust.kind === 'pinned') checkPin(socket, trust.thumbprints);
      // TLS 1.3 refuses a client certificate after the handshake; of that, undici would only see that the server hung up.
      socket.on('error', (error) => socket.destroy(error));
    }
    return socket;
  };
  return (target, callback) => {
    reach(target).then(
      (socket) => callback(null, socket),
      (error) => callback(error, null),
    );
  };
}

/** One context for all connections; none where that of Node.js will do, which it makes only when needed. */
function contextOf(options: tls.SecureContextOptions): { secureContext?: tls.SecureContext } {
  const own = Object.values(options).some((value) => value !== undefined);
  return own ? { secureContext: tls.createSecureContext(options) } : {};
}

function connectWith(settings: buildConnector.BuildOptions): Connect {
  const connect = buildConnector(settings);
  return (target) =>
    new Promise((resolve, reject) => {
      connect(target, (...[error, socket]) => (error ? reject(error) : resolve(socket)));
    });
}

async function throughProxy(connect: Connect, proxy: ProxyServer, end: TunnelEnd): Promise<Socket> {
  const { host: hostname, port, tls: secured } = proxy;
  let socket: Socket;
  try {
    socket = await connect({
      hostname,
      host: hostname,
      port: String(port),
      protocol: secured ? 'https:' : 'http:',
    });
  } catch (error) {
    const { code = 'ECONNRESET' } = error as { readonly code?: string };
    const kind = /CERT|^UNABLE_TO_/.test(code) ? 'untrusted' : 'unreachable';
    throw new ProxyError(proxy, { kind, code }, error);
  }
  await digTunnel(socket, proxy, end);
  return socket;
}

/** Nothing was sent yet: undici gets the socket only after this. */
function checkPin(socket: tls.TLSSocket, thumbprints: readonly string[]): void {
  const certificate = socket.getPeerX509Certificate();
  const shown = certificate ? thumbprintsOf(certificate) : [];
  if (shown.some((thumbprint) => thumbprints.includes(thumbprint))) return;
  socket.destroy();
  throw new UnpinnedCertificateError(shown[0] ?? 'none');
}

/** What Node.js trusts by itself: authorities that are named replace them, and are meant to join them. */
async function defaultAuthorities({ extraAuthorities }: Way): Promise<readonly string[]> {
  const { getCACertificates } = tls as typeof tls & { getCACertificates?: (type: 'default') => string[] };
  if (getCACertificates) return getCACertificates('default');
  // Before Node.js 22.15. A file that cannot be read is what Node.js warns of itself.
  const extra = extraAuthorities && (await readFile(extraAuthorities, 'utf8').catch(() => undefined));
  return extra ? [...tls.rootCertificates, extra] : tls.rootCertificates;
}
