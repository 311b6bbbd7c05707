import type { Property } from '../../catalog/property.ts';
import { signInProperties } from '../../oauth/sign-in-properties.ts';
import { actOnSignIn } from './sign-in.ts';

/** Properties of an Act-On connection, besides those of every source. */
export const actOnProperties: readonly Property[] = [
  {
    name: 'Region',
    type: 'string',
    category: 'Connection',
    description: 'Where the account is: US, or EU for accounts of the European gateway.',
    values: ['US', 'EU'],
    default: 'US',
  },
  {
    name: 'BaseURL',
    type: 'url',
    category: 'Connection',
    description: 'Address of the gateway, where it is another than that of Region.',
  },
  ...signInProperties(actOnSignIn),
];
