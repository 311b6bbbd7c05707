import type { SignInStatus } from '../oauth/sign-in.ts';

/** Whether somebody is signed in, and until when, in one sentence for people; `now` in milliseconds since 1970. */
export function signInSentence(status: SignInStatus, now: number): string {
  const { scheme, signedIn, location, obtainedAt, expiresAt, renewable } = status;
  if (location === undefined) return withoutTokens[scheme] ?? 'nothing is kept';
  const again = 'sqluice auth login signs in again';
  if (obtainedAt === undefined) return 'nobody is signed in; sqluice auth login signs in';
  if (expiresAt === undefined) {
    return `signed in; until when is not known, ${renewable ? 'and it is renewed without a person' : `then ${again}`}`;
  }
  const time = `${timeText(expiresAt)} (${distanceText(expiresAt - now)})`;
  if (!signedIn) return `ended ${time}; ${again}`;
  if (!renewable) return `signed in until ${time}; then ${again}`;
  return expiresAt > now
    ? `signed in; the token ends ${time} and is renewed without a person`
    : `signed in; the token ended ${time} and is renewed when it is needed`;
}

const withoutTokens: Readonly<Partial<Record<SignInStatus['scheme'], string>>> = {
  OAuthClient: 'the app signs in for itself, and keeps nothing',
  OAuthJWT: 'the app signs in for itself, and keeps nothing',
  APIToken: 'the API token is the sign-in',
  None: 'needs no sign-in',
};

function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function distanceText(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  const hours = Math.round(minutes / 60);
  const [number, unit] =
    minutes < 120 ? [minutes, 'minute'] : hours < 48 ? [hours, 'hour'] : [Math.round(hours / 24), 'day'];
  const distance = number === 0 ? 'less than a minute' : `${number} ${unit}${number === 1 ? '' : 's'}`;
  return milliseconds < 0 ? `${distance} ago` : `in ${distance}`;
}
