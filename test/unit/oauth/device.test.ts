/** How a person is waited for who types a code in elsewhere. */
import { describe, expect, it } from 'vitest';
import { driverError } from '../../../src/errors.ts';
import { askWithDevice } from '../../../src/oauth/person.ts';
import { TokenRefusal } from '../../../src/oauth/token-request.ts';

const refusal = (error: string, status = 400) => new TokenRefusal(error, status, undefined, undefined);

/** Polls that are answered with these, in turn; gives what came of it and the seconds between the polls. */
async function wait(answers: readonly unknown[], more: { expiresIn?: number; signal?: AbortSignal } = {}) {
  const left = [...answers];
  const pauses: number[] = [];
  const told: string[] = [];
  const work = askWithDevice(
    {
      interaction: {
        openBrowser: async () => false,
        tell: (text) => told.push(text),
        readLine: async () => undefined,
      },
      ...{ title: 'Okta', timeout: 300_000, signal: more.signal },
    },
    {
      ...{
        deviceCode: 'the-device-code',
        userCode: 'ABCD-EFGH',
        verificationUri: 'https://o.example/activate',
      },
      ...{ completeUri: undefined, expiresIn: more.expiresIn ?? 600, interval: 5 },
    },
    async () => {
      const answer = left.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    (milliseconds, signal) => {
      pauses.push(milliseconds / 1000);
      // Where nothing more is answered, only the end of the waiting can end it.
      return left.length > 0
        ? Promise.resolve()
        : new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    },
  );
  return { outcome: await work.catch((error: unknown) => error), pauses, told };
}

describe('waiting for a code to be typed in', () => {
  it('asks at the pace that the server wants, and slower each time that it says so', async () => {
    const answers = [
      refusal('authorization_pending'),
      refusal('slow_down'),
      refusal('authorization_pending'),
      refusal('slow_down'),
      'the token',
    ];
    const { outcome, pauses, told } = await wait(answers);
    expect([outcome, pauses]).toEqual(['the token', [5, 5, 10, 10, 15]]);
    expect(told.join()).toMatch(/activate.*ABCD-EFGH/s);
    expect(told.join()).not.toContain('the-device-code');
  });

  it('outlives a server that is down for a while, and asks it less often', async () => {
    const lost = driverError('connection_lost', 'The connection was lost.');
    const { outcome, pauses } = await wait([lost, refusal('temporarily_unavailable', 503), 'the token']);
    expect([outcome, pauses]).toEqual(['the token', [5, 10, 15]]);
  });

  it.each(['access_denied', 'expired_token'])('ends at %s', async (error) => {
    const { outcome } = await wait([refusal('authorization_pending'), refusal(error), 'the token']);
    expect(outcome).toMatchObject({ reason: 'sign_in_unfinished', message: expect.stringContaining(error) });
  });

  it('ends when the code does, and does not blame the time that a person has', async () => {
    const { outcome } = await wait([], { expiresIn: 0.05 });
    expect(outcome).toMatchObject({
      ...{ reason: 'sign_in_unfinished', code: '28000' },
      message: 'Nobody signed in to Okta within the 0.05 seconds that the code is good for.',
    });
  });

  it('ends when the caller says so', async () => {
    const { outcome } = await wait([], { signal: AbortSignal.timeout(20) });
    expect(outcome).toMatchObject({ reason: 'cancelled', code: '57014' });
  });
});
