import { createHash, generateKeyPairSync } from 'node:crypto';
import { exportJWK } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { TokenEvent } from '../../../src/oauth/authorization.ts';
import { clientCredentials } from '../../../src/oauth/client-credentials.ts';
import { readPrivateKey, type SigningKey } from '../../../src/oauth/private-key.ts';
import type { TokenClient } from '../../../src/oauth/token-client.ts';
import { openTokenEndpoint, type ProofMode } from '../../../src/oauth/token-endpoint.ts';
import { checkProof, type ServerOptions, startAuthorizationServer } from './authorization-server.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Wanted extends Partial<TokenClient> {
  /** Of every token. */
  readonly scopes?: readonly string[];
  /** Of the requests, where every token is asked for what they need. */
  readonly needed?: readonly string[];
  readonly dpop?: ProofMode;
  readonly key?: SigningKey;
}

async function start(server: Partial<ServerOptions> = {}, wanted: Wanted = {}) {
  const clientKey = { ...(await exportJWK(rsa.publicKey)), kid: 'k1', alg: 'RS256' };
  const running = await startAuthorizationServer({ clientKey, granted: ['a', 'b'], ...server });
  closers.push(running.close);
  const events: TokenEvent[] = [];
  let time = Date.now();
  const { scopes = ['a', 'b'], needed, dpop = 'Auto', key, ...client } = wanted;
  const endpoint = openTokenEndpoint(
    {
      connector: 'test',
      issuer: running.url,
      tokenEndpoint: `${running.url}/token`,
      clientId: 'client',
      authentication: { kind: 'key', key: key ?? (await readPrivateKey(pem, 'Key')), keyId: 'k1' },
      requestIdHeader: 'x-request-id',
      timeout: 5000,
      now: () => time,
      fetch: (url, options) => fetch(url, options),
      ...client,
    },
    dpop,
  );
  const authorization = clientCredentials({
    endpoint,
    scopes: needed ? undefined : scopes,
    margin: 60_000,
    scopeHint: (scope) => `Grant ${scope}.`,
  });
  const request = { method: 'GET', url: `${running.url}/api?x=1`, scopes: needed ?? [] };
  return {
    ...running,
    authorization,
    events,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    headers: (signal?: AbortSignal, scopes = request.scopes) =>
      authorization.headers(
        { ...request, scopes },
        { observe: (event) => events.push(event), ...(signal ? { signal } : {}) },
      ),
  };
}

describe('tokens of a client that acts for itself', () => {
  it('are asked for once, however many need one at a time', async () => {
    const { headers, requests, events } = await start();
    const all = await Promise.all(Array.from({ length: 50 }, () => headers()));
    expect(new Set(all.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer secret-token-1']),
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]!.header).toMatchObject({ alg: 'RS256', kid: 'k1' });
    expect(events).toMatchObject([{ purpose: 'token', status: 200, requestId: 'r1' }]);
  });

  it('are renewed before they end, and when they are refused', async () => {
    const { headers, requests, authorization, pass } = await start();
    const first = await headers();
    pass(3_500_000);
    expect(await headers()).toEqual(first);
    pass(50_000);
    const second = await headers();
    expect(second.authorization).toBe('Bearer secret-token-2');
    expect(authorization.renew(second, { status: 401, headers: new Map() })).toBe(true);
    // Whoever held the older token too finds that there is a newer one.
    await headers();
    expect(authorization.renew(second, { status: 401, headers: new Map() })).toBe(true);
    expect((await headers()).authorization).toBe('Bearer secret-token-3');
    expect(requests).toHaveLength(3);
  });

  it('are asked for what is needed, and kept for whoever needs no more', async () => {
    const { headers, requests } = await start({}, { needed: ['a'] });
    await headers();
    await headers();
    await headers(undefined, ['a', 'b']);
    await headers(undefined, ['b']);
    expect(requests.map(({ scope }) => scope)).toEqual(['a', 'a b']);
  });

  it('shrink to the scopes that are granted, which are then known', async () => {
    const { headers, authorization, requests } = await start({}, { needed: ['a', 'x', 'b', 'y'] });
    await headers();
    expect(authorization.grantedScopes()).toEqual(['a', 'b']);
    expect(authorization.missingScope(['a', 'b'])).toBeUndefined();
    expect(authorization.missingScope(['b', 'y'])).toEqual({ scope: 'y', hint: 'Grant y.' });
    const asked = requests.length;
    authorization.renew(await headers(), { status: 401, headers: new Map() });
    await headers();
    expect(requests.slice(asked).map(({ scope }) => scope)).toEqual(['a b']);
  });

  it('shrink again when the server takes a scope back', async () => {
    const granted = ['a', 'b'];
    const { headers, authorization } = await start({ granted }, { needed: ['a', 'b'] });
    authorization.renew(await headers(), { status: 401, headers: new Map() });
    granted.splice(0, 1);
    await headers();
    expect(authorization.grantedScopes()).toEqual(['b']);
    expect(authorization.missingScope(['a'])?.scope).toBe('a');
  });

  it('are refused where none of the scopes is granted, which are then known', async () => {
    const { headers, authorization } = await start({}, { needed: ['x'] });
    await expect(headers()).rejects.toMatchObject({ source: { code: 'invalid_scope' } });
    expect(authorization.missingScope(['x'])?.scope).toBe('x');
  });

  it('tell what was not granted where the server grants fewer scopes without a word', async () => {
    const { headers, authorization } = await start({ grantsFewer: true }, { needed: ['a', 'x'] });
    await headers();
    expect(authorization.grantedScopes()).toEqual(['a']);
    expect(authorization.missingScope(['x'])?.scope).toBe('x');
  });

  it.each([-240_000, 1_800_000])('are given though the clocks differ by %d ms', async (difference) => {
    const { headers, pass } = await start();
    pass(difference);
    expect((await headers()).authorization).toBe('Bearer secret-token-1');
  });

  it('are asked for over https alone, but on this machine', async () => {
    for (const host of ['okta.example', '127.okta.example', 'localhost.okta.example']) {
      await expect(start({}, { tokenEndpoint: `http://${host}/token` })).rejects.toMatchObject({
        reason: 'insecure_url',
      });
    }
  });

  it('are refused with 28000, the words of the server and its request id, but no secret', async () => {
    const { headers, events } = await start({}, { scopes: ['a', 'x'] });
    const error = await headers().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: '28000',
      reason: 'sign_in_failed',
      message: expect.stringContaining('invalid_scope'),
      source: { status: 400, code: 'invalid_scope', requestId: expect.any(String) },
    });
    const shown = JSON.stringify([events, error, String(error)]);
    expect(shown).not.toMatch(/secret-token|PRIVATE KEY|eyJ/);
  });

  it('are refused for a key that the server does not know', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const { headers } = await start({}, { key: await readPrivateKey(other.toString(), 'Key') });
    await expect(headers()).rejects.toMatchObject({ code: '28000', source: { code: 'invalid_client' } });
  });

  it.each([
    [503, 'connection_lost'],
    [429, 'throttled'],
  ])('may fail in passing with %d, which is worth another try', async (status, reason) => {
    let failures = 1;
    const { headers } = await start({ failing: () => (failures-- > 0 ? status : undefined) });
    await expect(headers()).rejects.toMatchObject({ retryable: true, reason, source: { status } });
    expect((await headers()).authorization).toBe('Bearer secret-token-1');
  });

  it('say why there is no connection', async () => {
    const { headers, close, events } = await start();
    await close();
    await expect(headers()).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(events).toMatchObject([{ status: undefined, error: 'unreachable' }]);
  });

  it('are asked for again when an answer ends in the middle', async () => {
    let failures = 1;
    const { headers } = await start({ failing: () => (failures-- > 0 ? 'cut off' : undefined) });
    const error = await headers().catch((cause: unknown) => cause);
    expect(error).toMatchObject({ reason: 'connection_lost', retryable: true });
    expect(JSON.stringify(error)).not.toContain('secret-to');
    expect((await headers()).authorization).toBe('Bearer secret-token-1');
  });

  it('are not waited for longer than one request may take', async () => {
    const { headers } = await start({ failing: () => 'silent' }, { timeout: 20 });
    await expect(headers()).rejects.toMatchObject({ reason: 'timeout', retryable: true });
  });

  it('are not asked for by a statement that is cancelled already', async () => {
    const { headers, events } = await start();
    await expect(headers(AbortSignal.abort())).rejects.toMatchObject({ code: '57014' });
    expect(events).toEqual([]);
  });

  it('are not lost to the others when one who waits is cancelled', async () => {
    const { headers, requests } = await start();
    const cancelled = headers(AbortSignal.timeout(1)).catch((error: unknown) => error);
    const [found] = await Promise.all([headers(), headers()]);
    expect(found.authorization).toBe('Bearer secret-token-1');
    await cancelled;
    expect(requests).toHaveLength(1);
  });

  it.each(['Auto', 'On'] as const)(
    'are bound to a key where the server demands it, with DPoP=%s',
    async (dpop) => {
      const { headers, url, thumbprints, authorization } = await start({ demandsProof: true }, { dpop });
      const first = await headers();
      const second = await headers();
      expect(first.authorization).toBe(second.authorization);
      expect(first.authorization).toMatch(/^DPoP /);
      const token = first.authorization!.slice('DPoP '.length);
      const proofs = await Promise.all(
        [first, second].map(({ dpop: proof }) => checkProof(proof!, 'GET', `${url}/api`)),
      );
      for (const { ath, thumbprint } of proofs) {
        expect(ath).toBe(createHash('sha256').update(token).digest('base64url'));
        expect(thumbprint).toBe(thumbprints.get(token));
      }
      expect(proofs[0]!.jti).not.toBe(proofs[1]!.jti);
      const demand = { 'dpop-nonce': 'fresh', 'www-authenticate': 'DPoP error="use_dpop_nonce"' };
      authorization.renew(second, { status: 401, headers: new Map(Object.entries(demand)) });
      const third = await headers();
      expect(third.authorization).toBe(second.authorization);
      expect((await checkProof(third.dpop!, 'GET', `${url}/api`)).nonce).toBe('fresh');
    },
  );

  it('are renewed when a refusal brings a nonce too, but does not ask for it', async () => {
    const { headers, authorization } = await start({ demandsProof: true });
    const first = await headers();
    const expired = { 'dpop-nonce': 'nonce-1', 'www-authenticate': 'DPoP error="invalid_token"' };
    authorization.renew(first, { status: 401, headers: new Map(Object.entries(expired)) });
    expect((await headers()).authorization).not.toBe(first.authorization);
  });

  it('are not used where DPoP=On wants them bound and the server does not bind them', async () => {
    const { headers, authorization } = await start({}, { dpop: 'On' });
    await expect(headers()).rejects.toMatchObject({
      code: '28000',
      message: expect.stringContaining('not bound'),
    });
    expect(authorization.grantedScopes()).toBeUndefined();
  });

  it('are refused where the server demands a proof that DPoP=Off forbids', async () => {
    const { headers } = await start({ demandsProof: true }, { dpop: 'Off' });
    await expect(headers()).rejects.toMatchObject({ code: '28000', hint: expect.stringContaining('DPoP') });
  });
});
