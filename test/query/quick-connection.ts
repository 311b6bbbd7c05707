import { randomUUID } from 'node:crypto';
import { oktaFactory } from '../../src/connectors/okta/factory.ts';
import { oktaSignIn } from '../../src/connectors/okta/sign-in.ts';
import { OpenConnection } from '../../src/driver/open-connection.ts';
import { commonProperties } from '../../src/driver/options/common-properties.ts';
import { parseConnectionString } from '../../src/driver/options/connection-string.ts';
import { nodeHost } from '../../src/driver/options/host.ts';
import { validateProperties } from '../../src/driver/options/validate-properties.ts';
import { nodeSignInEnvironment } from '../../src/driver/sign-in-host.ts';
import { Source } from '../../src/driver/source.ts';
import { openSignIn } from '../../src/oauth/sign-in.ts';
import type { ConnectorEnvironment } from '../../src/spi/factory.ts';
import { directNetwork } from '../unit/network/direct-network.ts';

/** A connection to Okta whose waits take no time: its clock leaps instead. */
export async function connectOkta(text: string): Promise<OpenConnection> {
  let leapt = 0;
  const network = directNetwork();
  const properties = [...oktaFactory.properties, ...commonProperties];
  const { entries } = parseConnectionString(`${text};OAuthSettingsLocation=memory://${randomUUID()}`);
  const { values } = validateProperties('okta', properties, entries);
  const signIn = await openSignIn(
    oktaSignIn,
    values,
    nodeSignInEnvironment(nodeHost(), { network, interaction: undefined, observe: () => {} }),
  );
  const environment: ConnectorEnvironment = {
    network,
    authorization: signIn.authorization,
    now: () => Date.now() + leapt,
    random: Math.random,
    sleep: async (milliseconds, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      leapt += milliseconds;
    },
    background: { admit: () => {}, observe: () => {} },
  };
  const connector = await oktaFactory.open(values, environment);
  return new OpenConnection([new Source('okta', connector, values, false)], {
    notices: [],
    onEvent: undefined,
    close: async () => {
      await signIn.close();
      await network.close();
    },
  });
}
