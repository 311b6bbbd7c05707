// A web application whose users sign in to Okta: / sends the browser there, /callback takes what it comes back with, and
// asks as that user. OKTA_APP holds the app: okta:Domain=dev-1.okta.com;OAuthClientId=…;OAuthClientSecret=…
// Its redirect URIs at Okta need http://localhost:8080/callback.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { connect, formatConnectionString, parseConnectionString } from 'sqluice';

interface Tokens {
  readonly OAuthAccessToken: string;
  readonly OAuthRefreshToken: string | null;
  readonly ExpiresIn: string;
}

const app = process.env.OKTA_APP ?? '';
const port = Number(process.env.PORT ?? 8080);
const callback = `http://localhost:${port}/callback`;

/** Runs a procedure of signing in, which gives one row. */
async function call<R>(name: string, inputs: Readonly<Record<string, string>>): Promise<R> {
  await using connection = await connect(app, { interaction: null });
  const { rows } = await connection.call<R>(name, { AuthMode: 'WEB', CallbackURL: callback, ...inputs });
  return rows[0] as R;
}

async function countUsers({ OAuthAccessToken }: Tokens): Promise<number> {
  const { connector, entries } = parseConnectionString(app);
  const token = { name: 'OAuthAccessToken', value: OAuthAccessToken };
  await using connection = await connect(formatConnectionString({ connector, entries: [...entries, token] }));
  const { rows } = await connection.query<{ n: number }>('SELECT count(*) AS n FROM Users');
  return rows[0]?.n ?? 0;
}

const server = createServer(async (request, response) => {
  const { pathname, href } = new URL(request.url ?? '/', callback);
  try {
    if (pathname === '/') {
      // The cookie ties the answer to this browser: nobody can sign a user in as somebody else.
      const state = randomBytes(16).toString('hex');
      const { URL: address } = await call<{ URL: string }>('GetOAuthAuthorizationURL', { State: state });
      const cookie = `state=${state}; HttpOnly; SameSite=Lax; Path=/callback`;
      response.writeHead(302, { location: address, 'set-cookie': cookie }).end();
      return;
    }
    const [, state] = /\bstate=(\w+)/.exec(request.headers.cookie ?? '') ?? [];
    if (pathname !== '/callback' || state === undefined) {
      response.writeHead(404).end('Begin at /\n');
      return;
    }
    const tokens = await call<Tokens>('GetOAuthAccessToken', { Verifier: href, State: state });
    response.end(`Signed in for ${tokens.ExpiresIn} s: ${await countUsers(tokens)} users\n`);
  } catch (error) {
    response.writeHead(400).end(`${(error as Error).message}\n`);
  }
});
server.listen(port, '127.0.0.1', () => console.log(`http://localhost:${port}`));
