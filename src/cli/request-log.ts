import type { ConnectionEvent } from '../index.ts';
import { visibleText } from './formats/visible-text.ts';

/** The line of `--log` for one request; undefined for other events. Redacted by the source of the event. */
export function requestLine(event: ConnectionEvent): string | undefined {
  if (event.kind !== 'request') return undefined;
  const { source, purpose, method, url, status, startedAt, milliseconds, bytes, requestId, table, error } =
    event;
  const parts = [
    new Date(startedAt).toISOString(),
    `${source}${table === undefined ? '' : `.${table}`}`,
    purpose,
    method,
    url,
    status ?? 'failed',
    `${Math.round(milliseconds)}ms`,
    `${bytes}B`,
    requestId === undefined ? undefined : `request=${requestId}`,
    error === undefined ? undefined : `error=${JSON.stringify(error)}`,
  ];
  return `${visibleText(parts.filter((part) => part !== undefined).join(' '))}\n`;
}
