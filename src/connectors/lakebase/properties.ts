import type { Property } from '../../catalog/property.ts';
import { signInProperties } from '../../oauth/sign-in-properties.ts';
import { lakebaseSignIn } from './sign-in.ts';

/** Properties of a Lakebase connection, besides those of every source. */
export const lakebaseProperties: readonly Property[] = [
  {
    name: 'DatabricksInstance',
    type: 'string',
    category: 'Connection',
    description: 'Host of the Databricks workspace, such as dbc-a1b2c3d4-e5f6.cloud.databricks.com.',
    neededWhen: {},
    whereToFind: 'It is the host in the address bar of the workspace.',
  },
  ...signInProperties(lakebaseSignIn),
];
