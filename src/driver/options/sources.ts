import { nearest } from '../../catalog/nearest.ts';
import type { Property } from '../../catalog/property.ts';
import { type ConnectorEntry, connectorEntries } from '../../connectors/index.ts';
import { driverError } from '../../errors.ts';
import { commonProperties } from './common-properties.ts';

/** The names of all kinds of sources, as connection strings begin with them. */
export const sourceNames: readonly string[] = connectorEntries.map(({ name }) => name);

/** The connector of this name, which has no upper case. Throws `unknown_source`. */
export function findConnectorEntry(name: string): ConnectorEntry {
  const entry = connectorEntries.find((candidate) => candidate.name === name);
  if (entry) return entry;
  const meant = nearest(name, sourceNames);
  throw driverError(
    'unknown_source',
    `There is no source ${name}. There is ${sourceNames.join(', ')}.`,
    meant === undefined ? {} : { hint: `Did you mean ${meant}?` },
  );
}

/** Every property that a connection string of the source may hold: its own, then the common ones. Connects to nothing. */
export async function sourceProperties(name: string): Promise<readonly Property[]> {
  const factory = await findConnectorEntry(name.toLowerCase()).load();
  return [...factory.properties, ...commonProperties];
}
