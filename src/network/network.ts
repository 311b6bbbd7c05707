/** How this process reaches the outside: proxies, trust, client certificates. One per source of a connection. */
import type { Dispatcher } from 'undici';
import type { PropertyValues } from '../catalog/property.ts';
import { driverError } from '../errors.ts';
import { readRoute } from './proxy.ts';
import { readTrust } from './trust.ts';

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
 * The network that the properties of one source ask for (`networkProperties`, defaults filled in); `connections` is
 * the most that it keeps open per origin. Reads certificates, sends nothing. Errors: `bad_property_value`, or
 * `bad_properties` that lists all that is wrong.
 */
export async function openNetwork(
  values: PropertyValues,
  host: NetworkHost,
  connections: number,
): Promise<Network> {
  const faults: string[] = [];
  const route = readRoute(values, (name) => host.variable(name), faults);
  const trust = await readTrust(values, faults);
  const clientCertificate = await readIdentity(values, faults);
  if (faults.length > 0) throw faultsError(faults);
  const way = { route, trust, clientCertificate, extraAuthorities: host.variable('NODE_EXTRA_CA_CERTS') };
  let made: Promise<Dispatcher> | undefined;
  return {
    dispatcher() {
      made ??= import('./dispatcher.ts').then(({ createDispatcher }) => createDispatcher(way, connections));
      return made;
    },
    warnings:
      trust.kind === 'everybody'
        ? [
            'Certificates are not checked (Insecure=true): whoever is on the way can read and change everything, tokens included.',
          ]
        : [],
    async close() {
      await (await made)?.destroy();
    },
  };
}

/** Loading TLS takes longer than all else here, so only who needs it does. */
async function readIdentity(values: PropertyValues, faults: string[]) {
  if (!values.has('SSLClientCert') && !values.has('SSLClientCertPassword')) return undefined;
  const { readClientCertificate } = await import('./client-certificate.ts');
  return readClientCertificate(values, faults);
}

function faultsError(faults: readonly string[]): Error {
  const [first = '', ...others] = faults;
  if (others.length === 0) return driverError('bad_property_value', first);
  return driverError('bad_properties', `${faults.length} properties of the network are wrong.`, {
    detail: faults.join('\n'),
  });
}
