import type { CatalogSchema } from '../catalog/catalog.ts';
import type { PropertyValues } from '../catalog/property.ts';
import { CancelledError } from '../errors.ts';
import type { Connector, SourceContext } from '../spi/connector.ts';

/** One source of a connection: its connector, and what it has been found to offer. */
export class Source {
  readonly name: string;
  readonly connector: Connector;
  readonly values: PropertyValues;
  readonly sandbox: boolean;
  #schema: Promise<CatalogSchema> | undefined;

  constructor(name: string, connector: Connector, values: PropertyValues, sandbox: boolean) {
    this.name = name;
    this.connector = connector;
    this.values = values;
    this.sandbox = sandbox;
  }

  /** Tables and procedures; asked for once, by whoever needs them first, and again after a failure or a refresh. */
  async schema(context: SourceContext, refresh = false): Promise<CatalogSchema> {
    if (refresh) this.#schema = undefined;
    this.#schema ??= this.#ask(context);
    const asked = this.#schema;
    try {
      return await asked;
    } catch (error) {
      if (this.#schema === asked) this.#schema = undefined;
      // Another statement asked for both of us, and was cancelled: that is no reason to fail here.
      const othersFault = error instanceof CancelledError && context.signal?.aborted === false;
      if (othersFault) return this.schema(context);
      throw error;
    }
  }

  async #ask(context: SourceContext): Promise<CatalogSchema> {
    return { ...(await this.connector.discover(context)), name: this.name };
  }
}
