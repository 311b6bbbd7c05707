import path from 'node:path';
import { nearest } from '../../catalog/nearest.ts';
import { driverError } from '../../errors.ts';
import type { Sources } from '../connection.ts';
import type { OptionsHost } from './host.ts';

/** One source of a connection: the name of its schema, and its connection string. */
export interface NamedSource {
  /** Undefined where the connector's own name serves. */
  readonly name: string | undefined;
  readonly text: string;
}

/** The sources of a connection, `@names` replaced. */
export interface NamedSources {
  readonly sources: readonly NamedSource[];
  /** Sentences for the user, such as on a file that others can read. */
  readonly notices: readonly string[];
}

/** Where connections are kept unless `SQLUICE_CONNECTIONS` names another file. */
export function connectionsPath(host: Pick<OptionsHost, 'variable' | 'platform' | 'home'>): string {
  const named = host.variable('SQLUICE_CONNECTIONS');
  if (named) return named;
  const { join } = pathOf(host);
  return join(settingsFolder(host), 'sqluice', 'connections.json');
}

/**
 * Replaces `@name` by the connection of that name in the file at `file`, which holds
 * `{ "prod": "okta:…", "both": { "okta": "okta:…", "hr": "@other" } }`. The file is read only when a name is used.
 * Throws `unknown_connection`, or `bad_connection_string` where the file cannot be read.
 */
export async function nameSources(sources: Sources, file: string, host: OptionsHost): Promise<NamedSources> {
  const used = typeof sources === 'string' ? [sources] : Object.values(sources);
  if (!used.some(isName)) return { sources: listSources(sources), notices: [] };

  const { connections, notices } = await readConnections(file, host);
  const named = isName(sources) ? findConnection(connections, sources, file) : sources;
  if (isName(named)) throw unusable(file, `${sources} stands for another name`);
  if (typeof named === 'string') return { sources: listSources(named), notices };
  const replaced = Object.entries(named).map(([name, text]) => {
    const found = isName(text) ? findConnection(connections, text, file) : text;
    if (typeof found === 'string' && !isName(found)) return { name, text: found };
    throw unusable(
      file,
      `${text} stands for several sources or another name, so it cannot be the source ${name}`,
    );
  });
  return { sources: replaced, notices };
}

/** The folder in which programs keep the settings of their user. */
export function settingsFolder(host: Pick<OptionsHost, 'variable' | 'platform' | 'home'>): string {
  const { platform, home, variable } = host;
  const { join } = pathOf(host);
  switch (platform) {
    case 'win32':
      return variable('APPDATA') ?? join(home, 'AppData', 'Roaming');
    case 'darwin':
      return join(home, 'Library', 'Application Support');
    default:
      return variable('XDG_CONFIG_HOME') ?? join(home, '.config');
  }
}

function pathOf({ platform }: Pick<OptionsHost, 'platform'>) {
  return platform === 'win32' ? path.win32 : path.posix;
}

function isName(source: Sources): source is string {
  return typeof source === 'string' && source.trimStart().startsWith('@');
}

function listSources(sources: Sources): NamedSource[] {
  return typeof sources === 'string'
    ? [{ name: undefined, text: sources }]
    : Object.entries(sources).map(([name, text]) => ({ name, text }));
}

async function readConnections(
  file: string,
  host: OptionsHost,
): Promise<{ connections: ReadonlyMap<string, Sources>; notices: readonly string[] }> {
  let text: string;
  let permissions: number | undefined;
  try {
    text = await host.readText(file);
    permissions = await host.permissions(file);
  } catch (cause) {
    throw driverError('unknown_connection', `The connections file ${file} cannot be read.`, {
      cause,
      hint: 'Create it, or name another with SQLUICE_CONNECTIONS.',
    });
  }
  const open = permissions !== undefined && (permissions & 0o077) !== 0;
  return {
    connections: parseConnections(text, file),
    notices: open ? [`Other users of this machine can reach ${file}; run chmod 600 on it.`] : [],
  };
}

/** Says nothing of the text: the messages of JSON.parse repeat parts of it, and it holds secrets. */
function parseConnections(text: string, file: string): ReadonlyMap<string, Sources> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw unusable(file, 'it is not JSON');
  }
  if (!isObject(parsed)) throw unusable(file, 'it is not an object of connections by name');
  for (const [name, value] of Object.entries(parsed)) {
    if (!isSources(value)) {
      throw unusable(file, `${name} is neither a connection string nor an object of connection strings`);
    }
  }
  return new Map(Object.entries(parsed as Record<string, Sources>));
}

function findConnection(connections: ReadonlyMap<string, Sources>, written: string, file: string): Sources {
  const name = written.trim().slice(1);
  const found = connections.get(name);
  if (found !== undefined) return found;
  const names = [...connections.keys()];
  const meant = nearest(name, names);
  throw driverError(
    'unknown_connection',
    `${file} has no connection ${name}. It has ${names.length > 0 ? names.join(', ') : 'none'}.`,
    meant === undefined ? {} : { hint: `Did you mean @${meant}?` },
  );
}

function unusable(file: string, why: string): Error {
  return driverError('bad_connection_string', `The connections file ${file} cannot be used: ${why}.`, {
    hint: 'Write it as {"name": "okta:Domain=…", "several": {"okta": "okta:…", "hr": "okta:…"}}.',
  });
}

function isSources(value: unknown): value is Sources {
  return (
    typeof value === 'string' ||
    (isObject(value) && Object.values(value).every((text) => typeof text === 'string'))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
