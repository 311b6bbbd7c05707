import type { RequestEvent } from '../../spi/connector.ts';
import type { ConnectionEvent } from '../connection.ts';

/** A request of the connection, with its number among all of them. */
export type LoggedRequest = RequestEvent & { readonly source: string; readonly number: number };

/** The latest requests of a connection. Headers and bodies are not kept; URLs came redacted. */
export class RequestLog {
  readonly #kept: LoggedRequest[] = [];
  readonly #most: number;
  #count = 0;

  /** Keeps the latest `most` requests. */
  constructor(most = 10_000) {
    this.#most = most;
  }

  /** Takes note of a request; of no other event. */
  record(event: ConnectionEvent): void {
    if (event.kind !== 'request') return;
    const { requestHeaders: _, responseHeaders: __, ...request } = event;
    this.#count++;
    this.#kept[(this.#count - 1) % this.#most] = { ...request, number: this.#count };
  }

  /** Those that are kept, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#kept.toSorted((one, other) => one.number - other.number);
  }

  /** How many were sent and are no longer kept. */
  get forgotten(): number {
    return this.#count - this.#kept.length;
  }
}
