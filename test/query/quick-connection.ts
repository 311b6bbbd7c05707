import { oktaFactory } from '../../src/connectors/okta/factory.ts';
import { oktaSignIn } from '../../src/connectors/okta/sign-in.ts';
import { OpenConnection } from '../../src/driver/open-connection.ts';
import { commonProperties } from '../../src/driver/options/common-properties.ts';
import { parseConnectionString } from '../../src/driver/options/connection-string.ts';
import { validateProperties } from '../../src/driver/options/validate-properties.ts';
import { Source } from '../../src/driver/source.ts';
import { none } from '../../src/oauth/authorization.ts';
import type { ConnectorEnvironment } from '../../src/spi/factory.ts';
import { directNetwork } from '../unit/network/direct-network.ts';

/** A connection to Okta whose waits take no time: its clock leaps instead. */
export async function connectOkta(text: string): Promise<OpenConnection> {
  let leapt = 0;
  const network = directNetwork();
  const properties = [...oktaFactory.properties, ...commonProperties];
  const { values } = validateProperties('okta', properties, parseConnectionString(text).entries);
  const environment: ConnectorEnvironment = {
    network,
    authorization: oktaSignIn.apiToken?.(values) ?? none,
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
    close: () => network.close(),
  });
}
