import { describe, expect, it } from 'vitest';
import { KeptTokens } from '../../../src/oauth/kept-tokens.ts';
import { privateStore } from '../../../src/oauth/private-store.ts';
import type { StoredSignIn } from '../../../src/oauth/store/token-store.ts';
import { openTokenEndpoint } from '../../../src/oauth/token-endpoint.ts';

const silent = () => {};

/** A token endpoint that answers as told, one answer after the other, the last one for ever; and a clock. */
function start(answers: readonly (Response | 'down')[], kept: Partial<StoredSignIn['tokens']> | undefined) {
  let time = 1_000_000_000_000;
  const sent: URLSearchParams[] = [];
  const endpoint = openTokenEndpoint(
    {
      ...{ connector: 'test', issuer: 'https://as.example', tokenEndpoint: 'https://as.example/token' },
      ...{ clientId: 'app', authentication: { kind: 'none' }, requestIdHeader: undefined, timeout: 1000 },
      now: () => time,
      fetch: async (_, { body }) => {
        sent.push(new URLSearchParams(String(body)));
        const answer = answers[Math.min(sent.length, answers.length) - 1] ?? 'down';
        if (answer === 'down') throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
        return answer.clone();
      },
    },
    'Auto',
  );
  const store = privateStore(
    kept && {
      ...{ source: 'test', tenant: 't', properties: {}, taken: [], attempts: [] },
      tokens: {
        ...{ accessToken: 'a1', type: 'Bearer', refreshToken: 'r1', scopes: ['things.read'] },
        ...{ obtainedAt: time, expiresAt: time + 3_600_000, ...kept },
      },
    },
  );
  const tokens = new KeptTokens({
    ...{ endpoint, store, margin: 300_000, refreshes: true, signInHint: 'Sign in.' },
    covers: (granted, needed) => granted === needed,
    scopeHint: (scope) => `Add ${scope}.`,
  });
  return {
    ...{ tokens, store, sent },
    headers: () => tokens.headers({ method: 'GET', url: 'https://api.example/' }, { observe: silent }),
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

function granted(number: number, more: object = {}, headers: Record<string, string> = {}): Response {
  const body = { access_token: `a${number}`, refresh_token: `r${number}`, token_type: 'Bearer' };
  return Response.json({ ...body, expires_in: 3600, ...more }, { headers });
}

const refused = Response.json({ error: 'invalid_grant' }, { status: 400 });

describe('kept tokens', () => {
  it('are used until shortly before their end, then renewed, and what is new is kept first', async () => {
    const { headers, pass, store, sent } = start([granted(2)], {});
    expect(await headers()).toEqual({ authorization: 'Bearer a1' });
    pass(3_299_000);
    expect(await headers()).toEqual({ authorization: 'Bearer a1' });
    pass(2000);
    expect(await headers()).toEqual({ authorization: 'Bearer a2' });
    expect(sent.map((form) => form.get('refresh_token'))).toEqual(['r1']);
    expect((await store.read())?.tokens).toMatchObject({ refreshToken: 'r2', scopes: ['things.read'] });
  });

  it('are renewed once, however many wait', async () => {
    const { headers, pass, sent } = start([granted(2)], {});
    pass(3_600_000);
    const all = await Promise.all(Array.from({ length: 50 }, headers));
    expect(new Set(all.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer a2']));
    expect(sent).toHaveLength(1);
  });

  it('keep the refresh token that is not replaced', async () => {
    const { headers, pass, store } = start([granted(2, { refresh_token: undefined })], {});
    pass(3_600_000);
    await headers();
    expect((await store.read())?.tokens?.refreshToken).toBe('r1');
  });

  it('go on while they last though the server is down, without asking it at every request', async () => {
    const { headers, pass, sent } = start(['down', granted(2)], {});
    pass(3_400_000);
    for (let time = 0; time < 5; time++) expect(await headers()).toEqual({ authorization: 'Bearer a1' });
    expect(sent).toHaveLength(1);
    pass(11_000);
    expect(await headers()).toEqual({ authorization: 'Bearer a2' });
  });

  it('say that the server is down when they have ended', async () => {
    const { headers, pass } = start(['down'], {});
    pass(3_600_001);
    await expect(headers()).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('are taken from whoever has renewed them meanwhile', async () => {
    const { headers, pass, store, sent } = start([refused], {});
    await headers();
    pass(3_400_000);
    await store.update(async (current) => ({
      ...current!,
      tokens: {
        ...current!.tokens!,
        accessToken: 'a7',
        obtainedAt: Date.now() * 2,
        expiresAt: Date.now() * 3,
      },
    }));
    expect(await headers()).toEqual({ authorization: 'Bearer a7' });
    expect(sent).toHaveLength(0);
  });

  it('stay kept when the refresh token is refused, and it is said what to do', async () => {
    const { headers, pass, store } = start([refused], {});
    pass(3_600_000);
    await expect(headers()).rejects.toMatchObject({
      ...{ reason: 'sign_in_needed', code: '28000' },
      hint: expect.stringContaining('sqluice auth login'),
    });
    expect((await store.read())?.tokens?.refreshToken).toBe('r1');
  });

  it('are renewed early when the source refuses them, once for all who held them', async () => {
    const { headers, tokens, sent } = start([granted(2), granted(3)], {});
    const first = await headers();
    const refusal = { status: 401, headers: new Map() };
    expect(tokens.renew(first, refusal)).toBe(true);
    const second = await headers();
    expect(second).toEqual({ authorization: 'Bearer a2' });
    expect(tokens.renew(first, refusal)).toBe(true);
    expect(await headers()).toEqual(second);
    expect(sent).toHaveLength(1);
  });

  it.each([-1_200_000, 1_200_000])('end by the clock of the server, %d ms from ours', async (ahead) => {
    const date = new Date(1_000_003_600_000 + ahead).toUTCString();
    const { headers, pass, store, sent } = start([granted(2, {}, { date }), granted(3)], {});
    pass(3_600_000);
    await headers();
    expect((await store.read())?.tokens?.obtainedAt).toBe(1_000_003_600_000 + ahead);
    pass(3_299_000);
    await headers();
    expect(sent).toHaveLength(1);
    pass(2000);
    expect(await headers()).toEqual({ authorization: 'Bearer a3' });
  });

  it('tell the scope that is missing, once it is known which are granted', async () => {
    const { headers, tokens } = start([], {});
    expect(tokens.missingScope(['other.read'])).toBeUndefined();
    await headers();
    expect(tokens.missingScope(['things.read', 'other.read'])).toEqual({
      scope: 'other.read',
      hint: 'Add other.read.',
    });
  });

  it('are nothing to go on with where none are kept', async () => {
    const { headers } = start([], undefined);
    await expect(headers()).rejects.toMatchObject({ reason: 'sign_in_needed', hint: 'Sign in.' });
    const last = start([], { refreshToken: undefined });
    last.pass(3_600_000);
    await expect(last.headers()).rejects.toMatchObject({
      message: expect.stringContaining('no refresh token'),
    });
  });

  it('are waited for when everything closes', async () => {
    const { headers, tokens, pass, store } = start([granted(2)], {});
    pass(3_600_000);
    void headers();
    await tokens.settled();
    expect((await store.read())?.tokens?.accessToken).toBe('a2');
  });
});
