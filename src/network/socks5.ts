/** SOCKS 5 (RFC 1928) with user and password (RFC 1929). The proxy looks the host up, not this machine. */
import { isIP, type Socket } from 'node:net';
import { ProxyError, type ProxyFailure } from './fault.ts';
import type { ProxyServer } from './proxy.ts';

const version = 5;
const noAuthentication = 0;
const userAndPassword = 2;

/** What a reply other than success means (RFC 1928, 6), by its code. */
const replies: readonly (ProxyFailure | undefined)[] = [
  undefined,
  { kind: 'no way', said: 'general failure' },
  { kind: 'forbidden', said: 'not allowed by its rules' },
  { kind: 'no way', said: 'network unreachable' },
  { kind: 'no way', said: 'host unreachable' },
  { kind: 'no way', said: 'connection refused' },
  { kind: 'no way', said: 'time to live expired' },
];

/** Has the proxy connect to the server. Rejects with {@link ProxyError}, or what breaks the socket. */
export async function askSocks5(
  socket: Socket,
  proxy: ProxyServer,
  end: { readonly host: string; readonly port: number },
): Promise<void> {
  const { credentials } = proxy;
  const offered = credentials ? [noAuthentication, userAndPassword] : [noAuthentication];
  socket.write(Buffer.from([version, offered.length, ...offered]));
  const [spoken, method] = await take(socket, 2);
  if (spoken !== version) throw new ProxyError(proxy, { kind: 'no proxy' });
  if (method === userAndPassword && credentials) {
    socket.write(Buffer.concat([Buffer.of(1), counted(credentials.user), counted(credentials.password)]));
    const [, refused] = await take(socket, 2);
    if (refused !== 0) throw new ProxyError(proxy, { kind: 'credentials', schemes: [] });
  } else if (method !== noAuthentication) {
    throw new ProxyError(proxy, { kind: 'credentials', schemes: [] });
  }

  const port = Buffer.alloc(2);
  port.writeUInt16BE(end.port);
  socket.write(Buffer.concat([Buffer.of(version, 1, 0), addressOf(end.host), port]));
  const [, reply = 0, , kind = 0] = await take(socket, 4);
  if (reply !== 0) {
    throw new ProxyError(proxy, replies[reply] ?? { kind: 'forbidden', said: `reply ${reply}` });
  }
  // Where the proxy connects from, which nobody needs; the server's bytes come behind it.
  const length = kind === 3 ? (await take(socket, 1))[0]! : kind === 4 ? 16 : 4;
  await take(socket, length + 2);
}

function addressOf(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return Buffer.of(1, ...host.split('.').map(Number));
    case 6:
      return Buffer.concat([Buffer.of(4), ipv6Bytes(host)]);
    default:
      return Buffer.concat([Buffer.of(3), counted(host)]);
  }
}

function ipv6Bytes(host: string): Buffer {
  // The URL parser writes IPv4 tails as hexadecimal groups; `::` stands for the groups that are missing.
  const [head = '', tail = ''] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

/** Takes just so many bytes from a socket, and leaves the rest to whoever reads next. */
async function take(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes: Buffer | null = socket.read(length);
    if (bytes?.length === length) return bytes;
    if (bytes !== null || socket.readableEnded || socket.destroyed) throw new Error('the proxy hung up');
    await moreToRead(socket);
  }
}

function moreToRead(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      socket.off('readable', settle).off('end', settle).off('close', settle).off('error', settle);
      if (error) reject(error);
      else resolve();
    };
    // Not `once` on each: the others would stay behind.
    socket.on('readable', settle).on('end', settle).on('close', settle).on('error', settle);
  });
}
