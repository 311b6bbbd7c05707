import { DriverError } from '../../errors.ts';
import type { SignIn } from '../../oauth/sign-in.ts';
import type { Connector, RateLimitState } from '../../spi/connector.ts';
import { openConnector, type PreparedSource } from '../open-source.ts';
import type { OptionsHost } from '../options/host.ts';
import { signInSentence } from '../sign-in-sentence.ts';
import { type Finding, failed, failure, ok, warning } from './finding.ts';
import { isOpen } from './machine.ts';

/**
 * Whether the sign-in of a source holds. Where the source is `reachable`, takes in what its properties give and asks it
 * who that is; nobody is asked to sign in.
 */
export async function checkSignIn(
  prepared: PreparedSource,
  host: OptionsHost,
  reachable: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const { signIn } = prepared;
  if (!signIn) return reachable ? checkAccount(prepared, signal) : [];
  try {
    if (reachable) await signIn.begin(signal);
    const account = reachable ? await checkAccount(prepared, signal) : [];
    return [await checkState(signIn), ...(await checkFile(signIn, host)), ...account];
  } catch (error) {
    return [failure('sign-in', error), ...(await checkFile(signIn, host))];
  }
}

async function checkState(signIn: SignIn): Promise<Finding> {
  const status = await signIn.status();
  const sentence = signInSentence(status, Date.now());
  if (!status.signedIn) return failed('sign-in', sentence, 'Sign in with sqluice auth login.');
  if (status.location === undefined || status.renewable) return ok('sign-in', sentence);
  return warning('sign-in', sentence, 'Ask for offline access (a refresh token) where the source has that.');
}

/** Whether what is kept is private, and can be renewed. */
async function checkFile(signIn: SignIn, host: OptionsHost): Promise<readonly Finding[]> {
  const { location } = signIn.store;
  if (!signIn.keepsTokens || location.startsWith('memory:')) return [];
  try {
    await signIn.store.checkWritable();
  } catch (error) {
    return [failure('settings file', error)];
  }
  return (await isOpen(location, host))
    ? [warning('settings file', `others on this machine can reach ${location}`, `Run chmod 600 ${location}.`)]
    : [ok('settings file', `${location} can be written, and reached by nobody else`)];
}

async function checkAccount(
  prepared: PreparedSource,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const { background } = prepared;
  const connector = await openConnector(prepared);
  try {
    const { user, server } = await connector.identify({ ...background, ...(signal ? { signal } : {}) });
    const who = user === undefined ? `${server} does not say who is signed in` : `${user} at ${server}`;
    return [ok('account', who), ...checkRateLimits(connector)];
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    return [failure('account', error)];
  } finally {
    await connector.close();
  }
}

function checkRateLimits(connector: Connector): readonly Finding[] {
  const told = (connector.rateLimits?.() ?? []).filter(({ window }) => window !== undefined);
  return told.length > 0 ? told.map(describeLimit) : [ok('rate limit', 'the source tells of none')];
}

/** Less than this part of a limit is little. */
const little = 0.1;

function describeLimit({ bucket, window }: RateLimitState): Finding {
  const { limit = 0, remaining = 0, resetAt = 0 } = window ?? {};
  const until = new Date(resetAt).toISOString().slice(11, 19);
  const message = `${remaining} of ${limit} requests are left${bucket === '' ? '' : ` for ${bucket}`} until ${until} UTC`;
  return remaining >= limit * little
    ? ok('rate limit', message)
    : warning(
        'rate limit',
        message,
        'Something else uses up the limit: statements will wait. See RateLimitShare.',
      );
}
