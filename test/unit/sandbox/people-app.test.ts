import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Interaction } from '../../../src/index.ts';
import { type OktaSandbox, startOktaSandbox } from '../../../src/sandbox/okta/server.ts';

let sandbox: OktaSandbox;

beforeAll(async () => {
  sandbox = await startOktaSandbox({ users: 12, groups: 2, apps: 1, logs: 5, latency: 0, tokenLifetime: 2 });
});

afterAll(() => sandbox.close());

/** A person who decides on the page that is opened, and follows where it leads. */
function person(decision: 'allow' | 'refuse', pages: string[] = []): Interaction {
  return {
    async openBrowser(url) {
      const page = await fetch(url);
      pages.push(await page.text());
      const answer = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams({ decision }),
        redirect: 'manual',
      });
      // The browser comes back once the driver waits for it.
      setTimeout(() => void fetch(answer.headers.get('location') ?? ''), 10);
      return true;
    },
    tell: () => {},
    readLine: async () => undefined,
  };
}

const text = (more = '') => `${sandbox.connectionStrings.OAuth}CallbackURL=http://127.0.0.1:33343;${more}`;

describe('the app for people', () => {
  it('signs a person in, who is asked for what is read, and renews', async () => {
    const pages: string[] = [];
    const options = { interaction: person('allow', pages) };
    await using connection = await connect(text('Tables=Users;'), options);
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('okta.users.read');
    expect(pages[0]).not.toContain('okta.groups.read');
    const report = await connection.test();
    expect(report.sources[0]?.identity.user).toContain('@');
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const { rows, stats } = await connection.query('SELECT count(*) AS n FROM Users');
    expect([rows, stats.tokenRequests]).toEqual([[{ n: 12 }], 1]);
  });

  it('sends a person back who refuses', async () => {
    const attempt = connect(text().replace('memory://', 'memory://refused-'), {
      interaction: person('refuse'),
    });
    await expect(attempt).rejects.toMatchObject({ reason: 'sign_in_unfinished' });
  });

  it('takes no code twice, none without its verifier, and no refresh token twice', async () => {
    const ask = async (form: Readonly<Record<string, string>>) => {
      const response = await fetch(`${sandbox.url}/oauth2/v1/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      return { status: response.status, body: (await response.json()) as Record<string, string> };
    };
    const redirect_uri = 'http://localhost:1/';
    const clientId = /OAuthClientId=([^;]+)/.exec(sandbox.connectionStrings.OAuth ?? '')?.[1] ?? '';
    const code = async () => {
      const url = new URL(`${sandbox.url}/oauth2/v1/authorize`);
      url.search = new URLSearchParams({
        ...{
          response_type: 'code',
          client_id: clientId,
          redirect_uri,
          scope: 'offline_access okta.users.read',
        },
        // RFC 7636, appendix B.
        ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' },
      }).toString();
      const body = new URLSearchParams({ decision: 'allow' });
      const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    };
    const grant = { grant_type: 'authorization_code', client_id: clientId, redirect_uri };
    const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const first = await code();
    expect((await ask({ ...grant, code: first })).body.error).toBe('invalid_grant');
    expect((await ask({ ...grant, code: first, code_verifier })).body.error).toBe('invalid_grant');
    const given = await ask({ ...grant, code: await code(), code_verifier });
    expect(given.status).toBe(200);
    const refresh = {
      ...{ grant_type: 'refresh_token', client_id: clientId },
      refresh_token: String(given.body.refresh_token),
    };
    expect((await ask(refresh)).status).toBe(200);
    expect((await ask(refresh)).body.error).toBe('invalid_grant');
  });

  it('sends nobody to an unknown place', async () => {
    const url = new URL(`${sandbox.url}/oauth2/v1/authorize`);
    const clientId = /OAuthClientId=([^;]+)/.exec(sandbox.connectionStrings.OAuth ?? '')?.[1] ?? '';
    const redirect_uri = 'https://evil.example/';
    url.search = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri }).toString();
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(400);
  });
});
