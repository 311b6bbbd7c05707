/** Which proxy, if any, stands between this process and a server. */
import type { PropertyValues } from '../catalog/property.ts';
import { type HostRule, readExceptions, readNoProxy } from './host-rule.ts';
import { isLoopback } from './loopback.ts';

/** A proxy that connections are made through. Holds a password. */
export interface ProxyServer {
  readonly kind: 'http' | 'socks5';
  /** IPv6 addresses without brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether the way to the proxy itself is TLS. */
  readonly tls: boolean;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
  /** The property or environment variable that names it. */
  readonly setBy: string;
}

/** The proxy for a server; undefined: none. The host name in lower case, IPv6 addresses without brackets. */
export type Route = (hostname: string, port: number) => ProxyServer | undefined;

/** The variables that may name a proxy, the first that is set wins. Sources are reached over https alone. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * Where connections go, by the properties, else by the environment; undefined: straight to every server. What is
 * wrong goes into `faults`, a sentence each, without any secret.
 */
export function readRoute(
  values: PropertyValues,
  variable: (name: string) => string | undefined,
  faults: string[],
): Route | undefined {
  const given = readProxyServer(values, faults);
  const firewall = readFirewall(values, faults);
  if (given && firewall)
    faults.push('ProxyServer and FirewallServer are both set: leave out one, as there is one way only.');
  const named = given ?? firewall;
  const found = named ?? (values.get('ProxyAutoDetect') ? readEnvironment(variable, faults) : undefined);
  if (found === undefined) return undefined;
  const excepted = readExceptions(text(values, 'ProxyExceptions') ?? '');
  const direct: HostRule = named ? () => false : environmentRule(variable);
  return (hostname, port) => (excepted(hostname, port) || direct(hostname, port) ? undefined : found);
}

function readProxyServer(values: PropertyValues, faults: string[]): ProxyServer | undefined {
  const server = text(values, 'ProxyServer');
  if (server === undefined) {
    for (const name of ['ProxyUser', 'ProxyPassword'])
      if (values.has(name))
        faults.push(`${name} is set without ProxyServer: set ProxyServer, or leave it out.`);
    return undefined;
  }
  const address = readAddress(server);
  if (!address || !/^https?:$/.test(address.protocol)) {
    faults.push(
      'ProxyServer is no host name, address or http URL. A SOCKS proxy goes into FirewallServer, with FirewallType=SOCKS5.',
    );
    return undefined;
  }
  if (address.username !== '' || address.password !== '') {
    faults.push('ProxyServer holds a user or a password: put them into ProxyUser and ProxyPassword.');
    return undefined;
  }
  const type = values.get('ProxySSLType');
  const tls = type === 'ALWAYS' || (type !== 'NEVER' && address.protocol === 'https:');
  const port = address.port === '' ? number(values, 'ProxyPort') : Number(address.port);
  const credentials =
    values.get('ProxyAuthScheme') === 'NONE' ? undefined : readCredentials(values, 'Proxy', 'http', faults);
  const host = hostOf(address);
  return { kind: 'http', host, port: port ?? (tls ? 443 : 80), tls, credentials, setBy: 'ProxyServer' };
}

function readFirewall(values: PropertyValues, faults: string[]): ProxyServer | undefined {
  const type = values.get('FirewallType');
  const server = text(values, 'FirewallServer');
  if (type !== 'TUNNEL' && type !== 'SOCKS5') {
    for (const name of ['FirewallServer', 'FirewallUser', 'FirewallPassword'])
      if (values.has(name))
        faults.push(`${name} is set without FirewallType: set it to TUNNEL or SOCKS5, or leave ${name} out.`);
    return undefined;
  }
  const address = server === undefined || server.includes('://') ? undefined : readAddress(server);
  if (address?.username !== '' || address.password !== '') {
    faults.push('FirewallServer is no host name or address.');
    return undefined;
  }
  const kind = type === 'SOCKS5' ? 'socks5' : 'http';
  const port = address.port === '' ? number(values, 'FirewallPort') : Number(address.port);
  return {
    ...{ kind, host: hostOf(address), port: port ?? defaultPorts[kind], tls: false },
    credentials: readCredentials(values, 'Firewall', kind, faults),
    setBy: 'FirewallServer',
  };
}

const defaultPorts = { http: 80, socks5: 1080 } as const;

function readCredentials(
  values: PropertyValues,
  prefix: 'Proxy' | 'Firewall',
  kind: ProxyServer['kind'],
  faults: string[],
): ProxyServer['credentials'] {
  const user = text(values, `${prefix}User`);
  const password = text(values, `${prefix}Password`) ?? '';
  if (user === undefined) {
    if (password !== '') faults.push(`${prefix}Password is set without ${prefix}User.`);
    return undefined;
  }
  const wrong = wrongCredentials(kind, user, password);
  if (wrong !== undefined) faults.push(`${prefix}User and ${prefix}Password cannot be used: ${wrong}.`);
  return { user, password };
}

function wrongCredentials(kind: ProxyServer['kind'], user: string, password: string): string | undefined {
  // RFC 7617, 2: a colon ends the user. RFC 1929, 2: the length is one byte.
  if (kind === 'http') return user.includes(':') ? 'the user cannot hold a colon' : undefined;
  const longest = Math.max(Buffer.byteLength(user), Buffer.byteLength(password));
  return longest > 255 ? 'SOCKS5 takes at most 255 bytes of each' : undefined;
}

function readEnvironment(
  variable: (name: string) => string | undefined,
  faults: string[],
): ProxyServer | undefined {
  const setBy = variables.find((name) => variable(name));
  const address = readAddress((setBy && variable(setBy)) || '');
  if (setBy === undefined) return undefined;
  const form = /^(?:(https?)|socks(?:5h?)?):$/.exec(address?.protocol ?? '');
  const kind = form?.[1] ? 'http' : 'socks5';
  const user = decoded(address?.username ?? '');
  const password = decoded(address?.password ?? '');
  if (!address || !form || user === undefined || password === undefined) {
    faults.push(
      `The environment variable ${setBy} names no http, https or socks5 proxy. Correct it, or set ProxyAutoDetect=false.`,
    );
    return undefined;
  }
  const wrong = wrongCredentials(kind, user, password);
  if (wrong !== undefined) faults.push(`The user and password in ${setBy} cannot be used: ${wrong}.`);
  const tls = address.protocol === 'https:';
  const port = address.port === '' ? (tls ? 443 : defaultPorts[kind]) : Number(address.port);
  const credentials = user === '' ? undefined : { user, password };
  return { kind, host: hostOf(address), port, tls, credentials, setBy };
}

/** What the environment reaches directly. Nobody means a proxy to reach this very machine. */
function environmentRule(variable: (name: string) => string | undefined): HostRule {
  const listed = readNoProxy(variable('no_proxy') ?? variable('NO_PROXY') ?? '');
  return (hostname, port) => isLoopback(hostname) || listed(hostname, port);
}

/** Reads `host`, `host:port`, an address or a URL. */
function readAddress(server: string): URL | undefined {
  const bare = /^[^[\]]*:[^[\]]*:[^[\]]*$/.test(server) && !server.includes('://') ? `[${server}]` : server;
  const url = bare.includes('://') ? bare : `http://${bare}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

function hostOf(address: URL): string {
  return address.hostname.replace(/^\[(.*)\]$/, '$1');
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function text(values: PropertyValues, name: string): string | undefined {
  const value = values.get(name);
  return typeof value === 'string' ? value : undefined;
}

function number(values: PropertyValues, name: string): number | undefined {
  const value = values.get(name);
  return typeof value === 'number' ? value : undefined;
}
