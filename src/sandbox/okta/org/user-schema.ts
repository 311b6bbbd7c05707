import { foundingTime, isoTime, referenceTime } from './calendar.ts';
import type { Row } from './collection.ts';
import { createIdentifiers } from './identifiers.ts';
import { skills } from './names.ts';

/** An attribute of a user profile, as the schema describes it (API document, UserSchemaAttribute). */
export interface AttributeSchema {
  readonly title: string;
  readonly type: 'string' | 'boolean' | 'integer' | 'number' | 'array';
  readonly items?: { readonly type: 'string' | 'integer' | 'number' };
  readonly format?: string;
  readonly [property: string]: unknown;
}

/** A user type with the custom attributes of its schema. */
export interface TypeOfUser {
  readonly id: string;
  readonly schemaId: string;
  readonly name: string;
  readonly displayName: string;
  readonly isDefault: boolean;
  /** By name; attributes may be added while the org lives. */
  readonly custom: Record<string, AttributeSchema>;
}

const permissions = [{ principal: 'SELF', action: 'READ_WRITE' }];
const master = { type: 'PROFILE_MASTER' };

/** Every base attribute of API document, UserProfile, in the order of the profile. */
export const baseAttributes: Readonly<Record<string, AttributeSchema>> = {
  login: base('Username', { required: true, minLength: 5, maxLength: 100, pattern: '.+', unique: true }),
  firstName: base('First name', { required: true, minLength: 1, maxLength: 50 }),
  lastName: base('Last name', { required: true, minLength: 1, maxLength: 50 }),
  middleName: base('Middle name'),
  honorificPrefix: base('Honorific prefix'),
  honorificSuffix: base('Honorific suffix'),
  email: base('Primary email', { required: true, format: 'email', minLength: 5, maxLength: 100 }),
  title: base('Title'),
  displayName: base('Display name'),
  nickName: base('Nickname'),
  profileUrl: base('Profile Url', { format: 'uri' }),
  secondEmail: base('Secondary email', { format: 'email', minLength: 5, maxLength: 100 }),
  mobilePhone: base('Mobile phone', { minLength: 0, maxLength: 100 }),
  primaryPhone: base('Primary phone', { minLength: 0, maxLength: 100 }),
  streetAddress: base('Street address'),
  city: base('City'),
  state: base('State'),
  zipCode: base('Zip code'),
  countryCode: base('Country code', { format: 'country-code' }),
  postalAddress: base('Postal Address'),
  preferredLanguage: base('Preferred language', { format: 'language-code' }),
  locale: base('Locale', { format: 'locale' }),
  timezone: base('Time zone', { format: 'timezone' }),
  userType: base('User type'),
  employeeNumber: base('Employee number'),
  costCenter: base('Cost center'),
  organization: base('Organization'),
  division: base('Division'),
  department: base('Department'),
  managerId: base('ManagerId'),
  manager: base('Manager'),
};

const clearances = ['PUBLIC', 'INTERNAL', 'SECRET'] as const;

const customAttributes: Readonly<Record<string, AttributeSchema>> = {
  badgeNumber: custom('Badge number', { type: 'integer' }),
  hourlyRate: custom('Hourly rate', { type: 'number' }),
  contractor: custom('Contractor', { type: 'boolean' }),
  startDate: custom('Start date', { type: 'string', format: 'date-time' }),
  clearance: custom('Clearance', {
    type: 'string',
    enum: clearances,
    oneOf: clearances.map((level) => ({ const: level, title: level.toLowerCase() })),
  }),
  skills: custom('Skills', { type: 'array', items: { type: 'string' }, description: `Such as ${skills[0]}` }),
  floors: custom('Floors', { type: 'array', items: { type: 'integer' } }),
  ratings: custom('Ratings', { type: 'array', items: { type: 'number' } }),
  costLevel: custom('Cost level', { type: 'integer' }),
  neverSet: custom('Never set', { type: 'string' }),
};

/** The two user types of the org; they disagree about the type of `costLevel`. */
export function typesOfUsers(seed: number): readonly [TypeOfUser, TypeOfUser] {
  const types = createIdentifiers('oty', seed);
  const schemas = createIdentifiers('osc', seed);
  return [
    {
      id: types.of(0),
      schemaId: schemas.of(0),
      name: 'user',
      displayName: 'User',
      isDefault: true,
      custom: { ...customAttributes },
    },
    {
      id: types.of(1),
      schemaId: schemas.of(1),
      name: 'contractor',
      displayName: 'Contractor',
      isDefault: false,
      custom: {
        ...customAttributes,
        costLevel: custom('Cost level', { type: 'string' }),
        agency: custom('Agency', { type: 'string', description: 'Who sends the contractor.' }),
      },
    },
  ];
}

/** The answer of /api/v1/meta/types/user for one type. */
export function userTypeRow(type: TypeOfUser, origin: string, adminId: string): Row {
  return {
    id: type.id,
    displayName: type.displayName,
    name: type.name,
    ...(!type.isDefault && { description: 'People of other companies.' }),
    createdBy: type.isDefault ? 'sprz9fj1ycBcsgopy1d6' : adminId,
    lastUpdatedBy: type.isDefault ? 'sprz9fj1ycBcsgopy1d6' : adminId,
    created: isoTime(foundingTime),
    lastUpdated: isoTime(referenceTime),
    default: type.isDefault,
    _links: {
      self: { rel: 'self', href: `${origin}/api/v1/meta/types/user/${type.id}`, method: 'GET' },
      schema: { rel: 'schema', href: `${origin}/api/v1/meta/schemas/user/${type.schemaId}`, method: 'GET' },
    },
  };
}

/** The answer of /api/v1/meta/schemas/user/{schemaId}. */
export function userSchemaRow(type: TypeOfUser, origin: string): Row {
  return {
    id: `${origin}/meta/schemas/user/${type.schemaId}`,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name: type.name,
    title: type.displayName,
    lastUpdated: isoTime(referenceTime),
    created: isoTime(foundingTime),
    definitions: {
      custom: { id: '#custom', type: 'object', properties: type.custom, required: [] },
      base: {
        id: '#base',
        type: 'object',
        properties: baseAttributes,
        required: Object.keys(baseAttributes).filter((name) => baseAttributes[name]?.required === true),
      },
    },
    type: 'object',
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
    _links: {
      self: { rel: 'self', href: `${origin}/api/v1/meta/schemas/user/${type.schemaId}`, method: 'GET' },
      type: { rel: 'type', href: `${origin}/api/v1/meta/types/user/${type.id}`, method: 'GET' },
    },
  };
}

/** Adds a custom attribute of text to every type of users. */
export function addTextAttribute(types: readonly TypeOfUser[], name: string, title: string): void {
  for (const type of types) type.custom[name] = custom(title, { type: 'string' });
}

function base(title: string, more: Readonly<Record<string, unknown>> = {}): AttributeSchema {
  return { title, type: 'string', mutability: 'READ_WRITE', scope: 'NONE', permissions, master, ...more };
}

function custom(
  title: string,
  more: Pick<AttributeSchema, 'type'> & Readonly<Record<string, unknown>>,
): AttributeSchema {
  return { title, mutability: 'READ_WRITE', scope: 'NONE', permissions, master, ...more };
}
