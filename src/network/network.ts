/** How this process reaches the outside: proxies, trust, client certificates. One per source of a connection. */
import type { Dispatcher } from 'undici';
import type { PropertyValues } from '../catalog/property.ts';

/** The way to the servers of one source. Sends nothing by itself. */
export interface Network {
  /** What undici sends requests through; made, and undici loaded, at the first call. */
  dispatcher(): Promise<Dispatcher>;
  /** What people should be told at connect, such as that certificates are not checked. */
  readonly warnings: readonly string[];
  /** Breaks what is under way. */
  close(): Promise<void>;
}

/** What a network takes from the machine. */
export interface NetworkHost {
  /** The value of an environment variable. */
  variable(name: string): string | undefined;
}

/**
 * The network that the properties of one source ask for; `connections` is the most that it keeps open per origin.
 * Sends nothing.
 */
export async function openNetwork(
  _values: PropertyValues,
  _host: NetworkHost,
  connections: number,
): Promise<Network> {
  let agent: Promise<Dispatcher> | undefined;
  return {
    dispatcher() {
      agent ??= import('undici').then(
        ({ Agent }) => new Agent({ connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }),
      );
      return agent;
    },
    warnings: [],
    async close() {
      await (await agent)?.destroy();
    },
  };
}
