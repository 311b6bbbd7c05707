import { cancellation, DriverError } from '../../errors.ts';
import type { ConnectOptions, Sources } from '../connection.ts';
import { prepareSource } from '../open-source.ts';
import {
  connectionsPath,
  type NamedSource,
  type NamedSources,
  nameSources,
} from '../options/connections-file.ts';
import { nodeHost, type OptionsHost } from '../options/host.ts';
import { type Check, type Finding, failure } from './finding.ts';
import { checkMachine } from './machine.ts';
import { checkReachability } from './reachability.ts';
import { checkSignIn } from './sign-in.ts';

/**
 * Looks for what is wrong with this machine and, step by step, with the way to each source and its sign-in. Asks
 * nobody to sign in and exchanges no code. What does not work is a finding and no error; rejects only when cancelled.
 */
export async function diagnose(
  sources: Sources | undefined,
  options: Omit<ConnectOptions, 'interaction'> = {},
): Promise<readonly Finding[]> {
  const { env, connectionsFile, signal } = options;
  const host = nodeHost(env);
  const findings = [...(await checkMachine(host))];
  let named: NamedSources = { sources: [], notices: [] };
  try {
    if (sources !== undefined) {
      named = await nameSources(sources, connectionsFile ?? connectionsPath(host), host);
    }
  } catch (error) {
    findings.push(failure('connection string', error));
  }
  for (const source of named.sources) {
    findings.push(...(await checkSource(source, host, options)));
    if (signal?.aborted) throw cancellation(signal);
  }
  return findings;
}

async function checkSource(
  source: NamedSource,
  host: OptionsHost,
  { onEvent, signal }: ConnectOptions,
): Promise<readonly Finding[]> {
  const cleanups: (() => Promise<void>)[] = [];
  const context = { host, onEvent, signal, cleanups, interaction: undefined };
  let name = source.name ?? source.text.split(':')[0];
  const findings: Finding[] = [];
  try {
    const overrides = [{ name: 'OAuthVerifier', value: '' }];
    const prepared = await prepareSource(source, context, { overrides });
    name = prepared.name;
    const { factory, valid, network } = prepared;
    const { values } = valid;
    const server = {
      ...{ connector: factory.name, values, network, variable: host.variable },
      origin: factory.origin(values),
    };
    findings.push(...(await checkReachability(server, signal)));
    const reachable = findings.every(({ state }) => state !== 'failed');
    findings.push(...(await checkSignIn(prepared, host, reachable, signal)));
  } catch (error) {
    if (signal?.aborted) throw cancellation(signal);
    findings.push(failure(checkOf(error), error));
  } finally {
    for (const cleanup of cleanups.toReversed()) await cleanup().catch(() => {});
  }
  return findings.map((finding) => ({ ...finding, source: name }));
}

/** What a source that could not even be prepared fell over. */
function checkOf(error: unknown): Check {
  if (!(error instanceof DriverError)) return 'connection string';
  if (error.reason === 'settings_file') return 'settings file';
  return error.kind === 'authorization' ? 'sign-in' : 'connection string';
}
