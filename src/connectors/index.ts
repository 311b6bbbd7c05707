/** Which connectors there are. Nothing is loaded before it is asked for. */
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { ConnectorFactory } from '../spi/factory.ts';

/** A connector by name. */
export interface ConnectorEntry {
  readonly name: string;
  load(): Promise<ConnectorFactory>;
  /** A local stand-in of the source, used when the property has the value. */
  readonly standIn?: {
    readonly property: string;
    readonly value: string;
    start(): Promise<Sandbox>;
  };
}

/** Every connector, in the order of the documentation. */
export const connectorEntries: readonly ConnectorEntry[] = [
  {
    name: 'okta',
    load: async () => (await import('./okta/factory.ts')).oktaFactory,
    standIn: {
      property: 'Domain',
      value: 'sandbox',
      start: async () =>
        (await import('../sandbox/okta/server.ts')).startOktaSandbox({ latency: 0, rate: 6000 }),
    },
  },
  { name: 'acton', load: async () => (await import('./acton/factory.ts')).actOnFactory },
  { name: 'lakebase', load: async () => (await import('./lakebase/factory.ts')).lakebaseFactory },
  { name: 'rest', load: async () => (await import('./rest/factory.ts')).restFactory },
];
