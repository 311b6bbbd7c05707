/** Lists of hosts that are reached without a proxy. */
import { BlockList, isIP } from 'node:net';

/** Whether a host is on a list. The host name in lower case, IPv6 addresses without brackets. */
export type HostRule = (hostname: string, port: number) => boolean;

/**
 * Reads NO_PROXY: entries between commas or blanks. An entry is a host, which stands for all below it as well, with
 * or without `.` or `*.` before it; an IP address; a range of them (10.0.0.0/8); or `*` for every host. A port behind
 * a host narrows it to that port. There is no standard; these are the forms that curl and Go share.
 */
export function readNoProxy(text: string): HostRule {
  const rules = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(noProxyEntry);
  return (hostname, port) => rules.some((rule) => rule(hostname, port));
}

/** Reads ProxyExceptions: hosts between semicolons, in which `*` stands for any characters. */
export function readExceptions(text: string): HostRule {
  const hosts = text.split(';').map((entry) => entry.trim().replace(/^\[(.*)\]$/, '$1'));
  const patterns = hosts.filter(Boolean).map((host) => {
    const literal = host.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${literal.join('.*')}$`, 'i');
  });
  return (hostname) => patterns.some((pattern) => pattern.test(hostname));
}

function noProxyEntry(entry: string): HostRule {
  if (entry === '*') return () => true;
  const range = rangeOf(entry);
  if (range) return (hostname) => isIP(hostname) !== 0 && range.check(hostname, familyOf(hostname));
  const [, bracketed, plain, portText] = /^(?:\[(.*)\]|([^:]*|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? [];
  const host = (bracketed ?? plain ?? entry).replace(/^\*?\./, '');
  const only = portText === undefined ? undefined : Number(portText);
  return (hostname, port) =>
    (only === undefined || only === port) && (hostname === host || hostname.endsWith(`.${host}`));
}

function rangeOf(entry: string): BlockList | undefined {
  const [, address, bits] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
  const most = isIP(address ?? '') === 6 ? 128 : 32;
  if (address === undefined || isIP(address) === 0 || Number(bits) > most) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), familyOf(address));
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
