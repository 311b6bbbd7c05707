import type { Property } from '../../catalog/property.ts';

const token = { AuthScheme: ['Token'] };

/** Properties of a source that is declared in a file. */
export const restProperties: readonly Property[] = [
  {
    name: 'Declaration',
    type: 'path',
    category: 'Connection',
    description: 'JSON file that declares the tables; its form is schema/rest-tables.schema.json.',
    neededWhen: {},
    whereToFind: 'Write it, or get it from who offers the API; docs/declarations.md shows how.',
  },
  {
    name: 'URL',
    type: 'url',
    category: 'Connection',
    description: 'Where the API is: scheme and host, such as https://api.example.com.',
    neededWhen: {},
    whereToFind: "It stands in the API's documentation, before the paths.",
  },
  {
    name: 'AuthScheme',
    type: 'string',
    category: 'Authentication',
    description: 'How to sign in: None, or Token for a token in the Authorization header.',
    values: ['None', 'Token'],
    default: 'None',
  },
  {
    name: 'Token',
    type: 'string',
    category: 'Authentication',
    description: 'The token.',
    secret: true,
    neededWhen: token,
    whereToFind: 'Whoever runs the API gives it out.',
  },
  {
    name: 'TokenType',
    type: 'string',
    category: 'Authentication',
    description: 'The word before the token in the Authorization header.',
    default: 'Bearer',
  },
];
