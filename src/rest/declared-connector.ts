import type { Schema } from '../catalog/table.ts';
import type {
  Connector,
  Identity,
  Page,
  RateLimitState,
  Scan,
  ScanOffer,
  SourceContext,
} from '../spi/connector.ts';
import type { RestSource } from './source.ts';

/** What a connector says of itself besides its declaration. */
export interface DeclaredConnectorOptions {
  readonly name: string;
  readonly source: RestSource;
  /** Scheme and host. */
  readonly origin: string;
  /** Asks who is signed in; undefined where the source cannot tell. */
  user?(context: SourceContext): Promise<string | undefined>;
  /** The scopes of the token in use; undefined where they are not known. */
  scopes?(): readonly string[] | undefined;
}

/** A connector that is its declaration and nothing more. */
export class DeclaredConnector implements Connector {
  readonly name: string;
  readonly #options: DeclaredConnectorOptions;

  constructor(options: DeclaredConnectorOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async discover(): Promise<Schema> {
    return { tables: this.#options.source.tables(), procedures: [], warnings: [] };
  }

  offer(scan: Scan): ScanOffer {
    return this.#options.source.offer(scan);
  }

  scan(scan: Scan, context: SourceContext): AsyncIterable<Page> {
    return this.#options.source.scan(scan, context);
  }

  rateLimits(): readonly RateLimitState[] {
    return this.#options.source.rateLimits();
  }

  async identify(context: SourceContext): Promise<Identity> {
    const { origin, user, scopes } = this.#options;
    const name = await user?.(context);
    return { user: name, scopes: scopes?.(), server: origin, sandbox: false };
  }

  /** Its network is closed by whoever made that. */
  async close(): Promise<void> {}
}
