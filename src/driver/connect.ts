import { propertyKey } from '../catalog/property.ts';
import { reservedNames } from '../engine/engine.ts';
import { driverError } from '../errors.ts';
import { type Network, openNetwork } from '../network/network.ts';
import type { SourceContext } from '../spi/connector.ts';
import type { ConnectorEnvironment } from '../spi/factory.ts';
import type { Connection, ConnectionEvent, ConnectOptions, Sources } from './connection.ts';
import { OpenConnection } from './open-connection.ts';
import { commonProperties } from './options/common-properties.ts';
import { parseConnectionString } from './options/connection-string.ts';
import { connectionsPath, type NamedSource, nameSources } from './options/connections-file.ts';
import { nodeHost, type OptionsHost } from './options/host.ts';
import { type ResolvedEntry, resolveReferences } from './options/references.ts';
import { findConnectorEntry } from './options/sources.ts';
import { type ValidProperties, validateProperties } from './options/validate-properties.ts';
import { Source } from './source.ts';

/**
 * Opens a connection over one or more sources: a connection string, `@name` from the connections file, or several
 * of either under the names that their schemas get. Sends no request; the first statement signs in. Throws for
 * everything that is wrong with the strings at once (`bad_properties`, `unknown_property`, `missing_property` …).
 */
export async function connect(sources: Sources, options: ConnectOptions = {}): Promise<Connection> {
  const host = nodeHost(options.env);
  const file = options.connectionsFile ?? connectionsPath(host);
  const named = await nameSources(sources, file, host);
  const notices = [...named.notices];
  const opened: Source[] = [];
  const cleanups: (() => Promise<void>)[] = [];
  try {
    for (const source of named.sources) {
      const found = await openSource(source, host, options.onEvent, cleanups);
      opened.push(found.source);
      notices.push(...found.notices);
    }
    refuseUnusableNames(opened);
    return new OpenConnection(opened, { notices, onEvent: options.onEvent, cleanups });
  } catch (error) {
    await Promise.allSettled(opened.map(({ connector }) => connector.close()));
    await Promise.allSettled(cleanups.map((cleanup) => cleanup()));
    throw error;
  }
}

/** Opens one source; what has to be closed with it goes into `cleanups` at once, as later steps may fail. */
async function openSource(
  { name, text }: NamedSource,
  host: OptionsHost,
  onEvent: ConnectOptions['onEvent'],
  cleanups: (() => Promise<void>)[],
): Promise<{ source: Source; notices: readonly string[] }> {
  const parsed = parseConnectionString(text);
  const entry = findConnectorEntry(parsed.connector);
  const factory = await entry.load();
  const properties = [...factory.properties, ...commonProperties];
  const resolved = await resolveReferences(parsed.entries, host);
  const schema = name ?? entry.name;

  const standIn = entry.standIn;
  const wantsStandIn =
    standIn !== undefined &&
    resolved.entries.some(
      (given) =>
        propertyKey(given.name) === propertyKey(standIn.property) &&
        given.value?.toLowerCase() === standIn.value,
    );
  let valid: ValidProperties;
  if (standIn && wantsStandIn) {
    const sandbox = await standIn.start();
    cleanups.push(() => sandbox.close());
    const replacement = parseConnectionString(
      standInString(sandbox.connectionStrings, resolved.entries),
    ).entries;
    const kept = resolved.entries.filter(
      (given) => !replacement.some((other) => propertyKey(other.name) === propertyKey(given.name)),
    );
    valid = validateProperties(entry.name, properties, [...replacement, ...kept], resolved.faults);
  } else {
    valid = validateProperties(entry.name, properties, resolved.entries, resolved.faults);
  }
  const network = await openNetwork(valid.values, host, Number(valid.values.get('MaxConcurrency')));
  cleanups.push(() => network.close());
  const connector = await factory.open(valid.values, environmentFor(schema, network, onEvent));
  const source = new Source(schema, connector, valid.values, wantsStandIn);
  return { source, notices: [...valid.notices, ...network.warnings] };
}

/** The stand-in's connection string for the scheme that is given, else its first. */
function standInString(
  connectionStrings: Readonly<Record<string, string>>,
  given: readonly ResolvedEntry[],
): string {
  const wanted = given.find(({ name }) => propertyKey(name) === propertyKey('AuthScheme'))?.value;
  const schemes = Object.keys(connectionStrings);
  const scheme = schemes.find((name) => name.toLowerCase() === wanted?.toLowerCase()) ?? schemes[0];
  return (scheme && connectionStrings[scheme]) ?? '';
}

function environmentFor(
  source: string,
  network: Network,
  onEvent: ConnectOptions['onEvent'],
): ConnectorEnvironment {
  const background: SourceContext = {
    admit: () => {},
    observe: (event) => onEvent?.({ ...event, source } satisfies ConnectionEvent),
  };
  return { now: () => Date.now(), random: () => Math.random(), sleep, network, background };
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function refuseUnusableNames(sources: readonly Source[]): void {
  const seen = new Set<string>();
  for (const { name } of sources) {
    if (reservedNames.includes(name.toLowerCase())) {
      throw driverError(
        'bad_connection_string',
        `A source cannot be named ${name}, as the engine itself uses it.`,
        {
          hint: 'Choose another name for it.',
        },
      );
    }
    if (seen.has(name.toLowerCase())) {
      throw driverError('bad_connection_string', `Two sources of the connection are named ${name}.`, {
        hint: "Give each a name of its own: connect({ okta: '…', hr: '…' }).",
      });
    }
    seen.add(name.toLowerCase());
  }
}
