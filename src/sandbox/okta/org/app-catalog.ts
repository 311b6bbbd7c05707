import type { Row } from './collection.ts';
import { hexDigits } from './random.ts';

/** An app as the integration network offers it; `settings` and `credentials` differ by sign-on mode (API document). */
export interface CatalogApp {
  readonly name: string;
  readonly label: string;
  readonly signOnMode: string;
  readonly features: readonly string[];
}

const provisioning = ['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES', 'PUSH_USER_DEACTIVATION'];

/** Apps of all nine sign-on modes. */
export const catalog: readonly CatalogApp[] = [
  app('saml_dashboard', 'Okta Dashboard', 'SAML_2_0'),
  app('oidc_client', 'Driver, test "client"', 'OPENID_CONNECT'),
  app('salesforce', 'Salesforce', 'SAML_2_0', [...provisioning, 'IMPORT_NEW_USERS']),
  app('bookmark', 'Cafeteria 100%_menu', 'BOOKMARK'),
  app('template_wsfed', 'Intranet', 'WS_FEDERATION'),
  app('template_basic_auth', 'Old wiki', 'BASIC_AUTH'),
  app('template_swa', 'Travel: "Où & quand"', 'BROWSER_PLUGIN'),
  app('template_sps', 'Vault', 'SECURE_PASSWORD_STORE'),
  app('workday', 'Workday', 'SAML_2_0', ['PROFILE_MASTERING', 'IMPORT_NEW_USERS', 'IMPORT_PROFILE_UPDATES']),
  app('benefits_portal', 'Benefits', 'AUTO_LOGIN'),
  app('legacy_reports', 'Reports', 'SAML_1_1'),
  app('active_directory', 'tidewater.local', 'AUTO_LOGIN', ['IMPORT_NEW_USERS', 'OUTBOUND_DEL_AUTH']),
  app('zendesk', '顧客サポート', 'SAML_2_0', provisioning),
  app('oidc_client', 'Native app', 'OPENID_CONNECT'),
];

/** The settings of an app of a mode. */
export function settingsOf(signOnMode: string, app: number): Row {
  const url = `https://app${app}.tidewater.example/`;
  const common = {
    implicitAssignment: false,
    notifications: { vpn: { network: { connection: 'DISABLED' } } },
    notes: app % 4 === 0 ? { admin: 'Ask "IT", then wait' } : {},
  };
  switch (signOnMode) {
    case 'SAML_2_0':
    case 'SAML_1_1':
      return { ...common, app: { companySubDomain: `tidewater${app}` }, signOn: saml(signOnMode, url) };
    case 'OPENID_CONNECT':
      return {
        ...common,
        oauthClient: {
          client_uri: url,
          redirect_uris: [`${url}callback`],
          response_types: ['code'],
          grant_types: ['authorization_code', 'refresh_token'],
          application_type: app % 2 === 0 ? 'web' : 'native',
          consent_method: 'TRUSTED',
          issuer_mode: 'ORG_URL',
          dpop_bound_access_tokens: false,
        },
      };
    case 'BOOKMARK':
      return { ...common, app: { requestIntegration: false, url } };
    case 'WS_FEDERATION':
      return {
        ...common,
        app: {
          siteURL: url,
          realm: `urn:tidewater:${app}`,
          wReplyURL: `${url}reply`,
          audienceRestriction: `urn:tidewater:${app}`,
          authnContextClassRef: 'urn:oasis:names:tc:SAML:1.0:am:unspecified',
          nameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
          groupValueFormat: 'dn',
          usernameAttribute: 'username',
          wReplyOverride: false,
        },
      };
    case 'BASIC_AUTH':
      return { ...common, app: { url, authURL: `${url}auth` } };
    case 'BROWSER_PLUGIN':
      return { ...common, app: { url, buttonField: '#go', usernameField: '#user', passwordField: '#pass' } };
    case 'SECURE_PASSWORD_STORE':
      return { ...common, app: { url, usernameField: 'user', passwordField: 'pass' } };
    default:
      return { ...common, signOn: { loginUrl: `${url}login`, redirectUrl: url } };
  }
}

/** The credentials of an app of a mode. */
export function credentialsOf(signOnMode: string, app: number): Row {
  const userNameTemplate = { template: `\${source.login}`, type: 'BUILT_IN' };
  switch (signOnMode) {
    case 'OPENID_CONNECT':
      return {
        userNameTemplate,
        signing: { kid: hexDigits(`kid ${app}`, 20), use: 'sig' },
        oauthClient: {
          client_id: hexDigits(`client ${app}`, 20),
          autoKeyRotation: true,
          token_endpoint_auth_method: 'private_key_jwt',
          pkce_required: true,
        },
      };
    case 'SAML_2_0':
    case 'SAML_1_1':
      return { userNameTemplate, signing: { kid: hexDigits(`kid ${app}`, 20), use: 'sig' } };
    case 'BASIC_AUTH':
    case 'BROWSER_PLUGIN':
    case 'SECURE_PASSWORD_STORE':
      return { userNameTemplate, scheme: 'EDIT_USERNAME_AND_PASSWORD', revealPassword: false, signing: {} };
    default:
      return { userNameTemplate };
  }
}

function saml(mode: string, url: string): Row {
  const common = {
    ssoAcsUrl: `${url}acs`,
    audience: url,
    recipient: `${url}acs`,
    destination: `${url}acs`,
    responseSigned: true,
    assertionSigned: true,
    requestCompressed: false,
    allowMultipleAcsEndpoints: false,
    signatureAlgorithm: 'RSA_SHA256',
    digestAlgorithm: 'SHA256',
  };
  return mode === 'SAML_2_0'
    ? { ...common, honorForceAuthn: true, slo: { enabled: url.length % 2 === 0 } }
    : { ...common, issuer: url };
}

function app(name: string, label: string, signOnMode: string, features: readonly string[] = []): CatalogApp {
  return { name, label, signOnMode, features };
}
