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
  const reader = readerOf(socket);
  const offered = credentials ? [noAuthentication, userAndPassword] : [noAuthentication];
  socket.write(Buffer.from([version, offered.length, ...offered]));
  const [spoken, method] = await reader.take(2);
  if (spoken !== version) throw new ProxyError(proxy, { kind: 'no proxy' });
  if (method === userAndPassword && credentials) {
    socket.write(Buffer.concat([Buffer.of(1), counted(credentials.user), counted(credentials.password)]));
    const [, refused] = await reader.take(2);
    if (refused !== 0) throw new ProxyError(proxy, { kind: 'credentials', schemes: [] });
  } else if (method !== noAuthentication) {
    throw new ProxyError(proxy, { kind: 'credentials', schemes: [] });
  }

  const port = Buffer.alloc(2);
  port.writeUInt16BE(end.port);
  socket.write(Buffer.concat([Buffer.of(version, 1, 0), addressOf(end.host), port]));
  const [, reply = 0, , kind = 0] = await reader.take(4);
  if (reply !== 0) {
    throw new ProxyError(proxy, replies[reply] ?? { kind: 'forbidden', said: `reply ${reply}` });
  }
  // Where the proxy connects from, which nobody needs; the server's bytes come behind it.
  const length = kind === 3 ? (await reader.take(1))[0]! : kind === 4 ? 16 : 4;
  await reader.take(length + 2);
  reader.leave();
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

/** Reads a socket by counts of bytes. */
interface ByteReader {
  take(length: number): Promise<Buffer>;
  /** Leaves what was not taken to whoever reads next. */
  leave(): void;
}

function readerOf(socket: Socket): ByteReader {
  // Held here: as long as anything lies in the socket, it says at once, again and again, that there is more.
  let held: Buffer = Buffer.alloc(0);
  return {
    async take(length) {
      while (held.length < length) {
        const bytes: Buffer | null = socket.read();
        if (bytes) held = Buffer.concat([held, bytes]);
        else if (socket.readableEnded || socket.destroyed) throw new Error('the proxy hung up');
        else await moreToRead(socket);
      }
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
    leave() {
      if (held.length > 0) socket.unshift(held);
    },
  };
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
