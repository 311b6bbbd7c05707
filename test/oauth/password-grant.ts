/** The password grant (RFC 6749, 4.3), which the provider has not. */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Person } from './client.ts';

/** Lets these people sign in with the grant. */
export function registerPasswordGrant(provider: Provider, people: readonly Person[]): void {
  const handler = async (context: KoaContextWithOIDC) => {
    const { errors } = await import('oidc-provider');
    const { client, params } = context.oidc;
    const { username, password, scope } = params as Readonly<Record<string, string | undefined>>;
    const person = people.find((one) => one.user === username && one.password === password);
    if (!person || !client) throw new errors.InvalidGrant('wrong user or password');
    const scopes = scope ?? '';
    const grant = new provider.Grant({ accountId: person.user, clientId: client.clientId });
    grant.addOIDCScope(scopes);
    const parts = {
      accountId: person.user,
      client,
      grantId: await grant.save(),
      gty: 'password',
      scope: scopes,
    };
    const access = new provider.AccessToken(parts);
    const refresh = new provider.RefreshToken({ ...parts, authTime: Math.floor(Date.now() / 1000) });
    context.body = {
      access_token: await access.save(),
      refresh_token: await refresh.save(),
      token_type: 'Bearer',
      expires_in: access.expiration,
      scope: scopes,
    };
  };
  provider.registerGrantType('password', handler, ['username', 'password', 'scope']);
}
