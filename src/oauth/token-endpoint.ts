/** A client at its authorization server: asks for tokens, and gives what the server demands for them. */
import { type DriverError, driverError, type Reason } from '../errors.ts';
import { isLoopback } from '../network/loopback.ts';
import type { AuthorizationContext } from './authorization.ts';
import { createProofMaker, type ProofMaker } from './dpop.ts';
import type { Grant } from './grant.ts';
import type { ClientAuthentication, TokenClient } from './token-client.ts';
import { type GivenToken, isRefusal, requestToken, TokenRefusal } from './token-request.ts';

/** Whether tokens are bound to a key of this process (RFC 9449); Auto: where the server demands it. */
export type ProofMode = 'Auto' | 'On' | 'Off';

/** What the source says, in words for people, of a refusal; undefined leaves it to general hints. */
export type RefusalHint = (refusal: {
  readonly error: string;
  readonly description: string | undefined;
  readonly grant: Grant;
  readonly authentication: ClientAuthentication['kind'];
}) => string | undefined;

/** Where tokens come from. */
export interface TokenEndpoint {
  readonly client: TokenClient;
  /** Makes the proofs of bound tokens; undefined as long as none are demanded. */
  proofs(): ProofMaker | undefined;
  /** Has proofs made with this key, which tokens from a store are bound to. */
  useProofs(proofs: ProofMaker): void;
  /** Asks for a token, with proofs and nonces as demanded. Throws TokenRefusal, and what {@link requestToken} throws. */
  ask(grant: Grant, observe: AuthorizationContext['observe']): Promise<GivenToken>;
  /** What to throw for the refusal of a grant; other errors come back as they are. */
  explain(error: unknown, grant: Grant): unknown;
}

/** How often one token is asked for again because the server wants a proof, or another nonce in it. */
const mostDemands = 3;

/** Throws `insecure_url` for an endpoint over plain http beyond this machine. Sends nothing yet. */
export function openTokenEndpoint(client: TokenClient, dpop: ProofMode, hint?: RefusalHint): TokenEndpoint {
  const { connector, tokenEndpoint, now } = client;
  refuseInsecure(tokenEndpoint);
  let proofs = dpop === 'On' ? createProofMaker(now) : undefined;
  return {
    client,
    proofs: () => proofs,
    useProofs: (given) => {
      proofs = given;
    },
    async ask(grant, observe) {
      for (let demands = 0; ; demands++) {
        try {
          const given = await requestToken(client, grant, { observe, ...(proofs ? { proofs } : {}) });
          if (dpop !== 'On' || given.type === 'DPoP') return given;
        } catch (error) {
          const wantsProof = isRefusal(error, 'invalid_dpop_proof') && !proofs;
          const demand = wantsProof || isRefusal(error, 'use_dpop_nonce');
          if (!demand || dpop === 'Off' || demands >= mostDemands) throw error;
          proofs ??= createProofMaker(now);
          continue;
        }
        // Whoever insists on bound tokens must not use another (RFC 9449, 5).
        throw driverError('sign_in_failed', `${connector} gave a token that is not bound to a key.`, {
          hint: 'Have the app demand proofs of possession, or set DPoP to Auto.',
          source: { connector, method: 'POST', url: tokenEndpoint },
        });
      }
    },
    explain: (error, grant) =>
      error instanceof TokenRefusal ? refusalError(error, client, grant, hint) : error,
  };
}

/** Throws `insecure_url` unless secrets may be sent there. */
export function refuseInsecure(url: string): void {
  const { protocol, hostname, host } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return;
  throw driverError('insecure_url', `The sign-in at ${host} would not travel over https.`);
}

/** The error for a refusal; one that may pass says so. */
function refusalError(
  refusal: TokenRefusal,
  { connector, tokenEndpoint, authentication: { kind: authentication } }: TokenClient,
  grant: Grant,
  hint: RefusalHint | undefined,
): DriverError {
  const { error, status, description, requestId } = refusal;
  const message = `${connector} gave no token: ${description ? `${error}: ${description}` : error}`;
  const source = {
    ...{ connector, method: 'POST', url: tokenEndpoint, status, code: error },
    ...(requestId ? { requestId } : {}),
  };
  if (status === 429) return driverError('throttled', message, { source });
  if (status >= 500) return driverError('connection_lost', message, { source });
  return driverError(reasonFor(error, grant), message, {
    source,
    hint: hint?.({ error, description, grant, authentication }) ?? hintFor(error, grant),
  });
}

function reasonFor(error: string, { type }: Grant): Reason {
  return error === 'invalid_grant' && type === 'refresh_token' ? 'sign_in_needed' : 'sign_in_failed';
}

function hintFor(error: string, grant: Grant): string {
  switch (error) {
    case 'invalid_client':
      return 'Check the client id, and the secret or the private key with its key id; they must be of the same app.';
    case 'invalid_scope':
      return `Grant the scopes to the app: ${grant.scopes?.join(' ') ?? ''}.`;
    case 'invalid_dpop_proof':
    case 'use_dpop_nonce':
      return 'The app demands proofs of possession: leave DPoP at Auto, or set it to On.';
    case 'unauthorized_client':
      return `Allow the grant ${grant.type} in the settings of the app.`;
    case 'invalid_grant':
      return grantHints[grant.type] ?? 'Sign in again.';
    default:
      return 'Check the address of the authorization server, and the app there.';
  }
}

const grantHints: Readonly<Record<string, string>> = {
  authorization_code: 'A code works once, for minutes, and only with the redirect URI that it was made for.',
  refresh_token:
    'The sign-in has ended: it was revoked, has expired, or its refresh token was used elsewhere. Sign in again: sqluice auth login.',
  password: 'Check User and Password.',
};
