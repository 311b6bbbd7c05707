/** Asks a person to sign in: with a browser here, or with a code that is typed in elsewhere. */
import { cancellation, DriverError, driverError } from '../errors.ts';
import { type Callback, listenForCallback } from './callback-listener.ts';
import { type CodeClient, type CodeRequest, wrongState } from './code-request.ts';
import type { Interaction } from './interaction.ts';
import { codeOf, type RedirectAnswer, readPastedAnswer } from './redirect.ts';
import { type DeviceCode, isRefusal, TokenRefusal } from './token-request.ts';

/** Who is asked, and for how long. Times in milliseconds. */
export interface Asking {
  readonly interaction: Interaction;
  /** Name of the source for people. */
  readonly title: string;
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/** Where the browser comes back to. */
export interface CallbackPlace {
  readonly url: string;
  readonly lastPort: number | undefined;
}

/**
 * Sends a person to sign in and waits for the browser to come back, or for the address it ended at to be pasted. `make`
 * makes the request once the redirect URI is known, `finish` exchanges the code; the page that the person sees tells
 * how that went. Throws `callback_unavailable`, `sign_in_unfinished`, `sign_in_mismatch`, and what `finish` throws.
 */
export async function askWithBrowser<T>(
  client: CodeClient,
  asking: Asking,
  place: CallbackPlace,
  make: (redirectUri: string) => CodeRequest,
  finish: (code: string, request: CodeRequest) => Promise<T>,
): Promise<T> {
  const { interaction, title } = asking;
  const listener = await listenForCallback(place.url, place.lastPort);
  try {
    const request = make(listener.redirectUri);
    const opened = await interaction.openBrowser(request.url);
    interaction.tell(
      opened
        ? `Your browser opens to sign in to ${title}. If it does not, open this address:\n\n  ${request.url}\n`
        : `Open this address in a browser to sign in to ${title}:\n\n  ${request.url}\n\nWaiting for it to come back to ${listener.redirectUri}. If the browser is on another machine, paste the address here that it ends at.`,
    );
    return await withinTime(asking, async (signal) => {
      const came = await firstAnswer(interaction, listener.next(signal), signal);
      const { answer } = came;
      try {
        if (answer.state !== request.pending.state && (answer.state !== undefined || came.callback)) {
          throw wrongState(client.connector);
        }
        const result = await finish(codeOf(answer, client, request.pending.scopes), request);
        await came.callback?.reply({
          title: `Signed in to ${title}`,
          text: 'You can close this window.',
          succeeded: true,
        });
        return result;
      } catch (error) {
        await came.callback?.reply({
          title: `Not signed in to ${title}`,
          text: 'The program that asked you to sign in shows what went wrong.',
          succeeded: false,
        });
        throw error;
      }
    });
  } finally {
    await listener.close();
  }
}

interface Came {
  readonly answer: RedirectAnswer;
  readonly callback?: Callback;
}

async function firstAnswer(
  interaction: Interaction,
  next: Promise<Callback>,
  signal: AbortSignal,
): Promise<Came> {
  const done = new AbortController();
  const stop = () => done.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const pasted = interaction.readLine(done.signal).then((line): Came | Promise<never> => {
    if (line === undefined) return new Promise<never>(() => {});
    return { answer: readPastedAnswer(line) };
  });
  // The loser of the race is aborted, and nobody waits for it.
  pasted.catch(() => {});
  try {
    return await Promise.race([next.then((callback) => ({ answer: callback.answer, callback })), pasted]);
  } finally {
    signal.removeEventListener('abort', stop);
    done.abort();
  }
}

/** Runs `work` for as long as the person has time. */
async function withinTime<T>(
  { timeout, signal, title }: Asking,
  work: (signal: AbortSignal) => Promise<T>,
  limit = 'OAuthLoginTimeout allows',
): Promise<T> {
  if (signal?.aborted) throw cancellation(signal);
  const ended = new AbortController();
  const stop = () => ended.abort();
  const timer = setTimeout(stop, timeout);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work(ended.signal);
  } catch (error) {
    if (signal?.aborted) throw cancellation(signal);
    if (!ended.signal.aborted) throw error;
    throw driverError(
      'sign_in_unfinished',
      `Nobody signed in to ${title} within the ${timeout / 1000} seconds that ${limit}.`,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * Shows a person the code to type in, and polls until it was (RFC 8628, 3.5). `ask` is one try, which throws
 * TokenRefusal. Throws `sign_in_unfinished`, and other refusals as they are.
 */
export async function askWithDevice<T>(
  asking: Asking,
  device: DeviceCode,
  ask: () => Promise<T>,
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>,
): Promise<T> {
  const { interaction, title } = asking;
  interaction.tell(
    `To sign in to ${title}, open ${device.verificationUri} in a browser on any machine and type in this code:\n\n  ${device.userCode}\n`,
  );
  if (device.completeUri !== undefined) await interaction.openBrowser(device.completeUri);
  const life = device.expiresIn * 1000;
  const limit = life < asking.timeout ? 'the code is good for' : undefined;
  const poll = async (signal: AbortSignal): Promise<T> => {
    let interval = device.interval;
    for (;;) {
      await sleep(interval * 1000, signal);
      try {
        return await ask();
      } catch (error) {
        if (isRefusal(error, 'slow_down') || isPassing(error)) interval += 5;
        else if (isRefusal(error, 'access_denied') || isRefusal(error, 'expired_token')) {
          throw driverError('sign_in_unfinished', `${title} was not signed in to: ${error.error}.`);
        } else if (!isRefusal(error, 'authorization_pending')) throw error;
      }
    }
  };
  return withinTime({ ...asking, timeout: Math.min(asking.timeout, life) }, poll, limit);
}

/** Whether the server may answer next time, which is then asked less often (RFC 8628, 3.5). */
function isPassing(error: unknown): boolean {
  return error instanceof TokenRefusal
    ? error.status >= 500 || error.status === 429
    : error instanceof DriverError && error.retryable;
}
