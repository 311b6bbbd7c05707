// A token endpoint that refreshes: every token is good for as long as `lifetime` says, and a refresh token once.
import { randomBytes } from 'node:crypto';

/** For the `signIn` option of the sandbox. `counts` tells how many tokens were given. */
export function createSignInServer({ lifetime }) {
  const tokens = new Map();
  const refreshTokens = new Set(['first']);
  const counts = { refreshes: 0, refused: 0, expiredUses: 0 };
  const answer = (response, status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const give = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    if (!refreshTokens.delete(form.get('refresh_token'))) {
      counts.refused++;
      return answer(response, 400, { error: 'invalid_grant' });
    }
    counts.refreshes++;
    const [access, refresh] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    tokens.set(access, Date.now() + lifetime * 1000);
    refreshTokens.add(refresh);
    const scope = 'offline_access okta.users.read okta.schemas.read okta.userTypes.read';
    answer(response, 200, {
      ...{ access_token: access, refresh_token: refresh, token_type: 'Bearer' },
      ...{ expires_in: lifetime, scope },
    });
  };
  return {
    counts,
    handle(request, response) {
      if (request.url !== '/oauth2/v1/token') return false;
      give(request, response);
      return true;
    },
    async identify({ headers }) {
      const token = headers.authorization?.replace('Bearer ', '');
      if (!tokens.has(token)) return undefined;
      if (Date.now() >= tokens.get(token)) {
        counts.expiredUses++;
        return undefined;
      }
      const scopes = ['okta.users.read', 'okta.schemas.read', 'okta.userTypes.read'];
      return { clientId: 'bench', scopes, login: undefined };
    },
  };
}
