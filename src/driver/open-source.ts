import { findProperty, propertyKey } from '../catalog/property.ts';
import type { ConnectorEntry } from '../connectors/index.ts';
import { type Network, openNetwork } from '../network/network.ts';
import { none } from '../oauth/authorization.ts';
import type { Interaction } from '../oauth/interaction.ts';
import { openSignIn, type SignIn } from '../oauth/sign-in.ts';
import type { Connector, SourceContext } from '../spi/connector.ts';
import type { ConnectorFactory } from '../spi/factory.ts';
import type { ConnectionEvent, ConnectOptions } from './connection.ts';
import { commonProperties } from './options/common-properties.ts';
import { parseConnectionString } from './options/connection-string.ts';
import type { NamedSource } from './options/connections-file.ts';
import type { OptionsHost } from './options/host.ts';
import { type ResolvedEntries, type ResolvedEntry, resolveReferences } from './options/references.ts';
import { findConnectorEntry } from './options/sources.ts';
import { givenValues, type ValidProperties, validateProperties } from './options/validate-properties.ts';
import { nodeSignInEnvironment, nodeStores } from './sign-in-host.ts';
import { signInRules } from './sign-in-rules.ts';
import { sleep } from './sleep.ts';
import { Source } from './source.ts';

/** What opening a source takes besides its connection string. */
export interface OpeningContext {
  readonly host: OptionsHost;
  readonly onEvent: ConnectOptions['onEvent'];
  /** Undefined where nobody may be asked to sign in. */
  readonly interaction: Interaction | undefined;
  readonly signal: AbortSignal | undefined;
  /** What has to be closed with the source goes in here at once, as later steps may fail. */
  readonly cleanups: (() => Promise<void>)[];
}

/** A source whose properties are checked and whose network and sign-in are open, before anybody signs in. */
export interface PreparedSource {
  /** The name of its schema. */
  readonly name: string;
  readonly factory: ConnectorFactory;
  readonly valid: ValidProperties;
  readonly network: Network;
  /** Absent where the source has no sign-in of its own. */
  readonly signIn: SignIn | undefined;
  readonly background: SourceContext;
  readonly sandbox: boolean;
  /** Sentences for the user. */
  readonly notices: readonly string[];
}

/** How a source is prepared otherwise than for a connection. */
export interface PreparingOptions {
  /** Take the place of what is written; those that the source does not know do nothing. */
  readonly overrides?: readonly ResolvedEntry[];
  /** Whether a kept sign-in that cannot be opened counts as none. */
  readonly forgetful?: boolean;
}

/** Checks the properties and opens network and sign-in. Sends and asks nothing. */
export async function prepareSource(
  { name, text }: NamedSource,
  context: OpeningContext,
  { overrides = [], forgetful = false }: PreparingOptions = {},
): Promise<PreparedSource> {
  const { host, onEvent, interaction, cleanups } = context;
  const parsed = parseConnectionString(text);
  const entry = findConnectorEntry(parsed.connector);
  const factory = await entry.load();
  const own = overrides.filter((override) => findProperty(factory.properties, override.name));
  const resolved = replaced(await resolveReferences(parsed.entries, host), own);
  const { entries, sandbox } = await withStandIn(entry, resolved, cleanups);
  const properties = [...factory.properties, ...commonProperties];
  const given = givenValues(properties, entries);
  const rules = await signInRules(factory.signIn, given, nodeStores(host), host.variable, forgetful);
  const valid = validateProperties(entry.name, properties, entries, resolved.faults, rules);
  const network = await openNetwork(valid.values, host, Number(valid.values.get('MaxConcurrency')));
  cleanups.push(() => network.close());
  const schema = name ?? entry.name;
  const background: SourceContext = {
    admit: () => {},
    observe: (event) => onEvent?.({ ...event, source: schema } satisfies ConnectionEvent),
  };
  const { observe } = background;
  const signIn =
    factory.signIn &&
    (await openSignIn(
      factory.signIn,
      valid.values,
      nodeSignInEnvironment(host, { network, interaction, observe }),
    ));
  if (signIn) cleanups.push(() => signIn.close());
  const notices = [...valid.notices, ...network.warnings];
  return { name: schema, factory, valid, network, signIn, background, sandbox, notices };
}

/** Opens one source; where a person has to sign in for it, asks. */
export async function openSource(
  named: NamedSource,
  context: OpeningContext,
): Promise<{ readonly source: Source; readonly notices: readonly string[] }> {
  const prepared = await prepareSource(named, context);
  const { name, valid, signIn, sandbox, notices } = prepared;
  await signIn?.begin(context.signal);
  const connector = await openConnector(prepared);
  return { source: new Source(name, connector, valid.values, sandbox, signIn), notices };
}

/** The connector of a prepared source. Sends nothing. */
export function openConnector({
  factory,
  valid,
  network,
  signIn,
  background,
}: PreparedSource): Promise<Connector> {
  return factory.open(valid.values, {
    now: () => Date.now(),
    random: () => Math.random(),
    sleep,
    network,
    authorization: signIn?.authorization ?? none,
    background,
  });
}

function replaced(
  { entries, faults }: ResolvedEntries,
  overrides: readonly ResolvedEntry[],
): ResolvedEntries {
  const isReplaced = ({ name }: ResolvedEntry) =>
    overrides.some((other) => propertyKey(other.name) === propertyKey(name));
  return { entries: [...entries.filter((entry) => !isReplaced(entry)), ...overrides], faults };
}

/** Starts the stand-in where the properties ask for it, and puts its own in their place. */
async function withStandIn(
  { standIn }: ConnectorEntry,
  { entries }: ResolvedEntries,
  cleanups: (() => Promise<void>)[],
): Promise<{ readonly entries: readonly ResolvedEntry[]; readonly sandbox: boolean }> {
  const wanted =
    standIn &&
    entries.some(
      ({ name, value }) =>
        propertyKey(name) === propertyKey(standIn.property) && value?.toLowerCase() === standIn.value,
    );
  if (!standIn || !wanted) return { entries, sandbox: false };
  const sandbox = await standIn.start();
  cleanups.push(() => sandbox.close());
  const own = parseConnectionString(standInString(sandbox.connectionStrings, entries)).entries;
  const isOwn = ({ name }: ResolvedEntry) =>
    own.some((other) => propertyKey(other.name) === propertyKey(name));
  return { entries: [...own, ...entries.filter((entry) => !isOwn(entry))], sandbox: true };
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
