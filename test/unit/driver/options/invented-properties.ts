import type { Property } from '../../../../src/catalog/property.ts';
import { commonProperties } from '../../../../src/driver/options/common-properties.ts';

/** Properties of a source that does not exist, with one of each trait, and the common ones. */
export const inventedProperties: readonly Property[] = [
  {
    name: 'Domain',
    type: 'string',
    category: 'Connection',
    description: 'Host name.',
    neededWhen: {},
    whereToFind: 'It is the host in the address bar of the console.',
  },
  {
    name: 'AuthScheme',
    type: 'string',
    category: 'Authentication',
    description: 'Way to sign in.',
    values: ['Token', 'KeyPair'],
    default: 'Token',
  },
  {
    name: 'APIToken',
    type: 'string',
    category: 'Authentication',
    description: 'Token.',
    secret: true,
    neededWhen: { AuthScheme: ['Token'] },
    aliases: ['SSWS'],
  },
  {
    name: 'KeyId',
    type: 'string',
    category: 'JWT',
    description: 'Key.',
    neededWhen: { AuthScheme: ['KeyPair'] },
  },
  {
    name: 'Pin',
    type: 'integer',
    category: 'Authentication',
    description: 'Pin.',
    secret: true,
    minimum: 0,
    maximum: 9999,
  },
  {
    name: 'Gadget',
    type: 'string',
    category: 'Query',
    description: 'Has no effect: there are no gadgets.',
    values: [''],
    replacedBy: 'there are no gadgets',
  },
  ...commonProperties,
];
