/** How this process reaches the outside: proxies, trust, client certificates. One per source of a connection. */
import type { Dispatcher } from 'undici';

/** The way to the servers of one source. Sends nothing by itself. */
export interface Network {
  /**
   * What undici sends requests through; made (and undici loaded) at the first call, `connections` the most it keeps
   * open per origin. Errors: `bad_property_value` for a certificate that cannot be read.
   */
  dispatcher(): Promise<Dispatcher>;
  /** What people should be told at connect, such as that certificates are not checked. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}
