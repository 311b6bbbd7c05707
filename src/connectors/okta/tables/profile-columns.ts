import type { AttributeDeclaration, ColumnDeclaration } from '../../../rest/declaration.ts';
import { searchedText } from '../attribute.ts';
import { text } from '../column.ts';

/** The 31 base attributes of a user's profile: column, attribute, meaning (API document, schema UserProfile). */
const attributes: readonly (readonly [string, string, string])[] = [
  ['ProfileLogin', 'login', 'Name the user signs in with; unique in the org.'],
  ['ProfileEmail', 'email', 'Primary email address.'],
  ['ProfileSecondEmail', 'secondEmail', 'Secondary email address, for recovery.'],
  ['ProfileFirstName', 'firstName', 'Given name.'],
  ['ProfileLastName', 'lastName', 'Family name.'],
  ['ProfileMiddleName', 'middleName', 'Middle names.'],
  ['ProfileHonorificPrefix', 'honorificPrefix', 'Title before the name.'],
  ['ProfileHonorificSuffix', 'honorificSuffix', 'Suffix after the name.'],
  ['ProfileTitle', 'title', 'Job title.'],
  ['ProfileDisplayName', 'displayName', 'Name as shown to people.'],
  ['ProfileNickName', 'nickName', 'Casual name.'],
  ['ProfileProfileUrl', 'profileUrl', "Address of the user's own page."],
  ['ProfilePrimaryPhone', 'primaryPhone', 'Main telephone number.'],
  ['ProfileMobilePhone', 'mobilePhone', 'Mobile telephone number.'],
  ['ProfileStreetAddress', 'streetAddress', 'Street and number.'],
  ['ProfileCity', 'city', 'City or locality.'],
  ['ProfileState', 'state', 'State or region.'],
  ['ProfileZipCode', 'zipCode', 'Postal code.'],
  ['ProfileCountryCode', 'countryCode', 'Country, as ISO 3166-1 alpha-2.'],
  ['ProfilePostalAddress', 'postalAddress', 'Whole mailing address.'],
  ['ProfilePreferredLanguage', 'preferredLanguage', 'Language for the user, as in Accept-Language.'],
  ['ProfileLocale', 'locale', 'Locale for dates and numbers, such as en_US.'],
  ['ProfileTimezone', 'timezone', 'Time zone, an IANA name.'],
  ['ProfileUserType', 'userType', 'Free text such as Employee; not the user type of the org.'],
  ['ProfileEmployeeNumber', 'employeeNumber', 'Number given by the employer.'],
  ['ProfileCostCenter', 'costCenter', 'Cost center.'],
  ['ProfileOrganization', 'organization', 'Organization.'],
  ['ProfileDivision', 'division', 'Division.'],
  ['ProfileDepartment', 'department', 'Department.'],
  ['ProfileManagerId', 'managerId', "Id of the user's manager, in whatever system the org chose."],
  ['ProfileManager', 'manager', "Name of the user's manager."],
];

/** Columns of the base profile, in the order of the documentation. */
export const profileColumns: readonly ColumnDeclaration[] = attributes.map(([name, attribute, description]) =>
  text(name, `profile.${attribute}`, description),
);

/** Attributes for which `search` also takes `co` (API document, listUsers). */
const containable = new Set(['firstName', 'lastName', 'email', 'login']);

/** The base profile in `search`, by column. */
export const searchedProfile: Readonly<Record<string, AttributeDeclaration>> = Object.fromEntries(
  attributes.map(([name, attribute]) => [
    name,
    searchedText(`profile.${attribute}`, containable.has(attribute)),
  ]),
);
