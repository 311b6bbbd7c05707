/** What Okta calls, when something happens or while it works (API document, event hooks and inline hooks). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { activity, created, enumerated, id, json, lastUpdated, nameOf, text } from '../column.ts';
import { byId, narrowed, whole } from '../read.ts';

/** Hooks that hear of events. */
export const eventHooks: TableDeclaration = {
  name: 'EventHooks',
  description: 'Addresses outside Okta that are told of events.',
  columns: [
    id('event hook'),
    nameOf('event hook'),
    text('Description', 'description', 'What the hook is for.'),
    activity('event hook'),
    enumerated(
      'VerificationStatus',
      'verificationStatus',
      ['UNVERIFIED', 'VERIFIED'],
      'Whether the address has proved that it wants the events.',
    ),
    created('event hook'),
    text('CreatedBy', 'createdBy', 'Id of the user who created it.'),
    lastUpdated('event hook'),
    enumerated('ChannelType', 'channel.type', ['HTTP'], 'How the hook is called.'),
    text('ChannelVersion', 'channel.version', 'Version of that.'),
    json('ChannelConfig', 'channel.config', 'Address and headers.'),
    enumerated('EventsType', 'events.type', ['EVENT_TYPE'], 'How events are chosen.'),
    json('EventsItems', 'events.items', 'Types of the events that it hears of.'),
    json('EventsFilter', 'events.filter', 'Conditions on these events.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.eventHooks.read'],
  expectedRows: 5,
  reads: [byId('/api/v1/eventHooks/{Id}'), whole('/api/v1/eventHooks')],
};

/** Hooks that have a say. */
export const inlineHooks: TableDeclaration = {
  name: 'InlineHooks',
  description: 'Addresses outside Okta that have a say while Okta works.',
  columns: [
    id('inline hook'),
    nameOf('inline hook'),
    enumerated(
      'Type',
      'type',
      [
        'com.okta.import.transform',
        'com.okta.oauth2.tokens.transform',
        'com.okta.saml.tokens.transform',
        'com.okta.telephony.provider',
        'com.okta.user.credential.password.import',
        'com.okta.user.pre-registration',
      ],
      'What the hook has a say in.',
    ),
    activity('inline hook'),
    text('Version', 'version', 'Version of the hook.'),
    created('inline hook'),
    lastUpdated('inline hook'),
    enumerated('ChannelType', 'channel.type', ['HTTP', 'OAUTH'], 'How the hook is called.'),
    text('ChannelVersion', 'channel.version', 'Version of that.'),
    json('ChannelConfig', 'channel.config', 'Address, headers and sign-in.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.inlineHooks.read'],
  expectedRows: 5,
  reads: [
    byId('/api/v1/inlineHooks/{Id}'),
    { ...whole('/api/v1/inlineHooks'), parameters: { Type: narrowed('type') } },
  ],
};

/** Keys of hooks. */
export const hookKeys: TableDeclaration = {
  name: 'HookKeys',
  description: 'Keys with which Okta signs in at inline hooks; never the private part.',
  columns: [
    id('key'),
    text('KeyId', 'keyId', 'Id of the key in its set.'),
    nameOf('key'),
    // The document says both text and boolean.
    { ...text('IsUsed', 'isUsed', 'Whether a hook uses the key: true or false.'), mixed: true },
    created('key'),
    lastUpdated('key'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.inlineHooks.read'],
  expectedRows: 3,
  reads: [byId('/api/v1/hook-keys/{Id}'), whole('/api/v1/hook-keys')],
};
