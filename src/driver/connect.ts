import process from 'node:process';
import { reservedNames } from '../engine/engine.ts';
import { driverError } from '../errors.ts';
import type { Connection, ConnectionEvent, ConnectOptions, Sources } from './connection.ts';
import { metadataSchemas } from './metadata/metadata.ts';
import { RequestLog } from './metadata/request-log.ts';
import { nodeInteraction } from './node-interaction.ts';
import { OpenConnection } from './open-connection.ts';
import { openSource } from './open-source.ts';
import { connectionsPath, nameSources } from './options/connections-file.ts';
import { nodeHost } from './options/host.ts';
import type { Source } from './source.ts';
import { UserViews } from './views/user-views.ts';
import { readViews } from './views/view-definition.ts';

/**
 * Opens a connection over one or more sources: a connection string, `@name` from the connections file, or several
 * of either under the names that their schemas get. Sends no request, except where a person has to sign in or a code
 * waits to be exchanged: then it ends when that is done. Throws for everything that is wrong with the strings at once
 * (`bad_properties`, `unknown_property`, `missing_property` …), and `sign_in_…`, `callback_unavailable`, `settings_…`.
 */
export async function connect(sources: Sources, options: ConnectOptions = {}): Promise<Connection> {
  const host = nodeHost(options.env);
  const file = options.connectionsFile ?? connectionsPath(host);
  const named = await nameSources(sources, file, host);
  const notices = [...named.notices];
  const opened: Source[] = [];
  const cleanups: (() => Promise<void>)[] = [];
  const { onEvent, signal, interaction } = options;
  const requests = new RequestLog();
  const heard = (event: ConnectionEvent): void => {
    requests.record(event);
    onEvent?.(event);
  };
  const asking =
    interaction === undefined
      ? nodeInteraction({ ...host, input: process.stdin, errors: process.stderr })
      : (interaction ?? undefined);
  try {
    for (const source of named.sources) {
      const found = await openSource(source, {
        host,
        onEvent: heard,
        signal,
        interaction: asking,
        cleanups,
      });
      opened.push(found.source);
      notices.push(...found.notices);
    }
    refuseUnusableNames(opened);
    const definitions = await Promise.all(opened.map(({ values }) => readViews(values)));
    const views = new UserViews(definitions.flat());
    refuseSharedSchema(opened, views);
    return new OpenConnection(opened, { notices, onEvent, requests, views, close: () => closeAll(cleanups) });
  } catch (error) {
    await Promise.allSettled(opened.map(({ connector }) => connector.close()));
    await closeAll(cleanups);
    throw error;
  }
}

/** Closes in the order opposite to opening. */
async function closeAll(cleanups: readonly (() => Promise<void>)[]): Promise<void> {
  for (const cleanup of cleanups.toReversed()) await cleanup().catch(() => {});
}

function refuseSharedSchema(sources: readonly Source[], views: UserViews): void {
  const taken = [...sources.map(({ name }) => name), ...reservedNames, ...metadataSchemas];
  const shared = taken.find((name) => views.haveSchema(name));
  if (shared === undefined) return;
  throw driverError('bad_property_value', `The views cannot be in a schema ${shared}: the name is taken.`, {
    hint: 'Give UserViewsSchemaName another value.',
  });
}

function refuseUnusableNames(sources: readonly Source[]): void {
  const seen = new Set<string>();
  for (const { name } of sources) {
    if ([...reservedNames, ...metadataSchemas].includes(name.toLowerCase())) {
      throw driverError(
        'bad_connection_string',
        `A source cannot be named ${name}: the name has a meaning of its own.`,
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
