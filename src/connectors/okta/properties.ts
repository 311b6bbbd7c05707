import type { Property } from '../../catalog/property.ts';
import { signInProperties } from '../../oauth/sign-in-properties.ts';
import { oktaSignIn } from './sign-in.ts';

/** Properties of an Okta connection, besides those of every source. */
export const oktaProperties: readonly Property[] = [
  {
    name: 'Domain',
    type: 'string',
    category: 'Connection',
    description:
      'Host of the org, such as dev-1.okta.com; a custom domain works too. `sandbox` starts a local stand-in with made-up people.',
    neededWhen: {},
    whereToFind:
      'It is the host in the address bar of the Admin Console, without -admin: dev-1.okta.com for dev-1-admin.okta.com.',
  },
  ...signInProperties(oktaSignIn),
  {
    name: 'UnavailableFeatures',
    type: 'string',
    category: 'Query',
    description:
      'What a table is whose feature the org does not have (E0000015): an error, or empty with a warning.',
    values: ['Error', 'Empty'],
    default: 'Error',
  },
  {
    name: 'OrgColumn',
    type: 'boolean',
    category: 'Query',
    description:
      'Whether every table ends with a column Org that holds the host of the org, to tell several orgs apart.',
    default: 'false',
  },
  {
    name: 'SystemLogDays',
    type: 'integer',
    category: 'Query',
    description: 'How many days back SystemLogs goes where the statement does not say; Okta keeps 90.',
    default: '7',
    minimum: 1,
    maximum: 179,
  },
];
