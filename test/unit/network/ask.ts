/** One request through a network, as sources send theirs. */
import { request } from 'undici';
import { commonProperties } from '../../../src/driver/options/common-properties.ts';
import { validateProperties } from '../../../src/driver/options/validate-properties.ts';
import { explainNetworkError, type NetworkFault } from '../../../src/network/fault.ts';
import { type Network, openNetwork } from '../../../src/network/network.ts';

export type Texts = Readonly<Record<string, string>>;

/** A network with these properties, read as from a connection string, and these environment variables. */
export async function networkWith(properties: Texts, env: Texts = {}): Promise<Network> {
  const entries = Object.entries(properties).map(([name, value]) => ({ name, value }));
  const { values } = validateProperties('test', commonProperties, entries);
  return openNetwork(values, { variable: (name) => env[name] }, 4);
}

/** What came of a request: an answer, or what people are told. */
export type Outcome =
  | { readonly status: number; readonly body: string }
  | (NetworkFault & { readonly error: unknown });

/** Sends `times` requests at once to a server over a new network, and closes that. */
export async function askAll(
  url: string,
  times: number,
  properties: Texts = {},
  env: Texts = {},
): Promise<readonly Outcome[]> {
  const network = await networkWith(properties, env);
  try {
    return await Promise.all(Array.from({ length: times }, () => send(network, url)));
  } finally {
    await network.close();
  }
}

/** Sends one request to a server over a new network, and closes that. */
export async function ask(url: string, properties: Texts = {}, env: Texts = {}): Promise<Outcome> {
  const [outcome] = await askAll(url, 1, properties, env);
  return outcome!;
}

async function send(network: Network, url: string): Promise<Outcome> {
  try {
    const { statusCode, body } = await request(url, { dispatcher: await network.dispatcher() });
    return { status: statusCode, body: await body.text() };
  } catch (error) {
    const fault = explainNetworkError(error, { connector: 'test', host: new URL(url).host });
    if (!fault) throw error;
    return { ...fault, error };
  }
}
