import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Characters that a readable part may have. */
const longest = 40;

/** Names that Windows keeps for devices, with any extension. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/**
 * Where the sign-in of a user (empty where the sign-in names none) by a client at a tenant of a source is kept:
 * `sqluice/<source>/<tenant>-<client>-<user>/OAuthSettings.txt` in the settings of the system's user. Any values make
 * a path that every system takes, below that folder, and different values different ones, also where the file system
 * does not tell capitals from small letters.
 */
export function defaultLocation(
  configDirectory: string,
  source: string,
  tenant: string,
  clientId: string,
  user: string,
): string {
  // Only tenants keep their hyphens: so the parts can be told apart, from the end.
  const folder = `${readable(tenant, /^[a-z0-9][a-z0-9.-]*$/)}-${readable(clientId)}-${readable(user)}`;
  return join(configDirectory, 'sqluice', readable(source), folder, 'OAuthSettings.txt');
}

/** A value as it is where it is harmless, a tilde for none; else what is harmless of it and a digest, which sets it apart. */
function readable(value: string, harmless = /^[a-z0-9][a-z0-9.@]*$/): string {
  if (value === '') return '~';
  const isKept = harmless.test(value) && value.length <= longest && !value.endsWith('.');
  if (isKept && !devices.test(value)) return value;
  const digest = createHash('sha256').update(value).digest('hex').slice(0, 16);
  const rest = value.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  return `${rest.slice(0, longest)}~${digest}`;
}
