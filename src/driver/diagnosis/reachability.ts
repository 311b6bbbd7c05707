import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { PropertyValues } from '../../catalog/property.ts';
import { explainNetworkError } from '../../network/fault.ts';
import type { Network } from '../../network/network.ts';
import { readRoute } from '../../network/proxy.ts';
import { type Check, type Finding, failed, ok, warning } from './finding.ts';

/** A server, and the way to it. */
export interface ReachedServer {
  /** The connector's name. */
  readonly connector: string;
  /** Scheme and host, such as https://dev-1.okta.com */
  readonly origin: string;
  readonly values: PropertyValues;
  readonly network: Network;
  variable(name: string): string | undefined;
}

/** How long each step may take, in milliseconds. */
const patience = 10_000;

/** A clock that is off by less harms nothing; by more than the second, tokens and proofs are refused. Milliseconds. */
const harmlessSkew = 60_000;
const harmfulSkew = 300_000;

/** Goes step by step to a server, and no further than the first that fails: proxy, DNS, TCP, TLS, HTTP, clock. */
export async function checkReachability(
  server: ReachedServer,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const { protocol, hostname, port } = new URL(server.origin);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const end = { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  // What is wrong with the properties was said when the network was opened.
  const proxy = readRoute(server.values, server.variable, [])?.(end.host, end.port);
  const first = proxy ?? end;
  const findings = [
    ok('proxy', proxy ? `through ${proxy.host}:${proxy.port} (${proxy.setBy})` : 'none on the way'),
    await checkName(first.host),
  ];
  if (isWell(findings)) findings.push(await checkPort(first, proxy !== undefined, signal));
  return isWell(findings) ? [...findings, ...(await checkAnswer(server, signal))] : findings;
}

function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'failed');
}

async function checkName(host: string): Promise<Finding> {
  if (isIP(host) !== 0) return ok('dns', `${host} is an address already`);
  try {
    const { address } = await lookup(host);
    return ok('dns', `${host} is at ${address}`);
  } catch (error) {
    const code = codeOf(error);
    return code === 'EAI_AGAIN'
      ? failed(
          'dns',
          `nobody answers where ${host} is (${code})`,
          'Check the network of this machine, and its DNS.',
        )
      : failed(
          'dns',
          `nobody knows a host ${host} (${code})`,
          'Check how it is spelled, and the DNS of this machine.',
        );
  }
}

function checkPort(
  { host, port }: { readonly host: string; readonly port: number },
  isProxy: boolean,
  signal: AbortSignal | undefined,
): Promise<Finding> {
  const hint = isProxy
    ? 'Check host and port of the proxy, and whether it is running.'
    : 'A firewall may be in between: where sources are reached through a proxy, set HTTPS_PROXY or ProxyServer.';
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patience, ...(signal ? { signal } : {}) });
    const end = (finding: Finding) => {
      socket.destroy();
      resolve(finding);
    };
    socket.once('connect', () => end(ok('tcp', `${host} takes connections on port ${port}`)));
    socket.once('timeout', () =>
      end(failed('tcp', `${host} does not answer on port ${port} within ${patience / 1000} seconds`, hint)),
    );
    socket.once('error', (error) =>
      end(failed('tcp', `${host} takes no connection on port ${port} (${codeOf(error)})`, hint)),
    );
  });
}

async function checkAnswer(
  { connector, origin, network }: ReachedServer,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const { host, protocol } = new URL(origin);
  const secured =
    protocol === 'https:' ? `the certificate of ${host} is trusted` : 'not used on this machine itself';
  const limit = AbortSignal.timeout(patience);
  try {
    const { request } = await import('undici');
    const sentAt = Date.now();
    const { statusCode, headers, body } = await request(`${origin}/`, {
      dispatcher: await network.dispatcher(),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const arrivedAt = Date.now();
    await body.dump();
    return [
      ok('tls', secured),
      ok('http', `${host} answers (status ${statusCode} without a sign-in)`),
      checkClock(String(headers.date ?? ''), sentAt, arrivedAt),
    ];
  } catch (error) {
    if (limit.aborted) {
      return [
        failed('http', `${host} does not answer within ${patience / 1000} seconds`, 'Try again later.'),
      ];
    }
    const fault = explainNetworkError(error, { connector, host });
    if (!fault) throw error;
    return [failed(checkOf(fault.code, fault.reason), fault.message, fault.hint)];
  }
}

/** The step that a network error belongs to. */
function checkOf(code: string, reason: string): Check {
  if (code.startsWith('PROXY_')) return 'proxy';
  return reason === 'untrusted_certificate' || /^ERR_(?:TLS|SSL)_/.test(code) ? 'tls' : 'http';
}

/** Compares our clock with the Date header of an answer; times in milliseconds since 1970. */
export function checkClock(date: string, sentAt: number, arrivedAt: number): Finding {
  // The header is cut to the second.
  const theirs = Date.parse(date) + 500;
  if (Number.isNaN(theirs)) return ok('clock', 'the source does not tell the time');
  const ahead = (sentAt + arrivedAt) / 2 - theirs;
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const message = `the clock of this machine is ${seconds} s ${ahead < 0 ? 'behind' : 'ahead of'} that of the source`;
  const hint = 'Set the clock of this machine, best by NTP: tokens are judged by it.';
  if (Math.abs(ahead) > harmfulSkew) return failed('clock', message, hint);
  if (Math.abs(ahead) > harmlessSkew) return warning('clock', message, hint);
  return ok('clock', seconds < 2 ? 'the clock of this machine is that of the source' : message);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
