/** The org itself (API document, org settings and features). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, created, enumerated, id, lastUpdated, nameOf, text, timestamp } from '../column.ts';
import { byId, whole } from '../read.ts';

/** Settings of the org; one row. */
export const orgs: TableDeclaration = {
  name: 'Orgs',
  description: 'The org: one row.',
  columns: [
    id('org'),
    always(text('Subdomain', 'subdomain', 'First part of its host.')),
    enumerated('Status', 'status', ['ACTIVE', 'INACTIVE'], 'Whether the org is in use.'),
    text('CompanyName', 'companyName', 'Name of the company.'),
    text('Website', 'website', 'Its website.'),
    text('PhoneNumber', 'phoneNumber', 'Its telephone number.'),
    text('SupportPhoneNumber', 'supportPhoneNumber', 'Telephone number for help.'),
    text('EndUserSupportHelpURL', 'endUserSupportHelpURL', 'Page for help.'),
    text('Address1', 'address1', 'First line of the address.'),
    text('Address2', 'address2', 'Second line of the address.'),
    text('City', 'city', 'City.'),
    text('State', 'state', 'State or region.'),
    text('PostalCode', 'postalCode', 'Postal code.'),
    text('Country', 'country', 'Country.'),
    created('org'),
    lastUpdated('org'),
    timestamp('ExpiresAt', 'expiresAt', 'When the org expires, where it does.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.orgs.read'],
  expectedRows: 1,
  reads: [{ ...whole('/api/v1/org'), single: true }],
};

/** Features that administrators may switch. */
export const features: TableDeclaration = {
  name: 'Features',
  description: 'Early features that administrators may switch on for the org.',
  columns: [
    id('feature'),
    nameOf('feature'),
    text('Description', 'description', 'What the feature does.'),
    enumerated('Type', 'type', ['self-service'], 'Who may switch it.'),
    enumerated('Status', 'status', ['DISABLED', 'ENABLED'], 'Whether it is switched on.'),
    enumerated('StageState', 'stage.state', ['CLOSED', 'OPEN'], 'Whether it can be switched.'),
    enumerated('StageValue', 'stage.value', ['BETA', 'EA'], 'How far it is from everybody.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.features.read'],
  expectedRows: 40,
  reads: [byId('/api/v1/features/{Id}'), whole('/api/v1/features')],
};
