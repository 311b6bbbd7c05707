import type { ConnectionEvent } from '../index.ts';

type RequestEvent = Extract<ConnectionEvent, { kind: 'request' }>;

/** Headers that can carry a credential; their values do not leave the process even if they got this far. */
const credential = /authorization|cookie|token|secret|password|api-?key|dpop|assertion/i;

/**
 * A trace in the HTTP Archive format 1.2 (http://www.softwareishard.com/blog/har-12-spec), written while requests
 * come: `begin`, entries parted by `separator`, `end`.
 */
export const har = {
  begin(version: string): string {
    return `{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'sqluice', version })},"entries":[`;
  },
  separator: ',\n',
  entry(event: RequestEvent): string {
    return JSON.stringify(harEntry(event));
  },
  end: ']}}\n',
};

function harEntry(event: RequestEvent): object {
  const { source, purpose, table, method, url, status, startedAt, milliseconds, bytes, error } = event;
  const responseHeaders = event.responseHeaders ?? {};
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: milliseconds,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headerList(event.requestHeaders ?? {}),
      queryString: queryList(url),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headerList(responseHeaders),
      content: { size: bytes, mimeType: responseHeaders['content-type'] ?? '' },
      redirectURL: '',
      headersSize: -1,
      bodySize: bytes,
      ...(error !== undefined && { _error: error }),
    },
    cache: {},
    timings: { send: 0, wait: milliseconds, receive: 0 },
    comment: [source, table, purpose].filter((part) => part !== undefined).join(' '),
  };
}

function headerList(headers: Readonly<Record<string, string>>): object[] {
  return Object.entries(headers).map(([name, value]) => ({
    name,
    value: credential.test(name) ? '[redacted]' : value,
  }));
}

function queryList(url: string): object[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}
