/** Where requests may come from, and what is suspicious (API document, zones, trusted origins, behaviors, threats). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { narrowing } from '../attribute.ts';
import {
  activity,
  boolean,
  created,
  enumerated,
  id,
  integer,
  json,
  lastUpdated,
  nameOf,
  text,
} from '../column.ts';
import { byId, pages, whole } from '../read.ts';

/** Network zones (schema NetworkZone and its kinds). */
export const networkZones: TableDeclaration = {
  name: 'NetworkZones',
  description: 'Zones of the network that policies speak of.',
  columns: [
    id('zone'),
    nameOf('zone'),
    enumerated('Type', 'type', ['DYNAMIC', 'DYNAMIC_V2', 'IP'], 'How the zone is described.'),
    activity('zone'),
    enumerated('Usage', 'usage', ['BLOCKLIST', 'POLICY'], 'Whether it is shut out, or for policies.'),
    boolean('System', 'system', "Whether it is Okta's own and cannot be deleted."),
    created('zone'),
    lastUpdated('zone'),
    json('Gateways', 'gateways', 'Addresses of the zone.'),
    json('Proxies', 'proxies', 'Addresses of proxies that are trusted.'),
    json('Asns', 'asns', 'Autonomous systems, a list, or which are in and which are out.'),
    json('Locations', 'locations', 'Countries and regions, a list, or which are in and which are out.'),
    enumerated('ProxyType', 'proxyType', ['Any', 'NotTorAnonymizer', 'Tor', 'null'], 'Kind of proxies.'),
    json('IpServiceCategories', 'ipServiceCategories', 'Kinds of proxies that are in or out.'),
    boolean('UseAsExemptList', 'useAsExemptList', 'Whether its addresses are never blocked.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.networkZones.read'],
  expectedRows: 20,
  reads: [
    byId('/api/v1/zones/{Id}'),
    {
      ...whole('/api/v1/zones'),
      paging: { style: 'link-header' },
      expression: {
        parameter: 'filter',
        grammar: 'scim',
        maximumTerms: 20,
        maximumLength: 4000,
        attributes: { Usage: narrowing('usage'), System: narrowing('system') },
      },
    },
  ],
};

/** Origins whose pages may talk to Okta. */
export const trustedOrigins: TableDeclaration = {
  name: 'TrustedOrigins',
  description: 'Origins of pages that may call Okta, hold its pages in a frame, or be returned to.',
  columns: [
    id('trusted origin'),
    nameOf('trusted origin'),
    text('Origin', 'origin', 'The origin, such as https://example.com.'),
    activity('trusted origin'),
    json('Scopes', 'scopes', 'What it is trusted for.'),
    created('trusted origin'),
    text('CreatedBy', 'createdBy', 'Id of the user who created it.'),
    lastUpdated('trusted origin'),
    text('LastUpdatedBy', 'lastUpdatedBy', 'Id of the user who last changed it.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.trustedOrigins.read'],
  expectedRows: 10,
  reads: [
    byId('/api/v1/trustedOrigins/{Id}'),
    {
      ...pages('/api/v1/trustedOrigins', 200),
      expression: {
        parameter: 'filter',
        grammar: 'scim',
        maximumTerms: 20,
        maximumLength: 4000,
        attributes: {
          Name: narrowing('name'),
          Origin: narrowing('origin'),
          Status: narrowing('status'),
        },
      },
    },
  ],
};

/** What counts as unusual (schema BehaviorRule and its kinds). */
export const behaviors: TableDeclaration = {
  name: 'Behaviors',
  description: 'What counts as unusual behavior of users.',
  columns: [
    id('behavior'),
    nameOf('behavior'),
    enumerated(
      'Type',
      'type',
      ['ANOMALOUS_ASN', 'ANOMALOUS_DEVICE', 'ANOMALOUS_IP', 'ANOMALOUS_LOCATION', 'VELOCITY'],
      'What is watched.',
    ),
    activity('behavior'),
    created('behavior'),
    lastUpdated('behavior'),
    integer(
      'SettingsMaxEventsUsedForEvaluation',
      'settings.maxEventsUsedForEvaluation',
      'How many sign-ins are looked back at.',
    ),
    integer(
      'SettingsMinEventsNeededForEvaluation',
      'settings.minEventsNeededForEvaluation',
      'How many there must be.',
    ),
    enumerated(
      'SettingsGranularity',
      'settings.granularity',
      ['CITY', 'COUNTRY', 'LAT_LONG', 'SUBDIVISION'],
      'How finely places are told apart.',
    ),
    integer('SettingsRadiusKilometers', 'settings.radiusKilometers', 'How near counts as the same place.'),
    integer('SettingsVelocityKph', 'settings.velocityKph', 'How fast users can travel.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.behaviors.read'],
  expectedRows: 10,
  reads: [byId('/api/v1/behaviors/{Id}'), whole('/api/v1/behaviors')],
};

/** What is done about threats; one row. */
export const threatInsights: TableDeclaration = {
  name: 'ThreatInsights',
  description: 'What the org does about addresses that attack: one row.',
  columns: [
    enumerated('Action', 'action', ['audit', 'block', 'none'], 'What is done.'),
    json('ExcludeZones', 'excludeZones', 'Ids of the zones that it is not done to.'),
    created('setting'),
    lastUpdated('setting'),
  ],
  primaryKey: [],
  scopes: ['okta.threatInsights.read'],
  expectedRows: 1,
  reads: [{ ...whole('/api/v1/threats/configuration'), single: true }],
};

/** Tests for people. The secret key is no column. */
export const captchas: TableDeclaration = {
  name: 'Captchas',
  description: 'Services that tell people from machines.',
  needs: 'Identity Engine',
  columns: [
    id('CAPTCHA'),
    nameOf('CAPTCHA'),
    enumerated('Type', 'type', ['HCAPTCHA', 'RECAPTCHA_V2'], 'Which service.'),
    text('SiteKey', 'siteKey', 'Public key of the org there.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.captchas.read'],
  expectedRows: 1,
  reads: [byId('/api/v1/captchas/{Id}'), whole('/api/v1/captchas')],
};
