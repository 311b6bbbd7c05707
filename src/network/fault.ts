/** What errors of the network mean to people. */
import type { Reason } from '../errors.ts';
import type { ProxyServer } from './proxy.ts';

/** How a proxy stood in the way. */
export type ProxyFailure =
  /** It cannot be reached itself; `code` as Node.js says it. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** It broke off before there was a way through it, or took too long. */
  | { readonly kind: 'broken'; readonly code: string }
  /** It shows a certificate that is not trusted. */
  | { readonly kind: 'untrusted'; readonly code: string }
  /** It wants a user and a password, or others; `schemes`: how it would take them, where it says. */
  | { readonly kind: 'credentials'; readonly schemes: readonly string[] }
  /** It does not let anyone through to the server, or cannot reach it itself. */
  | { readonly kind: 'forbidden' | 'no way'; readonly said: string }
  /** What answers there is no such proxy. */
  | { readonly kind: 'no proxy' };

/** A connection that failed at its proxy. Holds no password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code: string;
  readonly failure: ProxyFailure;
  /** Host and port. */
  readonly proxy: string;
  readonly kind: ProxyServer['kind'];
  readonly setBy: string;
  readonly signedIn: boolean;

  constructor({ kind, host, port, setBy, credentials }: ProxyServer, failure: ProxyFailure, cause?: unknown) {
    super(`proxy ${failure.kind}`, { cause });
    this.code = `PROXY_${'code' in failure ? failure.code : failure.kind.replaceAll(' ', '_').toUpperCase()}`;
    this.failure = failure;
    this.proxy = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.kind = kind;
    this.setBy = setBy;
    this.signedIn = credentials !== undefined;
  }
}

/** A server that showed another certificate than the pinned one. */
export class UnpinnedCertificateError extends Error {
  override readonly name = 'UnpinnedCertificateError';
  readonly code = 'CERT_NOT_PINNED';
  /** Of the certificate it showed, in SHA-256. */
  readonly thumbprint: string;

  constructor(thumbprint: string) {
    super('the certificate is not the pinned one');
    this.thumbprint = thumbprint;
  }
}

/** A network error, explained. */
export interface NetworkFault {
  readonly reason: Extract<
    Reason,
    'unreachable' | 'connection_lost' | 'untrusted_certificate' | 'proxy_refused'
  >;
  /** A sentence without any secret. */
  readonly message: string;
  /** What to do, where it is more than the remedy of the reason. */
  readonly hint?: string;
  /** The error's own code, for events and logs. */
  readonly code: string;
  /** Whether the same request may soon go well. */
  readonly passing: boolean;
}

/** The server that a request was meant for, for messages. */
export interface Destination {
  /** The connector's name. */
  readonly connector: string;
  /** Host, with a port where it is not the usual one. */
  readonly host: string;
}

/** Explains what undici, `fetch`, TLS or a proxy said; undefined for errors that are none of the network. */
export function explainNetworkError(error: unknown, destination: Destination): NetworkFault | undefined {
  const found = firstCoded(error);
  if (found === undefined) return undefined;
  if (found instanceof ProxyError) return explainProxy(found, destination);
  const { code } = found;
  const server = `${destination.connector} at ${destination.host}`;
  const certificate = explainCertificate(found, server);
  if (certificate) return { reason: 'untrusted_certificate', ...certificate, code, passing: false };
  if (/^ERR_(TLS|SSL)_/.test(code)) {
    const message = `${server} cannot be spoken to over TLS (${code}).`;
    // Of old, TLS has no alert of its own for a client certificate that is missing.
    const hint = code.endsWith('_ALERT_HANDSHAKE_FAILURE')
      ? 'The server may demand a client certificate (SSLClientCert), or ciphers that Node.js does not offer.'
      : 'Check host and port, and whether a proxy or firewall answers in place of the source.';
    return { reason: 'unreachable', message, hint, code, passing: false };
  }
  if (unreachableCodes.has(code)) {
    const message = `${destination.connector} cannot be reached at ${destination.host} (${code}).`;
    return { reason: 'unreachable', message, code, passing: true };
  }
  return {
    reason: 'connection_lost',
    message: `The connection to ${server} broke off (${code}).`,
    code,
    passing: true,
  };
}

/** The code of a network, TLS or decompression error; undefined for errors of programming. */
export function networkCode(error: unknown): string | undefined {
  return firstCoded(error)?.code;
}

interface CodedError {
  readonly code: string;
}

function firstCoded(error: unknown): CodedError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string' && !code.startsWith('ERR_INVALID')) return error as CodedError;
  return cause === undefined ? undefined : firstCoded(cause);
}

const unreachableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const addAuthority =
  'If it is an authority of your own, give its certificate in SSLServerCert, or in a file that NODE_EXTRA_CA_CERTS names.';

/** What is wrong with a certificate, ours or theirs; undefined where it is something else. */
function explainCertificate(
  error: CodedError,
  server: string,
): Pick<NetworkFault, 'message' | 'hint'> | undefined {
  const { code } = error;
  if (error instanceof UnpinnedCertificateError) {
    return {
      message: `${server} shows another certificate than SSLServerCert names.`,
      hint: `The SHA-256 thumbprint of what it shows is ${error.thumbprint}. Set that only if whoever runs the server confirms it.`,
    };
  }
  // Alerts of TLS are what the server says of the certificate of this side (RFC 8446, 6.2).
  if (/_ALERT_(?:CERTIFICATE_REQUIRED|NO_CERTIFICATE)$/.test(code)) {
    return {
      message: `${server} demands a client certificate (${code}).`,
      hint: 'Set SSLClientCert to a certificate with its private key.',
    };
  }
  if (/_ALERT_(?:(?:BAD|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED)$/.test(code)) {
    return {
      message: `${server} does not take the client certificate (${code}).`,
      hint: 'Set SSLClientCert to a certificate that the server knows, and that has not expired.',
    };
  }
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return {
        message: `${server} shows a certificate of an authority that is not trusted here (${code}).`,
        hint: addAuthority,
      };
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return {
        message: `${server} shows a certificate that ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'} (${code}).`,
        hint: 'Check the clock of this machine; else whoever runs the server has to renew the certificate.',
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        message: `${server} shows a certificate for another host name (${code}).`,
        hint: 'Check the host name in the connection, and whether a proxy or firewall answers in its place.',
      };
    default:
      return /CERT|^UNABLE_TO_|^INVALID_(?:CA|PURPOSE)$/.test(code)
        ? { message: `${server} shows a certificate that cannot be trusted (${code}).`, hint: addAuthority }
        : undefined;
  }
}

function explainProxy(error: ProxyError, { connector, host }: Destination): NetworkFault {
  const { failure, code, proxy, setBy, signedIn } = error;
  const named = `The proxy ${proxy} (${setBy})`;
  switch (failure.kind) {
    case 'unreachable': {
      const message = `${named} on the way to ${connector} cannot be reached (${failure.code}).`;
      const hint = `Check ${setBy}, and whether the proxy is running.`;
      return { reason: 'unreachable', message, hint, code, passing: true };
    }
    case 'broken': {
      const message = `${named} on the way to ${connector} broke off the connection (${failure.code}).`;
      return { reason: 'connection_lost', message, code, passing: true };
    }
    case 'untrusted': {
      const message = `${named} on the way to ${connector} shows a certificate that is not trusted here (${failure.code}).`;
      return { reason: 'untrusted_certificate', message, hint: addAuthority, code, passing: false };
    }
    case 'credentials': {
      const takes = failure.schemes.length > 0 ? ` It takes ${failure.schemes.join(', ')}.` : '';
      const basic = failure.schemes.length === 0 || failure.schemes.includes('Basic');
      const message = signedIn
        ? `${named} refuses its user or password.${takes}`
        : `${named} demands a user and a password.${takes}`;
      const hint = basic
        ? `${signedIn ? 'Correct' : 'Set'} ${credentialsOf(setBy)}.`
        : 'Only Basic is offered here: ask for a proxy that takes it, or run one on this machine that signs in at the other.';
      return { reason: 'proxy_refused', message, hint, code, passing: false };
    }
    case 'forbidden': {
      const message = `${named} does not let connections through to ${host} (${failure.said}).`;
      const hint = `Ask whoever runs the proxy to allow ${host}, or name it in ProxyExceptions to go around the proxy.`;
      return { reason: 'proxy_refused', message, hint, code, passing: false };
    }
    case 'no way': {
      const message = `${connector} cannot be reached at ${host} through the proxy ${proxy} (${failure.said}).`;
      return { reason: 'unreachable', message, code, passing: true };
    }
    case 'no proxy': {
      const kind = error.kind === 'http' ? 'an HTTP' : 'a SOCKS5';
      const message = `${named} on the way to ${connector} does not answer as ${kind} proxy does.`;
      const hint = `Check host, port and kind of the proxy in ${setBy}.`;
      return { reason: 'unreachable', message, hint, code, passing: false };
    }
  }
}

function credentialsOf(setBy: string): string {
  switch (setBy) {
    case 'ProxyServer':
      return 'ProxyUser and ProxyPassword';
    case 'FirewallServer':
      return 'FirewallUser and FirewallPassword';
    default:
      return `user and password in ${setBy} (http://user:password@host:port), or set ProxyServer, ProxyUser and ProxyPassword`;
  }
}
