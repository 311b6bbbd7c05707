/** Signing in with a code that is typed in elsewhere (RFC 8628). */
import { driverError } from '../errors.ts';
import { deviceGrant } from './grant.ts';
import { type Asking, askWithDevice } from './person.ts';
import type { Tenant } from './profile.ts';
import type { SignInEnvironment } from './sign-in-environment.ts';
import type { TokenEndpoint } from './token-endpoint.ts';
import { type GivenToken, requestDeviceCode } from './token-request.ts';

/** Gets a device code, shows a person what to type in, and waits for the token. Throws `sign_in_unfinished`, `sign_in_failed` … */
export async function signInWithDevice(
  endpoint: TokenEndpoint,
  { endpoints }: Tenant,
  scopes: readonly string[],
  asking: Asking,
  { observe, sleep }: Pick<SignInEnvironment, 'observe' | 'sleep'>,
): Promise<GivenToken> {
  if (endpoints.device === undefined) {
    throw driverError('unsupported_statement', `${asking.title} has no sign-in by device code.`);
  }
  let grant = deviceGrant('', scopes);
  try {
    const code = await requestDeviceCode(endpoint.client, endpoints.device, scopes, { observe });
    grant = deviceGrant(code.deviceCode, scopes);
    return await askWithDevice(asking, code, () => endpoint.ask(grant, observe), sleep);
  } catch (error) {
    throw endpoint.explain(error, grant);
  }
}
