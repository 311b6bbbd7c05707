/** How mails and text messages leave the org (API document, custom email servers and SMS templates). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { boolean, created, enumerated, id, integer, json, lastUpdated, nameOf, text } from '../column.ts';
import { byId, narrowed, whole } from '../read.ts';

/** Mail servers of the org's own. Passwords, secrets and keys are no columns. */
export const emailServers: TableDeclaration = {
  name: 'EmailServers',
  description: "Mail servers of the org's own.",
  needs: 'Identity Engine',
  columns: [
    id('email server'),
    text('Alias', 'alias', 'Name for people.'),
    boolean('Enabled', 'enabled', 'Whether mails go through it.'),
    text('Host', 'host', 'Name of the server.'),
    integer('Port', 'port', 'Port of the server.'),
    enumerated(
      'AuthType',
      'authType',
      ['BASIC_SMTP_AUTH', 'OAUTH2_CLIENT_CREDENTIALS', 'OAUTH2_JWT_BEARER_GRANT'],
      'How Okta signs in there.',
    ),
    text('Username', 'username', 'Name that Okta signs in with.'),
    text('ClientId', 'clientId', 'Client id that Okta signs in with.'),
    text('TokenEndpoint', 'tokenEndpoint', 'Where tokens for it come from.'),
    enumerated(
      'TokenEndpointAuthMethod',
      'tokenEndpointAuthMethod',
      ['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST'],
      'How the client secret is sent.',
    ),
    json('Scopes', 'scopes', 'Scopes of these tokens.'),
    text('Issuer', 'issuer', 'Issuer of the assertion.'),
    text('Subject', 'subject', 'Subject of the assertion.'),
    text('Audience', 'audience', 'Audience of the assertion.'),
    text('KeyId', 'keyId', 'Id of the key that signs it.'),
    enumerated('SigningAlgorithm', 'signingAlgorithm', ['RS256'], 'How it is signed.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.emailServers.read'],
  expectedRows: 2,
  reads: [byId('/api/v1/email-servers/{Id}'), whole('/api/v1/email-servers', 'email-servers')],
};

/** Text messages. */
export const smsTemplates: TableDeclaration = {
  name: 'SmsTemplates',
  description: 'Texts of the messages that the org sends to phones.',
  columns: [
    id('template'),
    nameOf('template'),
    enumerated('Type', 'type', ['SMS_VERIFY_CODE'], 'What the message is for.'),
    text('Template', 'template', 'The text, with places for what changes.'),
    json('Translations', 'translations', 'The text in other languages.'),
    created('template'),
    lastUpdated('template'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.templates.read'],
  expectedRows: 2,
  reads: [
    byId('/api/v1/templates/sms/{Id}'),
    { ...whole('/api/v1/templates/sms'), parameters: { Type: narrowed('templateType') } },
  ],
};
