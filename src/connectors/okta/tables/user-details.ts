/** What belongs to a user (API document, app links and risk). */
import type { TableDeclaration } from '../../../rest/declaration.ts';
import { always, boolean, enumerated, integer, parentKey, text } from '../column.ts';
import { userId, whole } from '../read.ts';

const user = parentKey('UserId', 'Id of the user.');
const ofUser = { columns: ['UserId'], table: 'Users', references: ['Id'] };
const inUser = { column: 'UserId', table: 'Users', references: 'Id' };

/** What stands on the dashboard of a user. An app may have several links. */
export const userAppLinks: TableDeclaration = {
  name: 'UserAppLinks',
  description: 'Links to apps on the dashboards of users.',
  columns: [
    user,
    text('Id', 'id', 'Id that Okta gives; links of one app may share it.'),
    text('Label', 'label', 'Name of the link.'),
    always(text('LinkUrl', 'linkUrl', 'Where it leads.')),
    text('LogoUrl', 'logoUrl', 'Address of its picture.'),
    text('AppName', 'appName', "Name of the app's kind."),
    always(text('AppInstanceId', 'appInstanceId', 'Id of the app.')),
    text('AppAssignmentId', 'appAssignmentId', 'Id of the assignment.'),
    boolean('CredentialsSetup', 'credentialsSetup', 'Whether the user has set up a sign-in for it.'),
    boolean('Hidden', 'hidden', 'Whether the dashboard hides it.'),
    integer('SortOrder', 'sortOrder', 'Place on the dashboard.'),
  ],
  primaryKey: ['UserId', 'AppInstanceId', 'LinkUrl'],
  foreignKeys: [ofUser, { columns: ['AppInstanceId'], table: 'Apps', references: ['Id'] }],
  requiredKeys: [inUser],
  scopes: ['okta.users.read'],
  expectedRows: 30_000,
  reads: [whole('/api/v1/users/{UserId}/appLinks', '', { UserId: userId })],
};

/** How risky a user is (schema UserRiskGetResponse). */
export const userRisk: TableDeclaration = {
  name: 'UserRisk',
  description: 'How risky Okta takes users to be.',
  needs: 'Identity Threat Protection',
  columns: [
    user,
    enumerated('RiskLevel', 'riskLevel', ['HIGH', 'LOW', 'MEDIUM', 'NONE'], 'How risky.'),
    text('Reason', 'reason', 'Why.'),
  ],
  primaryKey: ['UserId'],
  foreignKeys: [ofUser],
  requiredKeys: [inUser],
  scopes: ['okta.userRisk.read'],
  expectedRows: 5000,
  reads: [{ ...whole('/api/v1/users/{UserId}/risk', '', { UserId: userId }), single: true }],
};
