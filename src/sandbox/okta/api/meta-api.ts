import { foundingTime, isoTime, referenceTime } from '../org/calendar.ts';
import type { Row } from '../org/collection.ts';
import { userSchemaRow, userTypeRow } from '../org/user-schema.ts';
import { OktaError } from '../wire/okta-error.ts';
import type { Answer } from './answer.ts';
import type { RequestContext } from './request-context.ts';

/** GET /api/v1/meta/types/user: not paged. */
export function listUserTypes({ org }: RequestContext): Answer {
  return {
    kind: 'rows',
    rows: org.userTypes.map((type) => userTypeRow(type, org.origin, org.people.id(0))),
  };
}

/** GET /api/v1/meta/types/user/{id}. */
export function getUserType({ org, id }: RequestContext): Answer {
  const type = org.userTypes.find((one) => one.id === id || (id === 'default' && one.isDefault));
  if (!type) throw new OktaError('E0000007', [`${id} (UserType)`]);
  return { kind: 'object', row: userTypeRow(type, org.origin, org.people.id(0)) };
}

/** GET /api/v1/meta/schemas/user/{id}; `default` names that of the default type. */
export function getUserSchema({ org, id }: RequestContext): Answer {
  const type = org.userTypes.find((one) => one.schemaId === id || (id === 'default' && one.isDefault));
  if (!type) throw new OktaError('E0000007', [`${id} (UserSchema)`]);
  return { kind: 'object', row: userSchemaRow(type, org.origin) };
}

/** GET /api/v1/meta/schemas/group/default: all groups have one schema (API document, getGroupSchema). */
export function getGroupSchema({ org }: RequestContext): Answer {
  return { kind: 'object', row: groupSchemaRow(org.origin) };
}

function groupSchemaRow(origin: string): Row {
  const attribute = (title: string, maxLength: number, required: boolean) => ({
    title,
    type: 'string',
    required,
    mutability: 'READ_WRITE',
    scope: 'NONE',
    maxLength,
    permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
    master: { type: 'PROFILE_MASTER' },
  });
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    name: 'group',
    title: 'Okta group',
    description: 'Okta group profile template',
    lastUpdated: isoTime(referenceTime),
    created: isoTime(foundingTime),
    definitions: {
      base: {
        id: '#base',
        type: 'object',
        properties: {
          name: attribute('Name', 255, true),
          description: attribute('Description', 1024, false),
        },
        required: ['name'],
      },
      custom: { id: '#custom', type: 'object', properties: {}, required: [] },
    },
    type: 'object',
    properties: { profile: { allOf: [{ $ref: '#/definitions/base' }, { $ref: '#/definitions/custom' }] } },
    _links: { self: { href: `${origin}/api/v1/meta/schemas/group/default` } },
  };
}
