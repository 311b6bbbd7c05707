/** How pages and mails of the org look, and under which names (API document, brands, domains and templates). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, boolean, enumerated, id, json, nameOf, parentKey, text } from '../column.ts';
import { byId, pages, whole } from '../read.ts';

const ofBrand = [{ columns: ['BrandId'], table: 'Brands', references: ['Id'] }];
const inBrand = { column: 'BrandId', table: 'Brands', references: 'Id' };

/** Brands of the org. */
export const brands: TableDeclaration = {
  name: 'Brands',
  description: 'Brands of the org: what its pages look like, domain by domain.',
  columns: [
    id('brand'),
    nameOf('brand'),
    boolean('IsDefault', 'isDefault', 'Whether it is the brand of the org itself.'),
    text('Locale', 'locale', 'Language of its pages.'),
    boolean('RemovePoweredByOkta', 'removePoweredByOkta', 'Whether the footer does without Okta.'),
    boolean(
      'AgreeToCustomPrivacyPolicy',
      'agreeToCustomPrivacyPolicy',
      'Whether the org answers for its own privacy policy.',
    ),
    text('CustomPrivacyPolicyUrl', 'customPrivacyPolicyUrl', 'Address of that policy.'),
    text('EmailDomainId', 'emailDomainId', 'Id of the domain of its mails.'),
    text('DefaultAppInstanceId', 'defaultApp.appInstanceId', 'Id of the app that opens after signing in.'),
    text('DefaultAppLinkName', 'defaultApp.appLinkName', 'Which of its links opens.'),
    text('DefaultAppClassicApplicationUri', 'defaultApp.classicApplicationUri', 'Address that opens.'),
  ],
  primaryKey: ['Id'],
  foreignKeys: [{ columns: ['EmailDomainId'], table: 'EmailDomains', references: ['Id'] }],
  scopes: ['okta.brands.read'],
  expectedRows: 5,
  reads: [byId('/api/v1/brands/{Id}'), pages('/api/v1/brands', 200)],
};

const plain = ['BACKGROUND_IMAGE', 'BACKGROUND_SECONDARY_COLOR', 'OKTA_DEFAULT'];

/** Themes of brands (API document, schema ThemeResponse). */
export const themes: TableDeclaration = {
  name: 'Themes',
  description: 'Colors and pictures of brands.',
  columns: [
    parentKey('BrandId', 'Id of the brand.'),
    id('theme'),
    text('Logo', 'logo', 'Address of the logo.'),
    text('Favicon', 'favicon', 'Address of the small icon.'),
    text('BackgroundImage', 'backgroundImage', 'Address of the picture in the background.'),
    text('PrimaryColorHex', 'primaryColorHex', 'Main color.'),
    text('PrimaryColorContrastHex', 'primaryColorContrastHex', 'Color upon the main one.'),
    text('SecondaryColorHex', 'secondaryColorHex', 'Second color.'),
    text('SecondaryColorContrastHex', 'secondaryColorContrastHex', 'Color upon the second one.'),
    enumerated(
      'SignInPageTouchPointVariant',
      'signInPageTouchPointVariant',
      plain,
      'How the sign-in page looks.',
    ),
    enumerated(
      'EndUserDashboardTouchPointVariant',
      'endUserDashboardTouchPointVariant',
      ['FULL_THEME', 'LOGO_ON_FULL_WHITE_BACKGROUND', 'OKTA_DEFAULT', 'WHITE_LOGO_BACKGROUND'],
      'How the dashboard looks.',
    ),
    enumerated('ErrorPageTouchPointVariant', 'errorPageTouchPointVariant', plain, 'How errors look.'),
    enumerated(
      'EmailTemplateTouchPointVariant',
      'emailTemplateTouchPointVariant',
      ['FULL_THEME', 'OKTA_DEFAULT'],
      'How mails look.',
    ),
    enumerated(
      'LoadingPageTouchPointVariant',
      'loadingPageTouchPointVariant',
      ['NONE', 'OKTA_DEFAULT'],
      'How the page looks while it loads.',
    ),
  ],
  primaryKey: ['BrandId', 'Id'],
  foreignKeys: ofBrand,
  requiredKeys: [inBrand],
  scopes: ['okta.brands.read'],
  expectedRows: 5,
  reads: [whole('/api/v1/brands/{BrandId}/themes')],
};

/** Mails that Okta sends for a brand (API document, listEmailTemplates). */
export const emailTemplates: TableDeclaration = {
  name: 'EmailTemplates',
  description: 'Mails that are sent in the name of brands.',
  columns: [
    parentKey('BrandId', 'Id of the brand.'),
    always(text('Name', 'name', 'Name of the template, such as UserActivation.')),
  ],
  primaryKey: ['BrandId', 'Name'],
  foreignKeys: ofBrand,
  requiredKeys: [inBrand],
  scopes: ['okta.templates.read'],
  expectedRows: 150,
  reads: [pages('/api/v1/brands/{BrandId}/templates/email', 200)],
};

/** Custom domains (API document, schema DomainResponse). */
export const domains: TableDeclaration = {
  name: 'Domains',
  description: "Domains of the org's own that its pages are reached under.",
  columns: [
    id('domain'),
    text('Domain', 'domain', 'The domain.'),
    text('BrandId', 'brandId', 'Id of its brand.'),
    enumerated(
      'CertificateSourceType',
      'certificateSourceType',
      ['MANUAL', 'OKTA_MANAGED'],
      'Who takes care of the certificate.',
    ),
    enumerated(
      'ValidationStatus',
      'validationStatus',
      ['COMPLETED', 'IN_PROGRESS', 'NOT_STARTED', 'VERIFIED'],
      "How far the proof is that the domain is the org's.",
    ),
    json('DnsRecords', 'dnsRecords', 'Records that the DNS has to have.'),
    text('PublicCertificateSubject', 'publicCertificate.subject', 'Subject of the certificate.'),
    text('PublicCertificateFingerprint', 'publicCertificate.fingerprint', 'Its fingerprint.'),
    text('PublicCertificateExpiration', 'publicCertificate.expiration', 'When it expires.'),
  ],
  primaryKey: ['Id'],
  foreignKeys: ofBrand,
  scopes: ['okta.domains.read'],
  expectedRows: 3,
  reads: [byId('/api/v1/domains/{Id}'), whole('/api/v1/domains', 'domains')],
};

/** Domains of mails (API document, schema EmailDomainResponse). */
export const emailDomains: TableDeclaration = {
  name: 'EmailDomains',
  description: "Domains of the org's own that its mails come from.",
  columns: [
    id('email domain'),
    text('Domain', 'domain', 'The domain.'),
    text('ValidationSubdomain', 'validationSubdomain', 'Subdomain whose records prove it.'),
    text('DisplayName', 'displayName', 'Name that mails come from.'),
    text('UserName', 'userName', 'What stands before the @.'),
    enumerated(
      'ValidationStatus',
      'validationStatus',
      ['DELETED', 'ERROR', 'NOT_STARTED', 'POLLING', 'VERIFIED'],
      "How far the proof is that the domain is the org's.",
    ),
    json('DnsValidationRecords', 'dnsValidationRecords', 'Records that the DNS has to have.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.emailDomains.read'],
  expectedRows: 3,
  reads: [byId('/api/v1/email-domains/{Id}'), whole('/api/v1/email-domains')],
};
