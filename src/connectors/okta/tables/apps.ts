import type { TableDeclaration } from '../../../rest/declaration.ts';
import { singleEquality } from '../attribute.ts';
import { always, boolean, enumerated, integer, json, text, timestamp } from '../column.ts';
import { objectId } from './group-columns.ts';

/** Apps of the org, inactive ones included (API document, listApplications and schema Application). */
export const apps: TableDeclaration = {
  name: 'Apps',
  description: 'Applications that the org has set up, inactive ones included.',
  columns: [
    always(text('Id', 'id', 'Unique id of the app.')),
    text('Name', 'name', "Name of the app's kind, such as oidc_client."),
    text('Label', 'label', 'Name for people.'),
    enumerated('Status', 'status', ['ACTIVE', 'DELETED', 'INACTIVE'], 'State of the app.'),
    enumerated(
      'SignOnMode',
      'signOnMode',
      [
        'AUTO_LOGIN',
        'BASIC_AUTH',
        'BOOKMARK',
        'BROWSER_PLUGIN',
        'OPENID_CONNECT',
        'SAML_1_1',
        'SAML_2_0',
        'SECURE_PASSWORD_STORE',
        'WS_FEDERATION',
      ],
      'How users sign in to the app.',
    ),
    timestamp('Created', 'created', 'When the app was created.'),
    timestamp('LastUpdated', 'lastUpdated', 'When the app was last changed.'),
    text('Orn', 'orn', 'Okta resource name.'),
    json('Features', 'features', 'Provisioning features that are switched on.'),
    text('ErrorRedirectUrl', 'accessibility.errorRedirectUrl', 'Page of its own for errors.'),
    text('LoginRedirectUrl', 'accessibility.loginRedirectUrl', 'Page of its own for signing in.'),
    boolean('SelfService', 'accessibility.selfService', 'Whether users may ask for the app themselves.'),
    boolean('AutoLaunch', 'visibility.autoLaunch', 'Whether the app opens when the user signs in.'),
    boolean('AutoSubmitToolbar', 'visibility.autoSubmitToolbar', 'Whether the toolbar signs in by itself.'),
    boolean('HideIOS', 'visibility.hide.iOS', 'Whether the mobile app hides it.'),
    boolean('HideWeb', 'visibility.hide.web', "Whether the user's dashboard hides it."),
    json('AppLinks', 'visibility.appLinks', 'Which of its links the dashboard shows.'),
    integer('LicensingSeatCount', 'licensing.seatCount', 'Seats that were bought.'),
    enumerated(
      'UniversalLogoutStatus',
      'universalLogout.status',
      ['ENABLED', 'DISABLED', 'UNSUPPORTED'],
      'Whether signing out of Okta signs out of the app.',
    ),
    json('Credentials', 'credentials', 'How users and the app prove who they are.'),
    json('Settings', 'settings', 'Settings of the sign-on mode and of the app itself.'),
    json('Profile', 'profile', "The org's own properties of the app."),
    json('ExpressConfiguration', 'expressConfiguration', 'Capabilities of express configuration.'),
  ],
  primaryKey: ['Id'],
  scopes: ['okta.apps.read'],
  expectedRows: 100,
  reads: [
    {
      name: 'by id',
      path: '/api/v1/apps/{Id}',
      keyPatterns: { Id: objectId },
      rows: '',
      single: true,
      notFound: 'no rows',
      bucket: 'GET /api/v1/apps/{id}',
    },
    {
      name: 'filter',
      path: '/api/v1/apps',
      rows: '',
      query: { includeNonDeleted: 'true' },
      paging: { style: 'link-header', size: { parameter: 'limit', default: 200, maximum: 200 } },
      bucket: 'GET /api/v1/apps',
      expression: {
        parameter: 'filter',
        grammar: 'scim',
        maximumTerms: 1,
        maximumLength: 4000,
        attributes: {
          Id: { ...singleEquality('id'), pattern: '[!-~]{1,100}' },
          Status: singleEquality('status'),
          Name: singleEquality('name'),
        },
      },
    },
  ],
};
