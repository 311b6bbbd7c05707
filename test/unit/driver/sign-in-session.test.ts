import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, openSignInSession } from '../../../src/index.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sqluice-session-'));
});

afterAll(() => rm(folder, { recursive: true }));

const options = () => ({ env: { XDG_CONFIG_HOME: folder, SQLUICE_KEYCHAIN: 'off' }, interaction: null });
const open = (text: string) => openSignInSession(text, options());
const okta = (app: string) => `okta:Domain=http://127.0.0.1:59999;OAuthClientId=${app}`;

/** Keeps a sign-in of an app, as a first connection does. */
async function keep(app: string): Promise<void> {
  const tokens = 'InitiateOAuth=REFRESH;OAuthAccessToken=a-token;OAuthRefreshToken=r-token';
  await (await connect(`${okta(app)};${tokens}`, options())).close();
}

describe('looking after a sign-in', () => {
  it('takes an exported one of the same app only, and keeps nothing of another', async () => {
    await keep('one');
    await using one = await open(okta('one'));
    const text = await one.exportText('open sesame');
    expect(text).not.toMatch(/a-token|r-token/);
    await using two = await open(okta('two'));
    await expect(two.importText(text, 'open sesame')).rejects.toMatchObject({ reason: 'settings_mismatch' });
    expect(await two.status()).toMatchObject({ signedIn: false });
    await one.logout();
    expect(await one.status()).toMatchObject({ signedIn: false });
    expect(await one.importText(text, 'open sesame')).toMatchObject({ signedIn: true, renewable: true });
  });

  it.each(['AuthScheme=APIToken;APIToken=t', 'AuthScheme=OAuthClient;OAuthClientSecret=s'])(
    'has nothing to do where whoever connects is signed in: %s',
    async (scheme) => {
      await using session = await open(`${okta('app')};${scheme}`);
      const refusal = { reason: 'unsupported_statement', code: '0A000' };
      await expect(session.login()).rejects.toMatchObject(refusal);
      await expect(session.authorizationRequest()).rejects.toMatchObject(refusal);
      await expect(session.refresh()).rejects.toMatchObject(refusal);
      expect(await session.status()).toMatchObject({ signedIn: true, location: undefined });
    },
  );

  it('asks nobody where nobody may be asked', async () => {
    await using session = await open(okta('three'));
    await expect(session.login()).rejects.toMatchObject({ reason: 'sign_in_needed' });
  });
});
