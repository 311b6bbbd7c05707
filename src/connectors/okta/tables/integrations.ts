/** Where data come from and go to (API document, profile mappings, agent pools, push providers, log streams). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { narrowing } from '../attribute.ts';
import {
  activity,
  always,
  created,
  enumerated,
  id,
  integer,
  json,
  lastUpdated,
  nameOf,
  parentKey,
  text,
  timestamp,
} from '../column.ts';
import { byId, narrowed, pages, whole } from '../read.ts';

/** Mappings of profiles. The list does not show their properties. */
export const profileMappings: TableDeclaration = {
  name: 'ProfileMappings',
  description: 'Which profiles are mapped to which.',
  columns: [
    id('mapping'),
    text('SourceId', 'source.id', 'Id of the user type or app that values come from.'),
    text('SourceName', 'source.name', 'Its name.'),
    text('SourceType', 'source.type', 'What it is.'),
    text('TargetId', 'target.id', 'Id of the user type or app that values go to.'),
    text('TargetName', 'target.name', 'Its name.'),
    text('TargetType', 'target.type', 'What it is.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.profileMappings.read'],
  expectedRows: 100,
  reads: [
    byId('/api/v1/mappings/{Id}'),
    {
      ...pages('/api/v1/mappings', 200),
      parameters: { SourceId: narrowed('sourceId'), TargetId: narrowed('targetId') },
    },
  ],
};

/** What is mapped, property by property; a request for each mapping. */
export const profileMappingProperties: TableDeclaration = {
  name: 'ProfileMappingProperties',
  description: 'Properties that mappings of profiles set, one row for each mapping and property.',
  columns: [
    parentKey('MappingId', 'Id of the mapping.'),
    always(text('Name', '$1', 'Property of the target.')),
    text('Expression', 'expression', 'What gives the value.'),
    enumerated('PushStatus', 'pushStatus', ['DONT_PUSH', 'PUSH'], 'Whether changes go on to the target.'),
  ],
  primaryKey: ['MappingId', 'Name'],
  foreignKeys: [{ columns: ['MappingId'], table: 'ProfileMappings', references: ['Id'] }],
  requiredKeys: [{ column: 'MappingId', table: 'ProfileMappings', references: 'Id' }],
  scopes: ['okta.profileMappings.read'],
  expectedRows: 1000,
  reads: [whole('/api/v1/mappings/{MappingId}', 'properties.*')],
};

const agentTypes = ['AD', 'IWA', 'LDAP', 'MFA', 'OPP', 'RUM', 'Radius'];

/** Agents that connect directories. */
export const agentPools: TableDeclaration = {
  name: 'AgentPools',
  description: 'Pools of agents that connect the org with directories and other systems.',
  columns: [
    id('pool'),
    nameOf('pool'),
    enumerated('Type', 'type', agentTypes, 'What the agents connect.'),
    enumerated(
      'OperationalStatus',
      'operationalStatus',
      ['DEGRADED', 'DISRUPTED', 'INACTIVE', 'OPERATIONAL'],
      'How well they work.',
    ),
    integer('DisruptedAgents', 'disruptedAgents', 'How many do not work.'),
    integer('InactiveAgents', 'inactiveAgents', 'How many are not in use.'),
    json('Agents', 'agents', 'The agents, with version and state.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.agentPools.read'],
  expectedRows: 5,
  reads: [
    {
      ...whole('/api/v1/agentPools'),
      // So many of each kind, not in all.
      query: { limitPerPoolType: '200' },
      paging: { style: 'link-header' },
      parameters: { Type: narrowed('poolType') },
    },
  ],
};

/** Services that bring messages to phones. */
export const pushProviders: TableDeclaration = {
  name: 'PushProviders',
  description: "Services that bring messages to the org's own mobile apps.",
  columns: [
    id('push provider'),
    nameOf('push provider'),
    enumerated('ProviderType', 'providerType', ['APNS', 'FCM'], 'Which service.'),
    json('Configuration', 'configuration', 'Settings of the service, without keys.'),
    timestamp('LastUpdatedDate', 'lastUpdatedDate', 'When it was last changed.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.pushProviders.read'],
  expectedRows: 2,
  reads: [
    byId('/api/v1/push-providers/{Id}'),
    { ...whole('/api/v1/push-providers'), parameters: { ProviderType: narrowed('type') } },
  ],
};

/** Where the System Log is sent (schema LogStream and its kinds). */
export const logStreams: TableDeclaration = {
  name: 'LogStreams',
  description: 'Systems that the System Log is sent to.',
  columns: [
    id('log stream'),
    nameOf('log stream'),
    enumerated('Type', 'type', ['aws_eventbridge', 'splunk_cloud_logstreaming'], 'Which system.'),
    activity('log stream'),
    created('log stream'),
    lastUpdated('log stream'),
    json('Settings', 'settings', 'Settings of the system, without its token.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.logStreams.read'],
  expectedRows: 2,
  reads: [
    byId('/api/v1/logStreams/{Id}'),
    {
      ...pages('/api/v1/logStreams', 200),
      expression: {
        parameter: 'filter',
        grammar: 'scim',
        maximumTerms: 1,
        maximumLength: 4000,
        attributes: { Status: narrowing('status'), Type: narrowing('type') },
      },
    },
  ],
};
