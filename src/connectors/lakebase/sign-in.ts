import type { SignInProfile } from '../../oauth/profile.ts';
import { readWorkspace } from './workspace.ts';

const allScopes = ['all-apis', 'offline_access'];

/**
 * How people and service principals sign in to a Databricks workspace (databricks-sdk-py, oauth.py; Databricks docs,
 * oauth-m2m and oauth-u2m).
 */
export const lakebaseSignIn: SignInProfile = {
  source: 'lakebase',
  title: 'Databricks',
  schemes: ['OAuthClient', 'OAuthPKCE', 'OAuth'],
  tenantProperty: 'DatabricksInstance',
  tenant(values) {
    const origin = readWorkspace(String(values.get('DatabricksInstance')));
    return {
      name: new URL(origin).host,
      endpoints: {
        issuer: `${origin}/oidc`,
        authorization: `${origin}/oidc/v1/authorize`,
        token: `${origin}/oidc/v1/token`,
      },
    };
  },
  sendSecret: 'basic',
  pkce: true,
  // The redirects of Databricks' own public client: no path, any of these ports.
  callbackUrl: 'http://localhost:8020',
  lastCallbackPort: 8040,
  publicClientId: 'databricks-cli',
  defaultScopes: () => allScopes,
  clientScopes: ['all-apis'],
  covers: (granted) => granted === 'all-apis',
  // The workspace refuses tokens with half a minute left.
  margin: 300_000,
  whereScopesAreGranted: 'The account console of Databricks, Settings, App connections, your app.',
  whereAppsAreMade:
    'For a service principal: workspace settings, Identity and access, Service principals, Secrets, Generate secret. For an app of your own: account console, Settings, App connections.',
};
