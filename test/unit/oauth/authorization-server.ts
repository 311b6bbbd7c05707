/** A small, strict token endpoint for tests: private_key_jwt, scopes, lifetimes, and proofs of possession. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, createLocalJWKSet, type JWK, jwtVerify } from 'jose';

export interface ServerOptions {
  readonly clientKey: JWK;
  readonly granted: readonly string[];
  readonly lifetime?: number;
  readonly demandsProof?: boolean;
  /** Whether scopes that are not granted are left out of the token, instead of refused. */
  readonly grantsFewer?: boolean;
  /** Status to answer instead, or no answer at all, or the beginning of one, as long as it gives one. */
  readonly failing?: () => number | 'silent' | 'cut off' | undefined;
}

export async function startAuthorizationServer(options: ServerOptions) {
  const requests: {
    readonly scope: string;
    readonly error: string | undefined;
    readonly header: Record<string, unknown>;
  }[] = [];
  const seen = new Set<unknown>();
  const keys = createLocalJWKSet({ keys: [options.clientKey] });
  let issued = 0;
  const thumbprints = new Map<string, string>();

  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request));
    const reply = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-request-id': `r${requests.length}`,
        ...headers,
      });
      response.end(JSON.stringify(body));
    };
    const refuse = (error: string, status = 400, headers = {}) => {
      requests.push({ scope: form.get('scope') ?? '', error, header: {} });
      reply(status, { error, error_description: `because of ${error}` }, headers);
    };
    const failing = options.failing?.();
    if (failing === 'silent') return;
    if (failing === 'cut off') {
      response.setHeader('content-type', 'application/json');
      response.end('{"access_token":"secret-to');
      return;
    }
    if (failing !== undefined) return refuse('temporarily_unavailable', failing);
    let header: Record<string, unknown>;
    try {
      const verified = await jwtVerify(form.get('client_assertion') ?? '', keys, {
        audience: `${url}/token`,
        issuer: 'client',
        subject: 'client',
      });
      if (seen.has(verified.payload.jti)) return refuse('invalid_client', 401);
      seen.add(verified.payload.jti);
      header = verified.protectedHeader as Record<string, unknown>;
    } catch {
      return refuse('invalid_client', 401);
    }
    const asked = (form.get('scope') ?? '').split(' ');
    const scopes = asked.filter((scope) => options.granted.includes(scope));
    if (scopes.length < asked.length && !options.grantsFewer) return refuse('invalid_scope');
    const token = `secret-token-${++issued}`;
    if (options.demandsProof) {
      const proof = request.headers.dpop;
      if (typeof proof !== 'string') return refuse('invalid_dpop_proof');
      const checked = await checkProof(proof, 'POST', `${url}/token`);
      if (checked.nonce !== 'nonce-1') return refuse('use_dpop_nonce', 400, { 'dpop-nonce': 'nonce-1' });
      thumbprints.set(token, checked.thumbprint);
    }
    requests.push({ scope: scopes.join(' '), error: undefined, header });
    reply(200, {
      access_token: token,
      token_type: options.demandsProof ? 'DPoP' : 'Bearer',
      expires_in: options.lifetime ?? 3600,
      scope: scopes.join(' '),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    thumbprints,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Verifies a proof (RFC 9449, 4.3) and tells who made it. */
export async function checkProof(proof: string, method: string, url: string) {
  const embedded = JSON.parse(Buffer.from(proof.split('.')[0]!, 'base64url').toString()) as {
    jwk: JWK;
    typ: string;
  };
  const { payload } = await jwtVerify(
    proof,
    createLocalJWKSet({ keys: [{ ...embedded.jwk, alg: 'ES256' }] }),
  );
  if (embedded.typ !== 'dpop+jwt' || payload.htm !== method || payload.htu !== url || !payload.jti)
    throw new Error('bad proof');
  return {
    nonce: payload.nonce,
    ath: payload.ath,
    jti: payload.jti,
    thumbprint: await calculateJwkThumbprint(embedded.jwk),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
