/** Tunnels through proxies to a server: what is sent into the socket afterwards reaches the server. */
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { ProxyError } from './fault.ts';
import type { ProxyServer } from './proxy.ts';
import { askSocks5 } from './socks5.ts';

/** Where a tunnel ends. IPv6 addresses without brackets. */
export interface TunnelEnd {
  readonly host: string;
  readonly port: number;
}

/** How long a proxy may take to make a tunnel, in milliseconds; as long as undici gives to connect. */
const patience = 10_000;

/** Has the proxy at the other end of `socket` make a tunnel. Rejects with {@link ProxyError}; the socket is gone then. */
export async function digTunnel(socket: Socket, proxy: ProxyServer, end: TunnelEnd): Promise<void> {
  const timer = setTimeout(() => socket.destroy(new ProxyTimeout()), patience);
  try {
    await (proxy.kind === 'socks5' ? askSocks5(socket, proxy, end) : askHttp(socket, proxy, end));
  } catch (error) {
    socket.destroy();
    if (error instanceof ProxyError) throw error;
    const { code = 'ECONNRESET' } = error as { readonly code?: string };
    // The parser of Node.js names what it did not understand.
    const failure = code.startsWith('HPE_')
      ? { kind: 'no proxy' as const }
      : { kind: 'broken' as const, code };
    throw new ProxyError(proxy, failure, error);
  } finally {
    clearTimeout(timer);
  }
}

class ProxyTimeout extends Error {
  override readonly name = 'ProxyTimeout';
  readonly code = 'ETIMEDOUT';
}

/** RFC 9110, 9.3.6. */
function askHttp(socket: Socket, proxy: ProxyServer, { host, port }: TunnelEnd): Promise<void> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    request({
      ...{ method: 'CONNECT', path: authority, createConnection: () => socket },
      headers: { host: authority, ...authorizationOf(proxy) },
    })
      .on('connect', ({ statusCode = 0, headers }, _socket, head) => {
        if (statusCode >= 200 && statusCode < 300) {
          if (head.length > 0) socket.unshift(head);
          resolve();
          return;
        }
        const said = `status ${statusCode}`;
        if (statusCode === 407)
          reject(
            new ProxyError(proxy, { kind: 'credentials', schemes: schemesOf(headers['proxy-authenticate']) }),
          );
        else if (statusCode >= 500) reject(new ProxyError(proxy, { kind: 'no way', said }));
        else reject(new ProxyError(proxy, { kind: 'forbidden', said }));
      })
      .on('error', reject)
      .end();
  });
}

/** RFC 7617. */
function authorizationOf({ credentials }: ProxyServer): Readonly<Record<string, string>> {
  if (!credentials) return {};
  const token = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  return { 'proxy-authorization': `Basic ${token}` };
}

/** The names of the schemes in challenges (RFC 9110, 11.6.1): the words that no `=` follows. */
function schemesOf(challenges: readonly string[] | string | undefined): readonly string[] {
  const known = ['Basic', 'Digest', 'NTLM', 'Negotiate', 'Kerberos', 'Bearer'];
  const text = String(challenges ?? '').replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  return known.filter((scheme) => new RegExp(`(?:^|[\\s,])${scheme}(?![\\w=])`, 'i').test(text));
}
